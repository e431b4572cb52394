"""In what form do files say who is helped with the contribution, how much and how?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from policy.fields import OneOrSeveral, PolicyFile, Rate, ReadingId, Year, Yearly, Yuan
from policy.schema.contribution import DayOfYear
from policy.schema.public_money import DivisionCode
from policy.terms import Category, Flow, Mode, SponsorKind, SubsidyPayer


class SubsidyRule(Yearly):
    """The premium subsidy of some categories: the whole due, a fixed amount, or a share of the due.

    A share follows the due when it rises; `least` and `most` bound it, as 按个人缴费的60%、不低于 and 不超过 say. What a payer
    gives `beside` the others is added to theirs; all together never pass the due. With `divisions` it is a line of a table by
    county (six-digit codes): it goes before a rule for the whole area, and a county that no line names is open.
    """

    categories: tuple[Category, ...] = Field(min_length=1)
    mode: Mode
    amount: Yuan | None = None
    amount_printed: Yuan | None = None
    share: Rate | None = None
    least: Yuan | None = None
    most: Yuan | None = None
    payer: SubsidyPayer = SubsidyPayer.MEDICAL_ASSISTANCE
    beside: bool = False
    divisions: tuple[DivisionCode, ...] = ()
    from_coverage_year: Year
    lasts_reading: ReadingId | None = None


class SubsidyFlow(Yearly):
    """How a kind of subsidy reaches the person, of some categories or else of all."""

    mode: Mode
    flow: Flow
    flow_reading: ReadingId | None = None
    categories: tuple[Category, ...] = ()


class Inclusion(Yearly):
    """Whom a year's subsidy takes in: who was certified by a day; and apart from it from which month it is paid.

    Of some categories, or else of all. Who is certified later is not helped for this year.
    """

    categories: tuple[Category, ...] = ()
    certified_by: DayOfYear | None = None
    paid_from: DayOfYear | None = None


class SubsidyMinimum(Yearly):
    """The least a city may set as its fixed amount."""

    amount: Yuan
    tier1: bool = False
    tier1_areas: tuple[Annotated[str, Field(pattern=r"^[0-9]{6}$")], ...] = ()
    categories: tuple[Category, ...] = ()


class NewlyAdded(Yearly):
    """Registered poor added during the year: when they enroll and when the subsidy is posted."""

    categories: tuple[Category, ...] = Field(min_length=1)
    enroll: Literal["month_added"]
    subsidy_months_later: Annotated[int, Field(ge=0, le=12)]
    cover_reading: ReadingId | None = None
    hold_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()


class Multiple(Yearly):
    """Whoever holds several categories gets the highest, or that of the first category in an order that the text gives."""

    order: tuple[Category, ...] = ()


class Sponsors(Yearly):
    """Who may pay the individual part for others. `after_subsidies` where the text says that premium subsidies come off first;
    without it the order of the two is open.
    """

    kinds: tuple[SponsorKind, ...] = Field(min_length=1)
    after_subsidies: bool = False


class SubsidyFile(PolicyFile):
    """subsidy.toml: who is helped with the contribution, how much and how."""

    rule: tuple[SubsidyRule, ...] = ()
    flow: tuple[SubsidyFlow, ...] = ()
    inclusion: tuple[Inclusion, ...] = ()
    multiple: Annotated[tuple[Multiple, ...], OneOrSeveral] = ()
    minimum: tuple[SubsidyMinimum, ...] = ()
    newly_added: Annotated[tuple[NewlyAdded, ...], OneOrSeveral] = ()
    sponsors: tuple[Sponsors, ...] = ()
