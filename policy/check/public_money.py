"""Do the shares of public money, the pools of a fund, dates and targets fit together?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policy.files import Area, Problem
from policy.schema import DeadlineFile, FiscalFile, FundFile, Heads, TargetFile
from policy.terms import Text
from policy.topics import KINDS, ValueKind

BOUNDED = (ValueKind.YUAN, ValueKind.RATE, ValueKind.COUNT, ValueKind.NUMBER)


def fiscal_heads(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """Each entry finds somebody, in this area, and a list or answer that it needs is stated as open."""
    file = area.file("fiscal", FiscalFile)
    openly = {entry.topic for one in chain for entry in one.file("fiscal", FiscalFile).undecided}
    entries: list[tuple[str, Heads]] = [(f"share[{n}]", one) for n, one in enumerate(file.share, 1)]
    entries += [(f"rate[{n}]", one) for n, one in enumerate(file.rate, 1)]
    taken: dict[tuple[object, ...], str] = {}
    for name, entry in entries:
        place = f"{area.code}/fiscal.toml: {name}"
        if not (entry.divisions or entry.listed or entry.others or entry.place or entry.school):
            zh = "须写明适用对象：divisions、listed、others、place 或 school"
            yield Problem(place, Text(zh, "say whom it is about: divisions, listed, others, place or school"))
        for code in entry.divisions:
            if not code.startswith(area.code[: 4 if area.code[2:4] != "00" else 2]):
                text = Text(
                    f"区划 {code} 不在本地区：写本地区的六位代码",
                    f"division {code} is not in this area: write codes inside {area.code}",
                )
                yield Problem(f"{place}.divisions", text)
            of = getattr(entry, "of", "share")
            key = (of, entry.fiscal_year, code, entry.school, entry.asked, entry.answer)
            if key in taken:
                text = Text(
                    f"{code} 已在 {taken[key]} 中：删去一处",
                    f"{code} stands in {taken[key]} already: take one out",
                )
                yield Problem(f"{place}.divisions", text)
            taken[key] = name
        for topic in (entry.listed, entry.unlisted, entry.asked):
            if topic is not None and topic.value not in openly:
                zh = f"{topic.label.zh} 不在文件中，须在 undecided 中写明"
                yield Problem(place, Text(zh, f"{topic.value} is not in the text: add an undecided entry"))


def shares_follow_rates(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """A printed amount is what the printed rates give, for every division and for the others (JC-1b..f, LZ-1b..e)."""
    file = area.file("fiscal", FiscalFile)
    standards = {one.fiscal_year: one.amount for one in file.standard}
    for index, share in enumerate(file.share, 1):
        if share.school is not None or not {"city", "county"} <= share.parts.keys():
            continue
        place = f"{area.code}/fiscal.toml: share[{index}].parts"
        keys = [*share.divisions, *(["others"] if share.others else [])]
        for rate in file.rate:
            about = [*rate.divisions, *(["others"] if rate.others else [])]
            # One that no rate names by its division falls to the rate of the others.
            named = {code for one in file.rate if one.of == rate.of for code in one.divisions}
            applies = [key for key in keys if key in about or (rate.others and key not in named)]
            if rate.fiscal_year != share.fiscal_year or not applies:
                continue
            both = share.parts["city"] + share.parts["county"]
            whole = standards.get(share.fiscal_year, Decimal(0)) if rate.of == "standard" else both
            given = {"city_and_county": both, **{str(payer): part for payer, part in share.parts.items()}}
            for payer, part in rate.parts.items():
                if given.get(payer) != whole * part:
                    zh = f"{payer} 为 {given.get(payer)}，按 {rate.clause} 的比例应为 {whole * part}"
                    en = f"{payer} is {given.get(payer)}; by the rate of {rate.clause} it is {whole * part}"
                    yield Problem(place, Text(zh, en))


def fund(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """The pools of a year: one takes the rest, parts lie within a pool that is there, critical illness repeats its amount."""
    file = area.file("fund", FundFile)
    critical = {one.year: one.amount for one in file.critical_illness}
    for year in sorted({one.year for one in file.pool}):
        pools = [one for one in file.pool if one.year == year]
        place = f"{area.code}/fund.toml: pool ({year})"
        if sum(one.rest for one in pools) != 1:
            yield Problem(
                place,
                Text(
                    "须有且只有一项取剩余部分：写 rest = true",
                    "exactly one pool takes the rest: write rest = true",
                ),
            )
        names = [one.pool for one in pools]
        if len(names) != len(set(names)):
            yield Problem(place, Text("同一资金池写了两次：删去一条", "a pool stands twice: take one out"))
        for one in pools:
            if one.rest is (one.amount is not None):
                zh = f"{one.pool.value}：amount 与 rest 须且只须写一项"
                yield Problem(place, Text(zh, f"{one.pool.value}: give either amount or rest"))
            outer = next((other for other in pools if other.pool is one.within), None)
            if one.within is not None and (
                outer is None or (outer.amount is not None and (one.amount or 0) > outer.amount)
            ):
                zh = f"{one.pool.value} 不在 {one.within.value} 之内"
                yield Problem(place, Text(zh, f"{one.pool.value} is not within {one.within.value}"))
            if one.pool.value == "critical_illness" and one.amount not in (None, critical.get(year)):
                zh = f"大病保险 {one.amount} 与 critical_illness 的 {critical.get(year)} 不符"
                en = f"critical illness {one.amount} differs from the amount on file, {critical.get(year)}"
                yield Problem(place, Text(zh, en))
    if file.risk_fund is not None and file.risk_fund.draw > file.risk_fund.ceiling:
        text = Text(
            "提取比例 draw 高于累计上限 ceiling：3%写 0.03，15%写 0.15",
            "the draw is above the ceiling: 3 % is 0.03, 15 % is 0.15",
        )
        yield Problem(f"{area.code}/fund.toml: risk_fund", text)
    work = area.file("fiscal", FiscalFile).work_fund
    if work is not None and work.least > work.most:
        yield Problem(
            f"{area.code}/fiscal.toml: work_fund",
            Text("下限 least 高于上限 most：对调", "least is above most: change them"),
        )


def promises(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """A deadline has at most one kind of day, "about" needs a rate, a corridor one kind of limit."""
    for index, entry in enumerate(area.file("deadline", DeadlineFile).deadline, 1):
        days = [entry.yearly, entry.on, entry.within_months]
        place = f"{area.code}/deadline.toml: deadline[{index}]"
        if sum(day is not None for day in days) > 1:
            zh, en = "yearly、on、within_months 至多写一项", "give at most one of yearly, on, within_months"
            yield Problem(place, Text(zh, en))
        if entry.year_reading is not None and entry.yearly is None:
            yield Problem(place, Text("year_reading 只用于 yearly", "year_reading is for a yearly day"))
    file = area.file("target", TargetFile)
    for index, target in enumerate(file.target, 1):
        if target.about and target.rate is None:
            text = Text("about（左右）须同时写 rate", "about needs a rate: write both")
            yield Problem(f"{area.code}/target.toml: target[{index}]", text)
    codes = [target.code for target in file.target]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        text = Text(f"{code} 写了两次：删去一条", f"{code} is stated twice: take one out")
        yield Problem(f"{area.code}/target.toml: target", text)
    for index, bound in enumerate(file.bound, 1):
        place, kind = f"{area.code}/target.toml: bound[{index}]", KINDS[bound.topic]
        if (kind not in BOUNDED and kind is not ValueKind.SEGMENTS) or (
            bound.of is not None and kind is not ValueKind.YUAN
        ):
            zh = "只有金额、比例、数目可设界限；按份额的界限只用于金额"
            en = "only amounts, rates and numbers have bounds; a bound by share is for an amount"
            yield Problem(f"{place}.topic", Text(zh, en))
        if all(one is None for one in (bound.least, bound.most, bound.above, bound.below)):
            said = Text("须写 least、most、above 或 below", "give least, most, above or below")
            yield Problem(place, said)
        elif bound.least is not None and bound.most is not None and bound.most < bound.least:
            yield Problem(f"{place}.most", Text("上限低于下限", "the most is below the least"))
        if kind is ValueKind.RATE and max(bound.least or 0, bound.most or 0) > 1:
            yield Problem(place, Text("比例写成 0.75，不写 75", "write a rate as 0.75, not 75"))
    for index, corridor in enumerate(file.corridor, 1):
        limits = (corridor.least is not None, corridor.most_of_income is not None, corridor.equals_city)
        if sum(limits) != 1:
            zh = "least、most_of_income、equals_city 须且只须写一项"
            text = Text(zh, "give exactly one of least, most_of_income, equals_city")
            yield Problem(f"{area.code}/target.toml: corridor[{index}]", text)
