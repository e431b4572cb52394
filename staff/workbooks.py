"""How is a sheet written that goes out, as a workbook or as .csv, so that nothing in it can act as a formula?

Row by row to a temporary file: a million lines need no more memory than a thousand. Every text is written as text.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

Cells = list[str | int | Decimal | None]
DIGITS_AT_RISK = 12  # a spreadsheet shows longer numbers in scientific form, and keeps fifteen digits
SHEET_ROWS_MAX = 1_048_576  # of the format, header included
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text so that no program takes it for a formula: an apostrophe before what could begin one."""
    return "'" + text if text.startswith(STARTERS) else text


def yuan(fen: int) -> Decimal:
    """Fen as exact yuan for a number cell."""
    return Decimal(fen).scaleb(-2)


def as_csv(headings: Sequence[str], rows: Iterable[Cells]) -> IO[bytes]:
    """The same rows as a .csv that a spreadsheet opens in the right encoding, with all digits of long numbers.

    No other cell acts as a formula. Our own readers take the guard of a number off again.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(csv_cells(cells) for cells in rows)
    return io.BytesIO(text.getvalue().encode("utf-8-sig"))


def csv_cells(cells: Cells) -> list[str]:
    """One row of a .csv, so that no cell acts as a formula or loses digits."""
    return ["" if cell is None else _guarded(cell) if isinstance(cell, str) else f"{cell}" for cell in cells]


def _guarded(text: str) -> str:
    """Digits that a spreadsheet would take for a number and shorten, or strip of zeros, stand as ="…"."""
    is_at_risk = text.isascii() and text.isdecimal() and (len(text) >= DIGITS_AT_RISK or text.startswith("0"))
    return f'="{text}"' if is_at_risk else harmless(text)


Tell = Callable[[int], None]


def tell_nobody(lines: int) -> None:
    """Who waits for the workbook need not be told."""


class Watched:
    """A stream of which each piece written is told, since packing a workbook takes as long as writing its lines."""

    def __init__(self, stream: IO[bytes], tell: Tell) -> None:
        self._stream, self._tell = stream, tell

    def write(self, piece: bytes) -> int:
        self._tell(0)
        return self._stream.write(piece)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Book:
    """A workbook under way; `row` takes texts, whole numbers and yuan."""

    def __init__(self, stream: "IO[bytes] | Watched") -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(stream, options)
        self._bold = self._book.add_format(
            {"bold": True, "bg_color": "#E7F1EF", "text_wrap": True, "valign": "top"}
        )
        self._money = self._book.add_format({"num_format": "0.00"})
        self._names: set[str] = set()

    def sheet(self, title: str, headings: Iterable[str], widths: Iterable[int]) -> Any:
        sheet = self._book.add_worksheet(self._free_name(title))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, self._bold)
        return sheet

    def row(self, sheet: Any, row: int, cells: Iterable[str | int | Decimal | None]) -> None:
        for column, cell in enumerate(cells):
            match cell:
                case None | "":
                    continue
                case Decimal():
                    sheet.write_number(row, column, cell, self._money)
                case int():
                    sheet.write_number(row, column, cell)
                case _:
                    sheet.write_string(row, column, harmless(cell))

    def close(self) -> None:
        self._book.close()

    def _free_name(self, title: str) -> str:
        """At most 31 characters, none of those a sheet's name may not have, never twice."""
        base = "".join(" " if sign in "[]:*?/\\'" else sign for sign in title)[:28].strip() or "-"
        name, again = base, 2
        while name.lower() in self._names:
            name, again = f"{base} {again}", again + 1
        self._names.add(name.lower())
        return name
