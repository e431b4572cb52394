"""What may stand in the files of an area, and in what form?

One model per file of `policy/data/<division code>/`. An unknown key is an error, every value names its
clause.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from policy.fields import (
    Clause,
    Model,
    MonthDay,
    PolicyFile,
    Rate,
    ReadingId,
    Sourced,
    Statement,
    Undecided,
    Year,
    Yuan,
)
from policy.terms import Basis, Category, ExemptionReason, Flow, Group, Level, Mode, PartKind

__all__ = ["Clause", "Model", "PolicyFile", "Sourced", "Statement", "Undecided"]


class Document(Model):
    """A notice: its number as printed, and the days that the text gives."""

    number: str
    title: str
    issued_on: date | None = None
    in_force_from: date | None = None
    note: str = ""


class AreaFile(Model):
    """area.toml: whose rules these are, which documents they come from, where funds are pooled."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    zh: str
    en: str
    level: Level
    pooling_level: Level | None = None
    documents: dict[str, Document] = {}
    prefectures: dict[Annotated[str, Field(pattern=r"^[0-9]{6}$")], str] = {}


class Reading(Model):
    """How an ambiguous clause is understood, and what the other ways would be."""

    value: str
    alternatives: tuple[str, ...] = ()
    clause: Clause
    zh: str
    en: str


class Individual(Sourced):
    """The individual contribution of a coverage year for some groups (none named: everyone else)."""

    amount: Yuan
    coverage_year: Year | None = None
    notice_year: Year | None = None
    year_reading: ReadingId | None = None
    groups: tuple[Group, ...] = ()
    floor: bool = False
    until_replaced_reading: ReadingId | None = None


class Total(Sourced):
    """A financing standard printed with its parts."""

    notice_year: Year
    total: Yuan
    fiscal: Yuan
    individual: Yuan


class ContributionFile(PolicyFile):
    """contribution.toml: what a person is to pay for a coverage year."""

    individual: tuple[Individual, ...] = ()
    total: tuple[Total, ...] = ()


class FiscalStandard(Sourced):
    """The fiscal subsidy per head of a fiscal year."""

    fiscal_year: Year
    amount: Yuan
    floor: bool = False


class FiscalShare(Sourced):
    """The subsidy divided by payer, in yuan, for the units named."""

    fiscal_year: Year
    units: tuple[str, ...]
    parts: dict[Literal["central", "province", "city", "county", "city_and_county"], Yuan]


class FiscalRate(Sourced):
    """A share of the subsidy, or of its city-county part, by payer, as rates that add up to one."""

    fiscal_year: Year
    units: tuple[str, ...]
    of: Literal["standard", "city_and_county"]
    parts: dict[Literal["central", "province", "city", "county", "city_and_county"], Rate]


class FiscalFile(PolicyFile):
    """fiscal.toml: what the public purse adds per head."""

    standard: tuple[FiscalStandard, ...] = ()
    share: tuple[FiscalShare, ...] = ()
    rate: tuple[FiscalRate, ...] = ()


class DayOfYear(Sourced):
    """A day of the coverage year or of the year before it."""

    year: Literal["before", "same"]
    day: MonthDay


class CoverSpan(Sourced):
    """Which days a payment in the window insures."""

    span: Literal["coverage_year"]
    start_reading: ReadingId | None = None


class RegularWindow(Model):
    """The contribution window of the coverage years named (until none: of all later ones too)."""

    from_coverage_year: Year
    until_coverage_year: Year | None = None
    opens: DayOfYear | None = None
    surely_open_from: DayOfYear | None = None
    closes: DayOfYear
    cover: CoverSpan | None = None


class WindowFile(PolicyFile):
    """window.toml: when a coverage year is paid for."""

    regular: tuple[RegularWindow, ...] = ()
    extension: Sourced | None = None


class LatePrice(Sourced):
    """What is charged after the window, up to a day of the coverage year."""

    from_coverage_year: Year
    until_coverage_year: Year | None = None
    after: Annotated[str, Field(pattern=r"^(window|[0-9]{2}-[0-9]{2})$")]
    until: MonthDay
    parts: tuple[PartKind, ...] = Field(min_length=1)


class FiscalPart(Sourced):
    """Which fiscal year's subsidy a late payer bears."""

    fiscal_year: Literal["before", "same"]
    year_reading: ReadingId | None = None
    provisional: bool = False


class AnyTime(Sourced):
    """People who may enroll and pay at any time of the coverage year."""

    categories: tuple[Category, ...] = Field(min_length=1)
    parts: tuple[PartKind, ...] = Field(min_length=1)


class CatchUpFile(PolicyFile):
    """catch_up.toml: what a late payer is charged."""

    price: tuple[LatePrice, ...] = ()
    fiscal_part: FiscalPart | None = None
    hardship: AnyTime | None = None


class Wait(Sourced):
    """The waiting period of an ordinary late payer."""

    months: Annotated[int, Field(ge=0, le=60)]


class Exempt(Sourced):
    """Who has no waiting period."""

    reason: ExemptionReason
    within_months: Annotated[int, Field(ge=1, le=24)] | None = None
    price_reading: ReadingId | None = None


class WaitingFile(PolicyFile):
    """waiting.toml: from which day a late payer may draw benefits."""

    ordinary: Wait | None = None
    exempt: tuple[Exempt, ...] = ()


class NewbornWithin(Sourced):
    """A newborn paid for within some months of birth."""

    months: Annotated[int, Field(ge=1, le=24)]
    cover_from: Literal["birth"]
    parts: tuple[PartKind, ...] = Field(min_length=1)
    price_reading: ReadingId | None = None


class NewbornLater(Sourced):
    """A newborn paid for after those months."""

    cover_from: Literal["first_of_next_month"]
    parts: tuple[PartKind, ...] = Field(min_length=1)
    price_reading: ReadingId | None = None


class NewbornNextYear(Sourced):
    """What the newborn's payment means for the year after the birth."""

    rule: Literal["same_rule", "own_window"]


class NewbornFile(PolicyFile):
    """newborn.toml: children born during or shortly before the coverage year."""

    within: NewbornWithin | None = None
    later: NewbornLater | None = None
    next_year: NewbornNextYear | None = None


class SubsidyRule(Sourced):
    """The premium subsidy of some categories."""

    categories: tuple[Category, ...] = Field(min_length=1)
    mode: Mode
    amount: Yuan | None = None
    amount_printed: Yuan | None = None
    from_coverage_year: Year
    until_coverage_year: Year | None = None
    lasts_reading: ReadingId | None = None


class SubsidyFlow(Sourced):
    """How a kind of subsidy reaches the person."""

    mode: Mode
    flow: Flow
    flow_reading: ReadingId | None = None


class SubsidyMinimum(Sourced):
    """The least a city may set as its fixed amount."""

    amount: Yuan
    tier1: bool = False
    tier1_areas: tuple[Annotated[str, Field(pattern=r"^[0-9]{6}$")], ...] = ()
    categories: tuple[Category, ...] = ()


class NewlyAdded(Sourced):
    """Registered poor added during the year: when they enroll and when the subsidy is posted."""

    categories: tuple[Category, ...] = Field(min_length=1)
    enroll: Literal["month_added"]
    subsidy_months_later: Annotated[int, Field(ge=0, le=12)]
    cover_reading: ReadingId | None = None
    hold_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()


class SubsidyFile(PolicyFile):
    """subsidy.toml: who is helped with the contribution, how much and how."""

    rule: tuple[SubsidyRule, ...] = ()
    flow: tuple[SubsidyFlow, ...] = ()
    multiple: Sourced | None = None
    minimum: tuple[SubsidyMinimum, ...] = ()
    newly_added: NewlyAdded | None = None


class EnrollBasis(Sourced):
    """On which grounds a person may enroll, with the same price and fiscal subsidy."""

    bases: tuple[Basis, ...] = Field(min_length=1)


class EnrollUnit(Sourced):
    """Through whom people enroll and pay: some groups by school, the others (no group named) by household."""

    by: Literal["household", "school"]
    groups: tuple[Group, ...] = ()


class ScopeFile(PolicyFile):
    """scope.toml: who enrolls here and on what ground."""

    basis: tuple[EnrollBasis, ...] = ()
    unit: tuple[EnrollUnit, ...] = ()


class CriticalIllness(Sourced):
    """What each head contributes to critical illness insurance in a year."""

    year: Year
    amount: Yuan


class FundFile(PolicyFile):
    """fund.toml: how the money raised is allotted."""

    critical_illness: tuple[CriticalIllness, ...] = ()


FILES: dict[str, type[PolicyFile]] = {
    "contribution": ContributionFile,
    "fiscal": FiscalFile,
    "window": WindowFile,
    "catch_up": CatchUpFile,
    "waiting": WaitingFile,
    "newborn": NewbornFile,
    "subsidy": SubsidyFile,
    "scope": ScopeFile,
    "fund": FundFile,
}
