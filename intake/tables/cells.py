"""What kind of cell is a piece of text, and how is a number or a serial day of a spreadsheet written as text?

Every cell is text; a subclass says what stood in the file, so that a layout can refuse what only text keeps whole.
"""

import math
import re
from datetime import datetime, timedelta

from xlsxwriter.utility import xl_col_to_name

DIGITS_KEPT = 15  # of a number in a spreadsheet; the rest become zeros
LAST_SERIAL = 2_958_465  # 9999-12-31
MISSING_LEAP_DAY = 60  # 1900-02-29, which spreadsheets count and which never was
DAYS_TO_1904 = 1462
_EPOCH = datetime(1899, 12, 30)
# Days and times built into Excel; 27 to 36 and 50 to 58 are those of its Chinese, Japanese and Korean editions.
BUILT_IN_DAYS = frozenset([*range(14, 18), 22, *range(27, 32), 36, 50, 51, 52, 53, 54, 57, 58])
BUILT_IN_TIMES = frozenset([*range(18, 22), *range(32, 36), *range(45, 48), 55, 56])
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general|standard', re.IGNORECASE)


class NumericCell(str):
    """The text of a spreadsheet cell that holds a number: refused where only text keeps all digits."""

    __slots__ = ()


class DayCell(str):
    """A day or moment of a spreadsheet, as ISO text: a serial number under a format of days."""

    __slots__ = ()


class FormulaWithoutValue(str):
    """A formula that nobody has worked out: `=` and what the file says of the formula."""

    __slots__ = ()


class ErrorCell(str):
    """An error value such as #N/A."""

    __slots__ = ()


class BooleanCell(str):
    """TRUE or FALSE."""

    __slots__ = ()


def cell_address(column: int, row: int) -> str:
    """The address a spreadsheet shows, as C17; `column` counts from 0."""
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """The letters of a column, which counts from 0."""
    return str(xl_col_to_name(column))


def column_of(letters: str) -> int:
    """The column that these letters name, counted from 0."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def boolean(is_true: bool) -> BooleanCell:
    return BooleanCell("TRUE" if is_true else "FALSE")


def number(value: float | int) -> NumericCell:
    """As a spreadsheet shows it: at most fifteen digits, no decimals that are not there."""
    if isinstance(value, float) and not math.isfinite(value):
        return NumericCell(str(value))
    if abs(value) >= 10**DIGITS_KEPT:
        return NumericCell(f"{float(value):.12g}")
    return NumericCell(int(value) if value == int(value) else f"{value:.15g}")


def kind_of_format(code: str) -> str:
    """`day` when a number format shows a day, `time` when it shows only a time of day, else nothing."""
    letters = _LITERAL.sub("", code.split(";", 1)[0]).lower()
    if (
        "y" in letters
        or "d" in letters
        or "e" in letters.replace("e+", "").replace("e-", "")
        or "aaa" in letters
    ):
        return "day"
    if "h" in letters or "s" in letters:
        return "time"
    return "day" if "m" in letters else ""


def built_in_kind(number_format: int) -> str:
    """The same for a format known by its number."""
    if number_format in BUILT_IN_DAYS:
        return "day"
    return "time" if number_format in BUILT_IN_TIMES else ""


def dated(serial: float, kind: str, *, date_1904: bool) -> str:
    """A serial number under a format of the kind `day` or `time`; where it is none, the number."""
    days = serial + DAYS_TO_1904 if date_1904 else serial
    if not math.isfinite(serial) or serial < 0 or days > LAST_SERIAL:
        return number(serial)
    if kind == "time" and serial < 1:
        return (_EPOCH + timedelta(seconds=round(serial * 86_400))).time().isoformat()
    if int(days) == MISSING_LEAP_DAY or days < 1:
        return number(serial)
    if days < MISSING_LEAP_DAY:
        days += 1
    moment = _EPOCH + timedelta(days=int(days), seconds=round((days - int(days)) * 86_400))
    return DayCell(moment.date().isoformat() if days == int(days) else moment.isoformat(sep=" "))


def iso_day(text: str) -> DayCell:
    """A day that the file itself writes as ISO 8601."""
    return DayCell(text.strip().removesuffix("Z").replace("T", " ", 1))
