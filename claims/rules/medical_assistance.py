"""What do the guarantee of a share of the cost and civil affairs add after basic and critical illness insurance?

Both work on the sums of the year. Up to the line of own cost a top-up fills all payments to the guaranteed share; above it
civil affairs bear what passes the line and there is no top-up (A28). Where the other reading would leave the person better
or worse off, both figures are printed.
"""

from __future__ import annotations

from typing import NamedTuple

from claims.rules.assistance_by_group import group_help, rules_for
from claims.rules.basic import Basic
from claims.rules.benefit_terms import Terms
from claims.rules.choice import naming
from claims.rules.facts import (
    Alternative,
    BillFacts,
    ByHand,
    Caution,
    EnteredFigures,
    Line,
    PatientFacts,
    TierResult,
    YearSoFar,
)
from claims.rules.wording import by_hand_step, missing_step, percent, step, unsaid
from enrollment.rules.answers import Missing, Step
from policy.care import Counter, Outcome, Payer, Setting, Tier
from policy.money import apply_rate, format_yuan
from policy.schema.critical import Assistance as ByGroup
from policy.schema.critical import Guarantee, OwnCostLine
from policy.terms import Text

TOP_UP = Text(
    "“10元85%”补助（连同已付补足到此数）", "“10 yuan, 85 %” top-up (with what was paid, up to this sum)"
)
LOWERED = Text(
    "未转诊多付的费用是否计入85%保障",
    "whether own cost through skipped referral counts towards the 85 % guarantee",
)
CIVIL = Text("民政医疗救助", "civil affairs (medical assistance)")


class Assistance(NamedTuple):
    """The tier's answer and what the desk must be told."""

    result: TierResult
    cautions: tuple[Caution, ...] = ()


class _Year(NamedTuple):
    """The sums of the year that the rules work on."""

    cost_fen: int
    paid_fen: int  # by basic and critical illness insurance
    top_ups_fen: int
    civil_fen: int

    @property
    def own_fen(self) -> int:
        """Own compliant cost after basic and critical illness insurance."""
        return self.cost_fen - self.paid_fen


class _Shares(NamedTuple):
    """What a reading makes the two payers add on this bill."""

    top_up_fen: int
    civil_fen: int


def guaranteed_settings(terms: Terms) -> tuple[Setting, ...]:
    """Whose compliant cost the guarantee and the line of own cost count; every setting under the other reading (A27)."""
    settings: tuple[Setting, ...] = terms.remember(("guaranteed settings",), lambda: _guaranteed(terms))
    return settings


def _guaranteed(terms: Terms) -> tuple[Setting, ...]:
    rule: Guarantee | OwnCostLine | None = next(iter(terms.all(Guarantee)), None)
    if rule is None:
        rule = next(iter(terms.all(OwnCostLine)), None)
        return () if rule is None else rule.settings or tuple(Setting)
    return tuple(Setting) if terms.reading("A27") == "every_setting" else rule.settings


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
    rule = next(iter(naming(terms.all(Guarantee), patient)), None)
    line = next(iter(naming(terms.all(OwnCostLine), patient)), None)
    first = Assistance(_nothing())
    is_named = rule is not None or line is not None
    if is_named and bill.setting in guaranteed_settings(terms):
        if critical.fen is None or before.result.fen is None:
            return Assistance(_open())
        if by_hand is not None and before.lowered:
            return _by_hand(by_hand, before.own_fen - critical.fen)
        if before.lowered and rule is not None:
            return Assistance(_open(unsaid(LOWERED, rule)))
        first = _answer(terms, rule, line, _year(so_far, before, critical.fen), before.own_fen - critical.fen)
    return _with_help(terms, bill, patient, figures, so_far, before, critical, first, is_named, by_hand)


def _year(so_far: YearSoFar, before: Basic, critical_fen: int) -> _Year:
    return _Year(
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
    if question is None and not by_group:
        return first
    if critical.fen is None or before.result.fen is None:
        return first if is_named else Assistance(_open())
    own = before.own_fen - critical.fen - (first.result.fen or 0)
    if question is not None:
        if by_hand is not None:
            return _by_hand(by_hand, own)
        return Assistance(_open(question)) if own else first
    more = group_help(terms, bill, patient, figures, so_far, own)
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
    return Assistance(result, first.cautions)


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


def _answer(
    terms: Terms, rule: Guarantee | None, line: OwnCostLine | None, year: _Year, own_of_bill: int
) -> Assistance:
    literal = _own_cost_line_first(rule, line, year, own_of_bill)
    other = _top_up_first(rule, line, year, own_of_bill)
    chosen, passed = literal, other
    way, other_way = "own_cost_line_first", "top_up_first"
    if terms.reading("A28") == "top_up_first":
        chosen, passed, way, other_way = other, literal, other_way, way
    steps = _steps(rule, line, year, chosen)
    lines = []
    if chosen.top_up_fen and rule is not None:
        target = apply_rate(year.cost_fen, rule.rate)
        lines.append(
            Line(
                Payer.TOP_UP,
                "top_up",
                TOP_UP,
                target,
                chosen.top_up_fen,
                None,
                rule.clause,
                rule.readings,
            )
        )
    if chosen.civil_fen and line is not None:
        lines.append(
            Line(
                Payer.CIVIL_AFFAIRS,
                "own_cost_above_line",
                CIVIL,
                year.own_fen,
                chosen.civil_fen,
                None,
                line.clause,
                line.readings,
            )
        )
    fen = chosen.top_up_fen + chosen.civil_fen
    cautions: tuple[Caution, ...] = ()
    if chosen != passed and line is not None and rule is not None:
        cautions = (_cliff(rule, line, chosen, passed, other_way, own_of_bill),)
    result = TierResult(
        Tier.MEDICAL_ASSISTANCE, Outcome.DECIDED, fen, tuple(lines), steps, (), year.own_fen, None, fen
    )
    return Assistance(result, cautions)


def _own_cost_line_first(
    rule: Guarantee | None, line: OwnCostLine | None, year: _Year, own_of_bill: int
) -> _Shares:
    limit = line.fen if line else None
    if limit is not None and year.own_fen > limit:
        civil = max(0, year.own_fen - year.top_ups_fen - year.civil_fen - limit)
        return _Shares(0, min(civil, own_of_bill))
    return _Shares(min(_shortfall(rule, year), own_of_bill), 0)


def _top_up_first(rule: Guarantee | None, line: OwnCostLine | None, year: _Year, own_of_bill: int) -> _Shares:
    top_up = min(_shortfall(rule, year), own_of_bill)
    if line is None:
        return _Shares(top_up, 0)
    above = year.own_fen - year.top_ups_fen - top_up - year.civil_fen - line.fen
    return _Shares(top_up, min(max(0, above), own_of_bill - top_up))


def _shortfall(rule: Guarantee | None, year: _Year) -> int:
    if rule is None:
        return 0
    target = apply_rate(year.cost_fen, rule.rate)
    return max(0, target - year.paid_fen - year.top_ups_fen - year.civil_fen)


def _steps(
    rule: Guarantee | None, line: OwnCostLine | None, year: _Year, chosen: _Shares
) -> tuple[Step, ...]:
    told = []
    own = format_yuan(year.own_fen)
    if line is not None and chosen.civil_fen:
        limit, fen = format_yuan(line.fen), format_yuan(chosen.civil_fen)
        told.append(
            step(
                "own_cost_above_line",
                f"本年基本医保、大病保险后个人负担合规费用{own}元，超过{limit}元的部分由民政支付{fen}元。",
                f"Own compliant cost of the year after both insurances is {own} yuan; civil affairs pay {fen} yuan above "
                f"{limit}.",
                line,
                chosen.civil_fen,
            )
        )
    if rule is not None and not chosen.civil_fen:
        share = percent(rule.rate)
        paid = format_yuan(year.paid_fen + year.top_ups_fen + year.civil_fen)
        cost, fen = format_yuan(year.cost_fen), format_yuan(chosen.top_up_fen)
        told.append(
            step(
                "guarantee",
                f"本年合规费用{cost}元，已支付{paid}元，补到{share}%：补助{fen}元。",
                f"Compliant cost of the year {cost} yuan, paid {paid}; the top-up to {share} % is {fen} yuan.",
                rule,
                chosen.top_up_fen,
            )
        )
    return tuple(told)


def _cliff(
    rule: Guarantee, line: OwnCostLine, chosen: _Shares, passed: _Shares, other_way: str, own_of_bill: int
) -> Caution:
    person = own_of_bill - chosen.top_up_fen - chosen.civil_fen
    instead = own_of_bill - passed.top_up_fen - passed.civil_fen
    here, there, share = format_yuan(person), format_yuan(instead), percent(rule.rate)
    text = Text(
        f"{share}%保障与{line.amount}元规定衔接处：本次结算个人负担合规费用{here}元，按另一种理解为{there}元。",
        f"Where the {share} % guarantee meets the {line.amount} yuan rule: own compliant cost is {here} yuan here and "
        f"{there} under the other reading.",
    )
    other = Alternative(
        "A28",
        other_way,
        ((Payer.TOP_UP, passed.top_up_fen), (Payer.CIVIL_AFFAIRS, passed.civil_fen)),
        instead,
    )
    return Caution("CLIFF_85_3000", text, line.clause, ("A28",), (other,))
