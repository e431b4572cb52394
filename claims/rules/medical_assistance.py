"""What does medical assistance add after basic and critical illness insurance?

First the guarantee and the line of own cost, then help by group with what is left; for a group that a notice names without
saying what it gets, the answer is open.
"""

from __future__ import annotations

from typing import NamedTuple

from claims.rules.assistance_by_group import group_help, rules_for
from claims.rules.basic import Basic
from claims.rules.benefit_terms import Terms
from claims.rules.choice import naming
from claims.rules.entered_assistance import entered_assistance
from claims.rules.facts import (
    BillFacts,
    ByHand,
    Caution,
    EnteredFigures,
    Line,
    PatientFacts,
    TierResult,
    YearSoFar,
)
from claims.rules.guarantee import CIVIL, Sums, guarantee, guaranteed_settings
from claims.rules.wording import by_hand_step, missing_step, unsaid
from enrollment.rules.answers import Missing
from policy.care import Counter, Outcome, Payer, Tier
from policy.schema.critical import Assistance as ByGroup
from policy.schema.critical import Guarantee, OwnCostLine
from policy.terms import Text

LOWERED = Text(
    "未转诊多付的费用是否计入85%保障",
    "whether own cost through skipped referral counts towards the 85 % guarantee",
)


class Assistance(NamedTuple):
    """The tier's answer and what the desk must be told."""

    result: TierResult
    cautions: tuple[Caution, ...] = ()
    is_counted: bool = False  # own cost counts for the year's line, by terms that an office entered


def medical_assistance(
    terms: Terms,
    bill: BillFacts,
    patient: PatientFacts,
    figures: EnteredFigures,
    so_far: YearSoFar,
    before: Basic,
    critical: TierResult,
    by_hand: ByHand | None = None,
) -> Assistance:
    """The guarantee and the line of own cost, then help by group, for whom the area names; what is open stays open."""
    if before.result.outcome is not Outcome.UNDECIDED and not before.in_pool:
        return Assistance(_nothing())
    rule = max(naming(terms.all(Guarantee), patient), key=lambda one: one.rate, default=None)
    line = min(naming(terms.all(OwnCostLine), patient), key=lambda one: one.fen, default=None)
    first = Assistance(_nothing())
    is_named = rule is not None or line is not None
    if is_named and bill.setting in guaranteed_settings(terms):
        if critical.fen is None or before.result.fen is None:
            return Assistance(_open())
        if by_hand is not None and before.lowered:
            return _by_hand(by_hand, before.own_fen - critical.fen)
        if before.lowered and rule is not None:
            return Assistance(_open(unsaid(LOWERED, rule)))
        year = _year(so_far, before, critical.fen)
        first = Assistance(*guarantee(terms, rule, line, year, before.own_fen - critical.fen))
    return _with_help(terms, bill, patient, figures, so_far, before, critical, first, is_named, by_hand)


def _year(so_far: YearSoFar, before: Basic, critical_fen: int) -> Sums:
    return Sums(
        so_far.of(Counter.COMPLIANT_COST) + before.compliant_fen,
        so_far.of(Counter.GUARANTEE_PAID) + (before.result.fen or 0) + critical_fen,
        so_far.of(Counter.TOP_UP_PAID),
        so_far.of(Counter.CIVIL_PAID),
    )


def _with_help(
    terms: Terms, bill: BillFacts, patient: PatientFacts, figures: EnteredFigures, so_far: YearSoFar,
    before: Basic, critical: TierResult, first: Assistance, is_named: bool, by_hand: ByHand | None,
) -> Assistance:  # fmt: skip
    """The answer so far with the help by group; undecided where the area leaves open what the patient's group gets."""
    by_group = terms.for_bill(ByGroup, bill)
    question = None
    if not is_named and not (by_group and rules_for(terms, bill, patient)):
        question = _question(terms, patient)
    entered = entered_assistance(terms, bill, patient, figures) if question else []
    if entered:
        question = None
    if question is None and not by_group and not entered:
        return first
    if critical.fen is None or before.result.fen is None:
        return first if is_named else Assistance(_open())
    own = before.own_fen - critical.fen - (first.result.fen or 0)
    if question is not None:
        if by_hand is not None:
            return _by_hand(by_hand, own)
        return Assistance(_open(question)) if own else first
    more = group_help(terms, bill, patient, figures, so_far, own, entered)
    if more.missing is not None:
        return _by_hand(by_hand, own) if by_hand is not None else Assistance(_open(more.missing))
    if more.rule is None:
        return first
    done = first.result
    fen = (done.fen or 0) + more.fen
    result = done._replace(
        fen=fen, lines=(*done.lines, *more.lines), steps=(*done.steps, *more.steps), computed_fen=fen,
        base_fen=more.base_fen if done.base_fen is None else done.base_fen,
    )  # fmt: skip
    return Assistance(result, first.cautions, is_counted=bool(entered))


def _question(terms: Terms, patient: PatientFacts) -> Missing | None:
    """What the area leaves open on assistance for the patient's groups, or for everybody."""
    own = terms.question("medical_assistance", patient.categories) if patient.categories else None
    return own or terms.question("medical_assistance")


def _nothing() -> TierResult:
    return TierResult(Tier.MEDICAL_ASSISTANCE, Outcome.DECIDED, 0)


def _open(missing: Missing | None = None) -> TierResult:
    if missing is None:
        return TierResult(Tier.MEDICAL_ASSISTANCE, Outcome.UNDECIDED, None)
    return TierResult(
        Tier.MEDICAL_ASSISTANCE, Outcome.UNDECIDED, None, steps=(missing_step(missing),), missing=(missing,)
    )


def _by_hand(by_hand: ByHand, own_of_bill: int) -> Assistance:
    fen = min(by_hand.fen, own_of_bill)
    told = by_hand_step(Tier.MEDICAL_ASSISTANCE.label, fen, by_hand.document)
    line = Line(Payer.CIVIL_AFFAIRS, "assistance_by_hand", CIVIL, own_of_bill, fen)
    lines = (line,) if fen else ()
    return Assistance(TierResult(Tier.MEDICAL_ASSISTANCE, Outcome.DECIDED, fen, lines, (told,)))
