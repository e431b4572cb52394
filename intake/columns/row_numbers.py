"""Do the numbers that the sender gave the rows rise?

A repeated or falling number is a missing, doubled or joined row.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import lt
from typing import Any

from intake.columns.blocks import Block
from intake.columns.refusals import PROBLEMS_KEPT
from intake.tables.cells import cell_address
from policy.terms import Text


class RowNumbers:
    """Looks at the column of row numbers, when there is one; `problems` are the first cells that are wrong, of `count`."""

    def __init__(self, place: int | None, header: Sequence[str]) -> None:
        self._place, self._header = place, header
        self._last: int | None = None
        self.problems: list[dict[str, Any]] = []
        self.count = 0

    def begin_again(self) -> None:
        """Below a subtotal numbers may begin anew."""
        self._last = None

    @contextmanager
    def apart(self) -> Iterator[None]:
        """For rows that are read out of their turn."""
        last, self._last = self._last, None
        yield
        self._last = last

    def check(self, block: Block) -> None:
        """Note the numbers of a block that do not rise."""
        place = self._place
        if place is None or block.lengths() != {len(self._header)}:
            return
        numbers = [
            int(cell) if cell.strip().isdecimal() and len(cell) < 10 else None
            for cell in block.columns[place]
        ]
        filled = [(at, number) for at, number in enumerate(numbers) if number is not None]
        values = [number for _, number in filled]
        if values and (self._last is None or self._last < values[0]) and all(map(lt, values, values[1:])):
            self._last = values[-1]
            return
        for at, number in filled:
            if self._last is not None and number <= self._last:
                self.count += 1
                if len(self.problems) < PROBLEMS_KEPT:
                    self.problems.append(self._problem(place, block.numbers[at], number))
            self._last = number

    def _problem(self, place: int, row: int, number: int) -> dict[str, Any]:
        return {
            "cell": cell_address(place, row),
            "row": row,
            "field": self._header[place],
            "code": "row_number",
            "written": str(number),
            "text": Text(
                f"序号 {number} 重复或没有递增", f"row number {number} repeats or does not rise"
            )._asdict(),
            "remedy": Text(
                "核对该行前后是否漏行、重行", "look for missing or doubled rows around it"
            )._asdict(),
        }
