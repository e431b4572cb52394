"""How does a whole column go to PostgreSQL as one parameter without a call for each of its cells?"""

import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any


def array_text(column: Iterable[Any]) -> str:
    """The column as PostgreSQL writes an array, for a parameter that the statement casts (`%s::bigint[]`).

    The driver would search each element for signs to quote: a second for a quarter of a million numbers.
    """
    return (
        "{"
        + ",".join(
            ["NULL" if value is None else _WRITTEN.get(type(value), _quoted)(value) for value in column]
        )
        + "}"
    )


def numbers_text(numbers: Iterable[int]) -> str:
    """The same for a column that holds nothing but whole numbers."""
    return "{" + ",".join(map(str, numbers)) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_WRITTEN: dict[type, Callable[[Any], str]] = {
    int: str, bool: str, date: date.isoformat, datetime: lambda moment: f'"{moment.isoformat()}"', uuid.UUID: str,
    bytes: lambda content: f'"\\\\x{content.hex()}"',
}  # fmt: skip
