"""How do facts that another app answers for become exemption rows, for one person or for a hundred thousand?

A fact comes with the `source` of whoever states it. A row that an officer recorded at the desk of enrollment stays as it is.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from intake.bulk.arrays import array_text, numbers_text
from policy.terms import ExemptionReason

_COLUMNS = "person_id, coverage_year, reason, fact_on, days, document_number, source"
_GIVEN = f"""
unnest(%(person)s::bigint[], %(year)s::smallint[], %(reason)s::text[], %(fact_on)s::date[], %(days)s::text[],
  %(document)s::text[], %(source)s::text[]) AS w({_COLUMNS})
"""

_END = f"""
UPDATE enrollment_waitingexemption x SET ended_on = %(on)s
WHERE x.person_id = ANY(%(people)s::bigint[]) AND x.ended_on IS NULL AND x.source LIKE %(prefix)s AND x.reason = ANY(%(reasons)s)
  AND NOT EXISTS (SELECT FROM {_GIVEN} WHERE w.person_id = x.person_id AND w.coverage_year = x.coverage_year
    AND w.reason = x.reason AND w.fact_on IS NOT DISTINCT FROM x.fact_on AND w.days = x.days)
RETURNING x.person_id, x.coverage_year
"""

_ADD = f"""
INSERT INTO enrollment_waitingexemption ({_COLUMNS}, recorded_by_id, recorded_at)
SELECT {_COLUMNS}, %(by)s, %(at)s FROM {_GIVEN}
WHERE NOT EXISTS (SELECT FROM enrollment_waitingexemption x WHERE x.person_id = w.person_id
  AND x.coverage_year = w.coverage_year AND x.reason = w.reason AND x.ended_on IS NULL)
ORDER BY 1, 2, 3
RETURNING person_id, coverage_year
"""

_DUES = """
SELECT d.id FROM unnest(%s::bigint[], %s::smallint[]) AS c(person_id, coverage_year)
JOIN enrollment_due d ON d.person_id = c.person_id AND d.coverage_year = c.coverage_year AND d.withdrawn_on IS NULL
JOIN enrollment_enrollment e ON e.id = d.enrollment_id AND e.cancelled_on IS NULL
ORDER BY d.id
"""


class Fact(NamedTuple):
    """A fact about one person and coverage year, as its source states it."""

    person_id: int
    coverage_year: int
    reason: str
    fact_on: date | None
    days: str
    document_number: str
    source: str


def replace(
    *,
    person_ids: Sequence[int],
    facts: Sequence[Fact],
    reasons: Sequence[ExemptionReason],
    prefix: str,
    on: date,
    at: datetime,
    officer_id: int | None,
) -> list[int]:
    """Make the rows of this source say exactly these facts of the people; the dues whose standing may have changed."""
    columns = list(map(array_text, zip(*facts, strict=True))) if facts else ["{}"] * 7
    names = ("person", "year", "reason", "fact_on", "days", "document", "source")
    given = dict(zip(names, columns, strict=True)) | {
        "people": numbers_text(person_ids), "prefix": prefix + "%", "reasons": [reason.value for reason in reasons],
        "on": on, "at": at, "by": officer_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_END, given)
        changed = set(cursor.fetchall())
        if facts:
            cursor.execute(_ADD, given)
            changed |= set(cursor.fetchall())
        if not changed:
            return []
        cursor.execute(_DUES, [numbers_text(each) for each in zip(*changed, strict=True)])
        return [due_id for (due_id,) in cursor.fetchall()]
