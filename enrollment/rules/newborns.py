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
from policy.periods import ONE_DAY, Span, first_of_month_after
from policy.schema import NewbornFile, NewbornLater, NewbornNextYear, NewbornWithin
from policy.terms import ExemptionReason, Text, Window
from policy.timeline import first

DAYS_OF_A_MONTH = 30  # only to put stages of days and of months in order


@dataclass(frozen=True, slots=True)
class NewbornTerms:
    """The newborn rule of an area: its stages, the shortest first, none where the documents have none."""

    stages: tuple[NewbornWithin, ...]
    later: NewbornLater | None
    next_year: NewbornNextYear | None
    inclusive: bool

    def last_day(self, born_on: date) -> date | None:
        """The last day on which the child still counts as a newborn."""
        return self._ends(self.stages[-1], born_on) if self.stages else None

    def stage(self, born_on: date, paid_on: date) -> NewbornWithin | None:
        """The stage into which a payment falls, the last one for a later payment."""
        open_ones = (one for one in self.stages if paid_on <= self._ends(one, born_on))
        return next(open_ones, self.stages[-1] if self.stages else None)

    def _ends(self, stage: NewbornWithin, born_on: date) -> date:
        return last_day_within(born_on, stage.months, stage.days, inclusive=self.inclusive)

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
            stages = tuple(
                sorted(file.within, key=lambda one: one.days or DAYS_OF_A_MONTH * (one.months or 0))
            )
            return NewbornTerms(stages, first(file.later), first(file.next_year), inclusive)
        if file.undecided:
            break
    return NewbornTerms((), None, None, inclusive)


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
    stage = terms.stage(born_on, paid_on)
    if stage is None or paid_on < born_on:
        _by_hand(draft, paid_early=paid_on < born_on)
        return True
    stated = wording.day(last_day_within(born_on, stage.months, stage.days, inclusive=terms.inclusive))
    within = draft.newborn_within
    in_time = Text("未超过", "within them") if within else Text("已超过", "after them")
    time = wording.length(stage.months, stage.days)
    draft.tell(
        "newborn_months",
        f"新生儿{time.zh}内缴费的期限为{stated.zh}（含当日），{in_time.zh}。",
        f"The {time.en} for a newborn end on {stated.en}, that day included; payment is {in_time.en}.",
        stage,
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
    rule = stage if within else terms.later
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
    draft.cover_from(max(_first_day(rule.cover_from, born_on, paid_on), year.start), rule)
    return True


def _first_day(cover_from: str, born_on: date, paid_on: date) -> date:
    match cover_from:
        case "birth":
            return born_on
        case "payment":
            return paid_on
        case "day_after_payment":
            return paid_on + ONE_DAY
        case _:
            return first_of_month_after(paid_on)


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
