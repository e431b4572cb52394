"""What is wrong with the cells of an uploaded list?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from intake.columns.blocks import Block
from intake.tables.cells import cell_address
from policy.terms import Text

PROBLEMS_KEPT = 1_000


class Problem(NamedTuple):
    """A fault of one cell: where, what, and what to do."""

    row: int
    column: int
    code: str
    text: Text
    remedy: Text

    def as_json(self) -> dict[str, object]:
        return {
            "cell": cell_address(self.column, self.row),
            "row": self.row,
            "code": self.code,
            "message": {"zh": self.text.zh, "en": self.text.en},
            "remedy": {"zh": self.remedy.zh, "en": self.remedy.en},
        }


@dataclass
class Problems:
    """The first thousand problems in the order of the rows, and how many there are."""

    count: int = 0
    kept: list[Problem] = field(default_factory=list)
    _cells: set[tuple[int, int]] = field(default_factory=set)
    _rows: set[int] = field(default_factory=set)  # of the block that is read

    def add_cells(self, block: Block, places: Mapping[str, int]) -> None:
        """The cells of a block that could not be read; nothing more is said of them."""
        if len(self._cells) > 100 * PROBLEMS_KEPT:
            self._cells.clear()
        self._rows.clear()
        for at, cells in block.faults.items():
            row = block.numbers[at]
            for key, fault, written in cells:
                quoted = Text(
                    f"“{written.strip()[:20]}”：{fault.text.zh}", f"“{written.strip()[:20]}”: {fault.text.en}"
                )
                self.add(
                    Problem(
                        row,
                        places[key],
                        fault.code,
                        quoted if _is_short(written) else fault.text,
                        fault.remedy,
                    )
                )
                self._cells.add((row, places[key]))

    def has_row(self, row: int) -> bool:
        """Whether something was said of this row of the block that is read."""
        return row in self._rows

    def as_json(self) -> list[dict[str, object]]:
        """What is kept, as it is stored and shown."""
        return [problem.as_json() for problem in self.kept]

    def add(self, problem: Problem) -> None:
        if (problem.row, problem.column) in self._cells:
            return
        self._rows.add(problem.row)
        self.count += 1
        if len(self.kept) < PROBLEMS_KEPT:
            self.kept.append(problem)

    def extend(self, problems: Iterable[Problem], *, count: int) -> None:
        self.kept = sorted([*self.kept, *problems])[:PROBLEMS_KEPT]
        self.count += count


def _is_short(written: str) -> bool:
    """A long number could be that of a document, which problems do not show."""
    return len(written.strip()) < 10
