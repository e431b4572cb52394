"""Whom do rosters of aided people name who is not registered yet?"""

from django.db import connection

from enrollment.queries.base_lists import NamedByList
from policy.terms import Text
from staff.rules.divisions import scope_prefix

_ROSTERS = """
SELECT DISTINCT ON (r.document_masked, r.name) r.name, r.document_masked, r.division_code, r.category_name, o.id
FROM assistance_rosterrow r JOIN assistance_roster o ON o.id = r.roster_id
WHERE r.why = 'not_registered' AND o.state = 'written' AND o.area LIKE %(area)s AND r.division_code LIKE %(places)s
  AND extract(year FROM o.month) >= %(year)s - 1
  AND NOT EXISTS (SELECT FROM enrollment_person p WHERE p.document_masked = r.document_masked AND p.name = r.name)
ORDER BY r.document_masked, r.name, o.month DESC, o.id DESC
"""


def named_by_rosters(division_code: str, coverage_year: int) -> list[NamedByList]:
    """Whom rosters of this and last year name under a number that nobody is registered under."""
    places = scope_prefix(division_code)
    values: dict[str, str | int] = {"places": places + "%", "area": places[:4] + "%", "year": coverage_year}
    with connection.cursor() as cursor:
        cursor.execute(_ROSTERS, values)
        return [
            NamedByList(name, masked, place, Text(category, category), "assistance:roster_rows", pk)
            for name, masked, place, category, pk in cursor.fetchall()
        ]
