"""What is a kind of work that waits for an officer, and how is it counted?

Each subject declares its kinds in a module named in `settings.WAITING`; the desk counts those an officer may do something about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.utils import timezone

from policy.terms import Text
from staff.models import Officer


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of one kind waits: rows, the day since when the oldest does, how many are overdue, and money in fen if any."""

    number: int
    since: date | None = None
    overdue: int = 0
    fen: int | None = None

    def __add__(self, other: Waiting) -> Waiting:
        days = [day for day in (self.since, other.since) if day is not None]
        sums = [fen for fen in (self.fen, other.fen) if fen is not None]
        return Waiting(
            self.number + other.number,
            min(days, default=None),
            self.overdue + other.overdue,
            sum(sums) if sums else None,
        )


NOTHING = Waiting(0)


@dataclass(frozen=True, slots=True)
class Work:
    """One kind: its words, the page that lists just these rows, and how many wait for this officer on a day."""

    code: str
    label: Text
    address: str
    look: Callable[[Officer, date], Waiting]
    query: str = ""  # of the address


def counted(rows: QuerySet[Any], on: date, *, since: str, due_on: str = "", fen: str = "") -> Waiting:
    """Rows as `Waiting`, in one statement; `since`, `due_on` (the last day in time) and `fen` name their fields."""
    if rows.query.is_empty():
        return NOTHING  # the officer may do nothing about them
    sums: dict[str, Any] = {"number": Count("pk"), "oldest": Min(F(since))}
    if due_on:
        sums["overdue"] = Count("pk", filter=Q(**{f"{due_on}__lt": on}))
    if fen:
        sums["fen"] = Sum(fen)
    found = rows.order_by().aggregate(**sums)
    oldest = found["oldest"]
    day = timezone.localdate(oldest) if isinstance(oldest, datetime) else oldest
    return Waiting(found["number"], day, found.get("overdue", 0), int(found["fen"] or 0) if fen else None)
