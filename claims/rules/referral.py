"""How does referral, or its absence, change deductible and ratio of a tiered-referral disease?"""

from __future__ import annotations

from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import BillFacts, EnteredFigures, PatientFacts
from claims.rules.wording import not_asked, not_entered, percent, step
from enrollment.rules.answers import Missing, Step
from policy.schema.benefit import TieredQuota, Unreferred, Vulnerable
from policy.terms import Text

TIERED = Text("该病种是否属于分级诊疗病种", "whether the disease is on the tiered-referral list")
PAPERS = Text("是否办理转诊手续", "whether the referral papers are in order")


class Referral(NamedTuple):
    """What the rule of referral says: nothing, a lowered ratio, a fixed sum, or a question that is open."""

    lowered: Unreferred | None = None
    quota: TieredQuota | None = None
    quota_fen: int | None = None
    without_deductible: bool = False
    missing: tuple[Missing, ...] = ()
    steps: tuple[Step, ...] = ()


def referral(terms: Terms, bill: BillFacts, patient: PatientFacts, figures: EnteredFigures) -> Referral:
    """Only areas with rules on tiered referral ask about it; the fixed sums are entered figures (A23)."""
    lowered = terms.for_bill(Unreferred, bill)
    quota = terms.one(TieredQuota, bill)
    if not lowered and quota is None:
        return Referral()
    if bill.tiered_disease is None:
        return Referral(missing=(not_asked(TIERED, quota or lowered[0]),))
    if not bill.tiered_disease:
        return Referral()
    if lowered and bill.referral is None:
        return Referral(missing=(not_asked(PAPERS, lowered[0]),))
    if lowered and not bill.referral:
        return _unreferred(terms, bill, patient, figures, lowered, quota)
    return _fixed_sum(bill, figures, quota) if quota else Referral()


def is_vulnerable(terms: Terms, patient: PatientFacts) -> bool | None:
    """孕产妇、5岁以下、65岁以上: both ages included (A15); None when the age decides and is not known."""
    rule = next(iter(terms.all(Vulnerable)), None)
    if rule is None:
        return False
    if rule.pregnant and patient.pregnant:
        return True
    if patient.age is None:
        return None
    slack = 1 if terms.reading("A15") == "exclusive" else 0
    young = rule.until_age is not None and patient.age <= rule.until_age - slack
    old = rule.from_age is not None and patient.age >= rule.from_age + slack
    return young or old


def _unreferred(
    terms: Terms,
    bill: BillFacts,
    patient: PatientFacts,
    figures: EnteredFigures,
    lowered: tuple[Unreferred, ...],
    quota: TieredQuota | None,
) -> Referral:
    vulnerable = is_vulnerable(terms, patient)
    if vulnerable is None and any(rule.vulnerable for rule in lowered):
        return Referral(missing=(not_asked(Text("患者的年龄", "the age of the patient"), lowered[0]),))
    rule = next((one for one in lowered if one.vulnerable is bool(vulnerable)), lowered[0])
    share = percent(rule.rate)
    told = step(
        "unreferred",
        f"属分级诊疗病种且未办理转诊手续，支付比例降为{share}%。",
        f"A tiered-referral disease without referral: the ratio is lowered to {share} %.",
        rule,
    )
    way = terms.reading("A23")
    if way == "disease_quota" and quota is not None:
        fixed = _fixed_sum(bill, figures, quota)
        return Referral(rule, quota, fixed.quota_fen, missing=fixed.missing, steps=(told,))
    return Referral(rule, without_deductible=way == "no_deductible", steps=(told,))


def _fixed_sum(bill: BillFacts, figures: EnteredFigures, quota: TieredQuota) -> Referral:
    key = f"{bill.diagnosis_code or bill.diagnosis_name}:{bill.provider_tier}"
    entered = figures.get(quota.topic, key)
    if entered is None:
        return Referral(quota=quota, missing=(not_entered(quota.topic, key, quota),))
    told = step(
        "fixed_sum",
        f"属分级诊疗病种，按单病种定额支付（{entered.document}）。",
        f"A tiered-referral disease is paid a fixed sum ({entered.document}).",
        quota,
        entered.fen,
    )
    return Referral(quota=quota, quota_fen=entered.fen, steps=(told,))
