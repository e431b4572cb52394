"""What are the files, tables, keys and words of the policy data called in Chinese and English?"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from policy.terms import Term, Text

WORDS: Final = Path(__file__).parent / "schema" / "words.toml"


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def files() -> Mapping[str, Text]:
    """What each kind of file answers, by its name."""
    return {name: Text(*words) for name, words in _all()["files"].items()}


def tables(file: str) -> Mapping[str, Text]:
    """What each table of a kind of file answers; the tables of every file come last."""
    every = {} if file in ("area", "readings", "clauses") else _all()["tables"]["every"]
    return {name: Text(*words) for name, words in {**_all()["tables"].get(file, {}), **every}.items()}


def key(name: str) -> Text | None:
    """What a key asks for, None for a key that no table has."""
    words = _all()["keys"].get(name)
    return Text(*words) if words else None


def word(value: str) -> Text | None:
    """What a word that is no term of `policy.terms` is called."""
    words = _all()["words"].get(value)
    return Text(*words) if words else None


def label(value: object) -> Text:
    """What a word of the data is called: a term by its label, another word by the list, else as it stands."""
    if isinstance(value, Term):
        return value.label
    return word(str(value)) or Text(str(value), str(value))


def question(reading_id: str) -> Text | None:
    """What a reading of the register asks, None for a reading of an area's own."""
    words = _all()["readings"].get(reading_id)
    return Text(*words) if words else None


def register() -> tuple[str, ...]:
    """The ids of the register of ambiguous clauses."""
    return tuple(_all()["readings"])


def example(table: str) -> str:
    """An example of a table that no area of the built-in book has; "" for the others."""
    return str(_all()["examples"].get(table, "")).strip()
