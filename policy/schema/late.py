"""In what form do files say what holds for late payers and newborns?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from policy.fields import MonthDay, OneOrSeveral, PolicyFile, ReadingId, Year, Yearly
from policy.terms import Category, ExemptionReason, PartKind


class LatePrice(Yearly):
    """What is charged after the window, up to a day of the coverage year."""

    from_coverage_year: Year
    after: Annotated[str, Field(pattern=r"^(window|[0-9]{2}-[0-9]{2})$")]
    until: MonthDay
    parts: tuple[PartKind, ...] = Field(min_length=1)


class FiscalPart(Yearly):
    """Which fiscal year's subsidy a late payer bears."""

    fiscal_year: Literal["before", "same"]
    year_reading: ReadingId | None = None
    provisional: bool = False


class AnyTime(Yearly):
    """People who may enroll and pay at any time of the coverage year."""

    categories: tuple[Category, ...] = Field(min_length=1)
    parts: tuple[PartKind, ...] = Field(min_length=1)


class CatchUpFile(PolicyFile):
    """catch_up.toml: what a late payer is charged."""

    price: tuple[LatePrice, ...] = ()
    fiscal_part: Annotated[tuple[FiscalPart, ...], OneOrSeveral] = ()
    hardship: Annotated[tuple[AnyTime, ...], OneOrSeveral] = ()


class Wait(Yearly):
    """The waiting period of an ordinary late payer."""

    months: Annotated[int, Field(ge=0, le=60)]


class Exempt(Yearly):
    """Who has no waiting period."""

    reason: ExemptionReason
    within_months: Annotated[int, Field(ge=1, le=24)] | None = None
    price_reading: ReadingId | None = None


class WaitingFile(PolicyFile):
    """waiting.toml: from which day a late payer may draw benefits."""

    ordinary: Annotated[tuple[Wait, ...], OneOrSeveral] = ()
    exempt: tuple[Exempt, ...] = ()


class NewbornWithin(Yearly):
    """A newborn paid for within some months of birth."""

    months: Annotated[int, Field(ge=1, le=24)]
    cover_from: Literal["birth"]
    parts: tuple[PartKind, ...] = Field(min_length=1)
    price_reading: ReadingId | None = None


class NewbornLater(Yearly):
    """A newborn paid for after those months."""

    cover_from: Literal["first_of_next_month"]
    parts: tuple[PartKind, ...] = Field(min_length=1)
    price_reading: ReadingId | None = None


class NewbornNextYear(Yearly):
    """What the newborn's payment means for the year after the birth."""

    rule: Literal["same_rule", "own_window"]


class NewbornFile(PolicyFile):
    """newborn.toml: children born during or shortly before the coverage year."""

    within: Annotated[tuple[NewbornWithin, ...], OneOrSeveral] = ()
    later: Annotated[tuple[NewbornLater, ...], OneOrSeveral] = ()
    next_year: Annotated[tuple[NewbornNextYear, ...], OneOrSeveral] = ()
