"""How much is due, by which window, and from which day is the person covered, for one pay day?

The only entry to the rules of enrollment: the desk, the tax file and the printed notice all ask `quote`.
"""

from __future__ import annotations

from datetime import date

from enrollment.rules import catch_up, newborns, waiting, windows, wording
from enrollment.rules.answers import Cover, Missing, Part, Quote, Step, Warning, WindowExtension
from enrollment.rules.draft import Draft
from enrollment.rules.standing import Standing
from enrollment.rules.windows import Position
from policy.book import Policy
from policy.periods import ONE_DAY, Span, first_of_month_after
from policy.terms import ExemptionReason, Text, Window

__all__ = [
    "Cover",
    "Missing",
    "Part",
    "Quote",
    "Step",
    "Warning",
    "WindowExtension",
    "cover_for",
    "due_at_issue",
    "quote",
]


def quote(
    policy: Policy,
    *,
    coverage_year: int,
    standing: Standing,
    paid_on: date,
    extension: WindowExtension | None = None,
) -> Quote:
    """What a person of this standing owes when paying on a day, and what the payment gives.

    The case goes to the first rule that fits: newborn, regular window, hardship at any time, newly added poor, late
    payment with or without waiting. Where the documents are silent the answer is MANUAL and names what is missing.
    """
    draft = Draft(policy, coverage_year, standing, paid_on, extension)
    if not _newborn(draft):
        match draft.position:
            case Position.INSIDE:
                _regular(draft)
            case Position.BEFORE:
                _before(draft)
            case Position.AFTER:
                _after(draft)
            case Position.UNKNOWN:
                _unknown(draft)
    return draft.finish()


def cover_for(
    policy: Policy,
    *,
    coverage_year: int,
    standing: Standing,
    settled_on: date,
    extension: WindowExtension | None = None,
) -> Cover:
    """The cover that a due settled on a day gives."""
    answer = quote(policy, coverage_year=coverage_year, standing=standing, paid_on=settled_on, extension=extension)
    return Cover(answer.cover, answer.waiting, answer.exemption, answer.hold_claims_before, answer.decision)


def due_at_issue(policy: Policy, *, coverage_year: int, standing: Standing) -> Quote:
    """What is charged when the dues of a year are issued: the individual part, before any window or pay day is known."""
    draft = Draft(policy, coverage_year, standing, None, None)
    draft.charge(catch_up.INDIVIDUAL_ONLY)
    terms = draft.window_terms
    if terms is None:
        draft.open_questions = windows.missing_window(policy, coverage_year)
    else:
        draft.tell_window()
        if terms.opens_on is None:
            draft.open_questions = (windows.missing_first_day(policy, coverage_year),)
    return draft.finish()


def _regular(draft: Draft) -> None:
    """Paid in the contribution window: the individual part, the whole coverage year, no waiting."""
    terms = draft.window_terms
    assert terms is not None
    draft.window, draft.exemption = Window.REGULAR, ExemptionReason.REGULAR_WINDOW
    draft.tell_window()
    draft.tell_position("in_window", "在集中缴费期内", "inside the window", terms.closes)
    draft.charge(catch_up.INDIVIDUAL_ONLY)
    exempt = draft.waiting_terms.exempts(ExemptionReason.REGULAR_WINDOW)
    if exempt is not None:
        draft.steps.append(wording.exemption_step(ExemptionReason.REGULAR_WINDOW, exempt.clause, exempt.readings))
    if terms.cover is None:
        draft.missing.extend(windows.missing_window(draft.policy, draft.year.year)[1:])
        return
    start, paid_on = draft.year.start, draft.paid_on
    if paid_on > start and terms.cover.start_reading:
        if draft.policy.reading(terms.cover.start_reading) == "payment_day":
            start = paid_on
        elif not draft.newborn_within:
            draft.hold_claims_before = paid_on
    draft.cover_from(start, terms.cover)
    if draft.hold_claims_before is not None:
        draft.tell(
            "claims_held",
            "缴费日前发生的医疗费用先行计算，由人工放行。",
            "Claims dated before payment are computed but held for a person to release.",
            terms.cover,
        )


def _before(draft: Draft) -> None:
    """Paid before the window opens: nothing can be taken yet."""
    terms = draft.window_terms
    assert terms is not None
    draft.window, draft.early = Window.BEFORE, True
    draft.tell_window()
    draft.tell_position(
        "before_window", "早于集中缴费期，尚不能受理", "before the window opens and cannot be taken yet", terms.opens
    )


def _unknown(draft: Draft) -> None:
    """The documents do not say whether the window is open: the due may be known, the rest is decided by hand."""
    policy, year = draft.policy, draft.year
    draft.window = Window.UNKNOWN
    terms = draft.window_terms
    if terms is None:
        if draft.paid_on < year.start:
            draft.charge(catch_up.INDIVIDUAL_ONLY)
        draft.missing.extend(windows.missing_window(policy, year.year))
    else:
        draft.tell_window()
        draft.missing.append(windows.missing_first_day(policy, year.year))


def _after(draft: Draft) -> None:
    """Paid after the window: hardship, newly added poor, or late payment, in this order; else by hand."""
    terms = draft.window_terms
    assert terms is not None
    draft.window = Window.LATE
    draft.tell_window()
    draft.tell_position("after_window", "在集中缴费期之后", "after the window", terms.closes)
    late = draft.late_terms
    if draft.paid_on > draft.year.last_day:
        _year_over(draft)
    elif draft.standing.hardship and late.hardship is not None:
        _hardship(draft)
    elif late.newly_added is not None and draft.standing.newly_added_poor_on is not None:
        _newly_added(draft)
    else:
        _late(draft)


def _year_over(draft: Draft) -> None:
    year = draft.year.year
    fallback = Text(
        f"{year}年度已结束，年度结束后能否补缴", f"whether coverage {year} may be paid for after the year is over"
    )
    draft.missing.append(wording.unstated(draft.policy, "catch_up", "catch_up", year, fallback))


def _hardship(draft: Draft) -> None:
    """People in hardship enroll and pay at any time, at the individual part, and are covered at once."""
    rule = draft.late_terms.hardship
    assert rule is not None
    draft.window, draft.exemption = Window.HARDSHIP, ExemptionReason.HARDSHIP
    draft.tell("any_time", "困难群体人员可随时参保缴费。", "The hardship group may enroll and pay at any time.", rule)
    draft.charge(rule.parts, rule)
    source = draft.waiting_terms.exempts(ExemptionReason.HARDSHIP) or rule
    draft.steps.append(wording.exemption_step(ExemptionReason.HARDSHIP, source.clause, source.readings))
    draft.cover_from(draft.paid_on, source)


def _newly_added(draft: Draft) -> None:
    """Registered poor added in a month enroll in that month whatever the window; cover starts with payment."""
    rule, added_on = draft.late_terms.newly_added, draft.standing.newly_added_poor_on
    assert rule is not None and added_on is not None
    enroll_by = catch_up.enroll_by(added_on)
    reading_day = draft.paid_on
    if rule.cover_reading and draft.policy.reading(rule.cover_reading) == "first_of_month":
        reading_day = draft.paid_on.replace(day=1)
    held = added_on.month in rule.hold_months
    if held or not added_on <= draft.paid_on <= enroll_by:
        what = Text(
            "十二月新增人员归属哪一年度" if held else "新增人员不在新增当月参保的，能否参保及待遇开始日",
            "for which year a person added in December enrolls"
            if held
            else "whether a person who does not enroll in the month of being added may still enroll, and from which day",
        )
        who = wording.unstated(draft.policy, "catch_up", "catch_up", draft.year.year, what).decided_by
        draft.missing.append(Missing(what, who, rule.clause, rule.readings))
        return
    last = wording.day(enroll_by)
    draft.window, draft.exemption = Window.NEWLY_ADDED_POOR, ExemptionReason.NEWLY_ADDED_POOR
    draft.tell(
        "month_added",
        f"新增建档立卡贫困人口当月参保，不受缴费期限制，至{last.zh}止。",
        f"Newly added registered poor enroll in the month of being added, whatever the window, until {last.en}.",
        rule,
    )
    draft.charge(catch_up.INDIVIDUAL_ONLY)
    draft.steps.append(wording.exemption_step(ExemptionReason.NEWLY_ADDED_POOR, rule.clause, rule.readings))
    draft.cover_from(reading_day, rule)


def _late(draft: Draft) -> None:
    """An ordinary late payer: the price of the day, then the waiting period unless an exemption frees from it."""
    policy, late = draft.policy, draft.late_terms
    price = late.price_on(draft.paid_on)
    if price is None:
        if policy.reading("A06") == "individual_part" and not late.prices:
            draft.charge(catch_up.INDIVIDUAL_ONLY)
            draft.cover_from(draft.paid_on, None)
        else:
            draft.missing.append(catch_up.missing_price(policy, draft.year.year))
        return
    free = draft.employee_exemption()
    only_individual = (
        free is not None and free.price_reading and policy.reading(free.price_reading) == "individual_part_only"
    )
    draft.charge(catch_up.INDIVIDUAL_ONLY if only_individual else price.parts, price)
    if free is not None:
        last_day = draft.standing.employee_scheme_last_day
        assert last_day is not None
        draft.exemption = ExemptionReason.EMPLOYEE_SCHEME
        draft.steps.append(wording.exemption_step(ExemptionReason.EMPLOYEE_SCHEME, free.clause, free.readings))
        draft.cover_from(max(draft.paid_on, last_day + ONE_DAY), free)
        return
    terms = draft.waiting_terms
    rule = terms.ordinary
    if rule is None:
        fallback = Text("等待期的长短", "the length of the waiting period")
        draft.missing.append(wording.unstated(policy, "waiting", "waiting", draft.year.year, fallback))
        return
    draft.waiting = waiting.waiting_span(draft.paid_on, rule.months, terms.count)
    if draft.waiting is not None:
        draft.steps.append(
            wording.waiting_step(draft.waiting, rule.months, terms.count, rule.clause, rule.readings)
        )
    draft.cover_from(waiting.first_benefit_day(draft.paid_on, rule.months, terms.count), rule)


def _newborn(draft: Draft) -> bool:
    """A child born in the coverage year or the year before: whether the newborn rule decided the case."""
    born_on = draft.standing.born_on
    if born_on is None or not newborns.is_concerned(born_on, draft.year.year):
        return False
    policy, year, paid_on = draft.policy, draft.year, draft.paid_on
    terms, before_year = newborns.newborn_terms(policy), born_on < year.start
    last_day = terms.last_day(born_on)
    draft.newborn_within = None if last_day is None else born_on <= paid_on <= last_day
    late_special = (draft.standing.hardship and draft.late_terms.hardship is not None) or (
        draft.standing.newly_added_poor_on is not None and draft.late_terms.newly_added is not None
    )
    if before_year and draft.position is not Position.AFTER:
        return False
    if late_special and not draft.newborn_within and paid_on >= born_on:
        return False
    if terms.within is None or paid_on < born_on:
        _newborn_by_hand(draft, paid_early=paid_on < born_on)
        return True
    stated = wording.day(last_day) if last_day else Text("", "")
    within = draft.newborn_within
    draft.tell(
        "newborn_months",
        f"新生儿{terms.within.months}个月内缴费的期限为{stated.zh}（含当日），{'在期限内' if within else '已超过'}。",
        f"The {terms.within.months} months for a newborn end on {stated.en}, that day included; "
        f"payment is {'within them' if within else 'after them'}.",
        terms.within,
    )
    draft.window_span = terms.span(born_on)
    if before_year and terms.next_year is not None and terms.next_year.rule == "own_window":
        if policy.reading("A31") != "both_years" or not within:
            draft.tell(
                "next_year",
                "出生当年的缴费不含次年；次年须在其缴费期内另行缴费。",
                "The due of the birth year does not cover the next year, which needs its own payment in its window.",
                terms.next_year,
            )
            draft.window_span = None
            return False
    if not within and (terms.later is None or paid_on > year.last_day):
        _newborn_by_hand(draft, paid_early=False)
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


def _newborn_by_hand(draft: Draft, *, paid_early: bool) -> None:
    draft.window = Window.NEWBORN
    policy, year = draft.policy, draft.year.year
    if paid_early:
        what = Text("出生之前的缴费如何处理", "how a payment dated before the birth is treated")
        who = wording.unstated(policy, "newborn", "newborn", year, what).decided_by
        draft.missing.append(Missing(what, who))
        return
    draft.missing.append(newborns.missing_rule(policy, year))
    following: Span | None = windows.next_window(policy, draft.paid_on)
    if following is not None:
        stated = wording.days(following)
        draft.tell(
            "next_window", f"下一个集中缴费期为{stated.zh}。", f"The next window is {stated.en}.", None
        )
