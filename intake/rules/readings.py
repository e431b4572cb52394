"""How is a file to be read whose shape is not the layout's own, and are such answers sound?

Answers of an officer and the profile of a sender have the same shape (JSON):

    {"sheet": "明细", "header_row": 3, "header_rows": 1,
     "columns": {"征收类型": "kind", "备注": ""},       heading in its normal form -> key of a column, "" = knowingly not read
     "words": {"result": {"交易成功": "成功"}},          key of a column -> word of the sender -> word of the layout
     "amount_unit": "yuan" | "fen", "end_day": "included" | "excluded", "months": "first" | "last",
     "elsewhere": "hold"}                                 rows that lie outside the area of the file are held; of this file only

A heading that stands there twice has #2 behind its second place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from intake.rules.amounts import FEN, YUAN
from intake.rules.days import FIRST_DAY, LAST_DAY
from intake.rules.headings import normal_form

END_INCLUDED, END_EXCLUDED = "included", "excluded"
HELD_ELSEWHERE = "hold"
CHOICES = {
    "amount_unit": (YUAN, FEN),
    "end_day": (END_INCLUDED, END_EXCLUDED),
    "months": (FIRST_DAY, LAST_DAY),
    "elsewhere": (HELD_ELSEWHERE,),
}
HEADER_ROWS_MAX = 2


class UnsoundReading(ValueError):
    """Answers that say nothing; `part` names which."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read; what is empty was not said."""

    sheet: str = ""
    header_row: int = 0
    header_rows: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    amount_unit: str = ""
    end_day: str = ""
    months: str = ""
    elsewhere: str = ""

    def as_json(self) -> dict[str, Any]:
        """The answers as they are kept; what was not said is left out."""
        said: dict[str, Any] = {
            "sheet": self.sheet,
            "columns": dict(self.columns),
            "amount_unit": self.amount_unit,
            "words": {key: dict(words) for key, words in self.words.items() if words},
            "end_day": self.end_day,
            "months": self.months,
            "elsewhere": self.elsewhere,
        }
        if self.header_row:
            said |= {"header_row": self.header_row, "header_rows": self.header_rows}
        return {key: value for key, value in said.items() if value}

    def with_answers(self, later: "Reading") -> "Reading":
        """What a profile says, with the officer's answers on top."""
        words = {
            key: {**self.words.get(key, {}), **later.words.get(key, {})}
            for key in {*self.words, *later.words}
        }
        at = later if later.header_row else self
        return Reading(
            later.sheet or self.sheet,
            at.header_row,
            at.header_rows,
            {**self.columns, **later.columns},
            words,
            later.amount_unit or self.amount_unit,
            later.end_day or self.end_day,
            later.months or self.months,
            later.elsewhere or self.elsewhere,
        )

    def for_other_files(self) -> "Reading":
        """What holds for the sender's next file too."""
        return replace(self, elsewhere="")


def reading_of(said: Any, *, keys: frozenset[str] | None = None) -> Reading:
    """The reading that JSON says. Raises `UnsoundReading`; `keys` are the columns that the layout has, None for any."""
    if not isinstance(said, dict):
        raise UnsoundReading("reading")
    known = {"sheet", "header_row", "header_rows", "columns", "words", *CHOICES}
    for part in said:
        if part not in known:
            raise UnsoundReading(str(part)[:40])
    for part, choices in CHOICES.items():
        if said.get(part, "") not in ("", *choices):
            raise UnsoundReading(part)
    return Reading(
        _text(said, "sheet"),
        _number(said, "header_row", 0, 1_000),
        _number(said, "header_rows", 1, HEADER_ROWS_MAX),
        _columns(said.get("columns", {}), keys),
        _words(said.get("words", {}), keys),
        *(said.get(part, "") for part in CHOICES),
    )


def _text(said: dict[str, Any], part: str) -> str:
    value = said.get(part) or ""
    if not isinstance(value, str) or len(value) > 200:
        raise UnsoundReading(part)
    return value


def _number(said: dict[str, Any], part: str, default: int, most: int) -> int:
    value = said.get(part) or default
    if not isinstance(value, int) or isinstance(value, bool) or not default <= value <= most:
        raise UnsoundReading(part)
    return value


def _columns(said: Any, keys: frozenset[str] | None) -> dict[str, str]:
    if not isinstance(said, dict) or len(said) > 300:
        raise UnsoundReading("columns")
    for heading, key in said.items():
        if not isinstance(key, str) or len(heading) > 200 or (key and keys is not None and key not in keys):
            raise UnsoundReading(f"columns.{heading[:40]}")
    return {normal_form(heading): key for heading, key in said.items()}


def _words(said: Any, keys: frozenset[str] | None) -> dict[str, dict[str, str]]:
    if not isinstance(said, dict):
        raise UnsoundReading("words")
    for key, words in said.items():
        if (keys is not None and key not in keys) or not isinstance(words, dict):
            raise UnsoundReading(f"words.{str(key)[:40]}")
        if any(not isinstance(word, str) or len(word) > 100 for pair in words.items() for word in pair):
            raise UnsoundReading(f"words.{str(key)[:40]}")
    return {key: dict(words) for key, words in said.items()}
