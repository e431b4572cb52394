"""What is told of a file that was read although something in it was not the layout's own?"""

from dataclasses import dataclass, field
from typing import Any

from intake.rules.cell_faults import NOTICES
from intake.tables.cells import cell_address
from policy.terms import Text

UNREAD, UNREAD_ON_PURPOSE = "column_unread", "column_dismissed"


@dataclass
class Notices:
    """One notice for each column and form, with its first cell and how many there are."""

    _kept: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def add(
        self, code: str, *, column: str, place: int, row: int, text: Text | None = None, count: int = 1
    ) -> None:
        kept = self._kept.get((code, column))
        if kept is not None:
            kept["count"] += count
            return
        self._kept[code, column] = {
            "code": code,
            "column": column,
            "cell": cell_address(place, row),
            "count": count,
            "text": (text or NOTICES[code])._asdict(),
        }

    def as_json(self) -> list[dict[str, Any]]:
        return list(self._kept.values())
