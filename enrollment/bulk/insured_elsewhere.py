"""Which people of a household list have active cover elsewhere, as documents show it, and whom does the rule keep out?"""

from collections.abc import Iterable
from typing import NamedTuple

from enrollment.bulk.households import Stage, run


class Elsewhere(NamedTuple):
    """One row whose person is insured elsewhere through the whole coverage year, by the latest confirmed document."""

    row: int
    county: str  # of the residence on record, whose rules are asked
    scheme: str
    document_number: str


def insured_elsewhere(stage: Stage, *, coverage_year: int) -> list[Elsewhere]:
    """Those whom the list would enroll; people who are enrolled, dead or registered elsewhere are told of already."""
    rows = run(
        """
        SELECT k.row, left(k.division_code, 6), v.scheme, v.document_number FROM {known} k
        CROSS JOIN LATERAL (
            SELECT scheme, document_number FROM enrollment_coverevidence
            WHERE person_id = k.person_id AND state = 'confirmed' AND scheme <> 'nowhere'
              AND from_on < make_date(%(year)s + 1, 1, 1) AND coalesce(until_on >= make_date(%(year)s + 1, 1, 1), true)
            ORDER BY from_on DESC LIMIT 1) v
        WHERE NOT k.is_dead AND NOT k.is_elsewhere AND NOT k.is_enrolled ORDER BY k.row
        """,
        stage,
        year=coverage_year,
    )
    return [Elsewhere(*row) for row in rows]


def keep_out(stage: Stage, rows: Iterable[int]) -> None:
    """These rows enroll nobody: their people are registered as the list says, no more."""
    run("UPDATE {known} SET is_insured_elsewhere = true WHERE row = ANY(%(rows)s)", stage, rows=list(rows))
