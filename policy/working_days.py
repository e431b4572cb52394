"""Which days are working days, and in which years does nobody know yet?

The State Council announces each autumn which days of the year to come are off and which weekend days are worked instead
(`working_days.toml`). Of a year that was not announced Monday to Friday are taken, and whoever counts is told so.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("working_days.toml")
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Announced:
    """What was announced for a year, by which document."""

    document: str
    off: frozenset[date]  # Mondays to Fridays
    work: frozenset[date]  # Saturdays and Sundays


class WrongDays(ValueError):
    """The data contradict themselves: a day off that is a weekend, a day worked that is none, or a year said twice."""


@cache
def announced() -> dict[int, Announced]:
    """Year -> what was announced. Raises `WrongDays`."""
    return read(DATA.read_text("utf-8"))


def read(text: str) -> dict[int, Announced]:
    """The years of a file of this kind. Raises `WrongDays`, naming the day."""
    found: dict[int, Announced] = {}
    for one in tomllib.loads(text)["year"]:
        year = one["year"]
        off = frozenset(date.fromisoformat(f"{year}-{day}") for day in one["off"])
        work = frozenset(date.fromisoformat(f"{year}-{day}") for day in one["work"])
        wrong = [day for day in off if day.weekday() >= SATURDAY] + [
            day for day in work if day.weekday() < SATURDAY
        ]
        if wrong or year in found:
            raise WrongDays(f"{year}: {', '.join(map(str, sorted(wrong))) or 'said twice'}")
        found[year] = Announced(one["document"], off, work)
    return found


def is_working_day(day: date) -> bool:
    """Whether people work on a day; Monday to Friday where the year was not announced."""
    known = announced().get(day.year)
    if known is None:
        return day.weekday() < SATURDAY
    return day in known.work or (day.weekday() < SATURDAY and day not in known.off)


def after_working_days(since: date, count: int) -> date:
    """The last of so many working days after a day, that day not counted."""
    day, left = since, count
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after `first` up to and including `last`; 0 when none."""
    return sum(is_working_day(first + timedelta(days=offset)) for offset in range(1, (last - first).days + 1))


def not_announced(first: date, last: date) -> tuple[int, ...]:
    """The years between two days of which nobody knows the working days yet: a count through them may change."""
    return tuple(year for year in range(first.year, last.year + 1) if year not in announced())
