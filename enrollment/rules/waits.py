"""From which day does a payer draw benefits who must wait, and who inside the window need not?"""

from __future__ import annotations

from datetime import date

from enrollment.rules import breaks, waiting, wording
from enrollment.rules.draft import Draft
from policy.terms import ExemptionReason, Text


def wait(draft: Draft, *, not_before: date | None = None) -> None:
    """The wait of an ordinary payer, counted from payment; cover begins after it, and not before a day."""
    terms = draft.waiting_terms
    rule = terms.ordinary
    if rule is None:
        fallback = Text("等待期的长短", "the length of the waiting period")
        draft.missing.append(wording.unstated(draft.policy, "waiting", "waiting", draft.year.year, fallback))
        return
    months = breaks.months_of(draft, draft.repaired_years)
    draft.steps.extend(months.steps)
    draft.repairable_years = breaks.repairable(draft)
    if months.total is None:
        draft.missing.extend(months.missing)
        return
    days = rule.days or 0
    draft.waiting = waiting.waiting_span(draft.paid_on, months.total, terms.count, days)
    if draft.waiting is not None:
        draft.steps.append(
            wording.waiting_step(draft.waiting, months.total, terms.count, rule.clause, rule.readings, days)
        )
    start = waiting.first_benefit_day(draft.paid_on, months.total, terms.count, days)
    draft.cover_from(start if not_before is None else max(start, not_before), rule)


def must_wait_inside(draft: Draft) -> bool | None:
    """Whether a payment inside the window waits all the same: after a break where the texts say so, None when open."""
    terms = draft.waiting_terms
    rule = terms.ordinary
    if rule is None or not rule.after_a_break:
        return _not_asked(draft)
    before = breaks.break_of(draft)
    gap = breaks.after_employee_scheme(draft, rule)
    if gap is True:
        return draft.special_reason() is None
    if before.is_one is False or gap is False:
        draft.steps.append(wording.unbroken_step(rule.clause, rule.readings))
        return False
    if draft.special_reason() is not None:
        return False
    draft.missing.extend(before.missing)
    return before.is_one


def _not_asked(draft: Draft) -> bool | None:
    """No rule makes people inside the window wait: free by a clause, or open where the wait itself is open."""
    exempt = draft.waiting_terms.exempts(ExemptionReason.REGULAR_WINDOW)
    if exempt is not None:
        draft.steps.append(
            wording.exemption_step(ExemptionReason.REGULAR_WINDOW, exempt.clause, exempt.readings)
        )
        return False
    question = draft.policy.undecided("waiting", "waiting", coverage_year=draft.year.year)
    if question is None or draft.waiting_terms.ordinary is not None:
        return False
    fallback = Text("等待期的长短", "the length of the waiting period")
    draft.missing.append(wording.unstated(draft.policy, "waiting", "waiting", draft.year.year, fallback))
    return None
