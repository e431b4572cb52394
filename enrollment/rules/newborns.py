"""Does a newborn rule decide this case, and what does it give?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from enrollment.rules import windows, wording
from enrollment.rules.answers import Missing
from enrollment.rules.draft import Draft
from enrollment.rules.waiting import last_day_within
from enrollment.rules.windows import Position
from enrollment.rules.wording import unstated
from policy.book import Policy
from policy.periods import Span, first_of_month_after
from policy.schema import NewbornFile, NewbornLater, NewbornNextYear, NewbornWithin
from policy.terms import ExemptionReason, Text, Window
from policy.timeline import first


@dataclass(frozen=True, slots=True)
class NewbornTerms:
    """The newborn rule of an area; `within` None where the documents have none."""

    within: NewbornWithin | None
    later: NewbornLater | None
    next_year: NewbornNextYear | None
    inclusive: bool

    def last_day(self, born_on: date) -> date | None:
        """The last day on which the child still counts as a newborn."""
        if self.within is None:
            return None
        return last_day_within(born_on, self.within.months, inclusive=self.inclusive)

    def span(self, born_on: date) -> Span | None:
        """From birth to the last day as a newborn."""
        last = self.last_day(born_on)
        return None if last is None else Span.of_days(born_on, last)


def newborn_terms(policy: Policy, coverage_year: int) -> NewbornTerms:
    """The nearest newborn rule of a year; an area that says the question is open stops the search."""
    policy = policy.in_year(coverage_year)
    return policy.remember("newborn", lambda: _terms(policy))


def _terms(policy: Policy) -> NewbornTerms:
    inclusive = policy.reading("A15") != "exclusive"
    for _, file in policy.files("newborn", NewbornFile):
        if file.within:
            return NewbornTerms(file.within[0], first(file.later), first(file.next_year), inclusive)
        if file.undecided:
            break
    return NewbornTerms(None, None, None, inclusive)


def is_concerned(born_on: date | None, coverage_year: int) -> bool:
    """Whether the child was born in the coverage year or the year before it."""
    return born_on is not None and born_on.year in (coverage_year, coverage_year - 1)


def missing_rule(policy: Policy, coverage_year: int) -> Missing:
    """What the documents leave open about newborns."""
    fallback = Text("新生儿参保的期限、金额和待遇开始日", "until when and at what price a newborn may enroll")
    return unstated(policy, "newborn", "newborn", coverage_year, fallback)


def decide(draft: Draft) -> bool:
    """A child born in the coverage year or the year before: whether the newborn rule decided the case."""
    born_on = draft.standing.born_on
    if born_on is None or not is_concerned(born_on, draft.year.year):
        return False
    policy, year, paid_on = draft.policy, draft.year, draft.paid_on
    terms, before_year = newborn_terms(policy, year.year), born_on < year.start
    last_day = terms.last_day(born_on)
    draft.newborn_within = None if last_day is None else born_on <= paid_on <= last_day
    late_special = (draft.standing.is_hardship_on(paid_on) and draft.late_terms.hardship is not None) or (
        draft.standing.newly_added_poor_on is not None and draft.late_terms.newly_added is not None
    )
    if before_year and draft.position is not Position.AFTER:
        return False
    if late_special and not draft.newborn_within and paid_on >= born_on:
        return False
    if terms.within is None or paid_on < born_on:
        _by_hand(draft, paid_early=paid_on < born_on)
        return True
    stated = wording.day(last_day) if last_day else Text("", "")
    within = draft.newborn_within
    in_time = Text("未超过", "within them") if within else Text("已超过", "after them")
    draft.tell(
        "newborn_months",
        f"新生儿{terms.within.months}个月内缴费的期限为{stated.zh}（含当日），{in_time.zh}。",
        f"The {terms.within.months} months for a newborn end on {stated.en}, that day included; "
        f"payment is {in_time.en}.",
        terms.within,
    )
    draft.window_span = terms.span(born_on)
    own_window = before_year and terms.next_year is not None and terms.next_year.rule == "own_window"
    if own_window and (policy.reading("A31") != "both_years" or not within):
        draft.tell(
            "next_year",
            "出生当年的缴费不含次年；次年须在其缴费期内另行缴费。",
            "The due of the birth year does not cover the next, which needs its own payment in its window.",
            terms.next_year,
        )
        draft.window_span = None
        return False
    if not within and (terms.later is None or paid_on > year.last_day):
        _by_hand(draft, paid_early=False)
        return True
    rule = terms.within if within else terms.later
    assert rule is not None
    draft.window, draft.exemption = Window.NEWBORN, ExemptionReason.NEWBORN
    parts = rule.parts
    if rule.price_reading and policy.reading(rule.price_reading) == "ordinary_price":
        price = draft.late_terms.price_on(paid_on) if draft.position is Position.AFTER else None
        parts = price.parts if price else parts
    draft.charge(parts, rule)
    exempt = draft.waiting_terms.exempts(ExemptionReason.NEWBORN)
    if exempt is not None:
        draft.steps.append(wording.exemption_step(ExemptionReason.NEWBORN, exempt.clause, exempt.readings))
    draft.cover_from(max(born_on, year.start) if within else first_of_month_after(paid_on), rule)
    return True


def _by_hand(draft: Draft, *, paid_early: bool) -> None:
    draft.window = Window.NEWBORN
    policy, year = draft.policy, draft.year.year
    if paid_early:
        what = Text("出生之前的缴费如何处理", "how a payment dated before the birth is treated")
        who = wording.unstated(policy, "newborn", "newborn", year, what).decided_by
        draft.missing.append(Missing(what, who))
        return
    draft.missing.append(missing_rule(policy, year))
    following: Span | None = windows.next_window(policy, draft.paid_on)
    if following is not None:
        stated = wording.days(following)
        draft.tell(
            "next_window", f"下一个集中缴费期为{stated.zh}。", f"The next window is {stated.en}.", None
        )
