"""How do rows that a workbook places by their numbers become rows without gaps, each with its own values only?

Every reader of a workbook hands its rows to this: here row numbers must rise, values under a merged range are left out,
cells are put right, and what stands beyond the last column looked at is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from intake.tables.notices import (
    BEYOND_COLUMNS,
    HIDDEN_BY_MERGING,
    Notices,
    clean_columns,
    clean_row,
)
from intake.tables.refused import row_beyond_sheet, row_number_repeated

ROWS_MAX = 1_048_576  # of a worksheet; a row number beyond it would make us count up to it
COLUMNS_MAX = (
    256  # further cells are not looked at; one far-away cell in each row would otherwise fill the memory
)
MERGED_MAX = 200_000
SIZES_AT_ONCE = 4  # rows that came together may be so many times more than was asked for


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range; rows as the sender sees them, columns counted from 0, all ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Columns:
    """Rows that follow each other, as columns; `may_hold_suspects` when cells may have to be put right."""

    first: int
    columns: list[list[str]]
    may_hold_suspects: bool

    def __len__(self) -> int:
        return len(self.columns[0])

    def takes(self, more: "Columns") -> bool:
        """Add rows that follow; False when they do not, or have other columns."""
        if more.first != self.first + len(self) or len(more.columns) != len(self.columns):
            return False
        for column, cells in zip(self.columns, more.columns, strict=True):
            column += cells
        self.may_hold_suspects = self.may_hold_suspects or more.may_hold_suspects
        return True

    def cut(self, size: int) -> "tuple[Columns, Columns]":
        head = [column[:size] for column in self.columns]
        rest = [column[size:] for column in self.columns]
        return Columns(self.first, head, False), Columns(self.first + size, rest, False)


Item = Columns | tuple[int, list[str]]


class PlacedRows:
    """Rows of one sheet: `take` and `take_columns` as in `intake.tables.sources`."""

    def __init__(self, items: Iterator[Item], merged: Sequence[Merged], notices: Notices) -> None:
        self._items = items
        self._merging = _Merging(merged)
        self._notices = notices
        self._seen = 0  # the last row number that the file has named
        self._given = 0  # the last row number that was taken
        self._back: list[Item] = []

    def take(self, size: int) -> tuple[int, list[list[str]]]:
        first = self._given + 1
        rows: list[list[str]] = []
        while len(rows) < size and (item := self._next()) is not None:
            missing = _first(item) - first - len(rows)
            if missing >= size - len(rows):
                rows += [[] for _ in range(size - len(rows))]
                self._back.append(item)
            elif isinstance(item, Columns):
                rows += [[] for _ in range(missing)]
                if len(item) > size - len(rows):
                    item, rest = item.cut(size - len(rows))
                    self._back.append(rest)
                rows += map(list, zip(*item.columns, strict=True))
            else:
                rows += [[] for _ in range(missing)]
                rows.append(item[1])
        self._given += len(rows)
        return first, rows

    def take_columns(self, size: int, width: int) -> tuple[int, list[list[str]]] | None:
        """The next rows as columns, when they came so and need no second look."""
        item = self._next()
        if (
            not isinstance(item, Columns)
            or item.first != self._given + 1
            or len(item) * 4 < size
            or any(any(column) for column in item.columns[width:])
            or not width
            or not all(map(str.strip, item.columns[0]))
        ):
            if item is not None:
                self._back.append(item)
            return None
        if len(item) > SIZES_AT_ONCE * size:
            item, rest = item.cut(size)
            self._back.append(rest)
        self._given += len(item)
        blank = [""] * len(item)
        return item.first, [*item.columns[:width], *[blank] * (width - len(item.columns))]

    def _next(self) -> Item | None:
        if self._back:
            return self._back.pop()
        item = next(self._items, None)
        if item is None:
            return None
        first = _first(item)
        if first <= self._seen:
            raise row_number_repeated(first, self._seen)
        self._seen = first + len(item) - 1 if isinstance(item, Columns) else first
        if self._seen > ROWS_MAX:
            raise row_beyond_sheet(self._seen)
        if isinstance(item, Columns):
            if not self._merging.touches(item.first, self._seen):
                if item.may_hold_suspects:
                    clean_columns(item.columns, item.first, self._notices)
                return item
            rows = [
                self._sound(item.first + n, list(row))
                for n, row in enumerate(zip(*item.columns, strict=True))
            ]
            self._back += reversed(rows)
            return self._back.pop()
        return self._sound(*item)

    def _sound(self, number: int, row: list[str]) -> Item:
        for column in self._merging.hidden(number, len(row)):
            if row[column]:
                row[column] = ""
                self._notices.add(HIDDEN_BY_MERGING, column, number)
        if len(row) > COLUMNS_MAX:
            if any(cell.strip() for cell in row[COLUMNS_MAX:]):
                self._notices.add(BEYOND_COLUMNS, COLUMNS_MAX, number)
            del row[COLUMNS_MAX:]
        clean_row(row, number, self._notices)
        return number, row


def _first(item: Item) -> int:
    return item.first if isinstance(item, Columns) else item[0]


class _Merging:
    """Which cells of a row lie hidden under a merged range? Asked with rising row numbers."""

    def __init__(self, merged: Sequence[Merged]) -> None:
        self._coming = sorted(merged, key=attrgetter("top"), reverse=True)
        self._open: list[Merged] = []

    def touches(self, first: int, last: int) -> bool:
        self._open = [area for area in self._open if area.bottom >= first]
        return bool(self._open) or bool(self._coming and self._coming[-1].top <= last)

    def hidden(self, row: int, width: int) -> list[int]:
        while self._coming and self._coming[-1].top <= row:
            self._open.append(self._coming.pop())
        if not self._open:
            return []
        self._open = [area for area in self._open if area.bottom >= row]
        return [
            column
            for area in self._open
            for column in range(area.left, min(area.right + 1, width))
            if (row, column) != (area.top, area.left)
        ]
