"""What does medical assistance pay by group: a ratio of the year's own compliant cost above a line, up to a yearly limit?

It works on the sum of the year, on what basic insurance, critical illness insurance and the guarantee leave; what was paid
on earlier bills is taken off. Of several rules that name the patient the one that pays most is taken (N42-a).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.choice import WHOSE, for_case, unsure_of
from claims.rules.entered_assistance import Answer
from claims.rules.facts import BillFacts, EnteredFigures, Line, PatientFacts, YearSoFar
from claims.rules.wording import not_asked, not_entered, percent, step
from enrollment.rules.answers import Missing, Step
from policy.care import Counter, Payer, Setting
from policy.money import apply_rate, format_yuan, yuan_to_fen
from policy.schema.critical import Assistance
from policy.terms import Text

ASSISTANCE = "assistance"  # the code of its line in a statement
LABEL = Text("医疗救助支付", "medical assistance pays")


class Help(NamedTuple):
    """What assistance pays of a bill, or what is missing; `rule` is None where no rule names the patient."""

    rule: Assistance | None = None
    fen: int = 0
    base_fen: int = 0
    lines: tuple[Line, ...] = ()
    steps: tuple[Step, ...] = ()
    missing: Missing | None = None


def rules_for(terms: Terms, bill: BillFacts, patient: PatientFacts) -> tuple[Assistance, ...]:
    """The rules that name the patient for the setting and place of the bill."""
    return for_case(terms.for_bill(Assistance, bill), patient)


def counts(terms: Terms, bill: BillFacts) -> bool:
    """Whether own cost of the bill counts for medical assistance here, on whatever day a rule begins."""
    settings: set[Setting] = terms.remember(
        ("assisted settings",), lambda: {one for rule in terms.ever(Assistance) for one in rule.settings}
    )
    return bill.setting in settings


def group_help(
    terms: Terms, bill: BillFacts, patient: PatientFacts, figures: EnteredFigures, so_far: YearSoFar, own_fen: int,
    entered: Sequence[Answer] = (),
) -> Help:  # fmt: skip
    """The help with what is left of a bill, `own_fen`; nothing where no rule names the patient and none was entered."""
    rules = (*rules_for(terms, bill, patient), *(one for one in entered if isinstance(one, Assistance)))
    open_terms = next((one for one in entered if isinstance(one, Missing)), None)
    if open_terms is not None and own_fen:
        return Help(missing=open_terms)
    unsure = unsure_of(terms.for_bill(Assistance, bill), patient)
    if unsure is not None and own_fen:
        return Help(unsure, missing=not_asked(WHOSE, unsure))
    answers = [_by_rule(rule, figures, so_far, own_fen) for rule in rules]
    missing = next((one for one in answers if one.missing), None)
    return missing or max(answers, key=lambda one: one.fen, default=Help())


def _by_rule(rule: Assistance, figures: EnteredFigures, so_far: YearSoFar, own_fen: int) -> Help:
    line = yuan_to_fen(rule.amount or 0)
    if rule.income_share is not None and rule.topic is not None:
        figure = figures.get(rule.topic)
        if figure is None:
            return Help(rule, missing=not_entered(rule.topic, "", rule)) if own_fen else Help(rule)
        line = apply_rate(figure.fen, rule.income_share)
    year = so_far.of(Counter.ASSISTANCE_COST) + own_fen
    before = so_far.of(Counter.ASSISTANCE_PAID)
    base = max(0, year - line)
    whole = apply_rate(base, rule.rate)
    limited = whole if rule.limit is None else min(whole, yuan_to_fen(rule.limit))
    fen = min(max(0, limited - before), own_fen)
    lines = (Line(Payer.CIVIL_AFFAIRS, ASSISTANCE, LABEL, base, fen, rule.rate, rule.clause, rule.readings),)
    return Help(rule, fen, base, lines if fen else (), _told(rule, year, line, limited, before, fen))


def _told(rule: Assistance, year: int, line: int, limited: int, before: int, fen: int) -> tuple[Step, ...]:
    own, start, share = format_yuan(year), format_yuan(line), percent(rule.rate)
    zh = f"本年个人负担合规费用{own}元，救助起付线{start}元"
    en = f"Own compliant cost of the year is {own} yuan, the line of assistance {start}"
    if year <= line:
        return (step("assistance", f"{zh}，未超过。", f"{en}: not above it.", rule, 0),)
    limit = Text("", "")
    if rule.limit is not None:
        limit = Text(f"，年度限额{rule.limit}元", f", at most {rule.limit} yuan a year")
    whole, earlier, now = format_yuan(limited), format_yuan(before), format_yuan(fen)
    zh = f"{zh}，超过部分按{share}%救助{limit.zh}，共{whole}元；本年此前已救助{earlier}元，本次{now}元。"
    en = f"{en}; {share} % of the rest{limit.en} is {whole}; {earlier} were paid earlier, {now} now."
    return (step("assistance", zh, en, rule, fen),)
