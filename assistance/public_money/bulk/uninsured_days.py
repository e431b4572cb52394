"""How is a day's list of people who must be insured and are not written down, for a whole city in a few statements?

Everybody is read once, in one snapshot: counts and list agree. Written is only what changed since the picture before.
"""

from datetime import date
from typing import Any

from django.db import connection

from assistance.public_money.queries.must_insure import LISTED, asked
from policy.schema import MustInsure

_READ = f"""
CREATE TEMP TABLE must_insure_today ON COMMIT DROP AS
SELECT id, division_code, category, gap, cover_from, said_id FROM ({LISTED}) listed
"""

_COUNT = """
SELECT substr(division_code, 1, 9), count(*), count(*) FILTER (WHERE gap = '') FROM must_insure_today GROUP BY 1 ORDER BY 1
"""

_CLOSE = """
UPDATE assistance_uninsuredspan s SET until_on = %(on)s
WHERE s.area = %(area)s AND s.coverage_year = %(year)s AND s.until_on IS NULL AND NOT EXISTS (
  SELECT FROM must_insure_today t WHERE t.id = s.person_id AND t.gap = s.gap AND t.division_code = s.division_code
    AND t.category = s.category AND t.cover_from IS NOT DISTINCT FROM s.cover_from AND t.said_id IS NOT DISTINCT FROM s.said_id)
"""

_OPEN = """
INSERT INTO assistance_uninsuredspan
  (area, coverage_year, person_id, division_code, category, gap, cover_from, said_id, from_on)
SELECT %(area)s, %(year)s, t.id, t.division_code, t.category, t.gap, t.cover_from, t.said_id, %(on)s
FROM must_insure_today t
WHERE t.gap <> '' AND NOT EXISTS (SELECT FROM assistance_uninsuredspan s WHERE s.area = %(area)s
  AND s.coverage_year = %(year)s AND s.person_id = t.id AND s.until_on IS NULL)
ORDER BY t.division_code, t.id
"""

_STANDING = """
SELECT count(*) FROM assistance_uninsuredspan WHERE area = %(area)s AND coverage_year = %(year)s AND until_on IS NULL
"""


def write(entry: MustInsure, *, area: str, coverage_year: int, on: date) -> dict[str, tuple[int, int]]:
    """Write the list of a day; of each township how many must be insured and how many of them have cover.

    The caller holds the transaction, and the lock under which pictures of this area and year are taken one by one.
    """
    values: dict[str, Any] = {"area": area, "year": coverage_year, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(_READ, asked(entry, area, area, coverage_year, on))
        cursor.execute("ANALYZE must_insure_today")
        cursor.execute(_COUNT)
        counted = {place: (int(people), int(covered)) for place, people, covered in cursor.fetchall()}
        cursor.execute(_CLOSE, values)
        cursor.execute(_OPEN, values)
        cursor.execute(_STANDING, values)
        standing = cursor.fetchone()[0]
        cursor.execute("DROP TABLE must_insure_today")
    assert standing == sum(people - covered for people, covered in counted.values())
    return counted
