"""Who was covered last year and is not now: since when, and for how many days (GS-5.1a, GX-6.1a)?

Pure. The gap begins with the first day that last year's cover no longer holds and ends before the first day of what follows:
cover of the new year, or another insurance that a confirmed document states.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from policy.periods import ONE_DAY

CLAUSES = ("GS-5.1a", "GX-6.1a")


class CoverGap(NamedTuple):
    """A gap from a day on; `until` None: nothing follows yet. `days` are those that have passed on the day asked about."""

    from_on: date
    until: date | None  # not included
    days: int

    @property
    def last_day(self) -> date | None:
        """The last day without cover; None while nothing follows."""
        return self.until and self.until - ONE_DAY


def cover_gap(covered_until: date, follows_on: date | None, *, on: date) -> CoverGap | None:
    """The gap after cover that ended before `covered_until` (not included), or None where what follows leaves no day between.

    `on` counts as a day without cover. Before the first day of the gap, nought days have passed.
    """
    if follows_on is not None and follows_on <= covered_until:
        return None
    passed = (on - covered_until).days + 1
    if follows_on is not None:
        passed = min(passed, (follows_on - covered_until).days)
    return CoverGap(covered_until, follows_on, max(passed, 0))
