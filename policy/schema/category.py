"""In which form do files say which categories there are, who certifies one, how long it lasts and how it ends?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from policy.fields import Model, PolicyFile
from policy.schema.care_scope import FromDay
from policy.terms import Category, Certifier, Text

CategoryCode = Annotated[Category, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class CommonCategory(Model):
    """A category that the whole country knows: what it is called, and the wider one that it is part of.

    The list is a vocabulary and no rule, so it cites no clause; what a category gives is said where it is given.
    """

    code: CategoryCode
    zh: str
    en: str
    part_of: Category | None = None

    @property
    def text(self) -> Text:
        """What the category is called."""
        return Text(self.zh, self.en)

    def is_on(self, day: date) -> bool:
        """Whether it may be certified from a day on."""
        return True


class OwnCategory(FromDay):
    """A category of an area's own, certified from a day on and perhaps up to another; a rule for the one it is `part_of` is for
    it as well.
    """

    code: CategoryCode
    zh: str
    en: str
    part_of: Category | None = None

    @property
    def text(self) -> Text:
        """What the category is called."""
        return Text(self.zh, self.en)

    def is_on(self, day: date) -> bool:
        """Whether it may be certified from a day on."""
        return self.holds_on(day)


class CategoryTerms(FromDay):
    """What certifying a category takes from a day on.

    `grades` are the grades that certificates print (none: any), `certifiers` who may certify it (none: anybody). A recognition
    that `lasts_months` ends by itself; `looks_back_months` is what it looks at before the application (N42-a).
    """

    category: Category
    grades: tuple[str, ...] = ()
    certifiers: tuple[Certifier, ...] = ()
    lasts_months: Annotated[int, Field(ge=1, le=120)] | None = None
    looks_back_months: Annotated[int, Field(ge=1, le=120)] | None = None


class EndState(FromDay):
    """How some categories may end (脱贫, 返贫 …), and which category follows: to a day, for some months, or until further notice.

    Without `becomes` nothing follows.
    """

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,15}$")]
    zh: str
    en: str
    categories: tuple[Category, ...] = Field(min_length=1)
    becomes: Category | None = None
    follows_until: date | None = None  # not included
    follows_months: Annotated[int, Field(ge=1, le=120)] | None = None

    @model_validator(mode="after")
    def _one_end(self) -> EndState:
        if self.becomes is None and (self.follows_until or self.follows_months):
            raise ValueError("没有 becomes 就没有后续期限 / without becomes nothing follows for a time")
        if self.follows_until and self.follows_months:
            raise ValueError(
                "follows_until 与 follows_months 只写一个 / give follows_until or follows_months, not both"
            )
        return self

    @property
    def text(self) -> Text:
        """What the end is called."""
        return Text(self.zh, self.en)


class CategoryFile(PolicyFile):
    """category.toml: which categories there are, who certifies which, with which grades, for how long, and how it ends."""

    common: tuple[CommonCategory, ...] = ()
    own: tuple[OwnCategory, ...] = ()
    category: tuple[CategoryTerms, ...] = ()
    end_state: tuple[EndState, ...] = ()
