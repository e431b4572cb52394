"""How does a table that somebody uploads (.csv or .xlsx) become blocks of text rows?

One strict reader for every layout: it decodes or refuses, never guesses; it streams, so memory does not grow with the
file; it keeps the row numbers that the sender sees (the header is row 1) so that each fault can be named by its cell.
"""

import codecs
import contextlib
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from operator import itemgetter
from typing import BinaryIO, Protocol

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from policy.terms import Text
from staff.refusals import Refusal

BLOCK_ROWS = 10_000
HEADER_CHARACTERS_MAX = 65_536
ROWS_MAX = 1_048_576  # of a worksheet; a row number beyond it makes the reader count up to it
COLUMNS_MAX = (
    256  # further cells are not looked at; one far-away cell in each row would otherwise fill the memory
)
DIGITS_KEPT = 15  # of a number in a spreadsheet; the rest become zeros
XLSX_PARTS_MAX = 300
XLSX_RATIO_MAX = 120  # inflated to compressed; office exports stay below 30
XLSX_RATIO_FREE_BYTES = 20_000_000  # a small workbook may compress as well as it likes
XLSX_INFLATED_MAX = 4_000_000_000


class SheetRefused(Refusal):
    """The file as a whole cannot be read as a table."""


class NumericCell(str):
    """The text of a spreadsheet cell that holds a number: refused where only text keeps all digits."""

    __slots__ = ()


@dataclass(frozen=True)
class Column:
    """A column of a layout: its name in code, its heading, other headings that mean the same, whether it must be there."""

    key: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Block:
    """Rows as lists of text, all as long as the header; `numbers` are their row numbers in the file."""

    numbers: Sequence[int]
    rows: Sequence[Sequence[str]]


def cell_address(column: int, row: int) -> str:
    """The address a spreadsheet shows, as C17; `column` counts from 0."""
    return f"{get_column_letter(column + 1)}{row}"


class Sheet:
    """An opened table: `header`, `encoding`, and `blocks()` once."""

    def __init__(self, content: BinaryIO) -> None:
        start = content.read(4096)
        content.seek(0)
        _refuse_other_formats(start)
        if start.startswith(b"PK"):
            self.encoding = "xlsx"
            self._source: _Rows = _WorkbookRows(content)
        else:
            self.encoding, text = _decoded(content, start)
            self._source = _TextRows(text)
        self.header: list[str] = []
        self._header_row = 0
        while not self.header:
            number, rows = self._source.take(1)
            if not rows:
                break
            if any(cell.strip() for cell in rows[0]):
                self.header, self._header_row = [_heading(cell) for cell in rows[0]], number
        while self.header and not self.header[-1]:
            self.header.pop()

    def columns(self, layout: Iterable[Column]) -> dict[str, int]:
        """Where each column of the layout stands; refuses a missing or doubled one, naming what was found."""
        found: dict[str, int] = {}
        for column in layout:
            names = {_heading(name) for name in (column.heading, *column.aliases)}
            places = [place for place, heading in enumerate(self.header) if heading in names]
            if len(places) > 1:
                raise SheetRefused(
                    "duplicate_column",
                    Text(
                        zh=f"列“{column.heading}”出现了 {len(places)} 次（第 {_letters(places)} 列）。",
                        en=f"Column '{column.heading}' appears {len(places)} times (columns {_letters(places)}).",
                    ),
                    Text(zh="请只保留一列后重新上传。", en="Keep one of them and upload again."),
                    column=column.heading,
                )
            if places:
                found[column.key] = places[0]
        missing = [column.heading for column in layout if column.required and column.key not in found]
        if missing:
            heads = "、".join(h for h in self.header if h) or "（空）"
            raise SheetRefused(
                "missing_column",
                Text(
                    zh=f"缺少列：{'、'.join(missing)}。文件第 {self._header_row or 1} 行的表头是：{heads}。",
                    en=f"Missing column: {', '.join(missing)}. Row {self._header_row or 1} of the file has: {heads}.",
                ),
                Text(
                    zh="请补上该列（或改回规定的列名）后重新上传。",
                    en="Add the column (or restore its name) and upload again.",
                ),
                missing=missing,
                found=[h for h in self.header if h],
            )
        return found

    def blocks(self, size: int = BLOCK_ROWS) -> Iterator[Block]:
        """The rows below the header. Empty rows are left out; a short row is filled up; a longer one is kept as it is."""
        width = len(self.header)
        while True:
            first, rows = self._source.take(size)
            if not rows:
                return
            numbers: Sequence[int] = range(first, first + len(rows))
            if set(map(len, rows)) != {width} or not all(map(str.strip, map(itemgetter(0), rows))):
                numbers, rows = _squared(numbers, rows, width)
            if rows:
                yield Block(numbers, rows)


def _squared(numbers: Sequence[int], rows: list[list[str]], width: int) -> tuple[list[int], list[list[str]]]:
    kept_numbers, kept = [], []
    for number, row in zip(numbers, rows, strict=True):
        if not any(cell.strip() for cell in row):
            continue
        while len(row) > width and not row[-1].strip():
            row = row[:-1]
        kept_numbers.append(number)
        kept.append(row + [""] * (width - len(row)) if len(row) < width else row)
    return kept_numbers, kept


def _heading(cell: str) -> str:
    return re.sub(r"[\s\u200b\ufeff*＊]+", "", cell)


def _letters(places: Iterable[int]) -> str:
    return ", ".join(get_column_letter(place + 1) for place in places)


def _refuse_other_formats(start: bytes) -> None:
    if not start:
        raise SheetRefused(
            "file_empty",
            Text(zh="文件是空的（0 字节）。", en="The file is empty (0 bytes)."),
            Text(zh="请重新导出后上传。", en="Export it again and upload."),
        )
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetRefused(
            "encrypted_or_old_excel",
            Text(
                zh="这是旧版 .xls 或加密的工作簿，无法读取。",
                en="This is an old .xls or a protected workbook; it cannot be read.",
            ),
            Text(zh="请另存为不加密的 .xlsx 或 .csv。", en="Save it as an unprotected .xlsx or as .csv."),
        )
    binary = start.startswith((b"%PDF", b"MZ", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x7fELF", b"\x89PNG"))
    if binary or re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|table|meta|!--)", start, re.IGNORECASE):
        raise _not_a_table()
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\x00" in start and not start.startswith(b"PK")):
        raise SheetRefused(
            "encoding_unsupported",
            Text(
                zh="文件编码是 UTF-16 或含有空字符，无法读取。",
                en="The file is UTF-16 or holds null characters; it cannot be read.",
            ),
            Text(zh="请用 UTF-8 或 GB18030 保存后上传。", en="Save it as UTF-8 or GB18030 and upload again."),
        )


def _not_a_table() -> SheetRefused:
    return SheetRefused(
        "not_a_table",
        Text(zh="文件内容不是表格。", en="The content of this file is not a table."),
        Text(
            zh="请上传 .csv 或 .xlsx 文件本身，不要上传压缩包或网页。",
            en="Upload the .csv or .xlsx itself, not an archive or a web page.",
        ),
    )


# -- text files ----------------------------------------------------------------------------------------------------


def _decoded(content: BinaryIO, start: bytes) -> tuple[str, io.TextIOWrapper]:
    """UTF-8 when the header line is valid UTF-8 (its headings are Chinese, so this is no guess), else GB18030.

    Headings in ASCII say nothing; then the first rows decide.
    """
    header = start.split(b"\n", 1)[0]
    sample = start if header.isascii() else header
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            codecs.getincrementaldecoder(encoding)().decode(sample)  # a character cut at the end is no fault
            text = io.TextIOWrapper(content, encoding=encoding, errors="strict", newline="")
            return encoding.removesuffix("-sig"), text
    raise _undecodable(1)


def _undecodable(row: int) -> SheetRefused:
    return SheetRefused(
        "undecodable",
        Text(
            zh=f"第 {row} 行附近有不属于 UTF-8 或 GB18030 的字节（或空字符），无法解码。",
            en=f"Near row {row} there are bytes that are neither valid UTF-8 nor GB18030, or null characters.",
        ),
        Text(
            zh="请用一种编码（UTF-8 或 GB18030）重新导出整个文件。",
            en="Export the whole file again in one encoding (UTF-8 or GB18030).",
        ),
        row=row,
    )


class _Rows(Protocol):
    """Where rows come from: `take(n)` gives the number of the first row and up to n rows, none at the end."""

    def take(self, size: int) -> tuple[int, list[list[str]]]: ...


class _NullCharacter(Exception):
    """PostgreSQL cannot keep it, and no table has a use for it."""


class _TextRows:
    """Rows of a text file; a quoted line break or a quote that is never closed refuses it: it would hide lines."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        head: list[str] = []
        try:
            while not head or (head[-1] and not head[-1].strip()):
                head.append(text.readline(HEADER_CHARACTERS_MAX))
        except UnicodeDecodeError:
            raise _undecodable(len(head) + 1) from None
        if len(head[-1]) >= HEADER_CHARACTERS_MAX:
            raise _not_a_table()
        delimiter = "\t" if head[-1].count("\t") > head[-1].count(",") else ","
        self._reader = csv.reader(chain(head, _sound(text)), delimiter=delimiter, strict=True)
        self._taken = 0

    def take(self, size: int) -> tuple[int, list[list[str]]]:
        before = self._taken
        rows: list[list[str]] = []
        try:
            rows.extend(islice(self._reader, size))
        except (UnicodeDecodeError, _NullCharacter):
            raise _undecodable(self._reader.line_num + 1) from None
        except csv.Error:
            raise _quote_left_open(before + len(rows) + 1) from None
        self._taken += len(rows)
        if self._reader.line_num != self._taken:
            raise _quote_left_open(before + _first_with_line_break(rows))
        return before + 1, rows


def _sound(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if "\0" in line:
            raise _NullCharacter
        yield line


def _first_with_line_break(rows: list[list[str]]) -> int:
    broken = (
        place for place, row in enumerate(rows, start=1) if any("\n" in cell or "\r" in cell for cell in row)
    )
    return next(broken, 1)


def _quote_left_open(row: int) -> SheetRefused:
    return SheetRefused(
        "quote_unclosed",
        Text(
            zh=f"第 {row} 行有未闭合的引号或单元格内换行。",
            en=f"Row {row} has a quote that is not closed, or a line break in a cell.",
        ),
        Text(zh="请去掉多余的引号和单元格内的换行。", en="Remove stray quotes and line breaks inside cells."),
        row=row,
    )


# -- workbooks -----------------------------------------------------------------------------------------------------


class _WorkbookRows:
    """Rows of the first sheet of a workbook, as text."""

    def __init__(self, content: BinaryIO) -> None:
        with _broken_if_unreadable():
            _refuse_bomb(content)
            sheet = load_workbook(content, read_only=True, data_only=True).worksheets[0]
            sheet.reset_dimensions()  # a declared range is not to be trusted
            self._rows = sheet.iter_rows(values_only=True)
        self._taken = 0

    def take(self, size: int) -> tuple[int, list[list[str]]]:
        before = self._taken
        with _broken_if_unreadable():
            rows = [list(map(_cell_text, row[:COLUMNS_MAX])) for row in islice(self._rows, size)]
        self._taken += len(rows)
        if self._taken > ROWS_MAX:
            raise _broken_workbook()
        return before + 1, rows


@contextlib.contextmanager
def _broken_if_unreadable() -> Iterator[None]:
    """The library raises many kinds on a broken workbook; none may escape to the officer, but what ails our storage must."""
    try:
        yield
    except (SheetRefused, DatabaseError, ObjectDoesNotExist, MemoryError):
        raise
    except Exception as fault:
        raise _broken_workbook() from fault


def _broken_workbook() -> SheetRefused:
    return SheetRefused(
        "broken_workbook",
        Text(zh="工作簿已损坏，或不是 .xlsx。", en="The workbook is damaged, or is not an .xlsx."),
        Text(
            zh="请在表格软件中打开并另存为 .xlsx，或改用 .csv。",
            en="Open it in a spreadsheet program and save it as .xlsx again, or use .csv.",
        ),
    )


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
