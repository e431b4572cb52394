"""How is a stream of bytes opened as a table of a layout?"""

from collections.abc import Callable, Sequence
from typing import BinaryIO

from intake.columns.layouts import TableLayout
from intake.columns.recognition import SheetHead
from intake.columns.table import Table, heads_of
from intake.rules.readings import Reading
from intake.tables.sources import open_source

Chooser = Callable[[Sequence[SheetHead]], Reading]


def open_table(content: BinaryIO, layout: TableLayout, reading: Reading | Chooser | None = None) -> Table:
    """The table, recognized; `reading` says how, or chooses it by the first rows of the sheets.

    Raises `SheetRefused` when the bytes are no table of the layout, `Asking` when an officer must say something first.
    """
    content.seek(0)
    source = open_source(content)
    heads = heads_of(source)
    said = reading(heads) if callable(reading) else reading or Reading()
    sheet = said.sheet
    if sheet and any(head.name == sheet for head in heads) and not _is_read(source, sheet):
        content.seek(0)
        source = open_source(content, sheet=sheet)
        list(source.beginnings(1))
    return Table(source, heads, layout, said)


def _is_read(source: object, sheet: str) -> bool:
    return any(each.name == sheet and each.is_read for each in getattr(source, "sheets", ()))
