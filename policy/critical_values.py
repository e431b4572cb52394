"""How does each value of critical illness insurance and medical assistance read in words?"""

from __future__ import annotations

from policy.book import Policy
from policy.care_words import names, people, percent, segment
from policy.schema.care_scope import FromDay
from policy.schema.critical import (
    Assistance,
    CeilingStep,
    CriticalAddition,
    CriticalCeiling,
    CriticalDeductible,
    CriticalRatio,
    DeductibleBound,
    Guarantee,
    OwnCostLine,
    Registration,
)
from policy.terms import Text

YEARS = {
    "unbroken_years": Text("连续参保", "insured without a break"),
    "years_without_claims": Text("未报销", "without a claim"),
}


def critical_words(value: FromDay, policy: Policy) -> Text | None:
    """The value in words; None for one of another kind."""
    match value:
        case Registration():
            settings = names(value.settings)
            return Text(
                f"计入大病保险的费用：{settings.zh}", f"cost that counts for critical illness: {settings.en}"
            )
        case CriticalDeductible():
            who = people(value.who, policy)
            if value.amount is not None:
                said = Text(f"{value.amount}元", f"{value.amount} yuan")
            elif value.income_share is not None and value.topic is not None:
                share = percent(value.income_share)
                said = Text(f"{value.topic.label.zh}的{share}%", f"{share} % of the {value.topic.label.en}")
            else:
                share = percent(value.factor) if value.factor is not None else "100"
                said = Text(f"普通居民的{share}%", f"{share} % of everybody else's")
            whom = Text(who.zh or "普通居民", who.en or "everybody else")
            return Text(
                f"大病保险起付线：{whom.zh}{said.zh}", f"critical illness deductible, {whom.en}: {said.en}"
            )
        case DeductibleBound():
            share = percent(value.income_share)
            zh = f"大病保险起付线最高不超过当地上年居民人均可支配收入的{share}%"
            return Text(
                zh, f"critical illness deductible at most {share} % of last year's local income per head"
            )
        case CriticalRatio():
            return _ratio(value, policy)
        case CriticalAddition():
            who, points = people(value.who, policy), percent(value.points)
            return Text(
                f"大病保险比例提高{points}个百分点：{who.zh}",
                f"critical illness, {points} points more: {who.en}",
            )
        case CriticalCeiling():
            who = people(value.who, policy)
            amount = Text("不设封顶线", "no ceiling")
            if value.amount is not None:
                amount = Text(f"年度最高{value.amount}元", f"at most {value.amount} yuan a year")
            return Text(
                f"大病保险{amount.zh}{who.zh and f'：{who.zh}'}",
                f"critical illness: {amount.en}{who.en and f' ({who.en})'}",
            )
        case Guarantee():
            who, share = people(value.who, policy), percent(value.rate)
            return Text(
                f"实际报销比例补到{share}%：{who.zh}", f"all payments are filled up to {share} %: {who.en}"
            )
        case OwnCostLine():
            who = people(value.who, policy)
            zh = f"个人负担合规费用年累计超过{value.amount}元的部分由民政承担：{who.zh}"
            return Text(
                zh, f"own compliant cost above {value.amount} yuan a year is borne by civil affairs: {who.en}"
            )
        case Assistance():
            return _assistance(value, policy)
        case CeilingStep():
            return _step(value)
    return None


def _ratio(value: CriticalRatio, policy: Policy) -> Text:
    places, who = names(value.places), people(value.who, policy)
    zh_notes = "，".join(one for one in (places.zh, who.zh) if one)
    en_notes = ", ".join(one for one in (places.en, who.en) if one)
    least = Text("最低", "at least ") if value.floor else Text("", "")
    share, part = percent(value.rate), segment(value)
    zh = f"大病保险{part.zh or '起付线以上0元起'}{zh_notes and f'（{zh_notes}）'}{least.zh}支付{share}%"
    en = f"critical illness, {part.en or 'from 0 yuan above the deductible'}{en_notes and f' ({en_notes})'}: "
    return Text(zh, f"{en}{least.en}{share} %")


def _assistance(value: Assistance, policy: Policy) -> Text:
    who, share = people(value.who, policy), percent(value.rate)
    line = Text(f"{value.amount or 0}元", f"{value.amount or 0} yuan")
    if value.income_share is not None and value.topic is not None:
        part = percent(value.income_share)
        line = Text(f"{value.topic.label.zh}的{part}%", f"{part} % of the {value.topic.label.en}")
    limit = Text("", "")
    if value.limit is not None:
        limit = Text(f"，年度限额{value.limit}元", f", at most {value.limit} yuan a year")
    return Text(
        f"医疗救助：个人负担合规费用{line.zh}以上按{share}%救助{limit.zh}（{who.zh}）",
        f"medical assistance: {share} % of the own compliant cost above {line.en}{limit.en} ({who.en})",
    )


def _step(value: CeilingStep) -> Text:
    years, share = YEARS[value.counts], percent(value.most_share)
    least = Text("不少于", "at least ") if value.floor else Text("", "")
    after = Text(f"满{value.after}年后", f" beyond {value.after}") if value.after else Text("", "")
    return Text(
        f"{years.zh}{after.zh}每一年，大病保险最高支付限额提高{least.zh}{value.amount}元，合计不超过{share}%",
        f"each year {years.en}{after.en} raises the critical illness ceiling by {least.en}{value.amount} yuan, "
        f"together at most {share} %",
    )
