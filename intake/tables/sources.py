"""Which reader opens the bytes, and what sheets are there?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from intake.tables.refused import refuse_other_formats
from intake.tables.text_rows import TextRows, decoded
from intake.tables.workbook_rows import WorkbookRows


@dataclass(frozen=True)
class SheetName:
    """A sheet of a workbook; the name is empty for a text file."""

    name: str
    hidden: bool = False
    is_read: bool = True


class Source:
    """Raw rows of one sheet, and the beginnings of all."""

    def __init__(self, content: BinaryIO) -> None:
        start = content.read(4096)
        content.seek(0)
        refuse_other_formats(start)
        self.date_1904 = False
        self._rows: TextRows | WorkbookRows
        if start.startswith(b"PK"):
            self.encoding = "xlsx"
            self._rows = WorkbookRows(content)
        else:
            self.encoding, text = decoded(content, start)
            self._rows = TextRows(text)
        self._ahead: list[list[str]] = []
        self._taken = 0

    def beginnings(self, rows: int) -> Iterator[tuple[SheetName, list[list[str]]]]:
        while len(self._ahead) < rows:
            _, more = self._rows.take(1)
            if not more:
                break
            self._ahead.extend(more)
        yield SheetName(""), self._ahead[:rows]
        if isinstance(self._rows, WorkbookRows):
            for name, first in self._rows.beginnings_of_others():
                yield SheetName(name, is_read=False), first

    def take(self, size: int) -> tuple[int, list[list[str]]]:
        if not self._ahead:
            return self._rows.take(size)
        rows, self._ahead = self._ahead[:size], self._ahead[size:]
        first = self._taken + 1
        self._taken += len(rows)
        return first, rows

    def take_columns(self, size: int, width: int) -> tuple[int, list[list[str]]] | None:
        return None if self._ahead else self._rows.take_columns(size, width)


def open_source(content: BinaryIO, *, sheet: str | None = None) -> Source:
    return Source(content)
