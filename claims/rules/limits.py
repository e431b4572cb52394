"""How much may the fund still pay, by visit, by year and by disease?"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.choice import for_patient
from claims.rules.facts import BillFacts, EnteredFigures, PatientFacts, YearSoFar
from claims.rules.wording import not_asked, not_entered
from enrollment.rules.answers import Missing
from policy.care import Counter, Setting
from policy.fields import Sourced
from policy.schema.benefit import DiseaseLimit, Limit
from policy.terms import Text
from policy.topics import Topic

COUNTERS: dict[Setting, Counter] = {
    Setting.INPATIENT: Counter.INPATIENT_PAID,
    Setting.MATERNITY: Counter.INPATIENT_PAID,
    Setting.OUTPATIENT: Counter.OUTPATIENT_PAID,
    Setting.CHRONIC: Counter.CHRONIC_PAID,
    Setting.TWO_DISEASES: Counter.TWO_DISEASES_PAID,
}


class Left(NamedTuple):
    """What one limit still allows."""

    code: str
    what: Text
    fen: int
    source: Sourced | None


@dataclass(slots=True)
class Limits:
    """Every limit that binds a bill, and the ceiling on the bill itself under the other reading (A25)."""

    left: list[Left] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    bill_ceiling_fen: int | None = None


def key_of(bill: BillFacts) -> str:
    """Under which key a bill's payment is counted: its chronic disease, or nothing."""
    return bill.chronic_disease if bill.setting is Setting.CHRONIC else ""


def limits(
    terms: Terms, bill: BillFacts, patient: PatientFacts, figures: EnteredFigures, so_far: YearSoFar, *,
    entered_ratio: bool,
) -> Limits:  # fmt: skip
    """The limits of the setting; one that the documents leave to an office is missing until it is entered."""
    found = Limits()
    yearly = False
    for rule in binding(terms.for_bill(Limit, bill), bill, patient):
        unlike = terms.reading("A25") if "A25" in rule.readings else ""
        if rule.per == "visit":
            if unlike == "bill_ceiling":
                found.bill_ceiling_fen = rule.fen
            else:
                what = _said("每次支付限额", "the limit per visit", rule.amount)
                found.left.append(Left("visit_limit", what, rule.fen, rule))
            continue
        yearly = True
        if unlike == "funding_average":
            continue
        left = max(0, rule.fen - used_of(rule, bill.setting, so_far))
        found.left.append(Left("year_limit", _what_of_year(rule), left, rule))
    if bill.setting is Setting.TWO_DISEASES and not bill.two_diseases and terms.for_care(Limit, bill.setting):
        found.missing.append(not_asked(Text("高血压还是糖尿病", "which of the two diseases")))
    if not yearly and entered_ratio:
        _entered_year_limit(bill, figures, so_far, found)
    _disease_limits(terms, bill, figures, so_far, found)
    return found


def binding(rules: tuple[Limit, ...], bill: BillFacts, patient: PatientFacts) -> tuple[Limit, ...]:
    """The limits that bind: of those for one question the one that names the patient goes before that for everybody."""
    rules = tuple(
        rule
        for rule in rules
        if (rule.diseases is None or rule.diseases == len(bill.two_diseases))
        and (not rule.facts or patient.findings.issuperset(rule.facts))
    )
    for rule in rules:
        if rule.who:
            return _for_whom(rules, patient)
    return rules


def _for_whom(rules: tuple[Limit, ...], patient: PatientFacts) -> tuple[Limit, ...]:
    asked: dict[tuple[Hashable, ...], list[Limit]] = {}
    for rule in rules:
        asked.setdefault(rule.question, []).append(rule)
    meant = (for_patient(tuple(same), patient) for same in asked.values())
    return tuple(max(same, key=lambda rule: rule.fen) for same in meant if same)


def used_of(rule: Limit, setting: Setting, so_far: YearSoFar) -> int:
    """What the year has paid within a yearly limit: of its setting, of all its settings together, or for its cause."""
    if rule.facts:
        return so_far.of(Counter.CAUSE_PAID, rule.facts[0])
    if not rule.together:
        return so_far.of(COUNTERS[setting])
    counters = dict.fromkeys(COUNTERS[one] for one in rule.settings or COUNTERS)
    return sum(so_far.of(counter) for counter in counters)


def causes_of(terms: Terms, bill: BillFacts, patient: PatientFacts) -> tuple[str, ...]:
    """The causes of the bill for which a yearly limit is kept."""
    yearly = [rule for rule in terms.for_bill(Limit, bill) if rule.facts and rule.per == "year"]
    if not yearly:
        return ()
    return tuple(dict.fromkeys(rule.facts[0] for rule in yearly if patient.findings.issuperset(rule.facts)))


def _entered_year_limit(bill: BillFacts, figures: EnteredFigures, so_far: YearSoFar, found: Limits) -> None:
    figure = figures.get(Topic.BASIC_YEAR_LIMIT, bill.setting.value)
    if figure is None:
        found.missing.append(not_entered(Topic.BASIC_YEAR_LIMIT, bill.setting.value, None))
        return
    left = max(0, figure.fen - so_far.of(COUNTERS[bill.setting]))
    what = Text(f"年度支付限额（{figure.document}）", f"the yearly limit ({figure.document})")
    found.left.append(Left("year_limit", what, left, None))


def _disease_limits(
    terms: Terms, bill: BillFacts, figures: EnteredFigures, so_far: YearSoFar, found: Limits
) -> None:
    rule = terms.one(DiseaseLimit, bill)
    if rule is None:
        return
    name = bill.chronic_disease
    if not name:
        found.missing.append(not_asked(Text("慢特病病种名称", "the name of the chronic disease"), rule))
        return
    figure = figures.get(rule.topic, name)
    if figure is None:
        found.missing.append(not_entered(rule.topic, name, rule))
        return
    left = max(0, figure.fen - so_far.of(COUNTERS[bill.setting], name))
    what = Text(f"{name}年度限额（{figure.document}）", f"the yearly limit of {name} ({figure.document})")
    found.left.append(Left("disease_limit", what, left, rule))


@lru_cache
def _said(zh: str, en: str, amount: Decimal) -> Text:
    return Text(f"{zh}{amount}元", f"{en} is {amount} yuan")


def _what_of_year(rule: Limit) -> Text:
    if rule.facts:
        return _said("该原因的年度支付限额", "the yearly limit for the cause", rule.amount)
    if rule.together:
        return _said("合并计算的年度支付限额", "the joint yearly limit", rule.amount)
    return _said("年度支付限额", "the yearly limit", rule.amount)
