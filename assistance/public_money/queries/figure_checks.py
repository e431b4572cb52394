"""Which limits of the documents hold for a proposed figure of an area, given what offices have entered?"""

from dataclasses import dataclass
from datetime import date

from assistance.figures.queries.parameters import entered_for_rules
from assistance.figures.rules import parameters
from assistance.figures.rules.parameters import Figure, Proposal
from policy.book import Policy, default_book
from policy.money import yuan_to_fen
from policy.schema import SubsidyFile
from policy.terms import Mode
from policy.topics import Topic


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposed figure in fen, and what its limits depend on: each limit reads only some of it."""

    figure: Figure
    proposed_fen: int
    former_fen: int | None = None
    income_fen: int | None = None
    category: str = ""
    fiscal_year: int | None = None
    overspent: bool = False


def finding(area: str, asked: Asked, *, on: date) -> Proposal:
    """Whether the proposal keeps within the limits (GS-2.3c..e, LZ-2e, GS-1.1a, SD-1a, SD-2c, SD-2e), by which clause."""
    policy = default_book().policy(area)
    match asked.figure:
        case Figure.FIXED_SUBSIDY:
            return parameters.fixed_subsidy(
                policy,
                proposed_fen=asked.proposed_fen,
                tier1=_is_tier1(policy, area, on),
                former_fen=asked.former_fen,
            )
        case Figure.DISTRICT_SUBSIDY:
            city_fen = _city_amount(policy, asked.category)
            if city_fen is None:
                return parameters.undecided_amount()
            return parameters.district_subsidy(policy, proposed_fen=asked.proposed_fen, city_fen=city_fen)
        case Figure.FISCAL_STANDARD:
            year = asked.fiscal_year or on.year
            return parameters.fiscal_floor(policy, fiscal_year=year, proposed_fen=asked.proposed_fen)
        case Figure.OUTPATIENT_CEILING:
            return parameters.outpatient_ceiling(policy, proposed_fen=asked.proposed_fen)
        case Figure.CRITICAL_ILLNESS_DEDUCTIBLE:
            return parameters.critical_illness_deductible(
                policy,
                proposed_fen=asked.proposed_fen,
                income_fen=asked.income_fen,
                overspent=asked.overspent,
            )


def _is_tier1(policy: Policy, area: str, on: date) -> bool:
    """By the prefectures that the book names, or by the list that an office entered (A13)."""
    named = {
        code
        for _, file in policy.files("subsidy", SubsidyFile)
        for entry in file.minimum
        for code in entry.tier1_areas
    }
    listed = entered_for_rules(area, on).get((Topic.TIER1_COUNTIES, ""))
    return area[:4] + "00" in named or (listed is not None and area in listed.divisions)


def _city_amount(policy: Policy, category: str) -> int | None:
    for _, file in policy.files("subsidy", SubsidyFile):
        for rule in file.rule:
            if rule.mode is Mode.FIXED and category in rule.categories and rule.amount is not None:
                return yuan_to_fen(rule.amount)
    return None
