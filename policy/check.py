"""Does the policy book contradict itself?

The shape of each file is checked as it is read (`policy.files`); here stands what needs more than one
value: sources and
readings that exist, years without gap or overlap, parts that add up, floors that are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from policy.files import Area, Problem
from policy.money import format_yuan, yuan_to_fen
from policy.schema import (
    CatchUpFile,
    ContributionFile,
    FiscalFile,
    Individual,
    LatePrice,
    PolicyFile,
    RegularWindow,
    Sourced,
    SubsidyFile,
    WindowFile,
)
from policy.switches import SWITCHES
from policy.terms import Flow, Mode, PartKind, Text
from policy.timeline import Dated, faults

Entry = TypeVar("Entry", RegularWindow, LatePrice)


def problems_between(areas: dict[str, Area]) -> list[Problem]:
    """Every contradiction inside an area or between it and the areas above it."""
    problems: list[Problem] = []
    for area in areas.values():
        chain = _chain(areas, area)
        for finding in (
            _sources,
            _readings,
            _windows,
            _late_prices,
            _individual_years,
            _sums,
            _floors,
            _subsidies,
        ):
            problems.extend(finding(area, chain))
    return problems


def _chain(areas: dict[str, Area], area: Area) -> list[Area]:
    codes = dict.fromkeys((area.code, area.code[:4] + "00", area.code[:2] + "0000"))
    return [areas[code] for code in codes if code in areas]


def _sources(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """Each clause belongs to a document of the area or of one above it; each reading cited is on file."""
    prefixes = {prefix for one in chain for prefix in one.about.documents}
    readings = {reading for one in chain for reading in one.readings}
    for name, file in area.files.items():
        for path, value in _walk(file, ""):
            place = f"{area.code}/{name}.toml: {path}"
            for clause in value.clauses:
                if clause.partition("-")[0] not in prefixes:
                    known = "、".join(sorted(prefixes)) or "-"
                    zh = f"条款 {clause} 的文件没有在 area.toml 的 documents 中登记（已登记：{known}）"
                    en = f"clause {clause} belongs to no document listed in area.toml (listed: {known})"
                    yield Problem(f"{place}.clause", Text(zh, en))
            for reading in value.readings:
                if reading not in readings:
                    zh = f"理解 {reading} 没有写在 readings.toml 中"
                    yield Problem(f"{place}.readings", Text(zh, f"reading {reading} is not in readings.toml"))
            for reading in _named_readings(value):
                if reading not in readings:
                    zh = f"理解 {reading} 没有写在 readings.toml 中"
                    yield Problem(place, Text(zh, f"reading {reading} is not in readings.toml"))


def _named_readings(value: Sourced) -> Iterator[str]:
    for name in type(value).model_fields:
        if name.endswith("_reading"):
            reading = getattr(value, name)
            if reading is not None:
                yield reading


def _walk(value: Any, path: str) -> Iterator[tuple[str, Sourced]]:
    """Every sourced value inside a model, with where it stands (counting from 1)."""
    if isinstance(value, Sourced):
        yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _walk(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for index, one in enumerate(value, 1):
            yield from _walk(one, f"{path}[{index}]")


def _readings(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """A chosen reading is one that the rules can follow, and the other ways are named in full."""
    prefixes = {prefix for one in chain for prefix in one.about.documents}
    for reading_id, reading in area.readings.items():
        place = f"{area.code}/readings.toml: {reading_id}"
        known = SWITCHES.get(reading_id)
        if known is None:
            yield Problem(place, Text("规则不认识这一理解", "the rules know no such reading"))
            continue
        if reading.value not in known:
            ways = "、".join(known)
            zh, en = f"取值 {reading.value} 不在 {ways} 之中", f"value {reading.value} is none of {ways}"
            yield Problem(f"{place}.value", Text(zh, en))
        elif {reading.value, *reading.alternatives} != set(known):
            others = "、".join(way for way in known if way != reading.value) or "-"
            text = Text(f"其他理解应写全：{others}", f"the other ways must be named in full: {others}")
            yield Problem(f"{place}.alternatives", text)
        if reading.clause.partition("-")[0] not in prefixes:
            text = Text(
                f"条款 {reading.clause} 无登记文件", f"clause {reading.clause} belongs to no listed document"
            )
            yield Problem(f"{place}.clause", text)


def _ranges(entries: tuple[Entry, ...]) -> list[Dated[int, Entry]]:
    return [
        Dated(
            one.from_coverage_year,
            None if one.until_coverage_year is None else one.until_coverage_year + 1,
            one,
        )
        for one in entries
    ]


def _windows(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """Windows of one area follow each other without gap or overlap of years, and each ends after it
    begins.
    """
    file = area.file("window", WindowFile)
    place = f"{area.code}/window.toml: regular"
    yield from _year_faults(place, _ranges(file.regular))
    for index, window in enumerate(file.regular, 1):
        last = window.until_coverage_year
        if last is not None and last < window.from_coverage_year:
            zh, en = (
                "until_coverage_year 早于 from_coverage_year",
                "until_coverage_year is before from_coverage_year",
            )
            yield Problem(f"{place}[{index}]", Text(zh, en))
        opens = window.opens or window.surely_open_from
        if opens is None:
            zh = "须写 opens，或 surely_open_from 并在 undecided 中写明 window_opens"
            en = "give opens, or surely_open_from with an undecided entry window_opens"
            yield Problem(f"{place}[{index}].opens", Text(zh, en))
            continue
        if window.opens is None and not any(entry.topic == "window_opens" for entry in file.undecided):
            zh, en = (
                "没有 opens，须在 undecided 中写明 window_opens",
                "without opens an undecided window_opens is needed",
            )
            yield Problem(f"{place}[{index}].opens", Text(zh, en))
        first, final = _ordinal(opens.year, opens.day), _ordinal(window.closes.year, window.closes.day)
        if final < first:
            yield Problem(f"{place}[{index}].closes", Text("早于开始日", "is before the window opens"))
        elif final - first >= 366:
            text = Text("缴费期与下一年度的重叠", "the window overlaps that of the next year")
            yield Problem(f"{place}[{index}].closes", text)


def _ordinal(year: str, month_day: str) -> int:
    month, _, day = month_day.partition("-")
    number = 28 if (month, day) == ("02", "end") else 31 if day == "end" else int(day)
    for candidate in (number, 30, 29, 28):
        try:
            return date(2001 if year == "before" else 2002, int(month), candidate).toordinal()
        except ValueError:
            continue
    raise AssertionError(month_day)


def _year_faults(place: str, ranges: list[Dated[int, Entry]]) -> Iterator[Problem]:
    for fault, start, until in faults(ranges):
        if fault == "gap":
            text = Text(
                f"{start} 至 {until} 年度之间有空缺", f"a gap between coverage years {start} and {until}"
            )
        else:
            text = Text(f"自 {start} 年度起重叠", f"overlap from coverage year {start}")
        yield Problem(place, text)


def _late_prices(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """Catch-up prices of a year run from the window's end to a last day, each beginning where the former
    ends.
    """
    file = area.file("catch_up", CatchUpFile)
    place = f"{area.code}/catch_up.toml: price"
    by_start: dict[tuple[int, int | None], list[LatePrice]] = {}
    for price in file.price:
        by_start.setdefault((price.from_coverage_year, price.until_coverage_year), []).append(price)
    yield from _year_faults(place, _ranges(tuple(prices[0] for prices in by_start.values())))
    for prices in by_start.values():
        reached = "window"
        for price in sorted(prices, key=lambda one: one.until):
            if price.after != reached:
                earlier = reached == "window" or (price.after != "window" and price.after > reached)
                word = Text("空缺", "gap") if earlier else Text("重叠", "overlap")
                zh = f"{reached} 与 {price.after} 之间{word.zh}"
                yield Problem(place, Text(zh, f"{word.en} between {reached} and {price.after}"))
            reached = price.until
        if any(PartKind.FISCAL in price.parts for price in prices) and file.fiscal_part is None:
            zh, en = (
                "收取财政补助部分，但没有 fiscal_part",
                "the fiscal part is charged but fiscal_part is missing",
            )
            yield Problem(f"{area.code}/catch_up.toml: fiscal_part", Text(zh, en))


def _individual_years(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """No coverage year has two amounts for a group, and none between two stated years is passed over in
    silence.
    """
    file = area.file("contribution", ContributionFile)
    place = f"{area.code}/contribution.toml: individual"
    stated: dict[tuple[str, ...], list[int]] = {}
    for index, entry in enumerate(file.individual, 1):
        if (entry.coverage_year is None) == (entry.notice_year is None):
            zh, en = (
                "coverage_year 与 notice_year 须写且只写一个",
                "give exactly one of coverage_year and notice_year",
            )
            yield Problem(f"{place}[{index}]", Text(zh, en))
            continue
        year = _covers(entry, chain)
        years = stated.setdefault(tuple(sorted(entry.groups)), [])
        if year in years:
            text = Text(f"{year} 年度重叠", f"overlap: coverage {year} is stated twice")
            yield Problem(f"{place}[{index}]", text)
        years.append(year)
    open_years = {
        year for entry in file.undecided if entry.topic == "individual" for year in entry.coverage_years
    }
    years = stated.get((), [])
    for year in range(min(years, default=0), max(years, default=0)):
        if year not in years and year not in open_years:
            zh = f"{year} 年度空缺：补上金额，或在 undecided 中写明"
            yield Problem(
                place, Text(zh, f"gap: coverage {year} has neither an amount nor an undecided entry")
            )


def _covers(entry: Individual, chain: list[Area]) -> int:
    if entry.coverage_year is not None:
        return entry.coverage_year
    assert entry.notice_year is not None
    readings = (one.readings[entry.year_reading] for one in chain if entry.year_reading in one.readings)
    reading = next(readings, None) if entry.year_reading else None
    return entry.notice_year + (1 if reading is not None and reading.value == "next_year" else 0)


def _sums(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """Parts add up to the total they divide, rates to one, and a printed total repeats the amounts on
    file.
    """
    contribution, fiscal = area.file("contribution", ContributionFile), area.file("fiscal", FiscalFile)
    standards = {one.fiscal_year: one for one in fiscal.standard}
    for index, total in enumerate(contribution.total, 1):
        place = f"{area.code}/contribution.toml: total[{index}]"
        yield from _must_equal(place, total.fiscal + total.individual, total.total)
        standard = standards.get(total.notice_year)
        if standard is not None:
            yield from _must_equal(f"{place}.fiscal", total.fiscal, standard.amount)
        amounts = [
            one.amount
            for one in contribution.individual
            if not one.groups and _of_notice(one, total.notice_year)
        ]
        for amount in amounts:
            yield from _must_equal(f"{place}.individual", total.individual, amount)
    for index, share in enumerate(fiscal.share, 1):
        standard = standards.get(share.fiscal_year)
        place = f"{area.code}/fiscal.toml: share[{index}].parts"
        if standard is None:
            zh, en = (
                f"没有 {share.fiscal_year} 年的 standard",
                f"no standard of {share.fiscal_year} to divide",
            )
            yield Problem(place, Text(zh, en))
        else:
            yield from _must_equal(place, sum(share.parts.values(), Decimal(0)), standard.amount)
    for index, rate in enumerate(fiscal.rate, 1):
        whole = sum(rate.parts.values(), Decimal(0))
        if whole != 1:
            text = Text(f"各比例之和为 {whole}，应为 1", f"the rates add up to {whole}, not 1")
            yield Problem(f"{area.code}/fiscal.toml: rate[{index}].parts", text)
    years = [one.fiscal_year for one in fiscal.standard]
    for year in sorted({year for year in years if years.count(year) > 1}):
        text = Text(f"{year} 年重叠", f"overlap: fiscal year {year} is stated twice")
        yield Problem(f"{area.code}/fiscal.toml: standard", text)


def _of_notice(entry: Individual, notice_year: int) -> bool:
    return notice_year in (entry.notice_year, entry.coverage_year)


def _must_equal(place: str, parts: Decimal, total: Decimal) -> Iterator[Problem]:
    if parts != total:
        left, right = format_yuan(yuan_to_fen(parts)), format_yuan(yuan_to_fen(total))
        text = Text(f"各部分合计 {left} 元，应为 {right} 元", f"parts add up to {left}, not to {right}")
        yield Problem(place, text)


def _floors(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """No amount is below the floor that an area above sets for the same year or category."""
    for above in chain[1:]:
        fiscal = {one.fiscal_year: one for one in above.file("fiscal", FiscalFile).standard if one.floor}
        for index, standard in enumerate(area.file("fiscal", FiscalFile).standard, 1):
            floor = fiscal.get(standard.fiscal_year)
            if floor is not None:
                place = f"{area.code}/fiscal.toml: standard[{index}]"
                yield from _not_below(place, standard.amount, floor.amount, floor.clause)
        individual = above.file("contribution", ContributionFile).individual
        floors = {_covers(one, chain): one for one in individual if one.floor and not one.groups}
        for index, entry in enumerate(area.file("contribution", ContributionFile).individual, 1):
            if (entry.coverage_year is None) == (entry.notice_year is None):
                continue
            least = floors.get(_covers(entry, chain))
            if least is not None:
                place = f"{area.code}/contribution.toml: individual[{index}]"
                yield from _not_below(place, entry.amount, least.amount, least.clause)
        minimum = above.file("subsidy", SubsidyFile).minimum
        tier1 = any(area.code[:4] + "00" in one.tier1_areas for one in minimum)
        for index, rule in enumerate(area.file("subsidy", SubsidyFile).rule, 1):
            for one in minimum:
                if rule.mode is Mode.FIXED and rule.amount is not None and one.tier1 is tier1:
                    place = f"{area.code}/subsidy.toml: rule[{index}]"
                    yield from _not_below(place, rule.amount, one.amount, one.clause)


def _not_below(place: str, amount: Decimal, floor: Decimal, clause: str) -> Iterator[Problem]:
    if amount < floor:
        zh = f"{amount} 元低于上级最低标准 {floor} 元（{clause}）"
        yield Problem(
            f"{place}.amount", Text(zh, f"{amount} undercuts the inherited floor of {floor} ({clause})")
        )


def _subsidies(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """A fixed subsidy has an amount, a full one has none; a category has one rule at a time; a flow is
    known.
    """
    file = area.file("subsidy", SubsidyFile)
    ranges: dict[str, list[Dated[int, str]]] = {}
    for index, rule in enumerate(file.rule, 1):
        place = f"{area.code}/subsidy.toml: rule[{index}]"
        if (rule.mode is Mode.FIXED) != (rule.amount is not None):
            zh, en = "定额须写 amount，全额不写", "a fixed subsidy needs amount, a full one has none"
            yield Problem(f"{place}.amount", Text(zh, en))
        until = None if rule.until_coverage_year is None else rule.until_coverage_year + 1
        for category in rule.categories:
            ranges.setdefault(category.label.zh, []).append(Dated(rule.from_coverage_year, until, place))
    for label, entries in ranges.items():
        for fault, start, _ in faults(entries):
            if fault == "overlap":
                zh, en = f"{label} 自 {start} 年度起重叠", f"{label}: overlap from coverage year {start}"
                yield Problem(f"{area.code}/subsidy.toml: rule", Text(zh, en))
    for index, flow in enumerate(file.flow, 1):
        if flow.flow_reading and flow.flow is not Flow.UNDECIDED:
            zh, en = "flow_reading 只用于未明确的流向", "flow_reading is for a flow that is undecided"
            yield Problem(f"{area.code}/subsidy.toml: flow[{index}]", Text(zh, en))


def cited_clauses(areas: dict[str, Area]) -> set[str]:
    """Every clause id that the book cites, so that a ledger of clauses can be held against it."""
    cited: set[str] = set()
    for area in areas.values():
        cited.update(reading.clause for reading in area.readings.values())
        for file in area.files.values():
            cited.update(clause for _, value in _walk(file, "") for clause in value.clauses)
    return cited


def sourced_values(file: PolicyFile) -> Iterator[tuple[str, Sourced]]:
    """Every sourced value of a file with where it stands."""
    return _walk(file, "")
