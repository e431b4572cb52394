"""In which form do files say what critical illness insurance and medical assistance pay after basic insurance?

Without `places` these hold everywhere: they work on what is left of the whole year's compliant cost.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from policy.care import Place, Setting
from policy.fields import Rate, Yuan
from policy.money import yuan_to_fen
from policy.schema.care_scope import ForCare, ForPeople, FromDay, Segmented, Who
from policy.topics import Topic


class Registration(FromDay):
    """Which settings' cost left after basic insurance counts towards critical illness insurance."""

    settings: tuple[Setting, ...] = Field(min_length=1)


class CriticalDeductible(ForPeople):
    """What of the year's remaining compliant cost critical illness insurance does not cover.

    An `amount`; or `income_share` of a published income entered under `topic`; or `factor` times everybody else's.
    """

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


class CriticalRatio(Segmented, ForPeople):
    """The ratio of critical illness insurance for a segment of the year's remaining cost; `floor` marks 最低为."""

    rate: Rate
    places: tuple[Place, ...] = ()
    floor: bool = False

    @property
    def question(self) -> tuple[Hashable, ...]:
        """The segment that begins at `above`."""
        return (self.above,)


class CriticalAddition(FromDay):
    """Percentage points more for some people (A20), on every segment that pays at all."""

    who: tuple[Who, ...] = Field(min_length=1)
    points: Rate

    @property
    def people(self) -> tuple[Who, ...]:
        """The people it names."""
        return self.who


class CriticalCeiling(ForPeople):
    """The yearly ceiling of critical illness insurance: an amount, or none at all for some people."""

    amount: Yuan | None = None
    unlimited: bool = False

    @cached_property
    def fen(self) -> int | None:
        """The amount in fen, when it is one."""
        return None if self.amount is None else yuan_to_fen(self.amount)


class CeilingStep(FromDay):
    """What each counted year beyond the first `after` ones adds to a person's ceiling (N38-3a, N38-3b).

    `unbroken_years` counts the years insured without a break, the current one included; `years_without_claims` those
    before it without any payment. All raises together are at most `most_share` of the ceiling (N38-3c). `floor`: 不少于.
    """

    counts: Literal["unbroken_years", "years_without_claims"]
    after: Annotated[int, Field(ge=0, le=100)] = 0
    amount: Yuan
    most_share: Rate
    floor: bool = False

    @property
    def question(self) -> tuple[Hashable, ...]:
        """Which years it counts."""
        return (self.counts,)


class Guarantee(FromDay):
    """A share of the compliant cost that all payments together reach, by a top-up ("10元85%", A27)."""

    who: tuple[Who, ...] = Field(min_length=1)
    settings: tuple[Setting, ...] = Field(min_length=1)
    rate: Rate

    @property
    def people(self) -> tuple[Who, ...]:
        """The people it names."""
        return self.who


class OwnCostLine(FromDay):
    """Civil affairs bear the own compliant cost of the year above a line (A28).

    It counts the settings of the guarantee; without one its own `settings`, or all.
    """

    who: tuple[Who, ...] = Field(min_length=1)
    amount: Yuan
    settings: tuple[Setting, ...] = ()

    @cached_property
    def fen(self) -> int:
        """The amount in fen."""
        return yuan_to_fen(self.amount)

    @property
    def people(self) -> tuple[Who, ...]:
        """The people it names."""
        return self.who


class Assistance(ForCare):
    """Medical assistance (医疗救助): a ratio of the year's own compliant cost above a line, up to a yearly limit (N42-a).

    The line is an `amount` (0 when nothing is given), or `income_share` of a published income entered under `topic`.
    """

    takes_people: ClassVar[bool] = True

    who: tuple[Who, ...] = Field(min_length=1)
    settings: tuple[Setting, ...] = Field(min_length=1)
    amount: Yuan | None = None
    income_share: Rate | None = None
    topic: Topic | None = None
    rate: Rate
    limit: Yuan | None = None  # a year

    @model_validator(mode="after")
    def _one_line(self) -> Assistance:
        if self.amount is not None and self.income_share is not None:
            raise ValueError("amount 与 income_share 只写一个 / give amount or income_share, not both")
        if (self.income_share is None) != (self.topic is None):
            raise ValueError("income_share 须与 topic 同写 / income_share goes with topic")
        return self
