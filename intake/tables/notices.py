"""Which cells were not taken as they stand, and what was made of them?

Marks that a program puts around a cell so that a spreadsheet keeps its digits, blanks that nobody sees, and characters at
codes of private use are put right here, once for every format; each column says so with a count and its first cell.
"""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from intake.tables.cells import cell_address, column_letters
from policy.terms import Text

APOSTROPHE, FORMULA_GUARD, HIDDEN_BLANK, PRIVATE_USE = (
    "apostrophe",
    "formula_guard",
    "hidden_blank",
    "private_use",
)
UNKNOWN_PRIVATE_USE, PADDING = "unknown_private_use", "padding"
HIDDEN_BY_MERGING, BEYOND_COLUMNS = "hidden_by_merging", "beyond_columns"
BLANKS = "\xa0\u200b\u200c\u200d\u2060\ufeff"  # no-break space, zero-width characters, the mark of byte order
OLD_PADDING = "\ue5e5"  # the bytes A3A0 of GBK, as Python decodes them; other decoders say U+3000
SUSPECT = re.compile(rf"""^\s*'|^\s*="|[{BLANKS}\ue000-\uefff]""")
_GUARD = re.compile(r'\s*="((?:[^"]|"")*)"\s*', re.DOTALL)
_EDGES = f" \t\r\n\u3000{BLANKS}{OLD_PADDING}"
_PRIVATE = re.compile("[\ue000-\uefff]")

_SAID = {
    APOSTROPHE: Text(
        zh="单元格以撇号开头（防止表格软件改动数字），已去掉撇号",
        en="cells begin with an apostrophe (which keeps a spreadsheet from changing digits); it was taken off",
    ),
    FORMULA_GUARD: Text(
        zh="单元格写成 =\"…\"（防止表格软件改动数字），已取其中的文字",
        en='cells are written as ="…" (which keeps a spreadsheet from changing digits); the text inside was taken',
    ),
    HIDDEN_BLANK: Text(
        zh="单元格两端有看不见的空白字符，已去掉",
        en="cells have blanks at their ends that cannot be seen; they were taken off",
    ),
    PADDING: Text(
        zh="单元格用旧系统的填充空格（A3A0）补足长度，已去掉",
        en="cells are filled up with the padding blank (A3A0) of older systems; it was taken off",
    ),
    PRIVATE_USE: Text(
        zh="单元格含有旧编码的专用区字符，已换成标准字符",
        en="cells hold characters at old codes of private use; the standard characters were put in their place",
    ),
    UNKNOWN_PRIVATE_USE: Text(
        zh="单元格含有自造字（专用区字符），没有对应的标准字符，请核对",
        en="cells hold self-made characters (private use) without a standard character; please look at them",
    ),
    HIDDEN_BY_MERGING: Text(
        zh="单元格被合并区域遮住，屏幕上看不到，其中的值未读取",
        en="cells lie under a merged range, where nobody sees them; their values were not read",
    ),
    BEYOND_COLUMNS: Text(
        zh="单元格在第 256 列以外，未读取",
        en="cells stand beyond column 256; they were not read",
    ),
}  # fmt: skip


@dataclass
class Notice:
    """What was made of the cells of one column; `column` counts from 0, `first_row` as the sender sees it."""

    code: str
    column: int
    first_row: int
    count: int = 1
    said: Text | None = None  # in place of what is said of all cells of this kind

    @property
    def cell(self) -> str:
        """The first of the cells, as C17."""
        return cell_address(self.column, self.first_row)

    @property
    def text(self) -> Text:
        if self.said is not None:
            return self.said
        said, letter = _SAID[self.code], column_letters(self.column)
        return Text(
            zh=f"{letter} 列有 {self.count} 个{said.zh}（首个：{self.cell}）。",
            en=f"Column {letter}, {self.count} times, first in {self.cell}: {said.en}.",
        )

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code, "column": self.column, "cell": self.cell, "count": self.count,
            "text": {"zh": self.text.zh, "en": self.text.en},
        }  # fmt: skip


class Notices:
    """The notices of one table, one for each column and kind."""

    def __init__(self) -> None:
        self._notices: dict[tuple[str, int], Notice] = {}

    def add(self, code: str, column: int, row: int) -> None:
        if notice := self._notices.get((code, column)):
            notice.count += 1
        else:
            self._notices[code, column] = Notice(code, column, row)

    def list(self) -> "list[Notice]":
        return sorted(self._notices.values(), key=lambda notice: (notice.column, notice.code))


def cleaned(cell: str, note: Callable[[str], None]) -> str:
    """The cell without guards and hidden blanks, with standard characters; `note` is told the code of each change.

    The kind of the cell is kept: only plain text is looked at by the callers.
    """
    if _PRIVATE.search(cell):
        if OLD_PADDING in cell:
            note(PADDING)
        standard = cell.translate(standard_characters())
        if standard != cell.replace(OLD_PADDING, "\u3000"):
            note(PRIVATE_USE)
        if _PRIVATE.search(standard):
            note(UNKNOWN_PRIVATE_USE)
        padded, cell = OLD_PADDING in cell, standard
        if padded:
            cell = cell.strip("\u3000")
    if cell and (cell[0] in BLANKS or cell[-1] in BLANKS):
        bare = cell.strip(_EDGES)
        if bare != cell:
            note(HIDDEN_BLANK)
        cell = bare
    if guarded := _GUARD.fullmatch(cell):
        note(FORMULA_GUARD)
        return guarded[1].replace('""', '"')
    if (bare := cell.lstrip()).startswith("'") and len(bare) > 1 and not bare.endswith("'"):
        note(APOSTROPHE)
        return bare[1:]
    return cell


def clean_row(row: list[str], number: int, notices: Notices) -> None:
    """Put the plain text of a row right, in place."""
    for column, cell in enumerate(row):
        if type(cell) is str and SUSPECT.search(cell):
            row[column] = cleaned(cell, lambda code, at=column: notices.add(code, at, number))  # type: ignore[misc]


def clean_columns(columns: Sequence[list[str]], first: int, notices: Notices) -> None:
    """The same for rows that stand as columns; `first` is the number of the first row."""
    for column, cells in enumerate(columns):
        for place, cell in enumerate(cells):
            if type(cell) is str and SUSPECT.search(cell):
                row = first + place
                cells[place] = cleaned(cell, lambda code, at=column, of=row: notices.add(code, at, of))  # type: ignore[misc]


def may_hold_suspects(text: str) -> bool:
    """A quick look at many rows at once; true more often than needed, never false when one is there."""
    return (
        "'" in text
        or '="' in text
        or any(blank in text for blank in BLANKS)
        or b"\xee" in text.encode("utf-8", "surrogatepass")
    )


def bytes_may_hold_suspects(piece: bytes) -> bool:
    """The same for bytes of UTF-8, where C2 leads U+A0, E2 the zero-width characters, EE U+E000 to U+EFFF."""
    if b"'" in piece or (b"=" in piece and b'="' in piece):
        return True
    # Single bytes are searched for many times as fast as pairs.
    return not piece.isascii() and (
        b"\xee" in piece
        or b"\xc2" in piece
        or b"\xe2" in piece
        or (b"\xef" in piece and b"\xef\xbb\xbf" in piece)
    )


@cache
def standard_characters() -> dict[int, int]:
    """For each code of private use that has one, the standard character."""
    lines = (Path(__file__).parent / "private_use.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {int(row["private"], 16): int(row["standard"], 16) for row in rows}
