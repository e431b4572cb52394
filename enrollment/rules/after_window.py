"""What holds for a payment after the window: hardship, newly added poor, or late payment with its waiting?"""

from __future__ import annotations

from enrollment.rules import catch_up, waits, wording
from enrollment.rules.answers import Missing
from enrollment.rules.draft import Draft
from policy.periods import ONE_DAY
from policy.schema import Closed, Exempt
from policy.terms import ExemptionReason, Text, Window


def decide(draft: Draft) -> None:
    """Paid after the window: hardship, newly added poor, or late payment, in this order; else by hand."""
    terms = draft.window_terms
    assert terms is not None
    draft.window = Window.LATE
    draft.tell_window()
    draft.tell_position("after_window", "在集中缴费期之后", "after the window", terms.closes)
    late = draft.late_terms
    if draft.paid_on > draft.year.last_day:
        _year_over(draft)
    elif draft.standing.is_hardship_on(draft.paid_on) and late.hardship is not None:
        _hardship(draft)
    elif late.newly_added is not None and draft.standing.newly_added_poor_on is not None:
        _newly_added(draft)
    else:
        _late(draft)


def _year_over(draft: Draft) -> None:
    year = draft.year.year
    fallback = Text(
        f"{year}年度已结束，年度结束后能否补缴",
        f"whether coverage {year} may be paid for after the year is over",
    )
    draft.missing.append(wording.unstated(draft.policy, "catch_up", "catch_up", year, fallback))


def _hardship(draft: Draft) -> None:
    """People in hardship enroll and pay at any time, at the individual part, and are covered at once."""
    rule = draft.late_terms.hardship
    assert rule is not None
    draft.window, draft.exemption = Window.HARDSHIP, ExemptionReason.HARDSHIP
    draft.tell(
        "any_time", "困难群体人员可随时参保缴费。", "The hardship group may enroll and pay at any time.", rule
    )
    draft.charge(rule.parts, rule)
    source = draft.waiting_terms.exempts(ExemptionReason.HARDSHIP) or rule
    draft.steps.append(wording.exemption_step(ExemptionReason.HARDSHIP, source.clause, source.readings))
    draft.cover_from(draft.paid_on, source)


def _newly_added(draft: Draft) -> None:
    """Registered poor added in a month enroll in that month whatever the window; cover starts with
    payment.
    """
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
            else "whether one who misses the month of being added may still enroll, and from which day",
        )
        who = wording.unstated(draft.policy, "catch_up", "catch_up", draft.year.year, what).decided_by
        draft.missing.append(Missing(what, who, rule.clause, rule.readings))
        return
    last = wording.day(enroll_by)
    draft.window, draft.exemption = Window.NEWLY_ADDED_POOR, ExemptionReason.NEWLY_ADDED_POOR
    draft.tell(
        "month_added",
        f"新增建档立卡贫困人口当月参保，不受缴费期限制，至{last.zh}止。",
        f"Newly added registered poor enroll in that month, until {last.en}, whatever the window.",
        rule,
    )
    draft.charge(catch_up.INDIVIDUAL_ONLY)
    draft.steps.append(wording.exemption_step(ExemptionReason.NEWLY_ADDED_POOR, rule.clause, rule.readings))
    draft.cover_from(reading_day, rule)


def _late(draft: Draft) -> None:
    """An ordinary late payer: the price of the day, then the waiting period unless an exemption frees from
    it.
    """
    policy, late = draft.policy, draft.late_terms
    price = late.price_on(draft.paid_on)
    if price is None and late.closed is not None:
        _closed(draft, late.closed)
        return
    if price is None:
        if policy.reading("A06") == "individual_part" and not late.prices:
            draft.charge(catch_up.INDIVIDUAL_ONLY)
            draft.cover_from(draft.paid_on, None)
        else:
            draft.missing.append(catch_up.missing_price(policy, draft.year.year))
        return
    free = draft.employee_exemption()
    only_individual = (
        free is not None
        and free.price_reading
        and policy.reading(free.price_reading) == "individual_part_only"
    )
    draft.charge(catch_up.INDIVIDUAL_ONLY if only_individual else price.parts, price)
    if free is not None:
        _after_employee_scheme(draft, free)
        return
    if draft.special_reason() is not None:
        draft.cover_from(draft.paid_on, draft.special)
        return
    waits.wait(draft)


def _after_employee_scheme(draft: Draft, rule: Exempt) -> None:
    """In time after the employee scheme: no wait, and cover not before that scheme ended."""
    last_day = draft.standing.employee_scheme_last_day
    assert last_day is not None
    draft.exemption = ExemptionReason.EMPLOYEE_SCHEME
    draft.steps.append(wording.exemption_step(ExemptionReason.EMPLOYEE_SCHEME, rule.clause, rule.readings))
    draft.cover_from(max(draft.paid_on, last_day + ONE_DAY), rule)


def _closed(draft: Draft, rule: Closed) -> None:
    """Nothing is taken any more from ordinary payers; who is free of the wait pays what the text says."""
    free = draft.employee_exemption()
    if free is None and draft.special_reason() is None:
        draft.is_refused = not draft.missing
        draft.tell(
            "not_taken",
            f"{draft.year.year}年度的缴费期已过，不再受理普通居民缴费。",
            f"The time to pay for coverage {draft.year.year} is over; ordinary payments are not taken.",
            rule,
        )
        return
    if not rule.parts:
        draft.missing.append(catch_up.missing_price(draft.policy, draft.year.year))
        return
    draft.charge(rule.parts, rule)
    if free is not None:
        _after_employee_scheme(draft, free)
    else:
        draft.cover_from(draft.paid_on, draft.special)
