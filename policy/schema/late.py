"""In what form do files say what holds for late payers and newborns?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from policy.fields import MonthDay, OneOrSeveral, PolicyFile, ReadingId, Year, Yearly
from policy.terms import Category, ExemptionReason, PartKind, Text


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


class Closed(Yearly):
    """After the window, or after the last price, nothing is taken from ordinary payers; `parts` is what those pay who are
    free of the wait by their group or by the employee scheme, none when the text does not say it.
    """

    parts: tuple[PartKind, ...] = ()


class CatchUpFile(PolicyFile):
    """catch_up.toml: what a late payer is charged."""

    price: tuple[LatePrice, ...] = ()
    fiscal_part: Annotated[tuple[FiscalPart, ...], OneOrSeveral] = ()
    hardship: Annotated[tuple[AnyTime, ...], OneOrSeveral] = ()
    closed: Annotated[tuple[Closed, ...], OneOrSeveral] = ()


Months = Annotated[int, Field(ge=1, le=24)]
Days = Annotated[int, Field(ge=1, le=731)]


class Wait(Yearly):
    """The waiting period of an ordinary late payer; with `after_a_break` also of who was not insured without a break,
    even when the payment falls into the window (N38-2a). A text that counts in days has `days` and no months. Who left the
    employee scheme more than `months_after_employee` before paying was not insured without a break.
    """

    months: Annotated[int, Field(ge=0, le=60)] = 0
    days: Days | None = None
    after_a_break: bool = False
    months_after_employee: Months | None = None


class FurtherWait(Yearly):
    """What missed years add to the wait, by the reading named (A54: every further year, or every year).

    Years before `counts_from_coverage_year` never count; where the text does not say it, officers enter it.
    """

    months_per_year: Months
    count_reading: ReadingId
    counts_from_coverage_year: Year | None = None


class Repair(Yearly):
    """What a year paid for afterwards takes off the further wait; the price where the text says it."""

    months_per_year: Months
    price: Literal["individual_of_payment_year"] | None = None


class LeastWait(Yearly):
    """The wait that stays after so many missed years in a row, whatever is repaired."""

    after_missed_years: Annotated[int, Field(ge=1, le=60)]
    months: Annotated[int, Field(ge=1, le=60)]


class Exempt(Yearly):
    """Who has no waiting period; a special group from an event such as a discharge, within days or months of it."""

    reason: ExemptionReason
    event: Annotated[str, Field(pattern=r"^[a-z_]{2,40}$")] | None = None
    zh: str = ""
    en: str = ""
    within_months: Months | None = None
    within_days: Days | None = None
    price_reading: ReadingId | None = None

    @property
    def text(self) -> Text:
        """What the event is called."""
        return Text(self.zh, self.en)


class WaitingFile(PolicyFile):
    """waiting.toml: from which day a late payer may draw benefits."""

    ordinary: Annotated[tuple[Wait, ...], OneOrSeveral] = ()
    further: Annotated[tuple[FurtherWait, ...], OneOrSeveral] = ()
    repair: Annotated[tuple[Repair, ...], OneOrSeveral] = ()
    least: Annotated[tuple[LeastWait, ...], OneOrSeveral] = ()
    exempt: tuple[Exempt, ...] = ()


CoverFrom = Literal["birth", "payment", "day_after_payment", "first_of_next_month"]


class NewbornWithin(Yearly):
    """A newborn paid for within some months or days of birth; several stages stand one after the other."""

    months: Months | None = None
    days: Days | None = None
    cover_from: CoverFrom
    parts: tuple[PartKind, ...] = Field(min_length=1)
    price_reading: ReadingId | None = None


class NewbornLater(Yearly):
    """A newborn paid for after those months."""

    cover_from: CoverFrom
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
