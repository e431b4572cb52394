"""How does the first sheet of a workbook become rows of text, without trusting what the workbook says of itself?"""

import contextlib
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from openpyxl import load_workbook

from intake.tables.cells import NumericCell
from intake.tables.refused import SheetRefused, broken_workbook
from policy.terms import Text

ROWS_MAX = 1_048_576  # of a worksheet; a row number beyond it makes the reader count up to it
COLUMNS_MAX = (
    256  # further cells are not looked at; one far-away cell in each row would otherwise fill the memory
)
BEGINNING_ROWS = 20  # in which a header would stand
DIGITS_KEPT = 15  # of a number in a spreadsheet; the rest become zeros
XLSX_PARTS_MAX = 300
XLSX_RATIO_MAX = 120  # inflated to compressed; office exports stay below 30
XLSX_RATIO_FREE_BYTES = 20_000_000  # a small workbook may compress as well as it likes
XLSX_INFLATED_MAX = 4_000_000_000


class WorkbookRows:
    """Rows of the first sheet of a workbook, as text."""

    def __init__(self, content: BinaryIO) -> None:
        with _broken_if_unreadable():
            _refuse_bomb(content)
            sheet, *self._others = load_workbook(content, read_only=True, data_only=True).worksheets
            sheet.reset_dimensions()  # a declared range is not to be trusted
            self._rows = sheet.iter_rows(values_only=True)
        self._taken = 0

    def beginnings_of_others(self) -> Iterator[tuple[str, list[list[str]]]]:
        """The title and the first rows of each sheet that is not read."""
        for sheet in self._others:
            with _broken_if_unreadable():
                sheet.reset_dimensions()
                rows = islice(sheet.iter_rows(values_only=True), BEGINNING_ROWS)
                yield sheet.title, [list(map(_cell_text, row[:COLUMNS_MAX])) for row in rows]

    def take(self, size: int) -> tuple[int, list[list[str]]]:
        before = self._taken
        with _broken_if_unreadable():
            rows = [list(map(_cell_text, row[:COLUMNS_MAX])) for row in islice(self._rows, size)]
        self._taken += len(rows)
        if self._taken > ROWS_MAX:
            raise broken_workbook()
        return before + 1, rows

    def take_columns(self, size: int, width: int) -> None:
        """Each cell of a workbook is looked at by itself."""


@contextlib.contextmanager
def _broken_if_unreadable() -> Iterator[None]:
    """The library raises many kinds on a broken workbook; none may escape to the officer, but what ails our storage must."""
    try:
        yield
    except (SheetRefused, DatabaseError, ObjectDoesNotExist, MemoryError):
        raise
    except Exception as fault:
        raise broken_workbook() from fault


def _refuse_bomb(content: BinaryIO) -> None:
    with zipfile.ZipFile(content) as archive:
        parts = archive.infolist()
    inflated = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if (
        len(parts) > XLSX_PARTS_MAX
        or inflated > XLSX_INFLATED_MAX
        or (inflated > XLSX_RATIO_FREE_BYTES and inflated > packed * XLSX_RATIO_MAX)
    ):
        raise SheetRefused(
            "workbook_too_large_inside",
            Text(
                zh=f"工作簿解压后为 {inflated // 1_000_000} MB（{len(parts)} 个部件），超出限制，已拒收。",
                en=f"The workbook unpacks to {inflated // 1_000_000} MB in {len(parts)} parts: more than is accepted.",
            ),
            Text(zh="请改用 .csv 上传。", en="Upload it as .csv instead."),
        )
    if any(part.filename.endswith("vbaProject.bin") for part in parts):
        raise SheetRefused(
            "active_content",
            Text(zh="工作簿含有宏。", en="The workbook holds macros."),
            Text(zh="请另存为不含宏的 .xlsx。", en="Save it as .xlsx without macros."),
        )
    content.seek(0)


def _cell_text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return NumericCell(value if abs(value) < 10**DIGITS_KEPT else f"{float(value):.12g}")
        case float():
            return NumericCell(
                int(value) if value.is_integer() and abs(value) < 10**DIGITS_KEPT else f"{value:.12g}"
            )
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case _:
            return str(value)
