"""Do the notices on file open a coverage year of an area, so that nobody has to?

A year is open by a notice when a notice of the area, of its city or of its province states the contribution of the year, or
speaks of years from before it up to it. A paper of the whole country alone opens no year: places set their own amounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policy.book import Policy
from policy.check import NATION
from policy.files import Area
from policy.schema import ContributionFile, Document, Individual


def is_open_by_notice(policy: Policy, coverage_year: int) -> bool:
    """Whether the data alone open the year."""
    whole = policy.whole
    return whole.remember(("open_by_notice", coverage_year), lambda: _is_open(whole, coverage_year))


def _is_open(policy: Policy, year: int) -> bool:
    own = [area for area in policy.chain if area.code != NATION]
    if any(_names(policy, file.individual, year) for file in _contributions(own)):
        return True
    return any(
        (first is None or first <= year) and last is not None and year <= last
        for first, last in _spans(policy, own)
    )


def _contributions(areas: list[Area]) -> Iterator[ContributionFile]:
    for area in areas:
        yield area.file("contribution", ContributionFile)


def _names(policy: Policy, amounts: tuple[Individual, ...], year: int) -> bool:
    for one in amounts:
        following = one.year_reading is not None and policy.reading(one.year_reading) == "next_year"
        named = one.coverage_year or (one.notice_year or 0) + following
        if named == year:
            return True
    return False


def _spans(policy: Policy, areas: list[Area]) -> Iterator[tuple[int | None, int | None]]:
    """From which year up to which each notice that sets a contribution speaks; the oldest from the beginning."""
    ending = policy.ends()
    for area in areas:
        file = area.file("contribution", ContributionFile)
        setting = {one.clause.partition("-")[0] for one in (*file.individual, *file.undecided)}
        notices = {prefix: one for prefix, one in area.about.documents.items() if prefix in setting}
        oldest = min(notices, key=lambda prefix: _issued(notices[prefix]) or date.max, default=None)
        for prefix, notice in notices.items():
            issued = _issued(notice)
            first = None if prefix == oldest or issued is None else issued.year
            yield notice.first_coverage_year or first, ending.of(f"{prefix}-0", "contribution")


def _issued(notice: Document) -> date | None:
    return notice.issued_on or notice.in_force_from
