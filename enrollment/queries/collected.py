"""How much was collected for a coverage year and how many people are insured, day by day, beside the year before?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from typing import Any

from django.db import connection

from enrollment.queries.policies import policy_of
from enrollment.rules.same_day import same_day_last_year
from enrollment.rules.windows import window_terms
from policy.book import default_book
from policy.periods import Span
from staff.rules.divisions import scope_prefix

DAYS_MAX = 400  # of a picture: a window is some months
_MONEY = """
SELECT d.coverage_year, e.effective_on, sum(CASE WHEN e.kind = 'payment' THEN e.amount_fen ELSE -e.amount_fen END)::bigint
FROM enrollment_due d JOIN enrollment_dueentry e ON e.due_id = d.id AND e.kind IN ('payment', 'refund', 'reversal')
WHERE d.coverage_year IN (%(year)s, %(year)s - 1) AND d.division_code LIKE %(inside)s GROUP BY 1, 2"""
_COVERED = """
SELECT d.coverage_year, c.settled_on, count(*)
FROM enrollment_due d JOIN enrollment_coverage c
  ON c.person_id = d.person_id AND c.coverage_year = d.coverage_year AND c.due_id = d.id
WHERE d.coverage_year IN (%(year)s, %(year)s - 1) AND d.division_code LIKE %(inside)s GROUP BY 1, 2"""
_DUES = """
SELECT d.coverage_year, count(*) FROM enrollment_due d
WHERE d.coverage_year IN (%(year)s, %(year)s - 1) AND d.division_code LIKE %(inside)s AND d.withdrawn_on IS NULL GROUP BY 1"""


def collected_as_json(place: str, year: int) -> dict[str, Any]:
    """Of a coverage year and the one before: fen by pay day, people by the day of their settled due, dues; days of the window."""
    asked: dict[str, str | int] = {"year": year, "inside": scope_prefix(place) + "%"}
    with connection.cursor() as cursor:
        cursor.execute(_MONEY, asked)
        money = cursor.fetchall()
        cursor.execute(_COVERED, asked)
        covered = cursor.fetchall()
        cursor.execute(_DUES, asked)
        dues = {str(one): number for one, number in cursor.fetchall()}
    window = window_of(place, year)
    days = [window.start.isoformat(), window.last_day.isoformat()] if window and window.last_day else None
    return {"money": _by_year(money), "covered": _by_year(covered), "dues": dues, "window": days}


def _by_year(rows: Sequence[tuple[int, date, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for year, day, number in rows:
        found.setdefault(str(year), {})[day.isoformat()] = int(number)
    return found


@dataclass(frozen=True, slots=True)
class Curve:
    """Running sums over the same days of two years; None on days that have not come. `before` None: nothing is known of it."""

    days: tuple[date, ...]
    now: tuple[int | None, ...]
    before: tuple[int | None, ...] | None


def curve_of(
    by_day: Mapping[str, Mapping[str, int]], year: int, window: Sequence[str] | None, *, today: date
) -> Curve:
    """Over the days of the regular window (its first and last, YYYY-MM-DD); where it is not stated, from the first payment on."""
    now, before = _days_of(by_day.get(str(year), {})), _days_of(by_day.get(str(year - 1), {}))
    if window is not None:
        first, last = (date.fromisoformat(day) for day in window)
    else:
        known = sorted(now) or [date(year, 1, 1)]
        first, last = known[0], known[-1]
    days = tuple(first + timedelta(days=n) for n in range(min((last - first).days + 1, DAYS_MAX)))
    shifted = [same_day_last_year(day) for day in days]
    return Curve(
        days,
        tuple(None if day > today else total for day, total in zip(days, _running(now, days), strict=True)),
        tuple(_running(before, shifted)) if before else None,
    )


def _days_of(by_day: Mapping[str, int]) -> dict[date, int]:
    return {date.fromisoformat(day): number for day, number in by_day.items()}


def _running(by_day: Mapping[date, int], days: Sequence[date]) -> list[int]:
    """What had come by each of some days in their order, the days before the first among it."""
    if not days:
        return []
    earlier = sum(number for day, number in by_day.items() if day <= days[0])
    steps = [
        sum(by_day.get(last + timedelta(days=n), 0) for n in range(1, (day - last).days + 1))
        for last, day in pairwise(days)
    ]
    return list(accumulate(steps, initial=earlier))


def window_of(place: str, year: int) -> Span | None:
    """The regular window of a place's area, None where the documents do not state both of its days."""
    area = default_book().pooling_area(place)
    terms = window_terms(policy_of(area, year), year) if area else None
    return terms.span() if terms is not None else None
