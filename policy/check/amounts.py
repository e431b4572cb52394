"""Do parts add up to their totals, and is no inherited floor undercut?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policy.check.years import covered_year
from policy.files import Area, Problem
from policy.money import format_yuan, yuan_to_fen
from policy.schema import ContributionFile, FiscalFile, Individual, SubsidyFile
from policy.terms import Mode, Text


def sums(area: Area, chain: list[Area]) -> Iterator[Problem]:
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


def floors(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """No amount is below the floor that an area above sets for the same year or category."""
    for above in chain[1:]:
        fiscal = {one.fiscal_year: one for one in above.file("fiscal", FiscalFile).standard if one.floor}
        for index, standard in enumerate(area.file("fiscal", FiscalFile).standard, 1):
            floor = fiscal.get(standard.fiscal_year)
            if floor is not None:
                place = f"{area.code}/fiscal.toml: standard[{index}]"
                yield from _not_below(place, standard.amount, floor.amount, floor.clause)
        individual = above.file("contribution", ContributionFile).individual
        floors = {covered_year(one, chain): one for one in individual if one.floor and not one.groups}
        for index, entry in enumerate(area.file("contribution", ContributionFile).individual, 1):
            if (entry.coverage_year is None) == (entry.notice_year is None):
                continue
            least = floors.get(covered_year(entry, chain))
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
