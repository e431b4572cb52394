"""Which bills of a year are settled in an area, and what is on record of each?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import connection

from claims.models import Bill, Statement, YearEntry
from claims.queries.benefit_years import absorbed_records
from claims.queries.settlement_cases import cases_of, under
from claims.rules.facts import Entry
from claims.rules.year_order import Case
from desk.whatif.queries.policies import DraftPolicies
from desk.whatif.rules.bill_years import Posted
from policy.care import Counter
from staff.rules.divisions import scope_prefix

_PEOPLE = """
SELECT DISTINCT coalesce(p.merged_into_id, p.id) FROM claims_statement s JOIN enrollment_person p ON p.id = s.person_id
WHERE s.year = %s AND s.state = 'posted' AND s.division_code LIKE %s ORDER BY 1
"""
_BILL_YEARS = """
SELECT max(year) FROM claims_statement WHERE state = 'posted' AND division_code LIKE %s
"""


def patients(area: str, year: int) -> list[int]:
    """Who has a settled bill of the year in an area, by the record that counts."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [year, scope_prefix(area) + "%"])
        return [row[0] for row in cursor.fetchall()]


def last_bill_year(area: str) -> int | None:
    """The last year of which a bill is settled in an area."""
    with connection.cursor() as cursor:
        cursor.execute(_BILL_YEARS, [scope_prefix(area) + "%"])
        found: int | None = cursor.fetchone()[0]
    return found


class YearOfBills:
    """The bills of one person's year: as cases under both policies, with what is on record."""

    def __init__(self) -> None:
        self.today: list[Case] = []
        self.then: list[Case] = []
        self.posted: dict[int, Posted] = {}
        self.bills: dict[int, Bill] = {}


def years(people: Sequence[int], policies: DraftPolicies) -> Iterator[YearOfBills]:
    """The year of each of these people, read with a fixed number of statements."""
    records = {person: person for person in people} | absorbed_records(people)
    statements = list(
        Statement.objects.filter(state="posted", year=policies.bill_year, person_id__in=records)
        .select_related("bill")
        .defer("body")  # the explanation of today; it is the greatest part of a row
        .order_by("service_on", "bill_id")
    )
    bills = [one.bill for one in statements]
    today = cases_of(bills)
    codes = {bill.division_code for bill in bills}
    then = under(today, bills, policies.care_after(codes)) if policies.changes_care else today
    entries = _entries([one.pk for one in statements])
    found: dict[int, YearOfBills] = defaultdict(YearOfBills)
    for one, before, after in zip(statements, today, then, strict=True):
        year = found[records[one.person_id]]
        year.today.append(before)
        year.then.append(after)
        year.bills[one.bill_id] = one.bill
        amounts = {payer: getattr(one, name) for name, payer in Statement.AMOUNTS.items()}
        year.posted[one.bill_id] = Posted(amounts, entries[one.pk])
    yield from found.values()


def _entries(statement_ids: Sequence[int]) -> dict[int, tuple[Entry, ...]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    rows = YearEntry.objects.filter(statement_id__in=statement_ids, is_reversal=False).order_by("pk")
    for statement, counter, fen, key in rows.values_list("statement_id", "counter", "fen", "key"):
        found[statement].append(Entry(Counter(counter), fen, key))
    return defaultdict(tuple, {statement: tuple(listed) for statement, listed in found.items()})
