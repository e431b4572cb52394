"""How many people of an area are of which distinct case, by county? One statement, so that each case is asked once."""

from dataclasses import dataclass

from django.db import connection

from enrollment.bulk.dues import FACTS, STANDING

SAMPLE = 20

_LAST_YEAR = """
SELECT max(coverage_year) FROM enrollment_enrollment WHERE area = %s AND coverage_year < %s AND cancelled_on IS NULL
"""

_CASES = f"""
SELECT county, standing, count(*), (array_agg(person_id))[1:{SAMPLE}] FROM (
  SELECT substr(e.division_code, 1, 6) AS county, {STANDING} AS standing, e.person_id
  FROM enrollment_enrollment e {FACTS}
  WHERE e.area = %s AND e.coverage_year = %s AND e.cancelled_on IS NULL) everybody
GROUP BY county, standing ORDER BY county, standing
"""


@dataclass(frozen=True, slots=True)
class Group:
    """People of one case in one county; `sample` are some of them, by number."""

    county: str
    standing: str
    people: int
    sample: tuple[int, ...]


def last_year(area: str, coverage_year: int) -> int | None:
    """The last coverage year before another in which somebody is enrolled in the area."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_YEAR, [area, coverage_year])
        year = cursor.fetchone()[0]
    return None if year is None else int(year)


def cases(area: str, coverage_year: int) -> list[Group]:
    """Everybody enrolled in an area for a year, by county and standing."""
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [area, coverage_year])
        return [
            Group(county, standing, int(people), tuple(sample))
            for county, standing, people, sample in cursor.fetchall()
        ]
