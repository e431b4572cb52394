"""How do tests read a file: its rows, the kinds of their cells, its notices?"""

import io
from collections.abc import Sequence

import pytest

from intake.tables.refused import SheetRefused
from intake.tables.sources import Source, open_source


def rows_of(content: bytes, *, sheet: str | None = None) -> tuple[Source, list[list[str]]]:
    source = open_source(io.BytesIO(content), sheet=sheet)
    rows: list[list[str]] = []
    while more := source.take(1000)[1]:
        rows += more
    return source, rows


def kinds(row: Sequence[str]) -> list[str]:
    """The kinds of the cells, short."""
    return [type(cell).__name__.removesuffix("Cell") for cell in row]


def refused(content: bytes) -> SheetRefused:
    with pytest.raises(SheetRefused) as caught:
        rows_of(content)
    said = caught.value
    assert all((*said.text, *said.remedy))
    return said
