"""What do the categories of a person say about paying for a coverage year: hardship on which days, newly added when?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistance.categories.rules.categories import is_hardship
from assistance.categories.rules.newly_added import newly_added_rule
from enrollment.rules import held_days
from enrollment.rules.catch_up import enroll_by
from enrollment.rules.windows import window_terms
from policy.book import Policy
from policy.periods import ONE_DAY, CoverageYear, Span
from policy.terms import Category, ExemptionReason


@dataclass(frozen=True, slots=True)
class Held:
    """A category over a span of days."""

    category: Category
    span: Span


@dataclass(frozen=True, slots=True)
class Noted:
    """What stands on record for a coverage year: the hardship days, the day of being added, and when it was settled."""

    settled_on: date | None = None
    hardship_days: str | None = None
    added_on: date | None = None


@dataclass(frozen=True, slots=True)
class CategoryFact:
    """A fact for one coverage year; `place` is that of the span behind it, None when only the record stands behind it."""

    reason: ExemptionReason
    fact_on: date | None
    days: str
    place: int | None


def facts(policy: Policy, held: Sequence[Held], coverage_year: int, noted: Noted) -> tuple[CategoryFact, ...]:
    """The facts that flow down to enrollment for a coverage year.

    Hardship holds on the pay days on which a category of the area's list is held (A04, A46). Registered poor whose span
    begins in the year were newly added on its first day (LZ-2d, GS-5.2d, A05); of several additions the last
    counts. A year that was settled under a fact is not reopened when the span behind it is taken back (A04): the
    day of settlement keeps what stood on record then.
    """
    found = []
    if (hardship := _hardship(policy, held, coverage_year, noted)) is not None:
        found.append(hardship)
    if (added := _newly_added(policy, held, coverage_year, noted)) is not None:
        found.append(added)
    return tuple(found)


def _hardship(policy: Policy, held: Sequence[Held], coverage_year: int, noted: Noted) -> CategoryFact | None:
    inside = pay_days(policy, coverage_year)
    places = [
        place
        for place, one in enumerate(held)
        if is_hardship(policy, (one.category,), coverage_year) and one.span.overlaps(inside)
    ]
    spans = [held[place].span for place in places]
    settled_on = noted.settled_on
    if (
        settled_on is not None
        and noted.hardship_days is not None
        and inside.contains(settled_on)
        and held_days.holds_on(noted.hardship_days, settled_on)
    ):
        spans.append(Span(settled_on, settled_on + ONE_DAY))
    days = held_days.written(spans, inside)
    if days is None:
        return None
    return CategoryFact(ExemptionReason.HARDSHIP, None, days, places[0] if places else None)


def pay_days(policy: Policy, coverage_year: int) -> Span:
    """The pay days on which hardship can matter: from the end of the window, or from 1 January, to the end of the year."""
    year = CoverageYear(coverage_year)
    terms = window_terms(policy, coverage_year)
    first = year.start if terms is None else min(year.start, terms.last_day + ONE_DAY)
    return Span(first, year.span.until)


def _newly_added(
    policy: Policy, held: Sequence[Held], coverage_year: int, noted: Noted
) -> CategoryFact | None:
    settled_on, before = noted.settled_on, noted.added_on
    if settled_on is not None and before is not None and before <= settled_on <= enroll_by(before):
        place = next((p for p, one in enumerate(held) if one.span.start == before), None)
        return CategoryFact(ExemptionReason.NEWLY_ADDED_POOR, before, "", place)
    rule = newly_added_rule(policy, coverage_year)
    if rule is None:
        return None
    poor = [
        place
        for place, one in enumerate(held)
        if any(name in rule.categories for name in policy.categories.with_wider(one.category))
    ]
    starts = {
        held[place].span.start: place
        for place in poor
        if held[place].span.start.year == coverage_year
        and not any(_goes_on(held[other].span, held[place].span.start) for other in poor if other != place)
    }
    if not starts:
        return None
    last = max(starts)
    return CategoryFact(ExemptionReason.NEWLY_ADDED_POOR, last, "", starts[last])


def _goes_on(other: Span, day: date) -> bool:
    """Whether a span that began before reaches the day, so that nobody was added on it."""
    return other.start < day and (other.until is None or other.until >= day)
