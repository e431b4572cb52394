"""Which days belong to a span or a coverage year, and how are months counted from a day?"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
EARLIEST_DAY = date(1900, 1, 1)  # whoever writes an earlier one meant another year


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from `start` up to but not including `until`; `until` None means open."""

    start: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.start:
            raise ValueError(
                f"期间为空：{self.start} 至 {self.until} / empty span: {self.start} to {self.until}"
            )

    @classmethod
    def of_days(cls, first: date, last: date) -> Span:
        """The span that a notice writes with both ends included."""
        return cls(first, last + ONE_DAY)

    @property
    def last_day(self) -> date | None:
        """The last day inside, as notices and screens write it."""
        return None if self.until is None else self.until - ONE_DAY

    @property
    def days(self) -> int | None:
        """How many days, or None when open."""
        return None if self.until is None else (self.until - self.start).days

    def contains(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.start <= day and (self.until is None or day < self.until)

    def overlaps(self, other: Span) -> bool:
        """Whether any day lies in both."""
        return (other.until is None or self.start < other.until) and (
            self.until is None or other.start < self.until
        )

    def __str__(self) -> str:
        return f"{self.start}..{self.last_day or ''}"


@dataclass(frozen=True, slots=True, order=True)
class CoverageYear:
    """The calendar year that one contribution insures (参保年度)."""

    year: int

    @property
    def start(self) -> date:
        """1 January."""
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        """31 December."""
        return date(self.year, 12, 31)

    @property
    def span(self) -> Span:
        """The whole year, half-open."""
        return Span(self.start, date(self.year + 1, 1, 1))


def add_months(day: date, months: int) -> date:
    """The same day number so many months on, or that month's last day when it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def first_of_month_after(day: date, months: int = 1) -> date:
    """The first day of the calendar month so many months after the month of the day."""
    return add_months(day.replace(day=1), months)


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])
