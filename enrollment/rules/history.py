"""Of which years before a coverage year is it asked whether somebody was insured, and what do own cover and documents say?

The definition; the statement that asks it for a million (`bulk.standings`) is held to it by a test.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from policy.terms import Term


class YearStanding(Term):
    """What is known of one year."""

    INSURED = ("insured", "已参保", "insured")
    MISSED = ("missed", "未参保", "not insured")
    UNKNOWN = ("unknown", "没有记载，须凭证", "unknown: a document is needed")


@dataclass(frozen=True, slots=True)
class History:
    """The years that are asked, each with what is known of it; `is_open` when not even the first year asked is known."""

    years: dict[int, YearStanding]
    is_open: bool = False

    @property
    def missed(self) -> tuple[int, ...] | None:
        """The years without insurance, none for an unbroken history, None while a year is unknown."""
        if self.is_open or YearStanding.UNKNOWN in self.years.values():
            return None
        return tuple(year for year, known in sorted(self.years.items()) if known is YearStanding.MISSED)

    @property
    def unknown(self) -> tuple[int, ...]:
        """The years for which a document is needed."""
        return tuple(year for year, known in sorted(self.years.items()) if known is YearStanding.UNKNOWN)


def history(
    coverage_year: int,
    *,
    insured: Collection[int],
    nowhere: Collection[int],
    born_in: int | None,
    counts_from: int | None,
    since_last_cover: bool,
) -> History:
    """What is known of the years that matter for a coverage year.

    `insured` by own cover or a document, `nowhere` by a document. Years before the birth and before the first year that counts
    are not asked; nor, as read (A58), those before the last insured one.
    """
    last = max((year for year in insured if year < coverage_year), default=None)
    starts = [born_in, counts_from, last + 1 if since_last_cover and last is not None else None]
    known = [start for start in starts if start is not None]
    if not known:
        return History({}, is_open=True)
    return History(
        {
            year: YearStanding.INSURED
            if year in insured
            else YearStanding.MISSED
            if year in nowhere
            else YearStanding.UNKNOWN
            for year in range(max(known), coverage_year)
        }
    )
