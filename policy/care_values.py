"""How does each value of a benefit file read in words?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policy.book import Policy
from policy.care_words import names, people, percent, segment, where
from policy.critical_values import critical_words
from policy.fields import PolicyFile, Sourced
from policy.schema.benefit import (
    AccidentRule,
    BenefitFile,
    CountsAs,
    Deductible,
    DiseaseLimit,
    Limit,
    LimitFloor,
    ListedDiseases,
    LumpSum,
    MajorDisease,
    NotPayable,
    OneItemOnly,
    Preference,
    Ratio,
    SpecialSubsidy,
    Tcm,
    TieredQuota,
    Unreferred,
    UnusedLimit,
    Vulnerable,
)
from policy.schema.care_scope import ForCare, FromDay
from policy.schema.critical import Assistance
from policy.schema.registers import FilingRule, LocalFigures, OldAccount, Recognizing
from policy.standing import standing
from policy.terms import Text


def benefit_values(policy: Policy, file: BenefitFile, day: date) -> Iterator[tuple[Text, Sourced]]:
    """Every value of one area's file that stands on the day along the chain, in words."""
    chain = [one for _, one in policy.files("benefit", BenefitFile)]
    place = next((index for index, one in enumerate(chain) if one is file), None)
    for name in BenefitFile.model_fields:
        if name in PolicyFile.model_fields:
            continue
        for stands in standing(chain, name, day):
            if stands.file == place:
                yield _worded(stands.value, policy), stands.value


def _worded(value: FromDay, policy: Policy) -> Text:
    scope = where(value, policy) if isinstance(value, ForCare) else Text("", "")
    words = _of_care(value, policy) or critical_words(value, policy) or _of_people(value, policy)
    words = words or _of_registers(value)
    assert words is not None, type(value)
    if isinstance(value, ForCare) and value.who and not isinstance(value, (Preference, Assistance)):
        who = people(value.who, policy)
        words = Text(f"{words.zh}（{who.zh}）", f"{words.en} ({who.en})")
    if not scope.zh:
        return words
    return Text(f"{scope.zh}：{words.zh}", f"{scope.en}: {words.en}")


def _of_care(value: FromDay, policy: Policy) -> Text | None:
    match value:
        case Deductible():
            return _deductible(value)
        case Ratio():
            least = Text("不低于", "at least ") if value.floor else Text("", "")
            share, part = percent(value.rate), segment(value)
            zh = f"{part.zh and f'{part.zh}，'}支付比例{least.zh}{share}%"
            return Text(zh, f"{part.en and f'{part.en}, '}ratio {least.en}{share} %")
        case LumpSum():
            return Text(f"定额支付{value.amount}元", f"a fixed sum of {value.amount} yuan is paid")
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
            share = percent(value.rate)
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
            share = percent(value.rate)
            zh = f"分级诊疗病种未转诊{who.zh and f'（{who.zh}）'}按{share}%支付"
            en = f"tiered-referral disease without referral{who.en and f' ({who.en})'}: {share} %"
            return Text(zh, en)
        case TieredQuota():
            return Text(
                "分级诊疗病种按单病种定额支付（定额另行录入）",
                "tiered-referral diseases: a fixed sum (entered)",
            )
        case Tcm():
            share = percent(value.rate)
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
            points = percent(value.points)
            who = people(value.who, policy)
            zh = f"{value.zh}：比例提高{points}个百分点{zero.zh}{who.zh and f'（{who.zh}）'}"
            en = f"{value.en}: {points} points more{zero.en}{who.en and f' ({who.en})'}"
            return Text(zh, en)
    return None


def _of_people(value: FromDay, policy: Policy) -> Text | None:
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
            who, other = people((value.who,), policy), policy.categories.label(value.counts_as)
            return Text(f"{who.zh}按{other.zh}享受待遇", f"{who.en} draw the benefits of {other.en}")
        case ListedDiseases():
            listed = "、".join(value.names)
            settings = names(value.settings)
            return Text(f"{settings.zh}病种：{listed}", f"{settings.en}: {listed}")
    return None


def _of_registers(value: FromDay) -> Text | None:
    match value:
        case Recognizing():
            zh, en = "须先认定病种", "paid for on a recognition of the disease"
            if value.working_days is not None:
                days = value.working_days
                zh, en = f"{zh}，{days}个工作日内办结", f"{en}, decided within {days} working days"
            if value.any_provider is not None:
                zh += "，可在任一定点机构就医" if value.any_provider else "，限选定的机构"
                en += ", at any designated provider" if value.any_provider else ", at the chosen providers"
            return Text(zh, en)
        case FilingRule():
            parts = []
            if value.hours is not None:
                hours = value.hours
                parts.append(Text(f"{hours}小时内审核办结", f"decided within {hours} hours"))
            if value.counts_at_once:
                kinds = names(value.counts_at_once)
                parts.append(Text(f"{kinds.zh}视同已备案", f"counts as filed without a decision: {kinds.en}"))
            if value.late_until is not None:
                parts.append(Text("出院结算前可以补办", "a late one counts until discharge is settled"))
            zh = "，".join(one.zh for one in parts)
            return Text(
                f"异地就医备案：{zh}", f"filing of care elsewhere: {', '.join(one.en for one in parts)}"
            )
        case OldAccount():
            return Text("原个人（家庭）账户余额可用，用完为止", "balances of former accounts may be used up")
        case LocalFigures():
            return Text("按本地待遇支付", "paid by the figures of the area itself")
    return None


def _deductible(value: Deductible) -> Text:
    stay = Text("", "")
    if value.from_stay > 1:
        stay = Text(f"第{value.from_stay}次及以后住院", f"from stay {value.from_stay} of the year on, ")
    if value.factor is not None:
        share = percent(value.factor)
        return Text(f"{stay.zh}起付线为首次的{share}%", f"{stay.en}deductible {share} % of that of the first")
    per = Text("每年", " a year") if value.per == "year" else Text("", "")
    return Text(
        f"{stay.zh}{per.zh}起付线{value.amount}元", f"{stay.en}deductible {value.amount} yuan{per.en}"
    )


def _limit(value: Limit) -> Text:
    per = Text("每次", " a visit") if value.per == "visit" else Text("每年", " a year")
    count = Text("", "")
    if value.diseases is not None:
        count = Text("单病种", "one disease, ") if value.diseases == 1 else Text("双病种", "both diseases, ")
    if value.together:
        count = Text("合并计算，", "together, ")
    return Text(
        f"{count.zh}{per.zh}最高支付{value.amount}元", f"{count.en}at most {value.amount} yuan{per.en}"
    )
