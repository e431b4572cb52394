"""How does a table that somebody uploads (.csv or .xlsx) become blocks of text rows?

One strict reader for every layout: it decodes or refuses, never guesses; it streams, so memory does not grow with the
file; it keeps the row numbers that the sender sees (the header is row 1) so that each fault can be named by its cell.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import BinaryIO, Protocol

from openpyxl.utils import get_column_letter

from enrollment.sheets.refused import NumericCell, SheetRefused, refuse_other_formats
from enrollment.sheets.text_rows import TextRows, decoded
from enrollment.sheets.workbook_rows import WorkbookRows
from policy.terms import Text

__all__ = ["Block", "Column", "NumericCell", "Sheet", "SheetRefused", "cell_address"]

BLOCK_ROWS = 10_000


@dataclass(frozen=True)
class Column:
    """A column of a layout: its name in code, its heading, other headings that mean the same, whether it must be there."""

    key: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Block:
    """Rows as lists of text, all as long as the header; `numbers` are their row numbers in the file."""

    numbers: Sequence[int]
    rows: Sequence[Sequence[str]]


def cell_address(column: int, row: int) -> str:
    """The address a spreadsheet shows, as C17; `column` counts from 0."""
    return f"{get_column_letter(column + 1)}{row}"


class Rows(Protocol):
    """Where rows come from: `take(n)` gives the number of the first row and up to n rows, none at the end."""

    def take(self, size: int) -> tuple[int, list[list[str]]]: ...


class Sheet:
    """An opened table: `header`, `encoding`, and `blocks()` once."""

    def __init__(self, content: BinaryIO) -> None:
        start = content.read(4096)
        content.seek(0)
        refuse_other_formats(start)
        if start.startswith(b"PK"):
            self.encoding = "xlsx"
            self._source: Rows = WorkbookRows(content)
        else:
            self.encoding, text = decoded(content, start)
            self._source = TextRows(text)
        self.header: list[str] = []
        self._header_row = 0
        while not self.header:
            number, rows = self._source.take(1)
            if not rows:
                break
            if any(cell.strip() for cell in rows[0]):
                self.header, self._header_row = [_heading(cell) for cell in rows[0]], number
        while self.header and not self.header[-1]:
            self.header.pop()

    def columns(self, layout: Iterable[Column]) -> dict[str, int]:
        """Where each column of the layout stands; refuses a missing or doubled one, naming what was found."""
        found: dict[str, int] = {}
        for column in layout:
            names = {_heading(name) for name in (column.heading, *column.aliases)}
            places = [place for place, heading in enumerate(self.header) if heading in names]
            if len(places) > 1:
                raise SheetRefused(
                    "duplicate_column",
                    Text(
                        zh=f"列“{column.heading}”出现了 {len(places)} 次（第 {_letters(places)} 列）。",
                        en=f"Column '{column.heading}' appears {len(places)} times (columns {_letters(places)}).",
                    ),
                    Text(zh="请只保留一列后重新上传。", en="Keep one of them and upload again."),
                    column=column.heading,
                )
            if places:
                found[column.key] = places[0]
        missing = [column.heading for column in layout if column.required and column.key not in found]
        if missing:
            heads = "、".join(h for h in self.header if h) or "（空）"
            raise SheetRefused(
                "missing_column",
                Text(
                    zh=f"缺少列：{'、'.join(missing)}。文件第 {self._header_row or 1} 行的表头是：{heads}。",
                    en=f"Missing column: {', '.join(missing)}. Row {self._header_row or 1} of the file has: {heads}.",
                ),
                Text(
                    zh="请补上该列（或改回规定的列名）后重新上传。",
                    en="Add the column (or restore its name) and upload again.",
                ),
                missing=missing,
                found=[h for h in self.header if h],
            )
        return found

    def blocks(self, size: int = BLOCK_ROWS) -> Iterator[Block]:
        """The rows below the header. Empty rows are left out; a short row is filled up; a longer one is kept as it is."""
        width = len(self.header)
        while True:
            first, rows = self._source.take(size)
            if not rows:
                return
            numbers: Sequence[int] = range(first, first + len(rows))
            if set(map(len, rows)) != {width} or not all(map(str.strip, map(itemgetter(0), rows))):
                numbers, rows = _squared(numbers, rows, width)
            if rows:
                yield Block(numbers, rows)


def _squared(numbers: Sequence[int], rows: list[list[str]], width: int) -> tuple[list[int], list[list[str]]]:
    kept_numbers, kept = [], []
    for number, row in zip(numbers, rows, strict=True):
        if not any(cell.strip() for cell in row):
            continue
        while len(row) > width and not row[-1].strip():
            row = row[:-1]
        kept_numbers.append(number)
        kept.append(row + [""] * (width - len(row)) if len(row) < width else row)
    return kept_numbers, kept


def _heading(cell: str) -> str:
    return re.sub(r"[\s\u200b\ufeff*＊]+", "", cell)


def _letters(places: Iterable[int]) -> str:
    return ", ".join(get_column_letter(place + 1) for place in places)
