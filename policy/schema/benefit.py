"""In what form do files say what is paid for care, by which tier?

Every value holds from a day of service on (`from_on`; claims count by the day of discharge, A32) until a later value for
the same thing replaces it. Tables that name no settings, tiers or people hold for all of them.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from policy.care import Place, ProviderTier, Setting
from policy.fields import Model, PolicyFile, Rate, Sourced, Yuan
from policy.money import yuan_to_fen
from policy.terms import Category
from policy.topics import Topic

Age = Annotated[int, Field(ge=0, le=150)]


class Who(Model):
    """A category of people, perhaps only of some grades, or only with a recorded finding."""

    category: Category
    grades: tuple[str, ...] = ()
    except_grades: tuple[str, ...] = ()
    finding: str = ""
    exact: bool = False  # not the narrower categories inside it


class FromDay(Sourced):
    """A value that holds for days of service from a day on, perhaps up to a last one."""

    from_on: date
    until_on: date | None = None  # not included

    @model_validator(mode="after")
    def _not_reversed(self) -> FromDay:
        if self.until_on is not None and self.until_on <= self.from_on:
            raise ValueError("until_on 不在 from_on 之后 / until_on is not after from_on")
        return self


class ForCare(FromDay):
    """A value for some settings and levels of provider."""

    settings: tuple[Setting, ...] = ()
    tiers: tuple[ProviderTier, ...] = ()


class Deductible(ForCare):
    """起付线: what the person bears before the fund pays, per admission or visit (A21)."""

    amount: Yuan

    @cached_property
    def fen(self) -> int:
        """The amount in fen."""
        return yuan_to_fen(self.amount)


class Ratio(ForCare):
    """支付比例 of basic insurance; `floor` marks 不低于, a higher one may be filed under `filed` (A19)."""

    rate: Rate
    floor: bool = False
    filed: Topic | None = None


class NotPayable(ForCare):
    """Care for which the notice has no payment (A25)."""


class Limit(ForCare):
    """A limit on what the fund pays per visit, or in a benefit year; for some number of the two diseases."""

    amount: Yuan
    per: Literal["visit", "year"]
    diseases: Annotated[int, Field(ge=1, le=2)] | None = None

    @cached_property
    def fen(self) -> int:
        """The amount in fen."""
        return yuan_to_fen(self.amount)


class UnusedLimit(ForCare):
    """What becomes of a yearly limit that is not used up: shared in the family, carried over, or neither."""

    shared_in_family: bool
    carried_over: bool


class LimitFloor(ForCare):
    """The least yearly limit that areas below are to set; `in_principle` lets a numbered decision depart (A14)."""

    amount: Yuan
    in_principle: bool = False


class DiseaseLimit(ForCare):
    """Each disease has a yearly limit of its own that the documents do not print: it is entered, by disease."""

    topic: Topic


class ListedDiseases(FromDay):
    """Diseases that an area adds to the outpatient chronic benefit."""

    settings: tuple[Setting, ...] = Field(min_length=1)
    names: tuple[str, ...] = Field(min_length=1)


class MajorDisease(ForCare):
    """Listed major diseases: no deductible, a ratio of their own within the entered ceiling of each (A24)."""

    rate: Rate
    topic: Topic


class Unreferred(ForCare):
    """The lowered ratio of a tiered-referral disease treated without referral (A23)."""

    rate: Rate
    vulnerable: bool = False


class Vulnerable(FromDay):
    """Whose ratio is lowered less: by pregnancy and age (A15)."""

    pregnant: bool = False
    until_age: Age | None = None
    from_age: Age | None = None


class TieredQuota(ForCare):
    """A tiered-referral disease in order is paid a fixed sum, entered by disease and level (A23)."""

    topic: Topic


class Preference(ForCare):
    """One preferential item (优惠政策): percentage points more (A20), perhaps no deductible; one item only (A22)."""

    item: str
    who: tuple[Who, ...] = ()
    icd: tuple[str, ...] = ()
    zh: str
    en: str
    points: Rate
    no_deductible: tuple[Setting, ...] = ()
    ordinary_disease_only: bool = False


class OneItemOnly(FromDay):
    """Of several preferential items only the highest counts (A22)."""


class CountsAs(FromDay):
    """People who draw the benefits of another category."""

    who: Who
    counts_as: Category


class Tcm(ForCare):
    """Traditional Chinese medicine items and herbal pieces, paid at a ratio of their own (A26)."""

    rate: Rate


class AccidentRule(ForCare):
    """An injury is paid for only when no third party is liable and none compensates."""


class SpecialSubsidy(ForCare):
    """Special subsidies of the state, province or prefecture come off first."""


class Registration(FromDay):
    """Which settings' cost left after basic insurance counts towards critical illness insurance."""

    settings: tuple[Setting, ...] = Field(min_length=1)


class CriticalDeductible(FromDay):
    """What of the year's remaining compliant cost critical illness insurance does not cover.

    An `amount`; or `income_share` of a published income entered under `topic`; or `factor` times everybody else's.
    """

    who: tuple[Who, ...] = ()
    amount: Yuan | None = None
    income_share: Rate | None = None
    topic: Topic | None = None
    factor: Rate | None = None

    @cached_property
    def fen(self) -> int | None:
        """The amount in fen, when it is one."""
        return None if self.amount is None else yuan_to_fen(self.amount)

    @model_validator(mode="after")
    def _one_measure(self) -> CriticalDeductible:
        if sum(one is not None for one in (self.amount, self.income_share, self.factor)) != 1:
            raise ValueError(
                "amount、income_share、factor 须写且只写一个 / give one of amount, income_share, factor"
            )
        if (self.income_share is None) != (self.topic is None):
            raise ValueError("income_share 须与 topic 同写 / income_share goes with topic")
        return self


class DeductibleBound(FromDay):
    """The most that a city may set as its critical illness deductible, as a share of the local income."""

    income_share: Rate


class CriticalRatio(FromDay):
    """The ratio of critical illness insurance above an amount over the deductible; `floor` marks 最低为."""

    rate: Rate
    above: Yuan
    places: tuple[Place, ...] = ()
    floor: bool = False


class CriticalAddition(FromDay):
    """Percentage points more for some people (A20)."""

    who: tuple[Who, ...] = Field(min_length=1)
    points: Rate


class CriticalCeiling(FromDay):
    """The yearly ceiling of critical illness insurance: an amount, or none at all for some people."""

    who: tuple[Who, ...] = ()
    amount: Yuan | None = None
    unlimited: bool = False

    @cached_property
    def fen(self) -> int | None:
        """The amount in fen, when it is one."""
        return None if self.amount is None else yuan_to_fen(self.amount)


class Guarantee(FromDay):
    """A share of the compliant cost that all payments together reach, by a top-up ("10元85%", A27)."""

    who: tuple[Who, ...] = Field(min_length=1)
    settings: tuple[Setting, ...] = Field(min_length=1)
    rate: Rate


class OwnCostLine(FromDay):
    """Civil affairs bear the own compliant cost of the year above a line (A28)."""

    who: tuple[Who, ...] = Field(min_length=1)
    amount: Yuan

    @cached_property
    def fen(self) -> int:
        """The amount in fen."""
        return yuan_to_fen(self.amount)


class BenefitFile(PolicyFile):
    """benefit.toml: what is paid for care, tier by tier."""

    deductible: tuple[Deductible, ...] = ()
    ratio: tuple[Ratio, ...] = ()
    not_payable: tuple[NotPayable, ...] = ()
    limit: tuple[Limit, ...] = ()
    unused_limit: tuple[UnusedLimit, ...] = ()
    limit_floor: tuple[LimitFloor, ...] = ()
    disease_limit: tuple[DiseaseLimit, ...] = ()
    listed_diseases: tuple[ListedDiseases, ...] = ()
    major_disease: tuple[MajorDisease, ...] = ()
    unreferred: tuple[Unreferred, ...] = ()
    vulnerable: tuple[Vulnerable, ...] = ()
    tiered_quota: tuple[TieredQuota, ...] = ()
    preference: tuple[Preference, ...] = ()
    one_item_only: tuple[OneItemOnly, ...] = ()
    counts_as: tuple[CountsAs, ...] = ()
    tcm: tuple[Tcm, ...] = ()
    accident: tuple[AccidentRule, ...] = ()
    special_subsidy: tuple[SpecialSubsidy, ...] = ()
    critical_registration: tuple[Registration, ...] = ()
    critical_deductible: tuple[CriticalDeductible, ...] = ()
    critical_deductible_bound: tuple[DeductibleBound, ...] = ()
    critical_ratio: tuple[CriticalRatio, ...] = ()
    critical_addition: tuple[CriticalAddition, ...] = ()
    critical_ceiling: tuple[CriticalCeiling, ...] = ()
    guarantee: tuple[Guarantee, ...] = ()
    own_cost_line: tuple[OwnCostLine, ...] = ()
