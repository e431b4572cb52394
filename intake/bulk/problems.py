"""What is wrong with the cells of an uploaded list?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from intake.tables import cell_address
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

    def add(self, problem: Problem) -> None:
        self.count += 1
        if len(self.kept) < PROBLEMS_KEPT:
            self.kept.append(problem)

    def extend(self, problems: Iterable[Problem], *, count: int) -> None:
        self.kept = sorted([*self.kept, *problems])[:PROBLEMS_KEPT]
        self.count += count
