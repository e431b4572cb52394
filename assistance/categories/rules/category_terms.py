"""What does certifying a category take at a place on a day, how long does it last, and what follows when it ends?

Of each question the nearest area that answers it decides, there the newest value; where nobody says anything, any grade and any
certifying body is taken and a category lasts until it is ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from policy.book import Policy
from policy.periods import add_months
from policy.schema import CategoryFile
from policy.schema.category import CategoryTerms, EndState, OwnCategory
from policy.terms import Category, Certifier, Text


class Following(NamedTuple):
    """The category that follows an end, from which day and until when (None: until further notice)."""

    category: Category
    from_on: date
    until_on: date | None


class Fault(NamedTuple):
    """Why a certification does not fit, at which field, by which clause ("": the category is not declared here)."""

    field: str
    text: Text
    clause: str


def terms_of(policy: Policy, category: Category, on: date) -> CategoryTerms | None:
    """What certifying a category takes on a day."""
    for _, file in policy.files("category", CategoryFile):
        values = [one for one in file.category if one.category == category and one.holds_on(on)]
        if values:
            return max(values, key=lambda one: one.from_on)
    return None


def fault_of(
    policy: Policy, *, category: Category, certifier: Certifier, grade: str, from_on: date
) -> Fault | None:
    """Why a grade or a certifying body does not fit the category here."""
    label = policy.categories.label(category)
    if (declared := _declared_fault(policy, category, label, from_on)) is not None:
        return declared
    terms = terms_of(policy, category, from_on)
    if terms is None:
        return None
    if terms.certifiers and certifier not in terms.certifiers:
        zh = "、".join(one.label.zh for one in terms.certifiers)
        en = ", ".join(one.label.en for one in terms.certifiers)
        text = Text(f"{label.zh}由{zh}认定。", f"{label.en} is certified by {en}.")
        return Fault("certifier", text, terms.clause)
    if terms.grades and grade.strip() not in terms.grades:
        listed = "、".join(terms.grades)
        text = Text(
            f"{label.zh}的等级须为：{listed}。",
            f"The grade of {label.en} is one of {listed}.",
        )
        return Fault("grade", text, terms.clause)
    return None


def _declared_fault(policy: Policy, category: Category, label: Text, from_on: date) -> Fault | None:
    """Why a category cannot be certified here at all, or not from that day on."""
    declared = policy.categories.get(category)
    if declared is None:
        text = Text(f"本地没有“{label.zh}”这一身份类别。", f"There is no category “{label.en}” here.")
        return Fault("category", text, "")
    if isinstance(declared, OwnCategory) and not declared.is_on(from_on):
        span_zh = f"自{declared.from_on}起" + (f"至{declared.until_on}（不含）" if declared.until_on else "")
        span_en = f"from {declared.from_on}" + (f" until {declared.until_on}" if declared.until_on else " on")
        text = Text(
            f"“{label.zh}”{span_zh}认定，{from_on}不在其内。",
            f"“{label.en}” is certified {span_en}; {from_on} is outside.",
        )
        return Fault("from_on", text, declared.clause)
    return None


def end_of(policy: Policy, category: Category, from_on: date, until_on: date | None) -> date | None:
    """The first day on which a recognition no longer holds: as written, never after what its terms allow."""
    terms = terms_of(policy, category, from_on)
    if terms is None or terms.lasts_months is None:
        return until_on
    last = add_months(from_on, terms.lasts_months)
    return last if until_on is None else min(until_on, last)


def end_states(policy: Policy, category: Category, on: date) -> dict[str, EndState]:
    """How a category may end on a day, by code; the nearest area's wording of each."""
    found: dict[str, EndState] = {}
    for one in _states(policy, category, on):
        found.setdefault(one.code, one)
    return found


def following(state: EndState, until_on: date) -> Following | None:
    """What follows an end; nothing when its time was over on that day."""
    if state.becomes is None:
        return None
    until = state.follows_until
    if state.follows_months is not None:
        until = add_months(until_on, state.follows_months)
    if until is not None and until <= until_on:
        return None
    return Following(state.becomes, until_on, until)


def _states(policy: Policy, category: Category, on: date) -> Iterator[EndState]:
    for _, file in policy.files("category", CategoryFile):
        stated = [one for one in file.end_state if category in one.categories and one.holds_on(on)]
        yield from sorted(stated, key=lambda one: one.from_on, reverse=True)
