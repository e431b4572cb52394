"""How are the sheets of a file that is one XML document listed first and read one by one after that?"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from intake.tables.hidden import Hidden
from intake.tables.notices import Notices
from intake.tables.placed_rows import COLUMNS_MAX, MERGED_MAX, Item, Merged, PlacedRows
from intake.tables.refused import broken_workbook, no_sheets, too_much_of
from intake.tables.xlsx_parts import CELL_CHARACTERS_MAX, SHEETS_MAX, SheetName
from intake.tables.xml_events import Events, XmlReader
from policy.terms import Text

REPEATED_ROWS_MAX = 10_000  # one row that is not blank, said to stand so often

Pieces = Callable[[], Iterator[bytes | str]]


class BookEvents(Events):
    """What both passes over the document share: the sheets so far, the place in the sheet, the text of a cell.

    With `wanted` the rows of that sheet are gathered; without, only names and merged ranges.
    """

    def __init__(self, wanted: int | None) -> None:
        self.names: list[SheetName] = []
        self.merged: list[list[Merged]] = []
        self.hidden: list[Hidden] = []
        self.date_1904 = False
        self.is_over = False
        self._wanted = wanted
        self._rows: list[Item] = []
        self._row_number = 0
        self._row: list[str] = []
        self._column = 0
        self._columns_said = 0  # by elements that describe columns
        self._has_cells = self._is_row_hidden = False
        self._text: list[str] = []
        self._length = 0

    def taken(self) -> list[Item]:
        """The rows since the last call."""
        rows, self._rows = self._rows, []
        return rows

    @property
    def _is_wanted(self) -> bool:
        return self._wanted == len(self.names) - 1

    def _begin_sheet(self, name: str, *, is_hidden: bool = False) -> None:
        if len(self.names) >= SHEETS_MAX:
            raise too_much_of(Text(zh="工作表", en="sheets"))
        self.names.append(SheetName(name, is_hidden))
        self.merged.append([])
        self.hidden.append(Hidden())
        self._row_number = self._column = self._columns_said = 0

    def _merge(self, across: int, down: int) -> None:
        """The cell that begins here covers so many more columns and rows."""
        if (across > 0 or down > 0) and self.merged:
            row = self._row_number
            if sum(map(len, self.merged)) >= MERGED_MAX:
                raise too_much_of(Text(zh="合并区域", en="merged ranges"))
            self.merged[-1].append(Merged(row, self._column, row + down, self._column + across))

    def _begin_row(self, *, is_hidden: bool) -> None:
        self._row, self._column = [], 0
        self._has_cells, self._is_row_hidden = False, is_hidden

    def _say_columns(self, count: int, *, is_hidden: bool) -> None:
        """The next so many columns are described."""
        if is_hidden and self.hidden:
            self.hidden[-1].add_columns(self._columns_said, self._columns_said + count - 1)
        self._columns_said += count

    def _put(self, cell: str, repeated: int = 1) -> None:
        if cell:
            until = min(self._column + repeated, COLUMNS_MAX + 1)
            if self._column < until:
                self._row += [""] * (self._column - len(self._row))
                self._row += [cell] * (until - self._column)
            elif len(self._row) <= COLUMNS_MAX:
                self._row += [""] * (COLUMNS_MAX - len(self._row)) + [cell]  # kept only to be named
        self._column += repeated

    def _end_row(self, repeated: int = 1) -> None:
        if self._is_row_hidden and self._has_cells and self.hidden:
            self.hidden[-1].add_row(self._row_number, repeated)
        if self._row and self._is_wanted:
            if repeated > REPEATED_ROWS_MAX:
                raise too_much_of(Text(zh="重复行", en="repeated rows"))
            self._rows += [(self._row_number + again, list(self._row)) for again in range(repeated)]
        self._row_number += repeated - 1
        self._row = []

    def _gather(self, data: str) -> None:
        self._length += len(data)
        if self._length > CELL_CHARACTERS_MAX:
            raise too_much_of(Text(zh="单元格文字", en="characters in a cell"))
        self._text.append(data)

    def _gathered(self) -> str:
        text = "".join(self._text)
        self._text, self._length = [], 0
        return text


class XmlBook:
    """A file whose sheets stand in one XML document; the document is read once for the list and once for the rows."""

    def __init__(self, pieces: Pieces, events: Callable[[int | None], BookEvents], encoding: str) -> None:
        self.encoding = encoding
        self._pieces, self._events = pieces, events
        outline = events(None)
        for _ in _read(pieces, outline):
            pass
        if not outline.names:
            raise no_sheets()
        self.sheets: Sequence[SheetName] = outline.names
        self.date_1904 = outline.date_1904
        self._merged, self._hidden = outline.merged, outline.hidden

    def merged(self, sheet: int) -> list[Merged]:
        return self._merged[sheet]

    def hidden(self, sheet: int) -> Hidden:
        return self._hidden[sheet]

    def rows(self, sheet: int, merged: Sequence[Merged], notices: Notices) -> PlacedRows:
        return PlacedRows(_read(self._pieces, self._events(sheet)), merged, notices)


def _read(pieces: Pieces, events: BookEvents) -> Iterator[Item]:
    reader = XmlReader(events)
    for piece in pieces():
        reader.feed(piece)
        yield from events.taken()
        if events.is_over:
            return
    reader.close()
    yield from events.taken()


def whole_number(attributes: Any, name: str, default: int = 1) -> int:
    """A count that an attribute names, `default` without it."""
    written = attributes.get(name)
    if written is None:
        return default
    if not (written.isdecimal() and len(written) < 10):
        raise broken_workbook()
    return int(written)
