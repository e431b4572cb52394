"""In what form do files say by when something is done, and which rate is to be reached?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from policy.fields import Model, MonthDay, PolicyFile, Rate, ReadingId, Sourced, Year
from policy.schema.fund import Corridor
from policy.terms import Text
from policy.topics import Topic


class DayAfterMoneyYear(Model):
    """A day of the year of the money or of the year after it."""

    year: Literal["same", "after"]
    day: MonthDay


class Deadline(Sourced):
    """Who does what by when. Without a day the text says only "in time": reported, never overdue by itself (A09)."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    zh: str
    en: str
    who_zh: str
    who_en: str
    fiscal_transfer: bool = False
    clears_critical_illness: bool = False  # of the years before that of its day
    yearly: DayAfterMoneyYear | None = None
    year_reading: ReadingId | None = None
    on: date | None = None
    within_months: Annotated[int, Field(ge=1, le=60)] | None = None

    @property
    def text(self) -> Text:
        """What is to be done."""
        return Text(self.zh, self.en)

    @property
    def who(self) -> Text:
        """Who is to do it."""
        return Text(self.who_zh, self.who_en)


class DeadlineFile(PolicyFile):
    """deadline.toml: by when."""

    deadline: tuple[Deadline, ...] = ()


class Target(Sourced):
    """A rate to be reached. `about` is 左右: the distance is shown, no verdict given; without a rate it is a direction."""

    code: Literal[
        "coverage_rate",
        "must_insure_rate",
        "inpatient_ratio",
        "ratio_gap",
        "yearly_targets",
    ]
    zh: str
    en: str
    rate: Rate | None = None
    about: bool = False
    from_coverage_year: Year | None = None

    @property
    def text(self) -> Text:
        """What is aimed at."""
        return Text(self.zh, self.en)


class Inspections(Sourced):
    """How many rounds of inspection a year has."""

    year: Year
    count: Annotated[int, Field(ge=1, le=366)]


BoundOf = Literal["due", "income", "standard"]


class Bound(Sourced):
    """Within which bounds a figure of a topic is entered: in its own unit, or as a share of something in yuan.

    `of` is the individual due, the published income, or the fiscal standard, of the year in which the figure begins; then
    `least` and `most` are shares of it. `above` and `below` are in the unit of the figure and are not reached by it: a ratio
    below 1 leaves an own payment. `key` narrows it to one figure of the topic. `in_principle` lets a reasoned decision
    depart from it (A14).
    """

    topic: Topic
    key: str = ""
    least: Annotated[Decimal, Field(ge=0)] | None = None
    most: Annotated[Decimal, Field(ge=0)] | None = None
    above: Annotated[Decimal, Field(ge=0)] | None = None  # the figure itself is not allowed any more
    below: Annotated[Decimal, Field(ge=0)] | None = None
    of: BoundOf | None = None
    in_principle: bool = False
    from_year: Year | None = None
    until_year: Year | None = None


class TargetFile(PolicyFile):
    """target.toml: which rates are to be reached, and within which limits an area sets its own figures."""

    target: tuple[Target, ...] = ()
    corridor: tuple[Corridor, ...] = ()
    bound: tuple[Bound, ...] = ()
    inspections: tuple[Inspections, ...] = ()
