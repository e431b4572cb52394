"""In what form do files say how the money raised for a year is allotted?"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from policy.fields import PolicyFile, Rate, ReadingId, Sourced, Year, Yuan
from policy.terms import Category, DoctorPackage, Pool, Reserve


class CriticalIllness(Sourced):
    """What each head contributes to critical illness insurance in a year."""

    year: Year
    amount: Yuan


class PoolShare(Sourced):
    """What a pool receives for each head of a year: an amount, or `rest`, what the others leave.

    With `within` the amount is a part of another pool; `within_reading` says whether it is inside that pool's amount
    or on top of it (A16).
    """

    year: Year
    pool: Pool
    amount: Yuan | None = None
    rest: bool = False
    within: Pool | None = None
    within_reading: ReadingId | None = None


class Shortfall(Sourced):
    """Which reserves cover benefits that the year's critical-illness money cannot, in order (GS-1.2d)."""

    order: tuple[Reserve, ...] = Field(min_length=1)


class RiskFund(Sourced):
    """What each county sets aside of the year's fund, until the balance reaches a ceiling (A30)."""

    from_year: Year
    draw: Rate
    ceiling: Rate
    base_reading: ReadingId | None = None


class DoctorPackagePrice(Sourced):
    """What the fund bears for each signed family-doctor package."""

    package: DoctorPackage
    amount: Yuan
    categories: tuple[Category, ...] = Field(min_length=1)


class FundFile(PolicyFile):
    """fund.toml: how the money raised is allotted."""

    critical_illness: tuple[CriticalIllness, ...] = ()
    pool: tuple[PoolShare, ...] = ()
    shortfall: Shortfall | None = None
    risk_fund: RiskFund | None = None
    package: tuple[DoctorPackagePrice, ...] = ()


class Corridor(Sourced):
    """Within which limits an area may set a figure of its own; `in_principle` lets a named decision depart (A14)."""

    parameter: Literal["outpatient_ceiling", "critical_illness_deductible", "subsidy_amount"]
    least: Yuan | None = None
    most_of_income: Rate | None = None
    only_if_overspent: bool = False
    equals_city: bool = False
    in_principle: bool = False
