"""At which deductible and ratio may basic insurance pay for a bill, before any preference?"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import BillFacts, EnteredFigures, PatientFacts
from claims.rules.referral import referral
from claims.rules.wording import not_asked, not_entered, percent, step
from enrollment.rules.answers import Missing, Step
from policy.fields import Sourced
from policy.money import format_yuan
from policy.schema.benefit import Deductible, MajorDisease, Ratio
from policy.terms import Text
from policy.topics import Topic

LISTED = Text("该病种是否属于重大疾病病种", "whether the disease is one of the listed major diseases")


class Way(NamedTuple):
    """One way to pay: a deductible, a ratio, perhaps a ceiling or a fixed sum; and where each comes from."""

    deductible_fen: int | None = None
    deductible: Sourced | None = None
    rate: Decimal | None = None
    ratio: Sourced | None = None
    ceiling_fen: int | None = None
    fixed_fen: int | None = None
    lowered: bool = False
    entered: bool = False  # the ratio was entered by an office, not stated in a notice
    missing: tuple[Missing, ...] = ()
    steps: tuple[Step, ...] = ()


def way_to_pay(terms: Terms, bill: BillFacts, patient: PatientFacts, figures: EnteredFigures) -> Way:
    """The listed major disease first, then tiered referral, then the table of the level."""
    major = terms.one(MajorDisease, bill.setting, bill.provider_tier)
    if major is not None and bill.major_disease is None:
        return Way(missing=(not_asked(LISTED, major),))
    if major is not None and bill.major_disease:
        return _major(bill, figures, major)
    found = referral(terms, bill, patient, figures)
    ordinary = _ordinary(terms, bill, figures)
    if found.missing:
        return ordinary._replace(missing=found.missing)
    if found.quota_fen is not None and found.lowered is None:
        return Way(0, rate=Decimal(1), ratio=found.quota, fixed_fen=found.quota_fen, steps=found.steps)
    if found.lowered is not None:
        steps = tuple(one for one in ordinary.steps if one.code != "ratio")
        lowered = ordinary._replace(
            rate=found.rate, ratio=found.lowered, lowered=True, steps=(*steps, *found.steps)
        )
        if found.without_deductible:
            lowered = lowered._replace(deductible_fen=0)
        if found.quota_fen is not None:
            lowered = lowered._replace(deductible_fen=0, ceiling_fen=found.quota_fen)
        return lowered
    return ordinary


def _major(bill: BillFacts, figures: EnteredFigures, rule: MajorDisease) -> Way:
    name = str(bill.major_disease)
    share = percent(rule.rate)
    told = step(
        "major_disease",
        f"{name}属重大疾病病种：不设起付线，限额内合规费用按{share}%支付。",
        f"{name} is a listed major disease: no deductible, {share} % of the compliant cost within its ceiling.",
        rule,
    )
    entered = figures.get(rule.topic, name)
    if entered is None:
        return Way(0, rule, rule.rate, rule, missing=(not_entered(rule.topic, name, rule),), steps=(told,))
    return Way(0, rule, rule.rate, rule, entered.fen, steps=(told,))


def _ordinary(terms: Terms, bill: BillFacts, figures: EnteredFigures) -> Way:
    setting, tier = bill.setting, bill.provider_tier
    place = f"{setting.value}:{tier.value}"
    missing: list[Missing] = []
    steps: list[Step] = []
    ratio = terms.one(Ratio, setting, tier)
    rate = ratio.rate if ratio else None
    entered = False
    if ratio is not None and ratio.filed is not None:
        filed = figures.get(ratio.filed, place)
        if filed is not None and filed.rate > ratio.rate:
            rate = filed.rate
            zh, en = (
                f"备案的支付比例为{percent(rate)}%（{filed.document}）。",
                f"A ratio of {percent(rate)} % is filed ({filed.document}).",
            )
            steps.append(step("filed_ratio", zh, en, ratio))
    if ratio is None:
        figure = figures.get(Topic.BASIC_RATIO, place) or figures.get(Topic.BASIC_RATIO, setting.value)
        if figure is None:
            missing.append(terms.question(setting.value) or not_entered(Topic.BASIC_RATIO, place, None))
        else:
            rate, entered = figure.rate, True
            zh, en = (
                f"支付比例{percent(rate)}%（{figure.document}）。",
                f"The ratio is {percent(rate)} % ({figure.document}).",
            )
            steps.append(step("ratio", zh, en))
    deductible = terms.one(Deductible, setting, tier)
    fen: int | None = deductible.fen if deductible else None
    if deductible is None:
        figure = figures.get(Topic.BASIC_DEDUCTIBLE, place) or figures.get(
            Topic.BASIC_DEDUCTIBLE, setting.value
        )
        if figure is not None:
            fen = figure.fen
        elif terms.for_care(Deductible, setting) or entered:
            missing.append(terms.question(setting.value) or not_entered(Topic.BASIC_DEDUCTIBLE, place, None))
        else:
            fen = 0  # a notice that states the ratio of a setting and names no deductible has none (A47)
    if fen:
        amount = format_yuan(fen)
        level = tier.label
        steps.append(
            step(
                "deductible",
                f"{level.zh}起付线{amount}元。",
                f"The deductible at {level.en} level is {amount} yuan.",
                deductible,
                fen,
            )
        )
    return Way(
        fen,
        deductible,
        rate,
        ratio,
        entered=entered,
        missing=tuple(dict.fromkeys(missing)),
        steps=tuple(steps),
    )
