"""What does a village clerk ask first: how many households, whom to visit today, which newborns, who turned unpaid?"""

from datetime import date, timedelta
from typing import Any

from django.db import connection

from enrollment.models import Household, Person
from staff.rules.divisions import scope_prefix

NEWBORN_DAYS = 365
# The last answer of each person counts; who is insured meanwhile needs no visit.
_VISITS = """
SELECT count(*) FROM (
  SELECT DISTINCT ON (a.person_id) a.person_id, least(a.next_visit_on, a.promise_on) AS visit_on
  FROM enrollment_baseanswer a JOIN enrollment_person p ON p.id = a.person_id
  WHERE a.coverage_year = %(year)s AND p.division_code LIKE %(inside)s AND p.died_on IS NULL AND p.merged_into_id IS NULL
  ORDER BY a.person_id, a.version DESC) last
WHERE visit_on <= %(on)s AND NOT EXISTS (SELECT 1 FROM enrollment_coverage c
  WHERE c.person_id = last.person_id AND c.coverage_year = %(year)s)"""
_NEWBORNS = """
SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM enrollment_coverage c
  WHERE c.person_id = p.id AND c.coverage_year = extract(year FROM %(on)s::date)))
FROM enrollment_person p
WHERE p.division_code LIKE %(inside)s AND p.born_on > %(since)s AND p.born_on <= %(on)s AND p.died_on IS NULL
  AND p.merged_into_id IS NULL"""
_TURNED = """
SELECT count(*) FROM enrollment_due d
WHERE d.coverage_year = %(year)s AND d.division_code LIKE %(inside)s AND d.withdrawn_on IS NULL
  AND NOT EXISTS (SELECT 1 FROM enrollment_coverage c
    WHERE c.person_id = d.person_id AND c.coverage_year = d.coverage_year AND c.due_id = d.id)
  AND EXISTS (SELECT 1 FROM enrollment_dueentry e WHERE e.due_id = d.id AND e.kind IN ('refund', 'reversal'))"""


def village_as_json(place: str, year: int, on: date) -> dict[str, int]:
    """Households, people, visits that are due, newborns and those without cover, people who had paid and owe again."""
    prefix = scope_prefix(place)
    asked: dict[str, Any] = {
        "year": year, "on": on, "since": on - timedelta(days=NEWBORN_DAYS), "inside": prefix + "%",
    }  # fmt: skip
    people = Person.objects.filter(division_code__startswith=prefix, died_on=None, merged_into=None)
    with connection.cursor() as cursor:
        cursor.execute(_VISITS, asked)
        [(visits,)] = cursor.fetchall()
        cursor.execute(_NEWBORNS, asked)
        [(newborns, newborns_open)] = cursor.fetchall()
        cursor.execute(_TURNED, asked)
        [(turned,)] = cursor.fetchall()
    return {
        "households": Household.objects.filter(division_code__startswith=prefix).count(),
        "people": people.count(),
        "visits": visits,
        "newborns": newborns,
        "newborns_open": newborns_open,
        "turned": turned,
    }
