"""Who must be insured in a place and has no cover, and how large is the covered share?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from assistance.categories.rules.not_insured import NotInsuredReason
from assistance.public_money.rules.must_insure import Gap, listed_categories
from policy.book import default_book
from policy.schema import MustInsure
from policy.terms import Category
from staff.rules.divisions import scope_prefix

LISTED_MAX = 50_000

_PEOPLE = """
WITH held AS (
  SELECT coalesce(p.merged_into_id, p.id) AS id, min(s.category) AS category FROM assistance_personcategory s
  JOIN enrollment_person p ON p.id = s.person_id
  WHERE s.category = ANY(%(categories)s) AND s.from_on <= %(on)s AND (s.until_on IS NULL OR s.until_on > %(on)s)
  GROUP BY 1
), listed AS (
  SELECT p.id, p.name, p.document_masked, p.phone, p.division_code, held.category, c.due_id AS covered, c.cover_from,
    e.id AS enrollment_id, e.area, d.id AS due_id, q.due_fen, m.id AS decision_id
  FROM held JOIN enrollment_person p ON p.id = held.id AND p.died_on IS NULL
  LEFT JOIN enrollment_enrollment e ON e.person_id = p.id AND e.coverage_year = %(year)s AND e.cancelled_on IS NULL
  LEFT JOIN enrollment_due d ON d.enrollment_id = e.id AND d.withdrawn_on IS NULL
  LEFT JOIN enrollment_quotation q ON q.id = d.quotation_id
  LEFT JOIN enrollment_duedecision m ON m.due_id = d.id
  LEFT JOIN enrollment_coverage c ON c.person_id = p.id AND c.coverage_year = %(year)s
  WHERE p.division_code LIKE %(inside)s
)
"""

# In the year before, cover that begins with the year counts; within it, cover that has begun.
_HAS_COVER = "(covered IS NOT NULL AND cover_from IS NOT NULL AND cover_from <= greatest(%(on)s, make_date(%(year)s, 1, 1)))"

_COUNT = _PEOPLE + f"SELECT count(*), count(*) FILTER (WHERE {_HAS_COVER}) FROM listed"

# Everybody who must be insured, with what the register shows; gap is empty for who has cover.
LISTED = (
    _PEOPLE
    + f"""
SELECT l.id, l.name, l.document_masked, l.phone, l.division_code, l.category,
  CASE WHEN {_HAS_COVER} THEN ''
    WHEN l.enrollment_id IS NULL THEN 'not_registered'
    WHEN l.covered IS NOT NULL THEN 'waiting'
    WHEN l.area <> %(area)s THEN 'elsewhere'
    WHEN l.due_fen IS NULL AND l.decision_id IS NULL THEN 'undecided'
    WHEN coalesce(paid.fen, 0) > 0 THEN 'short' ELSE 'unpaid' END AS gap,
  l.cover_from, r.reason, r.remark, r.id AS said_id
FROM listed l
LEFT JOIN LATERAL (SELECT sum(CASE WHEN kind IN ('payment', 'subsidy') THEN amount_fen WHEN kind IN ('refund', 'reversal')
    THEN -amount_fen ELSE 0 END) AS fen
  FROM enrollment_dueentry WHERE due_id = l.due_id) paid ON true
LEFT JOIN LATERAL (SELECT id, reason, remark FROM assistance_uninsuredreason WHERE person_id = l.id AND coverage_year = %(year)s
  ORDER BY id DESC LIMIT 1) r ON true
"""
)

_GAPS = LISTED + f"WHERE NOT {_HAS_COVER} ORDER BY l.division_code, l.id LIMIT {LISTED_MAX}"


@dataclass(frozen=True, slots=True)
class Uninsured:
    """One person who must be insured and is not, with the reason that the register shows and what the township says."""

    person_id: int
    name: str
    document_masked: str
    phone: str
    division_code: str
    category: Category
    gap: Gap
    cover_from: date | None
    reason: NotInsuredReason | None
    remark: str


def share(entry: MustInsure, *, area: str, place: str, coverage_year: int, on: date) -> tuple[int, int]:
    """How many who must be insured live in the place, and how many of them have cover on the day."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, asked(entry, area, place, coverage_year, on))
        total, covered = cursor.fetchone()
        return int(total), int(covered)


def uninsured(entry: MustInsure, *, area: str, place: str, coverage_year: int, on: date) -> list[Uninsured]:
    """Everybody who must be insured and has no cover on the day, village by village."""
    with connection.cursor() as cursor:
        cursor.execute(_GAPS, asked(entry, area, place, coverage_year, on))
        return [
            Uninsured(
                row[0], row[1], row[2], row[3], row[4], Category(row[5]), Gap(row[6]), row[7],
                NotInsuredReason(row[8]) if row[8] else None, row[9] or "",
            )
            for row in cursor.fetchall()
        ]  # fmt: skip


def areas_with_people() -> list[str]:
    """The pooling areas with somebody who holds or held a category of any list."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT left(division_code, 6) FROM assistance_personcategory ORDER BY 1")
        counties = [row[0] for row in cursor.fetchall()]
    areas = {default_book().pooling_area(county) for county in counties}
    return sorted(area for area in areas if area)


def asked(entry: MustInsure, area: str, place: str, coverage_year: int, on: date) -> dict[str, Any]:
    """The values that `LISTED` takes."""
    return {
        "categories": [*map(str, listed_categories(default_book().policy(area), entry))],
        "area": area,
        "inside": scope_prefix(place) + "%",
        "year": coverage_year,
        "on": on,
    }
