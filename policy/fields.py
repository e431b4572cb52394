"""Of what kinds are the values in a policy file, and what stands beside each of them?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from policy.money import InexactAmount, yuan_to_fen
from policy.terms import Category, Group, Text
from policy.topics import Topic


def _not_a_yes_or_no(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("应为数字 / must be a number")
    return value


def _whole_fen(value: Decimal) -> Decimal:
    try:
        fen = yuan_to_fen(value)
    except InexactAmount as error:
        raise ValueError(str(error)) from None
    if fen < 0:
        raise ValueError("金额不能为负 / an amount must not be negative")
    return value


def _month_day(value: str) -> str:
    month, _, day = value.partition("-")
    if not month.isdigit() or (day != "end" and not day.isdigit()):
        raise ValueError("写成“10-01”或“02-end” / write 10-01 or 02-end")
    if day != "end":
        try:
            date(2000, int(month), int(day))
        except ValueError:
            raise ValueError(f"没有 {value} 这一天 / there is no day {value}") from None
    return value


def _one_or_several(value: object) -> object:
    return [value] if isinstance(value, dict) else value


OneOrSeveral = BeforeValidator(
    _one_or_several
)  # a table may be written once, `[wait]`, or by years, `[[wait]]`
Yuan = Annotated[Decimal, BeforeValidator(_not_a_yes_or_no), AfterValidator(_whole_fen)]
Rate = Annotated[Decimal, BeforeValidator(_not_a_yes_or_no), Field(ge=0, le=1)]
Clause = Annotated[str, Field(pattern=r"^[0-9A-Z]+-[0-9A-Za-z.]+$")]
ReadingId = Annotated[str, Field(pattern=r"^[A-Z]{1,4}[0-9]{1,3}$")]
MonthDay = Annotated[str, AfterValidator(_month_day)]
Year = Annotated[int, Field(ge=1998, le=2200)]


class Model(BaseModel):
    """A table of a policy file: frozen, and closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Model):
    """A value with the clause it is taken from, other clauses that say the same, and the readings it needs.

    `if_readings` makes the value hold only where the area reads a clause in that way, as `{ BZ1 = "calendar" }`.
    """

    clause: Clause
    also: tuple[Clause, ...] = ()
    readings: tuple[ReadingId, ...] = ()
    if_readings: dict[ReadingId, str] = {}

    @property
    def clauses(self) -> tuple[str, ...]:
        """Every clause behind the value, the chief one first."""
        return (self.clause, *self.also)


class Yearly(Sourced):
    """A value of some coverage years, both ends included.

    Without a last year it holds up to the last year that its document speaks of (A55); without a first one it holds from
    the beginning, which only the oldest document of an area may leave out.
    """

    from_coverage_year: Year | None = None
    until_coverage_year: Year | None = None


class Statement(Sourced):
    """A rule of the notice that binds people, not a computed value; shown and cited."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The rule in both languages."""
        return Text(self.zh, self.en)


class Undecided(Yearly):
    """What the documents do not say: never guessed, always shown with who could decide it.

    `entered` names the topic under which two officers may answer it with a document.
    """

    topic: Literal[
        "individual",
        "fiscal",
        "window",
        "window_opens",
        "cover",
        "catch_up",
        "waiting",
        "missed_years",
        "repair",
        "waiting_least",
        "exempt",
        "newborn",
        "must_insure",
        "conflict",
        "refund",
        "subsidy",
        "flow",
        "sponsors",
        "fiscal_share",
        "city_county_split",
        "tier1_counties",
        "poor_counties",
        "western_counties",
        "western_school",
        "school_owner",
        "work_fund_rate",
        "fund_split",
        "critical_illness",
        "risk_fund",
        "shortfall",
        "deadline",
        "target",
        "inpatient",
        "outpatient",
        "chronic",
        "two_diseases",
        "maternity",
        "elsewhere",
        "medical_assistance",
        "ceiling_years",
        "ceiling_credit",
    ]
    coverage_years: tuple[Year, ...] = ()
    fiscal_years: tuple[Year, ...] = ()
    from_year: Year | None = None
    groups: tuple[Group, ...] = ()
    categories: tuple[Category, ...] = ()
    what_zh: str
    what_en: str
    decided_by_zh: str
    decided_by_en: str
    entered: Topic | None = None

    @property
    def what(self) -> Text:
        """The question that is open."""
        return Text(self.what_zh, self.what_en)

    @property
    def decided_by(self) -> Text:
        """Who could answer it."""
        return Text(self.decided_by_zh, self.decided_by_en)


class PolicyFile(Model):
    """What every file may hold beside its own tables."""

    statement: tuple[Statement, ...] = ()
    undecided: tuple[Undecided, ...] = ()
