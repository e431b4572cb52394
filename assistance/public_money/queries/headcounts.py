"""How many people are insured in a place on a day, on what ground, and for whom is public money asked?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from policy.terms import Basis, Group
from staff.rules.divisions import scope_prefix


@dataclass(frozen=True, slots=True)
class HeadGroup:
    """The heads of one county and ground; `school` names the school of college students enrolled through one."""

    county: str
    basis: str
    school: str
    heads: int
    left_out: int  # of further heads: they paid the fiscal part themselves (A43)


# Insured on a day is who has paid for the year by then and whose cover has not ended: also who is still waiting for
# benefits, or whose year has not begun. Each person once, under the record that a merge has kept.
INSURED = """
  SELECT DISTINCT ON (coalesce(p.merged_into_id, p.id)) coalesce(p.merged_into_id, p.id) AS person_id,
    e.division_code, e.basis, e."group", e.school, coalesce(q.counts_for_fiscal_subsidy, true) AS counts
  FROM enrollment_coverage c
  JOIN enrollment_due d ON d.id = c.due_id AND d.withdrawn_on IS NULL
  JOIN enrollment_enrollment e ON e.id = d.enrollment_id
  JOIN enrollment_person p ON p.id = c.person_id
  LEFT JOIN enrollment_quotation q ON q.id = c.quotation_id
  WHERE c.coverage_year = %(year)s AND c.settled_on <= %(day)s
    AND coalesce(c.cover_until, make_date(c.coverage_year + 1, 1, 1)) > %(day)s
    AND (p.died_on IS NULL OR p.died_on > %(day)s)
    AND e.division_code LIKE %(inside)s
  ORDER BY coalesce(p.merged_into_id, p.id), c.due_id"""

_GROUPS = f"""
WITH insured AS ({INSURED})
SELECT substr(division_code, 1, 6) AS county, basis,
  CASE WHEN basis = %(school)s AND "group" = %(college)s THEN coalesce(nullif(school, ''), '?') ELSE '' END AS named,
  count(*) FILTER (WHERE counts), count(*) FILTER (WHERE NOT counts)
FROM insured GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

_PLACES = f"""
WITH insured AS ({INSURED})
SELECT substr(division_code, 1, %(digits)s) AS place, count(*) FROM insured GROUP BY 1
"""


def head_groups(area: str, *, coverage_year: int, on: date) -> list[HeadGroup]:
    """The insured of an area on a day by county of enrollment, ground and school of college students, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, _facts(area, coverage_year, on))
        return [HeadGroup(*row) for row in cursor.fetchall()]


def insured_by_place(division: str, *, coverage_year: int, on: date, digits: int) -> Mapping[str, int]:
    """Insured heads by the first digits of the place of enrollment; six digits are counties, nine townships."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, _facts(division, coverage_year, on) | {"digits": digits})
        return {place: int(heads) for place, heads in cursor.fetchall()}


def _facts(division: str, coverage_year: int, on: date) -> dict[str, str | int | date]:
    return {
        "year": coverage_year,
        "day": on,
        "inside": scope_prefix(division) + "%",
        "school": Basis.SCHOOL.value,
        "college": Group.COLLEGE_STUDENT.value,
    }
