"""How much is due, by which window, and from which day is the person covered, for one pay day?

The only entry to the rules of enrollment: the desk, the tax file and the printed notice all ask `quote`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from enrollment.rules import after_window, breaks, catch_up, conflicts, newborns, waits, windows, wording
from enrollment.rules.answers import Cover, Missing, Part, Quote, Step, Warning, Way, WindowExtension
from enrollment.rules.draft import Draft
from enrollment.rules.standing import Standing
from enrollment.rules.windows import Position
from policy.book import Policy
from policy.terms import ExemptionReason, Text, Window

__all__ = [
    "Cover",
    "Missing",
    "Part",
    "Quote",
    "Step",
    "Warning",
    "Way",
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
    repaired_years: Collection[int] = (),
) -> Quote:
    """What a person of this standing owes when paying on a day, and what the payment gives.

    The case goes to the first rule that fits: newborn, regular window, hardship at any time, newly added
    poor, late
    payment with or without waiting. Where the documents are silent the answer is MANUAL and names what is
    missing. `repaired_years` are missed years paid for with it, refused (`RepairRefused`) when they do not count;
    without any, the answer lists the ways to pay.
    """
    draft = _decided(policy, coverage_year, standing, paid_on, extension, repaired_years)
    plain = draft.finish()
    if repaired_years or not draft.repairable_years:
        return plain
    ways = [_way((), plain)]
    for count in range(1, len(draft.repairable_years) + 1):
        years = draft.repairable_years[:count]
        way = _way(years, _decided(policy, coverage_year, standing, paid_on, extension, years).finish())
        if way.missing or (way.cover_from is not None and way.cover_from != ways[-1].cover_from):
            ways.append(way)
        if way.missing:
            break
    rule = draft.waiting_terms.repair
    if len(ways) == 1 or rule is None:
        return plain
    steps = (*plain.steps, *(wording.way_step(way, coverage_year, rule) for way in ways))
    return replace(plain, ways=tuple(ways), steps=steps)


def _way(years: tuple[int, ...], answer: Quote) -> Way:
    """One way to pay, as its own answer gives it; what repairs a year without an earlier day is no way."""
    first_day = answer.cover.start if answer.cover else None
    return Way(tuple(sorted(years)), answer.due_fen, first_day, answer.missing)


def _decided(
    policy: Policy,
    coverage_year: int,
    standing: Standing,
    paid_on: date,
    extension: WindowExtension | None,
    repaired_years: Collection[int],
) -> Draft:
    draft = Draft(policy, coverage_year, standing, paid_on, extension, repaired_years)
    if not newborns.decide(draft):
        match draft.position:
            case Position.INSIDE:
                _regular(draft)
            case Position.BEFORE:
                _before(draft)
            case Position.AFTER:
                after_window.decide(draft)
            case Position.UNKNOWN:
                _unknown(draft)
    conflicts.ask(draft)
    asks = draft.position in (Position.INSIDE, Position.AFTER) and not draft.missing
    if repaired_years and asks and not draft.repairable_years:
        raise breaks.RepairRefused(Text("没有可修复的断保年度。", "There is no missed year to repair."))
    return draft


def cover_for(
    policy: Policy,
    *,
    coverage_year: int,
    standing: Standing,
    settled_on: date,
    extension: WindowExtension | None = None,
) -> Cover:
    """The cover that a due settled on a day gives."""
    answer = quote(
        policy, coverage_year=coverage_year, standing=standing, paid_on=settled_on, extension=extension
    )
    return Cover(answer.cover, answer.waiting, answer.exemption, answer.hold_claims_before, answer.decision)


def due_at_issue(policy: Policy, *, coverage_year: int, standing: Standing) -> Quote:
    """What is charged when the dues of a year are issued: the individual part, before any window or pay day
    is known.
    """
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
    draft.window = Window.REGULAR
    draft.tell_window()
    draft.tell_position("in_window", "在集中缴费期内", "inside the window", terms.closes)
    draft.charge(catch_up.INDIVIDUAL_ONLY)
    must_wait = waits.must_wait_inside(draft)
    if must_wait is False and draft.exemption is None:
        draft.exemption = ExemptionReason.REGULAR_WINDOW
    if terms.cover is None:
        draft.missing.extend(windows.missing_window(draft.policy, draft.year.year)[1:])
        return
    start, paid_on = draft.year.start, draft.paid_on
    if paid_on > start and terms.cover.start_reading:
        if draft.policy.reading(terms.cover.start_reading) == "payment_day":
            start = paid_on
        elif not draft.newborn_within:
            draft.hold_claims_before = paid_on
    if must_wait is None:
        return
    if must_wait:
        draft.hold_claims_before = None
        waits.wait(draft, not_before=start)
        return
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
        "before_window",
        "早于集中缴费期，尚不能受理",
        "before the window opens and cannot be taken yet",
        terms.opens,
    )


def _unknown(draft: Draft) -> None:
    """The documents do not say whether the window is open: the due may be known, the rest is decided by
    hand.
    """
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
