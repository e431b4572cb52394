"""What does an area call its levels of providers and the facts of a case: as questions of a year, beside the tables?

They stand in `area.toml` as `[tiers]` and `[facts]`; the rows of the tables name their codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from policy.fields import Sourced
from policy.files import Area
from policy.schema.area import Word
from policy.schema.care_scope import FactCode, TierCode

FILE: Final = "area"


class Named(Sourced):
    """A code and what it is called in both languages."""

    code: str
    zh: str
    en: str


class NamedTier(Named):
    """A level of providers; the lowest comes first."""

    code: TierCode


class NamedFact(Named):
    """A fact that rules ask of a case."""

    code: FactCode


MODELS: Final = {"tiers": NamedTier, "facts": NamedFact}


def rows_of(area: Area, table: str, clause: str = "") -> list[Named]:
    """What the area itself names."""
    words: Mapping[str, Word] = getattr(area.about, table)
    return [
        MODELS[table].model_construct(code=code, zh=word.zh, en=word.en, clause=word.clause or clause)
        for code, word in words.items()
    ]


def as_table(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Rows as `area.toml` has them: by code."""
    return {str(row["code"]): {name: row[name] for name in ("zh", "en", "clause")} for row in rows}


def as_rows(table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The reverse."""
    for code, word in table.items():
        yield {"code": code, **word}
