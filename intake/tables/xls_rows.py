"""How does a sheet of an old binary workbook (.xls of Excel 97 to 2003) become rows?

xlrd reads the cells. Beside it the records are walked once more for what it does not tell: merged ranges, cells that
stand there twice, and formulas whose value nobody has worked out.
"""

import io
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import xlrd
from xlrd.compdoc import CompDoc

from intake.tables.cells import ErrorCell, FormulaWithoutValue, boolean, cell_address, dated, number
from intake.tables.hidden import Hidden
from intake.tables.notices import Notices
from intake.tables.placed_rows import MERGED_MAX, Item, Merged, PlacedRows
from intake.tables.refused import (
    SheetRefused,
    broken_workbook,
    cell_repeated,
    excel_before_97,
    macros_inside,
    no_sheets,
    protected_workbook,
    too_large_inside,
    too_much_of,
)
from intake.tables.xlsx_parts import SheetName
from policy.terms import Text

BYTES_MAX = 40_000_000  # the file is held in memory; 65,536 rows of 40 columns are about 20 MB
_EXCEL_97 = 80
_WORKSHEET, _MACRO_SHEET = 0, 1
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
# Records of [MS-XLS]
_BEGIN, _END, _BOUND_SHEET, _MERGED, _FORMULA = 0x809, 0x0A, 0x85, 0xE5, 0x06
_CELLS = frozenset([0xFD, 0x204, 0x203, 0x27E, 0x201, 0x205, 0x06, 0xD6])
_ROW, _COLUMNS, _HEIGHT_OF_NOTHING = 0x208, 0x7D, 0x20
_RUNS_OF_CELLS = frozenset([0xBD, 0xBE])
_CALCULATED_ON_OPENING = 0x3
_EMPTY_TEXT = b"\x03"


@dataclass
class _Proof:
    """What the records of one sheet say besides its cells."""

    merged: list[Merged] = field(default_factory=list)
    without_value: set[tuple[int, int]] = field(default_factory=set)
    hidden: Hidden = field(default_factory=Hidden)


class Xls:
    """An opened .xls: its sheets, and the rows of each."""

    encoding = "xls"

    def __init__(self, content: BinaryIO) -> None:
        whole = content.read(BYTES_MAX + 1)
        if len(whole) > BYTES_MAX:
            raise too_large_inside(len(whole), 1)
        if _ENCRYPTED_PACKAGE in whole:
            raise protected_workbook()
        if _MACROS in whole:
            raise macros_inside()
        self._book, stream = _opened(whole)
        self.date_1904 = self._book.datemode == 1
        self._proofs: list[_Proof] = []
        self.sheets: list[SheetName] = []
        self._places: list[int] = []
        for place, (start, state, kind) in enumerate(_bound_sheets(stream)):
            if kind == _MACRO_SHEET:
                raise macros_inside()
            if kind == _WORKSHEET:
                self.sheets.append(SheetName(self._book.sheet_names()[place], is_hidden=state != 0))
                self._proofs.append(_proof(stream, start))
                self._places.append(place)
        if not self.sheets:
            raise no_sheets()

    def merged(self, sheet: int) -> list[Merged]:
        return self._proofs[sheet].merged

    def hidden(self, sheet: int) -> Hidden:
        return self._proofs[sheet].hidden

    def rows(self, sheet: int, merged: Sequence[Merged], notices: Notices) -> PlacedRows:
        return PlacedRows(self._items(sheet), merged, notices)

    def _items(self, sheet: int) -> Iterator[Item]:
        without_value = self._proofs[sheet].without_value
        try:
            table = self._book.sheet_by_index(self._places[sheet])
        except SheetRefused:
            raise
        except Exception as fault:  # xlrd raises whatever a broken record leads to
            raise broken_workbook() from fault
        for place in range(table.nrows):
            row = [
                _meant(kind, value, self.date_1904)
                for kind, value in zip(table.row_types(place), table.row_values(place), strict=True)
            ]
            if without_value:
                for column in range(len(row)):
                    if (place, column) in without_value:
                        row[column] = FormulaWithoutValue("=")
            while row and not row[-1]:
                row.pop()
            if row:
                yield place + 1, row


def _opened(whole: bytes) -> tuple[Any, bytes]:
    """xlrd's book, and the stream of records it reads."""
    silent = io.StringIO()
    try:
        memory, base, length = CompDoc(whole, logfile=silent).locate_named_stream("Workbook")
        if not memory:
            raise excel_before_97()
        stream = bytes(memory[base : base + length])
        book = xlrd.open_workbook(
            file_contents=whole,
            logfile=silent,
            on_demand=True,
            ragged_rows=True,
            ignore_workbook_corruption=False,
        )
    except SheetRefused:
        raise
    except Exception as fault:  # xlrd raises whatever a broken record leads to
        if re.search("encrypted|password", str(fault), re.IGNORECASE):
            raise protected_workbook() from fault
        raise broken_workbook() from fault
    if book.biff_version < _EXCEL_97:
        raise excel_before_97()
    return book, stream


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if place + 4 + length > len(stream):
            break
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length
    raise broken_workbook()  # the end of the sheet is missing


def _bound_sheets(stream: bytes) -> list[tuple[int, int, int]]:
    """Of each sheet where its records begin, whether it is hidden, and of what kind it is."""
    found = []
    for kind, data in _records(stream, 0):
        if kind == _BOUND_SHEET:
            start, state, sort = struct.unpack_from("<LBB", data)
            found.append((start, state & 3, sort))
        elif kind == _END:
            break
    return found


def _proof(stream: bytes, start: int) -> _Proof:
    proof = _Proof()
    seen = bytearray(65_536 * 256 // 8)
    depth, hidden_rows = 0, list[int]()
    for kind, data in _records(stream, start):
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                break
        elif depth != 1:
            continue  # a chart inside the sheet
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", data)
            _see(seen, row, column, column)
            if kind == _FORMULA:
                value, flags = data[6:14], struct.unpack_from("<H", data, 14)[0]
                is_empty_text = value[6:8] == b"\xff\xff" and value[:1] == _EMPTY_TEXT
                if is_empty_text or (not any(value) and flags & _CALCULATED_ON_OPENING):
                    proof.without_value.add((row, column))
        elif kind in _RUNS_OF_CELLS:
            row, first = struct.unpack_from("<HH", data)
            _see(seen, row, first, struct.unpack_from("<H", data, len(data) - 2)[0])
        elif kind == _ROW and struct.unpack_from("<H", data, 12)[0] & _HEIGHT_OF_NOTHING:
            hidden_rows.append(struct.unpack_from("<H", data)[0])
        elif kind == _COLUMNS and struct.unpack_from("<H", data, 8)[0] & 1:
            proof.hidden.add_columns(*struct.unpack_from("<HH", data))
        elif kind == _MERGED:
            for place in range(struct.unpack_from("<H", data)[0]):
                top, bottom, left, right = struct.unpack_from("<4H", data, 2 + 8 * place)
                proof.merged.append(Merged(top + 1, left, bottom + 1, right))
            if len(proof.merged) > MERGED_MAX:
                raise too_much_of(Text(zh="合并区域", en="merged ranges"))
    for row in hidden_rows:
        if any(seen[row * 32 : row * 32 + 32]):
            proof.hidden.add_row(row + 1)
    return proof


def _see(seen: bytearray, row: int, first: int, last: int) -> None:
    if last > 255 or first > last:
        raise broken_workbook()
    for column in range(first, last + 1):
        byte, bit = divmod(row * 256 + column, 8)
        if seen[byte] >> bit & 1:
            raise cell_repeated(cell_address(column, row + 1))
        seen[byte] |= 1 << bit


def _meant(kind: int, value: Any, date_1904: bool) -> str:
    match kind:
        case xlrd.XL_CELL_TEXT:
            return str(value)
        case xlrd.XL_CELL_NUMBER:
            return number(value)
        case xlrd.XL_CELL_DATE:
            return dated(value, "time" if value < 1 else "day", date_1904=date_1904)
        case xlrd.XL_CELL_BOOLEAN:
            return boolean(bool(value))
        case xlrd.XL_CELL_ERROR:
            return ErrorCell(xlrd.error_text_from_code.get(value, "#"))
        case _:
            return ""
