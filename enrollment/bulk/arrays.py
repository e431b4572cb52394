"""How does a column of values travel as one array parameter?"""

import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any


def as_array(column: Iterable[Any]) -> str:
    """The column as PostgreSQL writes an array; the driver would take a call for each of a million cells."""
    return (
        "{"
        + ",".join(
            ["NULL" if value is None else _WRITTEN.get(type(value), _quoted)(value) for value in column]
        )
        + "}"
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_WRITTEN: dict[type, Callable[[Any], str]] = {
    int: str, bool: str, date: date.isoformat, datetime: lambda moment: f'"{moment.isoformat()}"', uuid.UUID: str,
    bytes: lambda content: f'"\\\\x{content.hex()}"',
}  # fmt: skip
