"""How much work waits for an officer, kind by kind, what is overdue or oldest first?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from staff.models import Officer
from staff.waiting import Waiting, Work


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of work with what waits of it; `days`: the age of the oldest."""

    work: Work
    waiting: Waiting
    days: int | None


@cache
def kinds() -> tuple[Work, ...]:
    """Every kind that a subject declares, in the order of the setting."""
    return tuple(work for path in settings.WAITING for work in import_string(path))


def waiting_for(officer: Officer, *, on: date) -> dict[str, Any]:
    """Code of a kind -> number, first day, overdue and fen, of what waits: small, so that it can be kept."""
    looked = ((work.code, work.look(officer, on)) for work in kinds())
    return {
        code: {
            "number": found.number,
            "since": found.since and found.since.isoformat(),
            "overdue": found.overdue,
            "fen": found.fen,
        }
        for code, found in looked
        if found.number
    }


def waiting_as_json(officer: int, on: str) -> dict[str, Any]:
    """The same for a kept count (`settings.KEPT_COUNTS`)."""
    return waiting_for(Officer.objects.get(pk=officer), on=date.fromisoformat(on))


def lines(found: Mapping[str, Mapping[str, Any]], *, on: date) -> list[Line]:
    """What waits, overdue work first, then the oldest."""
    rows = []
    for work in kinds():
        if (one := found.get(work.code)) is None:
            continue
        since = date.fromisoformat(one["since"]) if one["since"] else None
        waiting = Waiting(one["number"], since, one["overdue"], one["fen"])
        rows.append(Line(work, waiting, None if since is None else max(0, (on - since).days)))
    return sorted(rows, key=lambda row: (-row.waiting.overdue, -(row.days or 0)))
