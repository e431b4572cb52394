"""What does an officer see of a file before saying how it is to be read?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.columns.headers import Header, SheetHead, header_at
from intake.columns.layouts import TableLayout
from intake.columns.opening import heads_in
from intake.columns.recognition import header_of, matched
from intake.layouts import layout_of
from intake.models.jobs import SentFile
from intake.operations.profiles import Used, choose
from intake.operations.stored_files import open_stored
from intake.rules.readings import Reading, reading_of
from intake.tables.cells import cell_address

ROWS_SHOWN = 8
SAMPLES = 3
_LONG_NUMBER = re.compile(r"[0-9]{8,}[0-9Xx]?")


@dataclass(frozen=True)
class PreviewColumn:
    """A heading: where it stands, as it is written and compared, the column it is read as, values below it (masked)."""

    cell: str
    heading: str
    name: str
    key: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """The sheets of a file, the first rows of one (masked), and its headings."""

    sheets: Sequence[SheetHead]
    sheet: str
    header_row: int
    header_rows: int
    rows: Sequence[tuple[int, Sequence[str]]]
    columns: Sequence[PreviewColumn]
    used: Used

    @property
    def header_names(self) -> list[str]:
        return [column.name for column in self.columns]


def preview(file: SentFile, *, sheet: str = "", row: int = 0) -> Preview:
    """The first rows of a file as it would be read; `sheet` and `row` say where the headings stand instead."""
    layout = layout_of(file).table
    heads = heads_in(open_stored(file.sha256, file.size_bytes))
    used = choose(heads, layout, reading_of(file.reading), area=file.area)
    header = _header(heads, layout, used.reading, sheet, row)
    head = next((each for each in heads if header and each.name == header.sheet), heads[0])
    rows = [
        (number, [_masked(cell) for cell in cells])
        for number, cells in enumerate(head.rows[:ROWS_SHOWN], start=1)
    ]
    return Preview(
        heads, head.name, header.row if header else 0, header.depth if header else 1, rows,
        _columns(header, head, layout, used.reading) if header else (), used,
    )  # fmt: skip


def _header(
    heads: Sequence[SheetHead], layout: TableLayout, reading: Reading, sheet: str, row: int
) -> Header | None:
    if row:
        head = next((each for each in heads if each.name == sheet), heads[0])
        return header_at(head, row)
    if reading.header_row:
        head = next((each for each in heads if not reading.sheet or each.name == reading.sheet), heads[0])
        return header_at(head, reading.header_row, reading.header_rows)
    wanted = [each for each in heads if not sheet or each.name == sheet]
    return header_of(wanted, layout, reading) or next(
        (
            header
            for head in wanted
            for number in range(1, len(head.rows) + 1)
            if (header := header_at(head, number))
        ),
        None,
    )


def _columns(header: Header, head: SheetHead, layout: TableLayout, reading: Reading) -> list[PreviewColumn]:
    keys = {place: key for key, place in matched(header, layout, reading).items()}
    below = head.rows[header.row : header.row + SAMPLES]
    return [
        PreviewColumn(
            cell_address(place, header.row), heading, header.names[place], keys.get(place, ""),
            tuple(_masked(row[place]) for row in below if place < len(row) and row[place].strip()),
        )
        for place, heading in enumerate(header.headings)
        if heading
    ]  # fmt: skip


def _masked(text: str) -> str:
    """Text without the numbers of people and accounts."""
    return _LONG_NUMBER.sub(
        lambda found: found[0][:2] + "*" * (len(found[0]) - 4) + found[0][-2:], text.strip()[:40]
    )
