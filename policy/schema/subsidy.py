"""In what form do files say who is helped with the contribution, how much and how?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from policy.fields import PolicyFile, ReadingId, Sourced, Year, Yuan
from policy.terms import Category, Flow, Mode


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
