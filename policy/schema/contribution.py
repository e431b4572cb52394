"""In what form do files say what a person pays, when, and through whom?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from policy.fields import Model, MonthDay, OneOrSeveral, PolicyFile, ReadingId, Sourced, Year, Yearly, Yuan
from policy.terms import Basis, Category, Group, Sex, Text


class Individual(Sourced):
    """The individual contribution of a coverage year for some groups (none named: everyone else).

    `parts_printed` are the parts that a notice adds up to the amount, as 320 and 30 to 350. The amount may be for some
    only: by completed years on 1 January of the coverage year (both included), by sex, by the ground of enrollment, by the
    tier chosen (一档, 二档), for a newborn whose parent is insured here. Of several that fit, the one that says most counts.
    """

    amount: Yuan
    coverage_year: Year | None = None
    notice_year: Year | None = None
    year_reading: ReadingId | None = None
    groups: tuple[Group, ...] = ()
    floor: bool = False
    parts_printed: tuple[Yuan, ...] = ()
    from_age: Annotated[int, Field(ge=0, le=150)] | None = None
    until_age: Annotated[int, Field(ge=0, le=150)] | None = None
    sex: Sex | None = None
    bases: tuple[Basis, ...] = ()
    tier: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,20}$")] | None = None
    parent_insured: bool | None = None
    until_replaced_reading: ReadingId | None = None

    @property
    def conditions(self) -> tuple[str, ...]:
        """What else than the group a person is asked before this amount is theirs."""
        asked = {
            "age": self.from_age is not None or self.until_age is not None,
            "sex": self.sex is not None,
            "basis": bool(self.bases),
            "tier": self.tier is not None,
            "parent_insured": self.parent_insured is not None,
        }
        return tuple(name for name, is_asked in asked.items() if is_asked)


class Total(Sourced):
    """A financing standard printed with its parts."""

    notice_year: Year
    total: Yuan
    fiscal: Yuan
    individual: Yuan


RefundGround = Literal[
    "died", "paid_twice", "insured_twice", "employee_scheme", "subsidised_later", "wrong_person", "error"
]


class RefundRule(Yearly):
    """On which grounds a contribution is given back, and until when: before the benefit period begins, or at any time.

    A ground that no rule of the area or the country names is open: an officer decides under a document.
    """

    grounds: tuple[RefundGround, ...] = Field(min_length=1)
    until: Literal["benefit_period", "any_time"]
    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The rule in both languages."""
        return Text(self.zh, self.en)


class ContributionFile(PolicyFile):
    """contribution.toml: what a person is to pay for a coverage year, and when it is given back."""

    individual: tuple[Individual, ...] = ()
    total: tuple[Total, ...] = ()
    refund: tuple[RefundRule, ...] = ()


class DayOfYear(Sourced):
    """A day of the coverage year or of the year before it."""

    year: Literal["before", "same"]
    day: MonthDay


class CoverSpan(Sourced):
    """Which days a payment in the window insures."""

    span: Literal["coverage_year"]
    start_reading: ReadingId | None = None


class RegularWindow(Model):
    """The contribution window of the coverage years named, of some groups such as students or else of all.

    Without a last year it holds as long as its document (A55).
    """

    from_coverage_year: Year
    until_coverage_year: Year | None = None
    opens: DayOfYear | None = None
    surely_open_from: DayOfYear | None = None
    closes: DayOfYear
    cover: CoverSpan | None = None
    groups: tuple[Group, ...] = ()
    if_readings: dict[ReadingId, str] = {}


class WindowFile(PolicyFile):
    """window.toml: when a coverage year is paid for."""

    regular: tuple[RegularWindow, ...] = ()
    extension: Annotated[tuple[Yearly, ...], OneOrSeveral] = ()


class EnrollBasis(Yearly):
    """On which grounds a person may enroll, with the same price and fiscal subsidy."""

    bases: tuple[Basis, ...] = Field(min_length=1)


class EnrollUnit(Yearly):
    """Through whom people enroll and pay: some groups by school, the others (no group named) by household."""

    by: Literal["household", "school"]
    groups: tuple[Group, ...] = ()


class MustInsure(Yearly):
    """Categories of whom everybody must be insured (应保尽保); who is helped with the contribution is another list."""

    categories: tuple[Category, ...] = Field(min_length=1)


class Conflict(Yearly):
    """What is done with a person whose cover elsewhere is active: enrollment is refused, warned about, or the other
    relation is stopped first.
    """

    elsewhere: Literal["resident", "employee"]
    answer: Literal["refuse", "warn", "stop_first"]
    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The rule in both languages."""
        return Text(self.zh, self.en)


class ScopeFile(PolicyFile):
    """scope.toml: who enrolls here and on what ground."""

    basis: tuple[EnrollBasis, ...] = ()
    unit: tuple[EnrollUnit, ...] = ()
    must_insure: Annotated[tuple[MustInsure, ...], OneOrSeveral] = ()
    conflict: tuple[Conflict, ...] = ()
