"""Who was covered last year and is not now, and for how many days (GS-5.1a, GX-6.1a)?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from enrollment.queries.base_people import CLASSED, BasePlace
from enrollment.rules.base_classes import BaseClass
from enrollment.rules.cover_gaps import CoverGap, cover_gap

# Cover that began by the day is no gap; cover that begins later ends it. Whom a document insures elsewhere has none either.
_LOST = f"""
SELECT id, name, document_masked, phone, division_code, class, by_fact, covered_until, cover_from
FROM ({CLASSED}) c
WHERE was_covered AND covered_until IS NOT NULL AND class NOT IN ('died', 'elsewhere', 'employee')
  AND (class <> 'insured_here' OR cover_from IS NULL OR cover_from > greatest(%(on)s, covered_until))
ORDER BY division_code, covered_until, id
"""


@dataclass(frozen=True, slots=True)
class LostCover:
    """One person: class now, and the gap."""

    person_id: int
    name: str
    document_masked: str
    phone: str
    division_code: str
    base_class: BaseClass
    by_fact: bool
    gap: CoverGap

    def as_json(self) -> dict[str, Any]:
        """For programs; `until` is not included."""
        return {
            "person_id": self.person_id,
            "name": self.name,
            "document_masked": self.document_masked,
            "phone": self.phone,
            "division_code": self.division_code,
            "base_class": self.base_class.value,
            "by_fact": self.by_fact,
            "gap_from": self.gap.from_on.isoformat(),
            "gap_until": self.gap.until and self.gap.until.isoformat(),
            "gap_days": self.gap.days,
        }


def lost_cover(place: BasePlace) -> list[LostCover]:
    """Everybody of the base with cover in the year before and a gap after it, village by village, the longest gap first."""
    with connection.cursor() as cursor:
        cursor.execute(_LOST, place.values)
        rows = cursor.fetchall()
    found = [_lost(row, place.on) for row in rows]
    return [one for one in found if one is not None]


def _lost(row: tuple[Any, ...], on: date) -> LostCover | None:
    pk, name, masked, phone, division, one, by_fact, until, follows = row
    gap = cover_gap(until, follows, on=on)
    return gap and LostCover(pk, name, masked, phone, division, BaseClass(one), by_fact, gap)
