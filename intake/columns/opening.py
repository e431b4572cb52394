"""How is a stream of bytes opened as a table of a layout?"""

from collections.abc import Callable, Sequence
from typing import BinaryIO

from intake.columns.headers import HEAD_ROWS, SheetHead
from intake.columns.layouts import TableLayout
from intake.columns.notes import Notices
from intake.columns.recognition import recognized
from intake.columns.table import Table
from intake.rules.readings import Reading
from intake.tables.sources import Source, open_source

Chooser = Callable[[Sequence[SheetHead]], Reading]


def open_table(content: BinaryIO, layout: TableLayout, reading: Reading | Chooser | None = None) -> Table:
    """The table, recognized; `reading` says how, or chooses it by the first rows of the sheets.

    Raises `SheetRefused` when the bytes are no table of the layout, `Asking` when an officer must say something first.
    """
    content.seek(0)
    source = open_source(content, is_whole=True)
    heads = _heads(source)
    said = reading(heads) if callable(reading) else reading or Reading()
    notices = Notices()
    found = recognized(heads, layout, said, notices)
    if not any(sheet.is_read and sheet.name == found.header.sheet for sheet in source.sheets):
        content.seek(0)
        source = open_source(content, sheet=found.header.sheet, is_whole=True)
    return Table(source, found, layout, said, notices)


def heads_in(content: BinaryIO) -> list[SheetHead]:
    """The first rows of each sheet, to be looked at. Raises `SheetRefused` when the bytes are no table."""
    content.seek(0)
    return _heads(open_source(content))


def _heads(source: Source) -> list[SheetHead]:
    return [
        SheetHead(
            sheet.name, sheet.is_hidden, source.beginning(HEAD_ROWS, None if sheet.is_read else sheet.name)
        )
        for sheet in source.sheets
    ]
