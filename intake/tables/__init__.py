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

from intake.tables.refused import (
    NumericCell,
    SheetRefused,
    header_repeated,
    refuse_other_formats,
    second_table,
)
from intake.tables.text_rows import TextRows, decoded
from intake.tables.workbook_rows import WorkbookRows
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


class Block:
    """Rows of text, all as long as the header, and the same as columns; `numbers` are the row numbers in the file.

    Given as either; the other is made when asked for.
    """

    def __init__(
        self,
        numbers: Sequence[int],
        rows: Sequence[Sequence[str]] | None = None,
        columns: Sequence[Sequence[str]] | None = None,
    ) -> None:
        self.numbers = numbers
        self._rows, self._columns = rows, columns

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        if self._rows is None:
            self._rows = list(zip(*self.columns, strict=True))
        return self._rows

    @property
    def columns(self) -> Sequence[Sequence[str]]:
        if self._columns is None:
            self._columns = list(zip(*self.rows, strict=True))
        return self._columns

    def row(self, place: int) -> Sequence[str]:
        if self._rows is not None:
            return self._rows[place]
        return [column[place] for column in self.columns]

    def firsts(self) -> Sequence[str]:
        """The first cell of each row."""
        return [row[0] for row in self._rows] if self._rows is not None else self.columns[0]

    def lengths(self) -> set[int]:
        """How many cells the rows have; a row that is too long is kept as it is."""
        return set(map(len, self._rows)) if self._rows is not None else {len(self.columns)}

    def until(self, place: int) -> "Block":
        """The rows before `place`."""
        if self._rows is not None:
            return Block(self.numbers[:place], self._rows[:place])
        return Block(self.numbers[:place], columns=[column[:place] for column in self.columns])


def cell_address(column: int, row: int) -> str:
    """The address a spreadsheet shows, as C17; `column` counts from 0."""
    return f"{get_column_letter(column + 1)}{row}"


class Rows(Protocol):
    """Where rows come from: `take(n)` gives the number of the first row and up to n rows, none at the end.

    `take_columns(n, width)` gives the same rows as columns if each has that width and nothing in them needs a second
    look; else None, and nothing is taken.
    """

    def take(self, size: int) -> tuple[int, list[list[str]]]: ...

    def take_columns(self, size: int, width: int) -> tuple[int, list[list[str]]] | None: ...


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
        self._first_heading = ""
        self._header_row = 0
        while not self.header:
            number, rows = self._source.take(1)
            if not rows:
                break
            if any(cell.strip() for cell in rows[0]):
                self.header, self._header_row = [_heading(cell) for cell in rows[0]], number
                self._first_heading = rows[0][0]
        while self.header and not self.header[-1]:
            self.header.pop()
        if self.header and isinstance(self._source, WorkbookRows):
            self._refuse_second_table(self._source)

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
            if plain := self._source.take_columns(size, width):
                first, columns = plain
                yield self._without_header(Block(range(first, first + len(columns[0])), columns=columns))
                continue
            first, rows = self._source.take(size)
            if not rows:
                return
            numbers: Sequence[int] = range(first, first + len(rows))
            if set(map(len, rows)) != {width} or not all(map(str.strip, map(itemgetter(0), rows))):
                numbers, rows = _squared(numbers, rows, width)
            if rows:
                yield self._without_header(Block(numbers, rows))

    def _without_header(self, block: Block) -> Block:
        """The block, unless the header stands in it once more: then two files were joined."""
        if self._first_heading in block.firsts():
            for place, first in enumerate(block.firsts()):
                if first == self._first_heading and self._is_header(block.row(place)):
                    raise header_repeated(block.numbers[place])
        return block

    def _is_header(self, row: Sequence[str]) -> bool:
        return [_heading(cell) for cell in row[: len(self.header)]] == self.header

    def _refuse_second_table(self, workbook: WorkbookRows) -> None:
        for title, rows in workbook.beginnings_of_others():
            if any(map(self._is_header, rows)):
                raise second_table(title)


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
