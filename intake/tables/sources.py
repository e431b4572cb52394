"""How does a file that somebody uploads become raw rows of cells, whatever its format?

It streams, so memory does not grow with the file; rows keep the numbers that the sender sees, and nothing is passed over
without a refusal or a notice. Which row is the header and what a column means is no question of this module.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO, Protocol

from intake.tables.faults import FAULTS_OF_CONTENT
from intake.tables.formats import BEGINNING_BYTES, Book, opened_book
from intake.tables.hidden import Hidden
from intake.tables.notices import Notice, Notices
from intake.tables.placed_rows import Merged
from intake.tables.refused import broken_workbook, sheet_unknown
from intake.tables.text_rows import TextRows, opened_text
from intake.tables.xlsx_parts import SheetName


class _Rows(Protocol):
    def take(self, size: int) -> tuple[int, list[list[str]]]: ...

    def take_columns(self, size: int, width: int) -> tuple[int, list[list[str]]] | None: ...


class Source:
    """An opened file. Cells are `str`, or what `intake.tables.cells` makes of them.

    `take(n)` gives the number of the first row and up to n rows that follow each other, none at the end; a row has the
    cells up to its last filled one. `take_columns(n, width)` gives the same as columns if all rows have that width (short
    ones filled up) and nothing in them needs a second look; else None, and nothing is taken.
    """

    encoding: str  # utf-8, gb18030, utf-16, or the format: xlsx, xlsb, xls, ods, html, xml
    sheets: Sequence[SheetName]
    date_1904 = False
    merged: Sequence[Merged] = ()
    hidden = Hidden()

    def __init__(self, content: BinaryIO, sheet: str | None, *, is_whole: bool = False) -> None:
        start = content.read(BEGINNING_BYTES)
        content.seek(0)
        self._notices = Notices()
        self._ahead: list[list[str]] = []  # rows that were looked at and not taken yet
        self._taken = 0
        with _broken_if_unreadable():
            self._book = opened_book(content, start, is_whole=is_whole)
            if self._book is None:
                self._open_text(content, start, sheet)
            else:
                self._open_sheet(self._book, sheet)

    def _open_text(self, content: BinaryIO, start: bytes, sheet: str | None) -> None:
        if sheet:
            raise sheet_unknown(sheet)
        self.encoding, text = opened_text(content, start)
        self.sheets = [SheetName("", is_read=True)]
        self._read = 0
        self._rows: _Rows = TextRows(text, self._notices)

    def _open_sheet(self, book: Book, sheet: str | None) -> None:
        self.encoding, self.date_1904 = book.encoding, book.date_1904
        names = [each.name for each in book.sheets]
        if sheet is not None and sheet not in names:
            raise sheet_unknown(sheet)
        if sheet is not None:
            self._read = names.index(sheet)
        else:
            self._read = next((place for place, each in enumerate(book.sheets) if not each.is_hidden), 0)
        self.sheets = [replace(each, is_read=place == self._read) for place, each in enumerate(book.sheets)]
        self.merged = book.merged(self._read)
        self.hidden = book.hidden(self._read)
        self._rows = book.rows(self._read, self.merged, self._notices)

    @property
    def notices(self) -> list[Notice]:
        """What was made of cells so far; complete once every row was taken."""
        return [*self._notices.list(), *self.hidden.notices()]

    def beginning(self, rows: int, sheet: str | None = None) -> list[list[str]]:
        """The first rows of a sheet (of the one that is read, without a name), as they are; nothing is taken.

        Of the sheet that is read this is known only before rows are taken.
        """
        if sheet is None or self.sheets[self._read].name == sheet or self._book is None:
            assert not self._taken
            with _broken_if_unreadable():
                while len(self._ahead) < rows:
                    _, more = self._rows.take(rows - len(self._ahead))
                    if not more:
                        break
                    self._ahead += more
            return self._ahead[:rows]
        place = [each.name for each in self.sheets].index(sheet)
        with _broken_if_unreadable():
            return self._book.rows(place, self._book.merged(place), Notices()).take(rows)[1]

    def take(self, size: int) -> tuple[int, list[list[str]]]:
        if self._ahead:
            first, rows = self._taken + 1, self._ahead[:size]
            del self._ahead[:size]
        else:
            with _broken_if_unreadable():
                first, rows = self._rows.take(size)
        self._taken = first + len(rows) - 1
        return first, rows

    def take_columns(self, size: int, width: int) -> tuple[int, list[list[str]]] | None:
        if self._ahead:
            return None
        with _broken_if_unreadable():
            taken = self._rows.take_columns(size, width)
        if taken is not None:
            self._taken = taken[0] + len(taken[1][0]) - 1
        return taken


def open_source(content: BinaryIO, *, sheet: str | None = None, is_whole: bool = False) -> Source:
    """Open the sheet of that name, else the first that is not hidden. Raises `SheetRefused`.

    `is_whole` says that all rows will be taken: then a large sheet may be read by a process of its own.
    """
    return Source(content, sheet, is_whole=is_whole)


@contextlib.contextmanager
def _broken_if_unreadable() -> Iterator[None]:
    """What the libraries raise on a broken file must not escape to the officer; what ails our storage must."""
    try:
        yield
    except FAULTS_OF_CONTENT as fault:
        raise broken_workbook() from fault
