"""In which group is a patient enrolled for the year of a bill, where rules for care ask for it?

Most areas price care without groups; for them nothing is read.
"""

from collections.abc import Mapping, Sequence

from django.db import connection

from claims.models import Bill
from intake.bulk.arrays import array_text
from policy.book import Policy
from policy.schema import BenefitFile
from policy.schema.care_scope import FromDay
from policy.terms import Group

_GROUPS = """
    SELECT coalesce(p.merged_into_id, p.id), e.coverage_year, e."group" FROM enrollment_enrollment e
    JOIN enrollment_person p ON p.id = e.person_id
    WHERE e.cancelled_on IS NULL AND e.person_id = ANY(%s::bigint[]) AND e.coverage_year = ANY(%s::smallint[])"""


def groups_of(
    bills: Sequence[Bill], policies: Mapping[str, Policy], kept: dict[int, int]
) -> dict[tuple[int, int], Group]:
    """(record that counts, year) -> group, of the patients of bills in areas whose rules name groups."""
    asking = {code: names_groups(policy) for code, policy in policies.items()}
    wanted = [bill for bill in bills if asking[bill.division_code]]
    if not wanted:
        return {}
    people = {record for bill in wanted for record in (bill.person_id, kept[bill.person_id])}
    years = {bill.discharged_on.year for bill in wanted}
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, [array_text(people), array_text(years)])
        return {(person, year): Group(group) for person, year, group in cursor.fetchall()}


def names_groups(policy: Policy) -> bool:
    """Whether any value for care of an area names a group of people."""
    return policy.remember("care names groups", lambda: _names_groups(policy))


def _names_groups(policy: Policy) -> bool:
    return any(
        one.groups
        for _, file in policy.files("benefit", BenefitFile)
        for name in BenefitFile.model_fields
        for value in getattr(file, name)
        if isinstance(value, FromDay)
        for one in value.people
    )
