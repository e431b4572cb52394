"""What is said of an area itself: its documents, its pooling level, how it reads unclear clauses?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from policy.fields import Clause, Model
from policy.terms import Level


class Document(Model):
    """A notice: its number as printed, and the days that the text gives."""

    number: str
    title: str
    issued_on: date | None = None
    in_force_from: date | None = None
    note: str = ""


class AreaFile(Model):
    """area.toml: whose rules these are, which documents they come from, where funds are pooled."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    zh: str
    en: str
    level: Level
    pooling_level: Level | None = None
    documents: dict[str, Document] = {}
    prefectures: dict[Annotated[str, Field(pattern=r"^[0-9]{6}$")], str] = {}


class Reading(Model):
    """How an ambiguous clause is understood, and what the other ways would be."""

    value: str
    alternatives: tuple[str, ...] = ()
    clause: Clause
    zh: str
    en: str
