"""In what form do files say what the public purse adds and how the money raised is allotted?"""

from __future__ import annotations

from typing import Literal

from policy.fields import PolicyFile, Rate, Sourced, Year, Yuan


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


class CriticalIllness(Sourced):
    """What each head contributes to critical illness insurance in a year."""

    year: Year
    amount: Yuan


class FundFile(PolicyFile):
    """fund.toml: how the money raised is allotted."""

    critical_illness: tuple[CriticalIllness, ...] = ()
