"""Which rows and columns of a sheet does nobody see on the screen, though they are read like all others?

A filter or a clerk hides rows that stay in the file: whoever looked at the sheet did not see them, and has to be told.
"""

from dataclasses import dataclass, field

from intake.tables.cells import column_letters
from intake.tables.notices import Notice
from policy.terms import Text

HIDDEN_ROWS, HIDDEN_COLUMN = "hidden_rows", "hidden_column"
ROWS_NAMED = 5
COLUMNS_MAX = 256


@dataclass
class Hidden:
    """What is hidden in one sheet: how many rows with cells, the first of them (as the sender sees them), columns from 0."""

    count: int = 0
    first_rows: list[int] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)

    def add_row(self, row: int, repeated: int = 1) -> None:
        for again in range(min(repeated, ROWS_NAMED - len(self.first_rows))):
            self.first_rows.append(row + again)
        self.count += repeated

    def add_columns(self, first: int, last: int) -> None:
        """Columns counted from 0, both ends included."""
        self.columns.update(range(max(0, first), min(last, COLUMNS_MAX) + 1))

    def notices(self) -> list[Notice]:
        """One for the rows, one for each column."""
        told = [
            Notice(HIDDEN_COLUMN, column, 1, said=_column(column_letters(column)))
            for column in sorted(self.columns)
        ]
        if self.count:
            row = self.first_rows[0] if self.first_rows else 1
            told.append(Notice(HIDDEN_ROWS, 0, row, self.count, said=self._rows()))
        return told

    def _rows(self) -> Text:
        listed = [str(row) for row in self.first_rows]
        more = Text("等", " ...") if self.count > len(listed) else Text("", "")
        return Text(
            f"第 {'、'.join(listed)} 行{more.zh}共 {self.count} 行在屏幕上被隐藏或筛掉，已照常读取。",
            f"{self.count} rows ({', '.join(listed)}{more.en}) are hidden or filtered out on the screen; "
            "they were read like the others.",
        )


def _column(letters: str) -> Text:
    return Text(
        f"{letters} 列在屏幕上被隐藏，已照常读取。",
        f"Column {letters} is hidden on the screen; it was read like the others.",
    )
