"""On which days of a coverage year does a fact hold, and how is that written in a few characters?

The text is empty when it holds on every day that can matter; else spans `from~until`, half-open, in order, either end left
out when it lies outside: `2022-05-01~`, `~2022-07-01`, `2022-03-05~2022-04-01,2022-09-01~`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from policy.periods import Span

LONGEST_DAYS = 150


class UnreadableDays(ValueError):
    """The text names no days (无法识别的日期段)."""


def written(spans: Iterable[Span], inside: Span) -> str | None:
    """The days of `inside` that lie in any of the spans, as text; None when there is none."""
    parts = []
    for start, until in _union(spans):
        first = max(start, inside.start)
        end = min(until or date.max, inside.until or date.max)
        if first < end:
            left = "" if first == inside.start else first.isoformat()
            right = "" if end == (inside.until or date.max) else end.isoformat()
            parts.append(f"{left}~{right}")
    if not parts:
        return None
    return "" if parts == ["~"] else ",".join(parts)


def _union(spans: Iterable[Span]) -> list[tuple[date, date | None]]:
    joined: list[tuple[date, date | None]] = []
    for span in sorted(spans, key=lambda span: span.start):
        if joined and (joined[-1][1] is None or span.start <= joined[-1][1]):
            start, until = joined[-1]
            joined[-1] = start, None if until is None or span.until is None else max(until, span.until)
        else:
            joined.append((span.start, span.until))
    return joined


def read(text: str) -> tuple[tuple[date | None, date | None], ...]:
    """The spans that a text names; one without ends for the empty text."""
    if not text:
        return ((None, None),)
    found: list[tuple[date | None, date | None]] = []
    for part in text.split(","):
        left, mark, right = part.partition("~")
        try:
            span = (
                date.fromisoformat(left) if left else None,
                date.fromisoformat(right) if right else None,
            )
        except ValueError as error:
            raise UnreadableDays(f"无法识别日期段“{text}” / cannot read the days {text!r}") from error
        if not mark or part == "~":
            raise UnreadableDays(f"无法识别日期段“{text}” / cannot read the days {text!r}")
        found.append(span)
    return tuple(found)


def holds_on(text: str, day: date) -> bool:
    """Whether a day lies in one of the spans."""
    return any(
        (start is None or start <= day) and (until is None or day < until) for start, until in read(text)
    )
