"""How are the dues of many enrollments issued or given a new standing, in a few statements?"""

from datetime import date, datetime
from typing import Any

from django.db import connection

from enrollment.bulk.quotations import Quotations
from enrollment.bulk.standings import standing_sql
from intake.bulk.insertion import UNLESS_THERE, insert_new

_PLACE_AND_YEAR = """
e.area = %(area)s AND e.coverage_year = %(year)s AND e.division_code LIKE %(places)s AND e.cancelled_on IS NULL
  AND e.id > %(after)s
"""

# The slice is cut before it is asked which of its enrollments have a due, and only its own range of them is asked, so that no
# slice looks at those before or behind it.
_LAST_OF_SLICE = f"""
SELECT max(id) FROM (SELECT e.id FROM enrollment_enrollment e WHERE {_PLACE_AND_YEAR} ORDER BY e.id LIMIT %(slice)s) AS slice
"""

_WAITING_TO_BE_ISSUED = f"""
CREATE TEMP TABLE waiting_dues ON COMMIT DROP AS
SELECT e.id, e.person_id, e.area, e.coverage_year, e.division_code, {{standing}} AS standing
FROM enrollment_enrollment e {{joins}}
WHERE {_PLACE_AND_YEAR} AND e.id <= %(last)s
  AND NOT EXISTS (SELECT FROM enrollment_due d WHERE d.enrollment_id = e.id AND d.enrollment_id > %(after)s
    AND d.enrollment_id <= %(last)s)
ORDER BY e.id
"""

_ISSUE = f"""
WITH made AS (
  INSERT INTO enrollment_due (enrollment_id, person_id, area, coverage_year, division_code, standing, quotation_id, issued_on)
  SELECT w.id, w.person_id, w.area, w.coverage_year, w.division_code, w.standing, q.id, %(on)s
  FROM waiting_dues w JOIN unnest(%(standings)s::text[], %(quotations)s::bigint[]) AS q(standing, id) ON q.standing = w.standing
  {UNLESS_THERE}
  RETURNING id, quotation_id)
, charged AS (
  INSERT INTO enrollment_dueentry (source, due_id, kind, payer, amount_fen, effective_on, recorded_at)
  SELECT 'due:' || made.id, made.id, 'charge', 'person', q.due_fen, %(on)s, %(at)s
  FROM made JOIN enrollment_quotation q ON q.id = made.quotation_id WHERE q.due_fen > 0
  RETURNING amount_fen)
SELECT (SELECT count(*) FROM made), (SELECT count(*) FROM charged), (SELECT coalesce(sum(amount_fen), 0) FROM charged)
"""


def slices_of(*, area: str, coverage_year: int, prefix: str, slice_rows: int) -> list[tuple[int, int]]:
    """The enrollments of a place cut into slices, each by the numbers between which it lies: after the first, until the last."""
    slices: list[tuple[int, int]] = []
    with connection.cursor() as cursor:
        while True:
            after = slices[-1][1] if slices else 0
            place: dict[str, Any] = {
                "area": area,
                "year": coverage_year,
                "places": prefix + "%",
                "after": after,
            }
            cursor.execute(_LAST_OF_SLICE, place | {"slice": slice_rows})
            (last,) = cursor.fetchone()
            if last is None:
                return slices
            slices.append((after, int(last)))


def issue_slice(
    *,
    area: str,
    coverage_year: int,
    prefix: str,
    after: int,
    last: int,
    quotations: Quotations,
    on: date,
    at: datetime,
) -> tuple[int, int, int]:
    """Issue the dues of one slice: how many, how many of them charged, and their sum in fen."""
    with connection.cursor() as cursor:
        slice_of: dict[str, Any] = {
            "area": area, "year": coverage_year, "places": prefix + "%", "after": after, "last": last,
        }  # fmt: skip
        made = standing_sql(area, coverage_year)
        statement = _WAITING_TO_BE_ISSUED.format(standing=made.expression, joins=made.joins)
        cursor.execute(statement, slice_of)
        cursor.execute("SET LOCAL default_statistics_target = 10")  # sizes are enough to plan by
        cursor.execute("ANALYZE waiting_dues")
        cursor.execute("SELECT DISTINCT standing FROM waiting_dues")
        standings = [row[0] for row in cursor.fetchall()]
        quotations.ensure((area, coverage_year, standing, None) for standing in standings)
        insert_new(
            cursor,
            _ISSUE,
            {
                "standings": standings,
                "quotations": [quotations[area, coverage_year, standing, None].id for standing in standings],
                "on": on,
                "at": at,
            },
        )
        dues, charged, fen = cursor.fetchone()
        cursor.execute("DROP TABLE waiting_dues")
        return int(dues), int(charged), int(fen)
