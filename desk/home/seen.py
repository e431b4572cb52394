"""Which place and year does the first page show, and what may stand on it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pictures.kinds import Picture
from policy.terms import Text
from staff.rules.roles import Permission


@dataclass(frozen=True, slots=True)
class Seen:
    """A place, a coverage year and a day; `names` are the divisions below the place that a picture speaks of."""

    place: str
    year: int
    on: date

    def as_asked(self) -> dict[str, str | int]:
        """For a kept count."""
        return {"place": self.place, "year": self.year, "on": self.on.isoformat()}


@dataclass(frozen=True, slots=True)
class Number:
    """One figure with the page that lists what it counts."""

    code: str
    label: Text
    value: int
    url: str = ""
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """A few figures beside each other."""

    title: Text
    numbers: tuple[Number, ...]
    about: Text | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of two ledgers that must be equal: words of each, fen of each."""

    title: Text
    checks: tuple[dict[str, Any], ...]
    url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One thing on the first page: `count` gives what can be kept as JSON, `show` makes of it what the page shows."""

    code: str
    permission: Permission
    count: Callable[[Seen], Any]
    show: Callable[[Any, Seen], Picture | Numbers | Sums]
