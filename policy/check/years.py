"""Do windows, prices and amounts follow each other without gap or overlap?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from policy.files import Area, Problem
from policy.schema import (
    CatchUpFile,
    ContributionFile,
    Individual,
    LatePrice,
    PolicyFile,
    RegularWindow,
    Undecided,
    WindowFile,
)
from policy.terms import PartKind, Text
from policy.timeline import Dated, faults
from policy.years import ends

Entry = TypeVar("Entry", RegularWindow, LatePrice)


def _ranges(entries: tuple[Entry, ...], file: str, chain: list[Area]) -> list[Dated[int, Entry]]:
    """The years of windows or prices; without a last year up to the end of the document behind it (A55)."""
    ending = ends(tuple(chain))
    ranges = []
    for one in entries:
        clause = one.closes.clause if isinstance(one, RegularWindow) else one.clause
        last = one.until_coverage_year or ending.of(clause, file)
        ranges.append(Dated(one.from_coverage_year, None if last is None else last + 1, one))
    return ranges


def windows(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """Windows of one area follow each other without gap or overlap of years, and each ends after it
    begins.
    """
    file = area.file("window", WindowFile)
    place = f"{area.code}/window.toml: regular"
    by_groups: dict[tuple[str, ...], list[RegularWindow]] = {}
    for regular in file.regular:
        by_groups.setdefault(tuple(sorted(regular.groups)), []).append(regular)
    for regulars in (some for own in by_groups.values() for some in _by_readings(tuple(own))):
        yield from _year_faults(
            place, _ranges(regulars, "window", chain), _open_years(file), len(file.regular)
        )
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
            yield Problem(
                f"{place}[{index}].closes",
                Text(
                    '截止日早于开始日：跨年的写 year = "same"（当年）',
                    'the last day is before the window opens: write year = "same" for a day of the coverage year',
                ),
            )
        elif final - first >= 366:
            text = Text(
                "缴费期长过一年，与下一年度的重叠：改截止日",
                "the window overlaps that of the next year: it lasts over a year, correct its last day",
            )
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


def _by_readings(entries: tuple[Entry, ...]) -> list[tuple[Entry, ...]]:
    """The entries that may hold together: those that depend on a reading apart for each way."""
    plain = tuple(one for one in entries if not one.if_readings)
    ways: dict[tuple[tuple[str, str], ...], list[Entry]] = {}
    for one in entries:
        if one.if_readings:
            ways.setdefault(tuple(sorted(one.if_readings.items())), []).append(one)
    named = [plain + tuple(some) for some in ways.values()]
    return named or [plain]


def _open_years(file: PolicyFile) -> set[int]:
    """The coverage years for which a file says that something is open."""
    return {year for entry in file.undecided for year in open_years(entry)}


def open_years(entry: Undecided) -> Iterator[int]:
    """The coverage years that an open question names, one by one or by its first and last."""
    yield from entry.coverage_years
    if entry.from_coverage_year is not None and entry.until_coverage_year is not None:
        yield from range(entry.from_coverage_year, entry.until_coverage_year + 1)


def _year_faults(
    place: str, ranges: list[Dated[int, Entry]], silent: set[int], entries: int
) -> Iterator[Problem]:
    for fault, start, until in faults(ranges):
        if fault == "gap":
            if all(year in silent for year in range(start, until)):
                continue
            text = Text(
                f"{start} 至 {until} 年度之间有空缺：补上，或在 [[undecided]] 写 coverage_years = [{start}]",
                f"a gap between coverage years {start} and {until}: fill it, or write coverage_years = [{start}] in an "
                "[[undecided]] entry",
            )
        else:
            text = Text(
                f"自 {start} 年度起重叠：前一条写 until_coverage_year = {start - 1}，或删去一条",
                f"overlap from coverage year {start}: end the earlier one by until_coverage_year = {start - 1}, or take "
                "one out",
            )
        index = max((n for n, one in enumerate(ranges, 1) if one.start == start), default=0)
        yield Problem(f"{place}[{index}]" if index and len(ranges) == entries else place, text)


def late_prices(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """Catch-up prices of a year run from the window's end to a last day, each beginning where the former
    ends.
    """
    file = area.file("catch_up", CatchUpFile)
    place = f"{area.code}/catch_up.toml: price"
    by_start: dict[tuple[int, int | None], list[LatePrice]] = {}
    for price in file.price:
        by_start.setdefault((price.from_coverage_year, price.until_coverage_year), []).append(price)
    firsts = tuple(prices[0] for prices in by_start.values())
    yield from _year_faults(place, _ranges(firsts, "catch_up", chain), _open_years(file), len(file.price))
    for prices in by_start.values():
        reached = "window"
        for price in sorted(prices, key=lambda one: one.until):
            if price.after != reached:
                earlier = reached == "window" or (price.after != "window" and price.after > reached)
                word = Text("空缺", "gap") if earlier else Text("重叠", "overlap")
                zh = f"{reached} 与 {price.after} 之间{word.zh}：after 应写前一段的 until，即 {reached}"
                en = f"{word.en} between {reached} and {price.after}: after is the until of the stage before, {reached}"
                yield Problem(f"{place}[{file.price.index(price) + 1}].after", Text(zh, en))
            reached = price.until
        if any(PartKind.FISCAL in price.parts for price in prices) and not file.fiscal_part:
            zh, en = (
                "收取财政补助部分，但没有 fiscal_part",
                "the fiscal part is charged but fiscal_part is missing",
            )
            yield Problem(f"{area.code}/catch_up.toml: fiscal_part", Text(zh, en))


def individual_years(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """No coverage year has two amounts for a group, and none between two stated years is passed over in
    silence.
    """
    file = area.file("contribution", ContributionFile)
    place = f"{area.code}/contribution.toml: individual"
    stated: dict[tuple[object, ...], list[int]] = {}
    for index, entry in enumerate(file.individual, 1):
        if (entry.coverage_year is None) == (entry.notice_year is None):
            zh, en = (
                "coverage_year 与 notice_year 须写且只写一个",
                "give exactly one of coverage_year and notice_year",
            )
            yield Problem(f"{place}[{index}]", Text(zh, en))
            continue
        year = covered_year(entry, chain)
        years = stated.setdefault(_whose(entry), [])
        if year in years:
            text = Text(
                f"{year} 年度重叠：同一人群只写一条，删去一条，或用 groups、from_age 等分开",
                f"overlap: coverage {year} is stated twice; take one out, or keep them apart by groups, from_age and the like",
            )
            yield Problem(f"{place}[{index}]", text)
        years.append(year)
    silent = {year for entry in file.undecided if entry.topic == "individual" for year in open_years(entry)}
    years = sorted({year for whose, held in stated.items() if not whose[0] for year in held})
    for year in range(min(years, default=0), max(years, default=0)):
        if year not in years and year not in silent:
            zh = f"{year} 年度空缺：补上金额，或在 undecided 中写明"
            yield Problem(
                place, Text(zh, f"gap: coverage {year} has neither an amount nor an undecided entry")
            )


def _whose(entry: Individual) -> tuple[object, ...]:
    """For whom an amount is: nobody may have two in one year."""
    limits = (entry.from_age, entry.until_age, entry.sex, entry.tier, entry.parent_insured)
    return (
        tuple(sorted(entry.groups)),
        tuple(sorted(entry.bases)),
        *limits,
        *sorted(entry.if_readings.items()),
    )


def ages_apart(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """Amounts that differ by nothing but the age are for ages that do not meet."""
    file = area.file("contribution", ContributionFile)
    ranges: dict[tuple[object, ...], list[Dated[int, Individual]]] = {}
    for entry in file.individual:
        if "age" in entry.conditions and (entry.coverage_year is None) != (entry.notice_year is None):
            rest = entry.model_copy(update={"from_age": None, "until_age": None})
            until = None if entry.until_age is None else entry.until_age + 1
            key = (covered_year(entry, chain), *_whose(rest))
            ranges.setdefault(key, []).append(Dated(entry.from_age or 0, until, entry))
    for key, held in ranges.items():
        for fault, age, _ in faults(held):
            if fault == "overlap":
                zh, en = (
                    f"{key[0]} 年度：年龄自 {age} 岁起重叠",
                    f"coverage {key[0]}: ages overlap from {age}",
                )
                yield Problem(f"{area.code}/contribution.toml: individual", Text(zh, en))


def covered_year(entry: Individual, chain: list[Area]) -> int:
    if entry.coverage_year is not None:
        return entry.coverage_year
    assert entry.notice_year is not None
    readings = (one.readings[entry.year_reading][0] for one in chain if entry.year_reading in one.readings)
    reading = next(readings, None) if entry.year_reading else None
    return entry.notice_year + (1 if reading is not None and reading.value == "next_year" else 0)
