"""When is a coverage year paid for, and where does a pay day fall?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from enrollment.rules.answers import Missing, WindowExtension
from enrollment.rules.wording import unstated
from policy.book import Policy
from policy.periods import ONE_DAY, Span, month_end
from policy.schema import CoverSpan, DayOfYear, RegularWindow, Sourced, WindowFile
from policy.terms import Group, Text


class Position(StrEnum):
    """Where a pay day falls."""

    BEFORE = "before"
    INSIDE = "inside"
    AFTER = "after"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class WindowTerms:
    """The regular window of one coverage year; `opens_on` None when the text gives no first day."""

    opens_on: date | None
    surely_open_from: date
    last_day: date
    opens: Sourced
    closes: Sourced
    cover: CoverSpan | None
    extension: Sourced | None

    def extended(self, extension: WindowExtension | None) -> date:
        """The last day, moved by an ordered extension (A50); an extension never shortens the window."""
        return self.last_day if extension is None else max(self.last_day, extension.last_day)

    def span(self, extension: WindowExtension | None = None) -> Span | None:
        """The days of the window, None when its first day is not stated."""
        return None if self.opens_on is None else Span.of_days(self.opens_on, self.extended(extension))

    def position(self, day: date, extension: WindowExtension | None = None) -> Position:
        """Before, inside or after; unknown where the first day is not stated and could be earlier or
        later.
        """
        if day > self.extended(extension):
            return Position.AFTER
        if day >= self.surely_open_from:
            return Position.INSIDE
        return Position.UNKNOWN if self.opens_on is None else Position.BEFORE


def window_terms(policy: Policy, coverage_year: int, group: Group | None = None) -> WindowTerms | None:
    """The regular window of a coverage year, None when no document in force here states one.

    A group may have a window of its own; without a group it is the one of everybody else.
    """
    policy = policy.in_year(coverage_year)
    return policy.remember(("window", coverage_year, group), lambda: _terms(policy, coverage_year, group))


def _terms(policy: Policy, coverage_year: int, group: Group | None) -> WindowTerms | None:
    for area, file in policy.files("window", WindowFile):
        own = [regular for regular in file.regular if group in regular.groups]
        for regular in own or [regular for regular in file.regular if not regular.groups]:
            extension = next(
                (one.extension[0] for _, one in policy.files("window", WindowFile) if one.extension), None
            )
            return _compile(policy, regular, coverage_year, extension)
        if policy.undecided("window", "window", coverage_year=coverage_year, area=area):
            return None
    return None


def _compile(
    policy: Policy, regular: RegularWindow, coverage_year: int, extension: Sourced | None
) -> WindowTerms:
    opens_on = day_of(regular.opens, coverage_year) if regular.opens else None
    known = regular.opens or regular.surely_open_from or regular.closes
    last_day = day_of(regular.closes, coverage_year)
    if policy.reading("A15") == "exclusive":
        last_day -= ONE_DAY
    return WindowTerms(
        opens_on=opens_on,
        surely_open_from=day_of(known, coverage_year),
        last_day=last_day,
        opens=known,
        closes=regular.closes,
        cover=regular.cover,
        extension=extension,
    )


def day_of(rule: DayOfYear, coverage_year: int) -> date:
    """The calendar day of a rule such as "10-01 of the year before" or "02-end of the same year"."""
    year = coverage_year - 1 if rule.year == "before" else coverage_year
    return day_in(year, rule.day)


def day_in(year: int, month_day: str) -> date:
    """A month-day of a year; "02-end" is the last day of February."""
    month, _, day = month_day.partition("-")
    if day == "end":
        return month_end(date(year, int(month), 1))
    return date(year, int(month), int(day))


def coverage_year_for(policy: Policy, paid_on: date, extension: WindowExtension | None = None) -> int:
    """The coverage year a payment is for when the payer names none: the one whose window is open, else the
    running one.
    """
    for year in (paid_on.year, paid_on.year + 1):
        terms = window_terms(policy, year)
        if terms is not None and terms.position(paid_on, extension) is Position.INSIDE:
            return year
    running, following = window_terms(policy, paid_on.year), window_terms(policy, paid_on.year + 1)
    return paid_on.year + 1 if running is None and following is not None else paid_on.year


def next_window(policy: Policy, after: date) -> Span | None:
    """The first regular window with stated days that is open on a day or opens after it."""
    for year in range(after.year, after.year + 3):
        terms = window_terms(policy, year)
        span = terms.span() if terms else None
        if span is not None and (span.start > after or span.contains(after)):
            return span
    return None


def missing_window(policy: Policy, coverage_year: int) -> tuple[Missing, ...]:
    """What is not stated about window and cover, for the desk."""
    window = unstated(
        policy,
        "window",
        "window",
        coverage_year,
        Text(f"{coverage_year}年度缴费期的起止日期", f"the contribution window of coverage {coverage_year}"),
    )
    cover = policy.in_year(coverage_year).undecided("window", "cover", coverage_year=coverage_year)
    if cover is None:
        return (window,)
    return window, Missing(cover.what, cover.decided_by, cover.clause, cover.readings)


def missing_first_day(policy: Policy, coverage_year: int) -> Missing:
    """The first day of a window of which only the end is stated."""
    return unstated(
        policy,
        "window",
        "window_opens",
        coverage_year,
        Text(
            f"{coverage_year}年度缴费期的开始日", f"the first day of the window of coverage {coverage_year}"
        ),
    )
