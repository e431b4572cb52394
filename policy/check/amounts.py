"""Do parts add up to their totals, and is no inherited floor undercut?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policy.categories import Categories
from policy.check.years import covered_year
from policy.files import Area, Problem
from policy.money import format_yuan, yuan_to_fen
from policy.schema import (
    ContributionFile,
    FiscalFile,
    Individual,
    SubsidyFile,
    SubsidyMinimum,
    SubsidyRule,
    Wait,
    WaitingFile,
)
from policy.terms import Mode, Text
from policy.years import Ends, ends


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
                f"没有 {share.fiscal_year} 年的 standard：先写 [[standard]] fiscal_year = {share.fiscal_year}",
                f"no standard of {share.fiscal_year} to divide: write [[standard]] fiscal_year = {share.fiscal_year}",
            )
            yield Problem(place, Text(zh, en))
        else:
            yield from _must_equal(place, sum(share.parts.values(), Decimal(0)), standard.amount)
    for index, rate in enumerate(fiscal.rate, 1):
        whole = sum(rate.parts.values(), Decimal(0))
        if whole != 1:
            text = Text(
                f"各比例之和为 {whole}，应为 1：60%写 0.6", f"the rates add up to {whole}, not 1: 60 % is 0.6"
            )
            yield Problem(f"{area.code}/fiscal.toml: rate[{index}].parts", text)
    years = [one.fiscal_year for one in fiscal.standard]
    for year in sorted({year for year in years if years.count(year) > 1}):
        second = max(index for index, one in enumerate(years, 1) if one == year)
        zh = f"{year} 年重叠：同一资金年度只写一条 [[standard]]，删去一条"
        en = f"overlap: fiscal year {year} is stated twice; keep one [[standard]]"
        yield Problem(f"{area.code}/fiscal.toml: standard[{second}]", Text(zh, en))


def _of_notice(entry: Individual, notice_year: int) -> bool:
    return notice_year in (entry.notice_year, entry.coverage_year)


def _must_equal(place: str, parts: Decimal, total: Decimal) -> Iterator[Problem]:
    if parts != total:
        left, right = format_yuan(yuan_to_fen(parts)), format_yuan(yuan_to_fen(total))
        text = Text(
            f"各部分合计 {left} 元，应为 {right} 元：核对文件，改其中一个",
            f"parts add up to {left}, not to {right}: look at the notice and correct one of them",
        )
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
            if least is not None and entry.parent_insured is None:
                place = f"{area.code}/contribution.toml: individual[{index}]"
                yield from _not_below(place, entry.amount, least.amount, least.clause)
        minimum = above.file("subsidy", SubsidyFile).minimum
        tier1 = any(area.code[:4] + "00" in one.tier1_areas for one in minimum)
        ending, known = ends(tuple(chain)), Categories.of(chain)
        for index, rule in enumerate(area.file("subsidy", SubsidyFile).rule, 1):
            for one in minimum:
                if rule.mode is not Mode.FIXED or rule.amount is None or one.tier1 is not tier1:
                    continue
                if rule.beside:  # the floor is for the first payer; what another adds has none
                    continue
                if _meet(rule, one, ending, known):
                    place = f"{area.code}/subsidy.toml: rule[{index}]"
                    yield from _not_below(place, rule.amount, one.amount, one.clause)


def _meet(rule: SubsidyRule, minimum: SubsidyMinimum, ending: Ends, known: Categories) -> bool:
    """Whether a minimum is about some of the people of a rule, in some of its years."""
    named = {name for one in rule.categories for name in known.with_wider(one)}
    if minimum.categories and not named & set(minimum.categories):
        return False
    last = rule.until_coverage_year or ending.of(rule.clause, "subsidy") or rule.from_coverage_year
    until = minimum.until_coverage_year or ending.of(minimum.clause, "subsidy") or last
    return (minimum.from_coverage_year or 0) <= last and rule.from_coverage_year <= until


def printed_parts(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """What a notice prints beside a value agrees with it: the parts of an amount, and the amount of a subsidy."""
    for index, entry in enumerate(area.file("contribution", ContributionFile).individual, 1):
        if entry.parts_printed:
            place = f"{area.code}/contribution.toml: individual[{index}].parts_printed"
            yield from _must_equal(place, sum(entry.parts_printed, Decimal(0)), entry.amount)
    dues = {
        covered_year(one, chain): one.amount
        for level in reversed(chain)
        for one in level.file("contribution", ContributionFile).individual
        if not one.groups and (one.coverage_year is None) != (one.notice_year is None)
    }
    for index, rule in enumerate(area.file("subsidy", SubsidyFile).rule, 1):
        if rule.amount_printed is None:
            continue
        whole = rule.amount if rule.mode is Mode.FIXED else dues.get(rule.from_coverage_year)
        if whole is not None:
            place = f"{area.code}/subsidy.toml: rule[{index}].amount_printed"
            yield from _must_equal(place, rule.amount_printed, whole)


def waits_kept(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """An area does not shorten the wait of an area above in the same years, nor free from it who had a break."""
    ending = ends(tuple(chain))
    for above in chain[1:]:
        for whole in above.file("waiting", WaitingFile).ordinary:
            for index, own in enumerate(area.file("waiting", WaitingFile).ordinary, 1):
                last = own.until_coverage_year or ending.of(own.clause, "waiting")
                until = whole.until_coverage_year or ending.of(whole.clause, "waiting")
                apart = (last is not None and last < (whole.from_coverage_year or 0)) or (
                    until is not None and until < (own.from_coverage_year or 0)
                )
                if apart or (_length(own) >= _length(whole) and own.after_a_break >= whole.after_a_break):
                    continue
                place = f"{area.code}/waiting.toml: ordinary[{index}]"
                zh = f"等待期短于上级规定的{whole.months}个月，或没有写 after_a_break（{whole.clause}）"
                en = (
                    f"shorter than the {whole.months} months above, or without after_a_break ({whole.clause})"
                )
                yield Problem(place, Text(zh, en))


def _length(wait: Wait) -> int:
    """A wait in days, a month taken as thirty, only to compare two of them."""
    return 30 * wait.months + (wait.days or 0)


def _not_below(place: str, amount: Decimal, floor: Decimal, clause: str) -> Iterator[Problem]:
    if amount < floor:
        zh = f"{amount} 元低于上级最低标准 {floor} 元（{clause}）：至少写 {floor}"
        en = f"{amount} undercuts the inherited floor of {floor} ({clause}): write at least {floor}"
        yield Problem(f"{place}.amount", Text(zh, en))
