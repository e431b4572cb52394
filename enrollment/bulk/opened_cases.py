"""How many people of an area are of which distinct case, by county? One statement, so that each case is asked once.

A case is the standing of the last year and that of the year to be opened: who was insured in the last year has missed one year
less than who only was enrolled.
"""

from dataclasses import dataclass

from django.db import connection

from enrollment.bulk.standings import standing_sql

SAMPLE = 20

_LAST_YEAR = """
SELECT max(coverage_year) FROM enrollment_enrollment WHERE area = %s AND coverage_year < %s AND cancelled_on IS NULL
"""


@dataclass(frozen=True, slots=True)
class Case:
    """The standings of somebody in the last year and, as far as the facts on record tell, in the year to be opened."""

    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Group:
    """People of one case in one county; `sample` are some of them, by number."""

    county: str
    case: Case
    people: int
    sample: tuple[int, ...]


def last_year(area: str, coverage_year: int) -> int | None:
    """The last coverage year before another in which somebody is enrolled in the area."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_YEAR, [area, coverage_year])
        year = cursor.fetchone()[0]
    return None if year is None else int(year)


def everybody_sql(area: str, last: int, coverage_year: int, *, among: str = "") -> str:
    """County, person and both standings of everybody enrolled in `%(area)s` in the last year.

    `among` is a query of the ids of people, when only those are asked about: a standing is dear.
    """
    some = f"AND person_id IN ({among})" if among else ""
    then, now = standing_sql(area, last), standing_sql(area, coverage_year)
    a_year_on = f"""(SELECT x.id, x.person_id, x.area, x.division_code, x."group", x.basis, x.tier,
        {int(coverage_year)}::smallint AS coverage_year FROM enrollment_enrollment x
      WHERE x.area = %(area)s AND x.coverage_year = {int(last)} AND x.cancelled_on IS NULL {some}) e"""
    return f"""
      SELECT t.county, t.person_id, t.standing AS then_standing, n.standing AS now_standing
      FROM (SELECT e.id, e.person_id, substr(e.division_code, 1, 6) AS county, {then.expression} AS standing
        FROM (SELECT * FROM enrollment_enrollment WHERE area = %(area)s AND coverage_year = {int(last)}
          AND cancelled_on IS NULL {some}) e {then.joins}) t
      JOIN (SELECT e.id, {now.expression} AS standing FROM {a_year_on} {now.joins}) n ON n.id = t.id"""


def cases(area: str, last: int, coverage_year: int) -> list[Group]:
    """Everybody enrolled in an area in the last year, by county and case."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT county, then_standing, now_standing, count(*), (array_agg(person_id))[1:{SAMPLE}]"
            f" FROM ({everybody_sql(area, last, coverage_year)}) everybody GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            {"area": area},
        )
        return [
            Group(county, Case(then, now), int(people), tuple(sample))
            for county, then, now, people, sample in cursor.fetchall()
        ]
