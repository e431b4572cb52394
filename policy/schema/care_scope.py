"""For whom, where, and from which day of service does a value of the benefit file hold?

What a value says of settings, levels, places, filing and referral is matched against the bill. What is left is its
`question`: of two values for one question the nearer area's counts, in one area the newer; values for other questions stand.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from policy.care import Place, Setting
from policy.fields import Model, Sourced, Yuan
from policy.money import yuan_to_fen
from policy.terms import Category, Group

Age = Annotated[int, Field(ge=0, le=150)]
TierCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,11}$")]
FactCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,23}$")]


class Who(Model):
    """People: by category (of some grades), group, age, or a recorded finding; whatever is given must hold together.

    Ages are whole years, both ends included (A15). A finding is a named fact of the case (`[facts]` of area.toml).
    """

    category: Category | None = None
    grades: tuple[str, ...] = ()
    except_grades: tuple[str, ...] = ()
    finding: str = ""
    exact: bool = False  # not the narrower categories inside it
    groups: tuple[Group, ...] = ()
    from_age: Age | None = None
    until_age: Age | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Who:
        named = self.category, self.finding, self.groups, self.from_age, self.until_age
        if all(one in (None, "", ()) for one in named):
            raise ValueError(
                "须写 category、groups、from_age、until_age 或 finding / "
                "give category, groups, from_age, until_age or finding"
            )
        if (self.grades or self.except_grades or self.exact) and self.category is None:
            raise ValueError("grades、exact 须与 category 同写 / grades and exact go with category")
        return self


class FromDay(Sourced):
    """A value that holds for days of service from a day on, perhaps up to a last one."""

    from_on: date
    until_on: date | None = None  # not included

    @model_validator(mode="after")
    def _not_reversed(self) -> FromDay:
        if self.until_on is not None and self.until_on <= self.from_on:
            raise ValueError("until_on 不在 from_on 之后 / until_on is not after from_on")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the value is in force on a day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)

    @property
    def question(self) -> tuple[Hashable, ...]:
        """What the value answers beside bill and people: a later value for the same replaces it."""
        return ()

    @property
    def people(self) -> tuple[Who, ...]:
        """The people it names, each a question of their own; empty: everybody, or not split by people."""
        return ()


class ForPeople(FromDay):
    """A value for everybody, or for the people it names; the one that names a person goes before the other."""

    who: tuple[Who, ...] = ()

    @property
    def people(self) -> tuple[Who, ...]:
        """The people it names."""
        return self.who


class ForCare(ForPeople):
    """A value for some settings, levels and places of care; perhaps only when filed or referred, or with some facts.

    A table that sets a price (`is_price`) and names no `places` holds inside the pooling area only: care elsewhere needs a
    text. A bound or an addition without `places` holds everywhere. `filed` and `referred` unsaid: either way.
    """

    is_price: ClassVar[bool] = False
    takes_people: ClassVar[bool] = False  # whether `who` and `facts` may be given

    settings: tuple[Setting, ...] = ()
    tiers: tuple[TierCode, ...] = ()
    places: tuple[Place, ...] = ()
    filed: bool | None = None
    referred: bool | None = None
    facts: tuple[FactCode, ...] = ()  # all of them must be recorded

    @property
    def question(self) -> tuple[Hashable, ...]:
        """The facts it asks for."""
        return self.facts

    @model_validator(mode="after")
    def _for_all_cases(self) -> ForCare:
        if (self.who or self.facts) and not self.takes_people:
            raise ValueError(
                "本表不按人群或事实区分，不能写 who、facts / this table knows no who and no facts"
            )
        return self

    @property
    def in_places(self) -> tuple[Place, ...]:
        """Where care must be given for the value to hold."""
        if self.places:
            return self.places
        return (Place.AREA,) if self.is_price else tuple(Place)

    @property
    def scope(self) -> tuple[Hashable, ...]:
        """Everything that the bill is matched against."""
        return self.settings, self.tiers, self.in_places, self.filed, self.referred


class Segmented(Model):
    """A value for a segment of cost: from `above` up to `until` yuan, counted from the first yuan that the person bears
    (`burden`) or from the deductible on (`deductible`, also where it is unsaid)."""

    above: Yuan = Decimal(0)
    until: Yuan | None = None
    counts_from: Literal["burden", "deductible"] | None = None

    @cached_property
    def above_fen(self) -> int:
        """The lower end in fen."""
        return yuan_to_fen(self.above)

    @cached_property
    def until_fen(self) -> int | None:
        """The upper end in fen, when there is one."""
        return None if self.until is None else yuan_to_fen(self.until)

    @model_validator(mode="after")
    def _upwards(self) -> Segmented:
        if self.until is not None and self.until <= self.above:
            raise ValueError("until 须大于 above / until must be more than above")
        return self
