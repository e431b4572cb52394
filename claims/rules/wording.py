"""In which words are the steps of a settlement told?"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from claims.rules.benefit_terms import Terms
from claims.rules.facts import BillFacts
from enrollment.rules.answers import Missing, Step
from policy.fields import Sourced
from policy.money import format_yuan
from policy.terms import Text
from policy.topics import Topic


@lru_cache
def percent(rate: Decimal) -> str:
    """A rate as people write it: 0.85 is 85."""
    return f"{(rate * 100).normalize():f}"


def step(code: str, zh: str, en: str, source: Sourced | None = None, fen: int | None = None) -> Step:
    """A sentence with the clause it follows from."""
    if source is None:
        return Step(code, Text(zh, en), fen=fen)
    return Step(code, Text(zh, en), source.clause, source.readings, fen)


def payment_step(label: Text, base_fen: int, rate: Decimal, fen: int, source: Sourced) -> Step:
    """The multiplication, as one would check it with a pocket calculator."""
    base, paid, share = format_yuan(base_fen), format_yuan(fen), percent(rate)
    return step(
        "payment",
        f"{label.zh}：{base}元×{share}%＝{paid}元。",
        f"{label.en}: {base} yuan × {share} % = {paid} yuan.",
        source,
        fen,
    )


def limited_step(code: str, what: Text, left_fen: int, fen: int, source: Sourced) -> Step:
    """A limit that cuts the payment."""
    left, paid = format_yuan(left_fen), format_yuan(fen)
    return step(
        code,
        f"{what.zh}，尚可支付{left}元，本次支付{paid}元。",
        f"{what.en}: {left} yuan are left, so {paid} yuan are paid.",
        source,
        fen,
    )


def by_hand_step(tier: Text, fen: int, document: str) -> Step:
    """An amount that two officers decided under a document."""
    yuan = format_yuan(fen)
    return step(
        "by_hand",
        f"{tier.zh}支付{yuan}元，依据{document}决定。",
        f"{tier.en} pays {yuan} yuan, decided under {document}.",
        None,
        fen,
    )


def missing_step(missing: Missing) -> Step:
    """What the documents do not say, and who could decide it."""
    return Step(
        "missing",
        Text(
            f"文件没有规定：{missing.what.zh}；可由{missing.decided_by.zh}决定。",
            f"The documents do not say: {missing.what.en}; could be decided by {missing.decided_by.en}.",
        ),
        missing.clause,
        missing.readings,
    )


def not_entered(topic: Topic, key: str, source: Sourced | None, why: Text | None = None) -> Missing:
    """A figure that the documents leave to somebody and that nobody has entered."""
    name = Text(f"{topic.label.zh}（{key}）", f"{topic.label.en} ({key})") if key else topic.label
    what = Text(f"{name.zh}：{why.zh}", f"{name.en}: {why.en}") if why else name
    who = Text(
        "统筹地区医疗保障局（在“录入的参数”中录入并注明文号）",
        "the healthcare security bureau of the pooling area (by entering it with a document number)",
    )
    return Missing(what, who, source.clause if source else "", source.readings if source else ())


def not_asked(what: Text, source: Sourced | None = None) -> Missing:
    """A fact of the case that nobody recorded."""
    who = Text("受理人员（补录后重新结算）", "whoever enters the bill (complete it and settle again)")
    return Missing(what, who, source.clause if source else "", source.readings if source else ())


def unsaid(what: Text, source: Sourced) -> Missing:
    """A question that no document answers."""
    who = Text("统筹地区医疗保障局", "the healthcare security bureau of the pooling area")
    return Missing(what, who, source.clause, source.readings)


def no_rule_there(bill: BillFacts, terms: Terms) -> Missing:
    """Care at a place, level or circumstance for which no text states deductible and ratio: never paid at those of another."""
    place, setting = bill.place.label, bill.setting.label
    level = terms.policy.tier_label(bill.provider_tier)
    what = Text(
        f"{place.zh}{level.zh}{setting.zh}的起付线和支付比例",
        f"deductible and ratio of {setting.en} care at {level.en} level, {place.en}",
    )
    who = Text(
        "统筹地区医疗保障局（可录入起付线、支付比例，并注明文号）",
        "the healthcare security bureau of the pooling area (by entering deductible and ratio with a document number)",
    )
    return Missing(what, who)
