"""Does the policy book contradict itself?

The shape of each file is checked as it is read (`policy.files`); here stands what needs more than one
value: sources and
readings that exist, years without gap or overlap, parts that add up, floors that are kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from policy.check.amounts import floors, printed_parts, sums, waits_kept
from policy.check.below_pooling import below_pooling
from policy.check.benefits import benefits
from policy.check.categories import categories, declared_once
from policy.check.dated import carried_over, dated_tables, issued_before
from policy.check.places import pooling
from policy.check.plain_words import clauses_of_documents
from policy.check.public_money import fiscal_heads, fund, promises, shares_follow_rates
from policy.check.segments import cautions, segments
from policy.check.sources import readings, sources, walk
from policy.check.subsidies import subsidies
from policy.check.years import ages_apart, individual_years, late_prices, windows
from policy.files import Area, Problem

NATION = "000000"
FINDINGS = (
    categories,
    sources,
    readings,
    clauses_of_documents,
    windows,
    late_prices,
    individual_years,
    ages_apart,
    dated_tables,
    issued_before,
    carried_over,
    sums,
    floors,
    printed_parts,
    waits_kept,
    pooling,
    subsidies,
    benefits,
    below_pooling,
    segments,
    fiscal_heads,
    shares_follow_rates,
    fund,
    promises,
)


def problems_between(areas: dict[str, Area]) -> list[Problem]:
    """Every contradiction inside an area or between it and the areas above it."""
    inside = [problem for code in areas for problem in problems_of(areas, code)]
    return [*declared_once(areas), *inside]


def problems_of(areas: Mapping[str, Area], code: str) -> list[Problem]:
    """The same of one area."""
    chain = list(chain_of(areas, code))
    return [problem for finding in FINDINGS for problem in finding(areas[code], chain)]


def chain_of(areas: Mapping[str, Area], division_code: str) -> tuple[Area, ...]:
    """The areas with data above a division, nearest first and the whole country last; the country alone is no chain."""
    county = division_code[:6].ljust(6, "0")
    codes = dict.fromkeys((county, county[:4] + "00", county[:2] + "0000", NATION))
    chain = tuple(areas[code] for code in codes if code in areas)
    return chain if len(chain) > 1 or county == NATION or NATION not in areas else ()


def cautions_about(areas: dict[str, Area]) -> list[Problem]:
    """What may be right and should be looked at before the data are used; nothing is refused for it."""
    return [caution for area in areas.values() for caution in cautions(area)]


def cited_clauses(areas: dict[str, Area]) -> set[str]:
    """Every clause id that the book cites, so that a ledger of clauses can be held against it."""
    cited: set[str] = set()
    for area in areas.values():
        cited.update(way.clause for ways in area.readings.values() for way in ways)
        cited.update(clause for word in area.about.carried_over for clause in word.clauses)
        for file in area.files.values():
            cited.update(clause for _, value in walk(file, "") for clause in value.clauses)
    return cited
