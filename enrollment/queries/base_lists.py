"""Whom do lists name who should be insured and is not registered yet?

Such a person is in the base as *not yet asked*: registering comes first. A list may know the county only. Other apps add their
lists by name (BASE_LISTS in the settings).
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from enrollment.rules.status_facts import StatusFact
from policy.terms import Text
from staff.rules.divisions import scope_prefix

# After these somebody is to be insured here; of the others a list says that they are not.
BACK_AGAIN = (StatusFact.RELEASED, StatusFact.DISCHARGED, StatusFact.EMPLOYMENT_ENDED)

_STATUS = """
SELECT DISTINCT ON (r.document_hash) r.name, r.document_masked, l.area, r.fact, l.id
FROM enrollment_statusrow r JOIN enrollment_statuslist l ON l.id = r.list_id
WHERE r.match = 'nobody' AND l.state = 'written' AND l.area LIKE %(places)s AND extract(year FROM l.listed_on) >= %(year)s - 1
  AND r.fact = ANY(%(facts)s)
  AND NOT EXISTS (SELECT FROM enrollment_person p WHERE p.document_hash = r.document_hash)
  AND NOT EXISTS (SELECT FROM enrollment_formerdocument f WHERE f.document_hash = r.document_hash)
ORDER BY r.document_hash, l.listed_on DESC, l.id DESC
"""


@dataclass(frozen=True, slots=True)
class NamedByList:
    """Somebody whom a list names; `division_code` is as near as the list says. `address`, `pk`: the page of the list's rows."""

    name: str
    document_masked: str
    division_code: str
    said: Text
    address: str
    pk: int


def named_by_lists(division_code: str, coverage_year: int) -> list[NamedByList]:
    """Everybody whom any list names in a place, each once."""
    found: dict[tuple[str, str], NamedByList] = {}
    for path in settings.BASE_LISTS:
        for one in import_string(path)(division_code, coverage_year):
            found.setdefault((one.document_masked, one.name), one)
    return sorted(found.values(), key=lambda one: (one.division_code, one.name, one.document_masked))


def named_by_status_lists(division_code: str, coverage_year: int) -> list[NamedByList]:
    """Whom status lists of this and last year name: released, discharged, or no longer in the employee scheme."""
    values: dict[str, str | int | list[str]] = {
        "places": scope_prefix(division_code) + "%",
        "year": coverage_year,
        "facts": [fact.value for fact in BACK_AGAIN],
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATUS, values)
        return [
            NamedByList(name, masked, area, StatusFact(fact).label, "enrollment:status_rows", pk)
            for name, masked, area, fact, pk in cursor.fetchall()
        ]
