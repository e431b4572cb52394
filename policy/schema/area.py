"""What is said of an area itself: its documents, its pooling level, how it reads unclear clauses?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from policy.fields import Clause, Model, Statement, Year
from policy.schema.care_scope import FactCode, TierCode
from policy.terms import Level, Text


class Document(Model):
    """A notice: its number as printed, and the days that the text gives.

    `last_coverage_year` is the last year that the text speaks of (left out: the last that one of its values names); what
    it says does not go on by itself beyond it (A55). `first_coverage_year` is the first that it opens (left out: that of its
    day of issue). A `lasting` text says from which year on its rules hold, without end.
    """

    number: str
    title: str
    issued_on: date | None = None
    in_force_from: date | None = None
    note: str = ""
    first_coverage_year: Year | None = None
    last_coverage_year: Year | None = None
    lasting: bool = False


class Word(Model):
    """What an area calls something, in both languages; `clause` where a notice names it."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    clause: Clause | None = None

    @property
    def text(self) -> Text:
        """The word as a text."""
        return Text(self.zh, self.en)


class CarriedOver(Statement):
    """On which word the values of some documents go on beyond the last year that those speak of (A55).

    Without `files` every value of the documents goes on, else only those of the files named.
    """

    documents: tuple[str, ...] = Field(min_length=1)
    files: tuple[str, ...] = ()
    until_coverage_year: Year


class MoreOfAnArea(Model):
    """area-….toml: what a later notice adds to what is said of an area."""

    documents: dict[str, Document] = {}
    carried_over: tuple[CarriedOver, ...] = ()
    tiers: dict[TierCode, Word] = {}  # the levels of its providers, lowest first; none: village to province
    facts: dict[FactCode, Word] = {}  # what its rules ask of a case beside the fields of a bill


class AreaFile(MoreOfAnArea):
    """area.toml: whose rules these are, which documents they come from, where funds are pooled."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    zh: str
    en: str
    level: Level | Literal["nation"]
    pooling_level: Level | None = None
    prefectures: dict[Annotated[str, Field(pattern=r"^[0-9]{6}$")], str] = {}


class PlainClause(Model):
    """What a clause says in our own words, and where it stands in its notice ("": the place was not seen)."""

    section: str = ""
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    @property
    def text(self) -> Text:
        """The words."""
        return Text(self.zh, self.en)


class Reading(Model):
    """How an ambiguous clause is understood, and what the other ways would be; by coverage years where it changed."""

    value: str
    alternatives: tuple[str, ...] = ()
    clause: Clause
    zh: str
    en: str
    from_coverage_year: Year | None = None
    until_coverage_year: Year | None = None
