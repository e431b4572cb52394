"""How do the values on public money, funds, deadlines and targets read in words?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from policy.money import format_yuan, yuan_to_fen
from policy.schema import (
    Bound,
    Corridor,
    Deadline,
    DeadlineFile,
    FiscalFile,
    FundFile,
    Sourced,
    TargetFile,
)
from policy.terms import Text
from policy.topics import KINDS, ValueKind

PAYERS = {
    "central": Text("中央", "central"),
    "province": Text("省", "province"),
    "city": Text("市", "city"),
    "county": Text("县", "county"),
    "city_and_county": Text("市县", "city and county"),
}
PARAMETERS = {
    "outpatient_ceiling": Text("普通门诊统筹年度限额", "yearly outpatient ceiling"),
    "critical_illness_deductible": Text("大病保险起付标准", "critical-illness deductible"),
    "subsidy_amount": Text("县（区）资助标准", "a district's subsidy amounts"),
}

SHARES_OF = {
    "due": Text("个人缴费标准", "the individual due"),
    "income": Text("上年度居民人均可支配收入", "last year's income per head"),
    "standard": Text("财政补助标准", "the fiscal standard"),
}

Lines = Iterator[tuple[Text, Sourced]]


def fiscal_words(file: FiscalFile, day: date) -> Lines:
    """Standards and shares of the year and of the year before."""
    for entry in file.standard:
        if entry.fiscal_year <= day.year <= entry.fiscal_year + 1:
            floor = ("不低于", "at least ") if entry.floor else ("", "")
            yuan = _yuan(entry.amount)
            zh = f"{entry.fiscal_year}年每人{floor[0]}{yuan}元"
            yield Text(zh, f"fiscal year {entry.fiscal_year}: {floor[1]}{yuan} yuan a head"), entry
    for share in file.share:
        if share.fiscal_year <= day.year <= share.fiscal_year + 1:
            units = "、".join(share.units)
            amounts = _amounts({str(payer): part for payer, part in share.parts.items()})
            yield Text(f"{units}：{amounts.zh}", f"{units}: {amounts.en}"), share
    for rate in file.rate:
        if rate.fiscal_year <= day.year <= rate.fiscal_year + 1:
            units = "、".join(rate.units)
            zh = "、".join(f"{PAYERS[payer].zh}{_percent(part)}" for payer, part in rate.parts.items())
            en = ", ".join(f"{PAYERS[payer].en} {_percent(part)}" for payer, part in rate.parts.items())
            yield Text(f"{units}：{zh}", f"{units}: {en}"), rate
    if file.work_fund is not None:
        least, most = _yuan(file.work_fund.least), _yuan(file.work_fund.most)
        zh = f"工作经费按实际参保人数每人每年{least}至{most}元列入县级预算"
        en = f"work funds: {least} to {most} per insured person and year, in the county's budget"
        yield Text(zh, en), file.work_fund


def fund_words(file: FundFile, day: date) -> Lines:
    """How the money of the year and of the year before is allotted."""
    if not file.pool:
        for entry in file.critical_illness:
            if entry.year <= day.year <= entry.year + 1:
                yuan = _yuan(entry.amount)
                zh = f"{entry.year}年大病保险筹资每人{yuan}元"
                yield Text(zh, f"critical illness {entry.year}: {yuan} a head"), entry
    for share in file.pool:
        if share.year <= day.year <= share.year + 1:
            label = share.pool.label
            inside = Text("（在其内）", " (within it)") if share.within else Text("", "")
            if share.amount is None:
                yield Text(f"{share.year}年{label.zh}：剩余部分", f"{share.year} {label.en}: the rest"), share
            else:
                yuan = _yuan(share.amount)
                zh = f"{share.year}年{label.zh}：每人{yuan}元{inside.zh}"
                yield Text(zh, f"{share.year} {label.en}: {yuan} a head{inside.en}"), share
    if file.shortfall is not None:
        zh = "，其次".join(reserve.label.zh for reserve in file.shortfall.order)
        en = ", then ".join(reserve.label.en for reserve in file.shortfall.order)
        yield Text(f"大病保险资金不足：先用{zh}", f"critical-illness shortfall: first {en}"), file.shortfall
    if file.risk_fund is not None:
        draw, ceiling = _percent(file.risk_fund.draw), _percent(file.risk_fund.ceiling)
        zh = f"风险调剂金：按当年筹资总额{draw}提取，累计达{ceiling}停止"
        yield Text(zh, f"risk fund: {draw} of the year's money, until {ceiling}"), file.risk_fund
    for package in file.package:
        yuan, label = _yuan(package.amount), package.package.label
        zh = f"家庭医生签约{label.zh}：基金承担{yuan}元"
        yield Text(zh, f"family doctor, {label.en}: the fund bears {yuan}"), package


def deadline_words(file: DeadlineFile) -> Lines:
    """What is due by when."""
    for entry in file.deadline:
        day = _by(entry)
        yield Text(f"{entry.zh}（{entry.who_zh}；{day.zh}）", f"{entry.en} ({entry.who_en}; {day.en})"), entry


def _by(entry: Deadline) -> Text:
    if entry.on is not None:
        return Text(f"{entry.on.isoformat()}", f"{entry.on.isoformat()}")
    if entry.within_months is not None:
        return Text(f"{entry.within_months}个月内", f"within {entry.within_months} months")
    if entry.yearly is not None:
        month, _, number = entry.yearly.day.partition("-")
        year = (
            Text("次年", "of the following year")
            if entry.yearly.year == "after"
            else Text("当年", "of the year")
        )
        last = "底" if number == "end" else f"{int(number)}日"
        return Text(f"{year.zh}{int(month)}月{last}前", f"by {entry.yearly.day} {year.en}")
    return Text("未写期限", "no date in the text")


def target_words(file: TargetFile) -> Lines:
    """What is to be reached, and the limits of figures that an area sets itself."""
    for target in file.target:
        yield target.text, target
    for corridor in file.corridor:
        yield _corridor(corridor), corridor
    for bound in file.bound:
        yield _bound(bound), bound


def _bound(entry: Bound) -> Text:
    key = Text(f"（{entry.key}）", f" ({entry.key})") if entry.key else Text("", "")
    unit = Text("元", " yuan") if KINDS[entry.topic] is ValueKind.YUAN else Text("", "")
    said_zh, said_en = [], []
    for word, limit in (
        (Text("不低于", "at least"), entry.least),
        (Text("不高于", "at most"), entry.most),
    ):
        if limit is not None and entry.of is not None:
            said_zh.append(f"{word.zh}{SHARES_OF[entry.of].zh}的{_percent(limit)}")
            said_en.append(f"{word.en} {_percent(limit)} of {SHARES_OF[entry.of].en}")
        elif limit is not None:
            said_zh.append(f"{word.zh}{limit.normalize():f}{unit.zh}")
            said_en.append(f"{word.en} {limit.normalize():f}{unit.en}")
    principle = Text("原则上", "in principle ") if entry.in_principle else Text("", "")
    label = entry.topic.label
    return Text(
        f"{label.zh}{key.zh}{principle.zh}{'、'.join(said_zh)}",
        f"{label.en}{key.en}: {principle.en}{', '.join(said_en)}",
    )


def _corridor(entry: Corridor) -> Text:
    what = PARAMETERS[entry.parameter]
    principle = Text("原则上", "in principle ") if entry.in_principle else Text("", "")
    if entry.least is not None:
        yuan = _yuan(entry.least)
        return Text(f"{what.zh}{principle.zh}不低于{yuan}元", f"{what.en}: {principle.en}at least {yuan}")
    if entry.most_of_income is not None:
        rate = _percent(entry.most_of_income)
        return Text(
            f"{what.zh}：超支较多的市可以提高，不超过上年度当地居民人均可支配收入的{rate}",
            f"{what.en}: cities that overspent much may raise it, at most {rate} of last year's local income per head",
        )
    return Text(f"{what.zh}{principle.zh}与市级一致", f"{what.en}: {principle.en}the city's")


def _amounts(parts: Mapping[str, Decimal]) -> Text:
    zh = "、".join(f"{PAYERS[payer].zh}{_yuan(amount)}元" for payer, amount in parts.items())
    en = ", ".join(f"{PAYERS[payer].en} {_yuan(amount)}" for payer, amount in parts.items())
    return Text(zh, en)


def _yuan(amount: Decimal) -> str:
    return format_yuan(yuan_to_fen(amount))


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"
