"""How does each value of a benefit file read in words?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from policy.fields import Sourced
from policy.schema.benefit import (
    AccidentRule,
    BenefitFile,
    CountsAs,
    CriticalAddition,
    CriticalCeiling,
    CriticalDeductible,
    CriticalRatio,
    Deductible,
    DeductibleBound,
    DiseaseLimit,
    ForCare,
    FromDay,
    Guarantee,
    Limit,
    LimitFloor,
    ListedDiseases,
    MajorDisease,
    NotPayable,
    OneItemOnly,
    OwnCostLine,
    Preference,
    Ratio,
    Registration,
    SpecialSubsidy,
    Tcm,
    TieredQuota,
    Unreferred,
    UnusedLimit,
    Vulnerable,
    Who,
)
from policy.terms import Term, Text


def benefit_values(file: BenefitFile, day: date) -> Iterator[tuple[Text, Sourced]]:
    """Every value of the file in force on the day, in words."""
    for name in type(file).model_fields:
        for value in getattr(file, name):
            if isinstance(value, FromDay) and _holds(value, day):
                yield _worded(value), value


def _holds(value: FromDay, day: date) -> bool:
    return value.from_on <= day and (value.until_on is None or day < value.until_on)


def _worded(value: FromDay) -> Text:
    where = _where(value) if isinstance(value, ForCare) else Text("", "")
    said = _of_care(value) or _of_critical_illness(value) or _of_people(value)
    assert said is not None, type(value)
    if not where.zh:
        return said
    return Text(f"{where.zh}：{said.zh}", f"{where.en}: {said.en}")


def _of_care(value: FromDay) -> Text | None:
    match value:
        case Deductible():
            return Text(f"起付线{value.amount}元", f"deductible {value.amount} yuan")
        case Ratio():
            least = Text("不低于", "at least ") if value.floor else Text("", "")
            return Text(
                f"支付比例{least.zh}{_percent(value.rate)}%", f"ratio {least.en}{_percent(value.rate)} %"
            )
        case NotPayable():
            return Text("没有支付规定，不予支付", "no payment is set: not payable")
        case Limit():
            return _limit(value)
        case UnusedLimit():
            zh = "限额余额" + ("家庭共济" if value.shared_in_family else "家庭成员不得调剂")
            zh += "，结转个人" if value.carried_over else "，不结转个人"
            en = "shared in the family" if value.shared_in_family else "not shared in the family"
            return Text(zh, f"the unused limit is {en}, {'' if value.carried_over else 'not '}carried over")
        case LimitFloor():
            zh = "原则上" if value.in_principle else ""
            en = " in principle" if value.in_principle else ""
            return Text(
                f"年度限额{zh}不低于{value.amount}元", f"yearly limit at least {value.amount} yuan{en}"
            )
        case DiseaseLimit():
            return Text("按病种设年度限额（另行录入）", "a yearly limit for each disease (entered)")
        case MajorDisease():
            share = _percent(value.rate)
            zh = f"重大疾病病种不设起付线，病种限额内按{share}%支付（限额另行录入）"
            return Text(
                zh, f"listed major diseases: no deductible, {share} % within the ceiling of each (entered)"
            )
        case Unreferred():
            who = (
                Text("孕产妇、幼儿、老年人", "mothers, small children, the old")
                if value.vulnerable
                else Text("", "")
            )
            share = _percent(value.rate)
            zh = f"分级诊疗病种未转诊{who.zh and f'（{who.zh}）'}按{share}%支付"
            en = f"tiered-referral disease without referral{who.en and f' ({who.en})'}: {share} %"
            return Text(zh, en)
        case TieredQuota():
            return Text(
                "分级诊疗病种按单病种定额支付（定额另行录入）",
                "tiered-referral diseases: a fixed sum (entered)",
            )
        case Tcm():
            share = _percent(value.rate)
            return Text(
                f"中医适宜技术和中药饮片按{share}%支付", f"TCM techniques and herbal pieces: {share} %"
            )
        case AccidentRule():
            return Text(
                "意外伤害无第三方责任和赔偿的纳入支付",
                "an injury is paid for when no third party is liable or compensates",
            )
        case SpecialSubsidy():
            return Text("先扣专项补助", "special subsidies come off first")
        case Preference():
            zero = Text("，不设起付线", ", no deductible") if value.no_deductible else Text("", "")
            points = _percent(value.points)
            who = _people(value.who)
            zh = f"{value.zh}：比例提高{points}个百分点{zero.zh}{who.zh and f'（{who.zh}）'}"
            en = f"{value.en}: {points} points more{zero.en}{who.en and f' ({who.en})'}"
            return Text(zh, en)
    return None


def _of_critical_illness(value: FromDay) -> Text | None:
    match value:
        case Registration():
            settings = _names(value.settings)
            return Text(
                f"计入大病保险的费用：{settings.zh}", f"cost that counts for critical illness: {settings.en}"
            )
        case CriticalDeductible():
            who = _people(value.who)
            if value.amount is not None:
                said = Text(f"{value.amount}元", f"{value.amount} yuan")
            elif value.income_share is not None and value.topic is not None:
                share = _percent(value.income_share)
                said = Text(f"{value.topic.label.zh}的{share}%", f"{share} % of the {value.topic.label.en}")
            else:
                share = _percent(value.factor or Decimal(1))
                said = Text(f"普通居民的{share}%", f"{share} % of everybody else's")
            whom = Text(who.zh or "普通居民", who.en or "everybody else")
            return Text(
                f"大病保险起付线：{whom.zh}{said.zh}", f"critical illness deductible, {whom.en}: {said.en}"
            )
        case DeductibleBound():
            share = _percent(value.income_share)
            zh = f"大病保险起付线最高不超过当地上年居民人均可支配收入的{share}%"
            return Text(
                zh, f"critical illness deductible at most {share} % of last year's local income per head"
            )
        case CriticalRatio():
            places = _names(value.places)
            least = Text("最低", "at least ") if value.floor else Text("", "")
            share = _percent(value.rate)
            zh = (
                f"大病保险起付线以上{value.above}元起{places.zh and f'（{places.zh}）'}{least.zh}支付{share}%"
            )
            en = f"critical illness, from {value.above} yuan above the deductible{places.en and f' ({places.en})'}: "
            return Text(zh, f"{en}{least.en}{share} %")
        case CriticalAddition():
            who, points = _people(value.who), _percent(value.points)
            return Text(
                f"大病保险比例提高{points}个百分点：{who.zh}",
                f"critical illness, {points} points more: {who.en}",
            )
        case CriticalCeiling():
            who = _people(value.who)
            amount = Text("不设封顶线", "no ceiling")
            if value.amount is not None:
                amount = Text(f"年度最高{value.amount}元", f"at most {value.amount} yuan a year")
            return Text(
                f"大病保险{amount.zh}{who.zh and f'：{who.zh}'}",
                f"critical illness: {amount.en}{who.en and f' ({who.en})'}",
            )
        case Guarantee():
            who, share = _people(value.who), _percent(value.rate)
            return Text(
                f"实际报销比例补到{share}%：{who.zh}", f"all payments are filled up to {share} %: {who.en}"
            )
        case OwnCostLine():
            who = _people(value.who)
            zh = f"个人负担合规费用年累计超过{value.amount}元的部分由民政承担：{who.zh}"
            return Text(
                zh, f"own compliant cost above {value.amount} yuan a year is borne by civil affairs: {who.en}"
            )
    return None


def _of_people(value: FromDay) -> Text | None:
    match value:
        case Vulnerable():
            zh = "、".join(
                part
                for part in (
                    "孕产妇" if value.pregnant else "",
                    f"{value.until_age}岁以下" if value.until_age is not None else "",
                    f"{value.from_age}岁以上" if value.from_age is not None else "",
                )
                if part
            )
            en = ", ".join(
                part
                for part in (
                    "pregnant women" if value.pregnant else "",
                    f"children up to {value.until_age}" if value.until_age is not None else "",
                    f"people from {value.from_age} on" if value.from_age is not None else "",
                )
                if part
            )
            return Text(f"未转诊时少降比例的人员：{zh}", f"lowered less without referral: {en}")
        case OneItemOnly():
            return Text("多项优惠政策只享受最高一项", "of several preferential items only the highest")
        case CountsAs():
            who, other = _people((value.who,)), value.counts_as.label
            return Text(f"{who.zh}按{other.zh}享受待遇", f"{who.en} draw the benefits of {other.en}")
        case ListedDiseases():
            names = "、".join(value.names)
            settings = _names(value.settings)
            return Text(f"{settings.zh}病种：{names}", f"{settings.en}: {names}")
    return None


def _limit(value: Limit) -> Text:
    per = Text("每次", " a visit") if value.per == "visit" else Text("每年", " a year")
    count = Text("", "")
    if value.diseases is not None:
        count = Text("单病种", "one disease, ") if value.diseases == 1 else Text("双病种", "both diseases, ")
    return Text(
        f"{count.zh}{per.zh}最高支付{value.amount}元", f"{count.en}at most {value.amount} yuan{per.en}"
    )


def _where(value: ForCare) -> Text:
    settings, tiers = _names(value.settings), _names(value.tiers)
    zh = "".join(part for part in (settings.zh, tiers.zh and f"（{tiers.zh}）") if part)
    return Text(zh, " ".join(part for part in (settings.en, tiers.en and f"({tiers.en})") if part))


def _people(who: tuple[Who, ...]) -> Text:
    zh, en = [], []
    for one in who:
        grades = "、".join(one.grades) and f"{'、'.join(one.grades)}级"
        if one.except_grades:
            grades = f"{'、'.join(one.except_grades)}级残疾军人除外"
        label = one.category.label
        zh.append(f"{label.zh}{grades and f'（{grades}）'}")
        note = f" grades {', '.join(one.grades)}" if one.grades else ""
        if one.except_grades:
            note = f" except soldiers of grades {', '.join(one.except_grades)}"
        en.append(f"{label.en}{note}")
    return Text("、".join(zh), ", ".join(en))


def _names(terms: tuple[Term, ...]) -> Text:
    return Text("、".join(term.label.zh for term in terms), ", ".join(term.label.en for term in terms))


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}"
