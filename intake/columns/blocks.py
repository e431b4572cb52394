"""What is a block of rows, and which of its cells cannot be read?"""

from collections.abc import Sequence
from typing import NamedTuple

from intake.rules.cell_faults import CellFault

BLOCK_ROWS = 10_000


class FaultyCell(NamedTuple):
    """A cell of a block that cannot be read: its column, why, and what stands in it."""

    key: str
    fault: CellFault
    written: str


class Block:
    """Rows of text, all as long as the header, and the same as columns; `numbers` are the row numbers in the file.

    Given as either; the other is made when asked for. `faults` names the cells that cannot be read by the place of their
    row in the block; the layout decides whether that is the fault of a line or of the file.
    """

    def __init__(
        self,
        numbers: Sequence[int],
        rows: Sequence[Sequence[str]] | None = None,
        columns: Sequence[Sequence[str]] | None = None,
        faults: dict[int, list[FaultyCell]] | None = None,
    ) -> None:
        self.numbers = numbers
        self.faults = faults or {}
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

    def part(self, first: int, until: int) -> "Block":
        """The rows [first, until)."""
        if first == 0 and until == len(self):
            return self
        if self._rows is not None:
            return Block(self.numbers[first:until], self._rows[first:until])
        return Block(self.numbers[first:until], columns=[column[first:until] for column in self.columns])
