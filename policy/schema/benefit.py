"""In what form do files say what is paid for care, by which tier?

Every value holds from a day of service on (`from_on`; claims count by the day of discharge, A32) until a later value for
the same thing replaces it. Tables that name no settings, tiers or people hold for all of them.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from policy.care import Setting
from policy.fields import PolicyFile, Rate, Yuan
from policy.money import yuan_to_fen
from policy.schema.care_scope import Age, ForCare, FromDay, Segmented, Who
from policy.schema.critical import (
    Assistance,
    CeilingStep,
    CriticalAddition,
    CriticalCeiling,
    CriticalDeductible,
    CriticalRatio,
    DeductibleBound,
    Guarantee,
    OwnCostLine,
    Registration,
)
from policy.schema.registers import FilingRule, LocalFigures, OldAccount, Recognizing
from policy.terms import Category
from policy.topics import Topic


class Deductible(ForCare):
    """起付线: what the person bears before the fund pays (A21).

    Per admission or visit; or, with `per = "year"`, once a year: at a dearer level the difference is added, so that the
    highest of the year is borne. `from_stay` = n is for the nth stay of the year and later ones, as an `amount` (0: none) or
    as `factor` times what an earlier stay bears.
    """

    is_price: ClassVar[bool] = True
    takes_people: ClassVar[bool] = True

    amount: Yuan | None = None
    factor: Rate | None = None
    per: Literal["visit", "year"] = "visit"
    from_stay: Annotated[int, Field(ge=1, le=99)] = 1

    @cached_property
    def fen(self) -> int:
        """The amount in fen; 0 where it is a factor."""
        return yuan_to_fen(self.amount or 0)

    @property
    def question(self) -> tuple[Hashable, ...]:
        """The facts it asks for, and from which stay on."""
        return (*self.facts, self.from_stay)

    @model_validator(mode="after")
    def _one_measure(self) -> Deductible:
        if (self.amount is None) == (self.factor is None):
            raise ValueError("amount 与 factor 须写且只写一个 / give one of amount and factor")
        if self.factor is not None and self.from_stay == 1:
            raise ValueError("factor 须与 from_stay = 2 或更大同写 / factor goes with from_stay of 2 or more")
        if self.from_stay > 1 and self.per == "year":
            raise ValueError('from_stay 不与 per = "year" 同写 / from_stay does not go with per = "year"')
        return self


class Ratio(Segmented, ForCare):
    """支付比例 of basic insurance, perhaps by segment of a bill's compliant cost.

    `floor` marks 不低于: a higher one may be entered under the topic `raised_under` (A19).
    """

    is_price: ClassVar[bool] = True
    takes_people: ClassVar[bool] = True

    rate: Rate
    floor: bool = False
    raised_under: Topic | None = None

    @property
    def question(self) -> tuple[Hashable, ...]:
        """The facts it asks for, and the segment that begins at `above`."""
        return (*self.facts, self.above)


class LumpSum(ForCare):
    """定额支付: the fund pays a fixed sum, at most the compliant cost; no deductible and no ratio (a delivery, a cause)."""

    is_price: ClassVar[bool] = True
    takes_people: ClassVar[bool] = True

    amount: Yuan

    @cached_property
    def fen(self) -> int:
        """The amount in fen."""
        return yuan_to_fen(self.amount)


class NotPayable(ForCare):
    """Care for which the notice has no payment (A25)."""


class Limit(ForCare):
    """A limit on what the fund pays per visit, or in a benefit year; for some number of the two diseases.

    `together`: one limit for the sum over its settings (over all, where none is named), beside the limits of each. With
    `facts` it bounds what is paid for that cause.
    """

    takes_people: ClassVar[bool] = True

    amount: Yuan
    per: Literal["visit", "year"]
    diseases: Annotated[int, Field(ge=1, le=2)] | None = None
    together: bool = False

    @cached_property
    def fen(self) -> int:
        """The amount in fen."""
        return yuan_to_fen(self.amount)

    @property
    def question(self) -> tuple[Hashable, ...]:
        """What is bounded: the cause, per visit or year, how many diseases, which settings together."""
        return (self.facts, self.per, self.diseases, self.settings if self.together else None)

    @model_validator(mode="after")
    def _sums_up(self) -> Limit:
        if self.together and self.per != "year":
            raise ValueError('together 只与 per = "year" 同写 / together goes with per = "year" only')
        if self.per == "year" and len(self.facts) > 1:
            raise ValueError("年度限额至多按一项事实设定 / a yearly limit is set for one fact at most")
        return self


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

    @property
    def question(self) -> tuple[Hashable, ...]:
        """Whose list it is."""
        return self.settings


class MajorDisease(ForCare):
    """Listed major diseases: no deductible, a ratio of their own within the entered ceiling of each (A24)."""

    is_price: ClassVar[bool] = True

    rate: Rate
    topic: Topic


class Unreferred(ForCare):
    """The lowered ratio of a tiered-referral disease treated without referral (A23)."""

    is_price: ClassVar[bool] = True

    rate: Rate
    vulnerable: bool = False

    @property
    def question(self) -> tuple[Hashable, ...]:
        """Whom it is for."""
        return (self.vulnerable,)


class Vulnerable(FromDay):
    """Whose ratio is lowered less: by pregnancy and age (A15)."""

    pregnant: bool = False
    until_age: Age | None = None
    from_age: Age | None = None


class TieredQuota(ForCare):
    """A tiered-referral disease in order is paid a fixed sum, entered by disease and level (A23)."""

    is_price: ClassVar[bool] = True

    topic: Topic


class Preference(ForCare):
    """One preferential item (优惠政策): percentage points more (A20), perhaps no deductible; one item only (A22)."""

    takes_people: ClassVar[bool] = True

    item: str
    icd: tuple[str, ...] = ()
    zh: str
    en: str
    points: Rate
    no_deductible: tuple[Setting, ...] = ()
    ordinary_disease_only: bool = False

    @property
    def question(self) -> tuple[Hashable, ...]:
        """Which item it is."""
        return (self.item,)

    @property
    def people(self) -> tuple[Who, ...]:
        """None: an item is replaced as a whole."""
        return ()


class OneItemOnly(FromDay):
    """Of several preferential items only the highest counts (A22)."""


class CountsAs(FromDay):
    """People who draw the benefits of another category."""

    who: Who
    counts_as: Category

    @model_validator(mode="after")
    def _of_a_category(self) -> CountsAs:
        if self.who.category is None:
            raise ValueError("counts_as 须写明 who.category / counts_as needs who.category")
        return self

    @property
    def question(self) -> tuple[Hashable, ...]:
        """Whom it is for, and as whom they count."""
        return (self.who, self.counts_as)


class Tcm(ForCare):
    """Traditional Chinese medicine items and herbal pieces, paid at a ratio of their own (A26)."""

    rate: Rate


class AccidentRule(ForCare):
    """An injury is paid for only when no third party is liable and none compensates."""


class SpecialSubsidy(ForCare):
    """Special subsidies of the state, province or prefecture come off first."""


class BenefitFile(PolicyFile):
    """benefit.toml: what is paid for care, tier by tier."""

    deductible: tuple[Deductible, ...] = ()
    ratio: tuple[Ratio, ...] = ()
    lump_sum: tuple[LumpSum, ...] = ()
    not_payable: tuple[NotPayable, ...] = ()
    limit: tuple[Limit, ...] = ()
    unused_limit: tuple[UnusedLimit, ...] = ()
    limit_floor: tuple[LimitFloor, ...] = ()
    disease_limit: tuple[DiseaseLimit, ...] = ()
    listed_diseases: tuple[ListedDiseases, ...] = ()
    recognition: tuple[Recognizing, ...] = ()
    filing: tuple[FilingRule, ...] = ()
    local_figures: tuple[LocalFigures, ...] = ()
    old_account: tuple[OldAccount, ...] = ()
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
    ceiling_step: tuple[CeilingStep, ...] = ()
    guarantee: tuple[Guarantee, ...] = ()
    own_cost_line: tuple[OwnCostLine, ...] = ()
    assistance: tuple[Assistance, ...] = ()
