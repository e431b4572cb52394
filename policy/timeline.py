"""Which value holds at a point in time, and do the dated values leave a gap or overlap?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

Value = TypeVar("Value")
Point = TypeVar("Point", int, date)


def first(values: Iterable[Value]) -> Value | None:
    """The first of the values, None when there is none."""
    return next(iter(values), None)


@dataclass(frozen=True, slots=True)
class Dated(Generic[Point, Value]):
    """A value that holds from `start` up to but not including `until`; None is open."""

    start: Point
    until: Point | None
    value: Value


class BrokenTimeline(ValueError):
    """Dated values overlap; `faults` names each fault with the two points it lies between."""

    def __init__(self, faults: Sequence[tuple[str, object, object]]) -> None:
        super().__init__("; ".join(f"{fault}: {start}..{until}" for fault, start, until in faults))
        self.faults = faults


class Timeline(Generic[Point, Value]):
    """Values in order of time, one at a time, keyed by day or by year."""

    def __init__(self, entries: Iterable[Dated[Point, Value]]) -> None:
        ordered = sorted(entries, key=lambda entry: entry.start)
        faults = [(fault, start, until) for fault, start, until in _faults(ordered) if fault == "overlap"]
        if faults:
            raise BrokenTimeline(faults)
        self._entries: list[Dated[Point, Value]] = ordered
        self._starts: list[Point] = [entry.start for entry in ordered]

    def on(self, point: Point) -> Value | None:
        """The value that holds at the point, or None when none does."""
        index = bisect_right(self._starts, point) - 1
        if index < 0:
            return None
        entry = self._entries[index]
        return entry.value if entry.until is None or point < entry.until else None

    def changes(self) -> list[tuple[Point, Value]]:
        """Each value with the point from which it holds, in order."""
        return [(entry.start, entry.value) for entry in self._entries]


def faults(entries: Iterable[Dated[Point, Value]]) -> list[tuple[str, Point, Point]]:
    """Every "gap" and "overlap" between neighbours, with the points between which it lies."""
    return list(_faults(sorted(entries, key=lambda entry: entry.start)))


def _faults(ordered: list[Dated[Point, Value]]) -> Iterable[tuple[str, Point, Point]]:
    for earlier, later in pairwise(ordered):
        if earlier.until is None or earlier.until > later.start:
            yield "overlap", later.start, later.start if earlier.until is None else earlier.until
        elif earlier.until < later.start:
            yield "gap", earlier.until, later.start
