"""How much may the fund still pay, by visit, by year and by disease?"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import BillFacts, EnteredFigures, YearSoFar
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
    terms: Terms, bill: BillFacts, figures: EnteredFigures, so_far: YearSoFar, *, entered_ratio: bool
) -> Limits:
    """The limits of the setting; one that the documents leave to an office is missing until it is entered."""
    found = Limits()
    counter = COUNTERS[bill.setting]
    yearly = False
    for rule in terms.for_care(Limit, bill.setting, bill.provider_tier):
        if rule.diseases is not None and rule.diseases != len(bill.two_diseases):
            continue
        amount = rule.fen
        unlike = terms.reading("A25") if "A25" in rule.readings else ""
        if rule.per == "visit":
            if unlike == "bill_ceiling":
                found.bill_ceiling_fen = amount
            else:
                found.left.append(
                    Left(
                        "visit_limit", _said("每次支付限额", "the limit per visit", rule.amount), amount, rule
                    )
                )
            continue
        yearly = True
        if unlike == "funding_average":
            continue
        left = max(0, amount - so_far.of(counter))
        found.left.append(
            Left("year_limit", _said("年度支付限额", "the yearly limit", rule.amount), left, rule)
        )
    if bill.setting is Setting.TWO_DISEASES and not bill.two_diseases and terms.for_care(Limit, bill.setting):
        found.missing.append(not_asked(Text("高血压还是糖尿病", "which of the two diseases")))
    if not yearly and entered_ratio:
        _entered_year_limit(bill, figures, so_far, found)
    _disease_limits(terms, bill, figures, so_far, found)
    return found


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
    rule = terms.one(DiseaseLimit, bill.setting)
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
