"""How does a sheet of a binary workbook (.xlsb) become rows?

The records are those of [MS-XLSB]; they are taken one after the other, so a million rows need no more memory than ten.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import IO

from intake.tables.archives import Archive
from intake.tables.cells import (
    ErrorCell,
    FormulaWithoutValue,
    boolean,
    built_in_kind,
    cell_address,
    dated,
    kind_of_format,
    number,
)
from intake.tables.hidden import Hidden
from intake.tables.notices import Notices
from intake.tables.placed_rows import COLUMNS_MAX, MERGED_MAX, Item, Merged, PlacedRows
from intake.tables.refused import broken_workbook, cell_repeated, no_sheets, text_missing, too_much_of
from intake.tables.shared_strings import SharedStrings
from intake.tables.xlsx_parts import SHEETS_MAX, SheetName, related, unescaped
from policy.terms import Text

PIECE_BYTES = 1 << 20
RECORD_BYTES_MAX = 4 << 20
_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = range(8)
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR = range(8, 12)
_STRING, _FORMAT, _STYLE, _RICH_TEXT = 19, 44, 47, 62
_COLUMNS, _BEGIN_ROWS, _END_ROWS, _MERGED = 60, 145, 146, 176
_HEIGHT_OF_NOTHING = 0x10  # of the flags of a row
_BOOK, _SHEET, _CALCULATION = 153, 156, 157
_BEGIN_STYLES, _END_STYLES = 617, 618
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip


class Xlsb:
    """An opened .xlsb: its sheets, and the rows of each."""

    encoding = "xlsb"

    def __init__(self, archive: Archive, place: str) -> None:
        self._archive = archive
        parts = related(archive, place)
        by_type = {kind: target for kind, target in reversed(parts.values())}
        self.sheets: list[SheetName] = []
        self._places: list[str] = []
        self.date_1904 = self._is_never_calculated = False
        with archive.open(place) as stream:
            for kind, data in _records(stream):
                if kind == _BOOK:
                    self.date_1904 = bool(data[0] & 1)
                elif kind == _CALCULATION and len(data) >= 26:
                    self._is_never_calculated = bool(data[24] & 1)
                elif kind == _SHEET:
                    relation, after = _wide(data, 8)
                    sort, target = parts.get(relation, ("", ""))
                    if sort == "worksheet":
                        hidden = struct.unpack_from("<L", data)[0] != 0
                        self.sheets.append(SheetName(_wide(data, after)[0], hidden))
                        self._places.append(target)
        if not self.sheets:
            raise no_sheets()
        if len(self.sheets) > SHEETS_MAX:
            raise too_much_of(Text(zh="工作表", en="sheets"))
        self._kinds = self._styles(by_type.get("styles", ""))
        self._strings_place = by_type.get("sharedStrings", "")
        self._strings: SharedStrings | None = None

        self._hidden: dict[int, Hidden] = {}

    def hidden(self, sheet: int) -> Hidden:
        if sheet not in self._hidden:
            self.merged(sheet)
        return self._hidden[sheet]

    def merged(self, sheet: int) -> list[Merged]:
        merged, hidden, row = [], Hidden(), 0
        self._hidden[sheet] = hidden
        with self._archive.open(self._places[sheet]) as stream:
            for kind, data in _records(stream):
                if kind == _ROW:
                    is_hidden = len(data) > 11 and bool(data[11] & _HEIGHT_OF_NOTHING)
                    row = struct.unpack_from("<L", data)[0] + 1 if is_hidden else 0
                elif row and (_BLANK < kind <= _FORMULA_ERROR or kind == _RICH_TEXT):
                    hidden.add_row(row)
                    row = 0  # once, with its first cell
                elif kind == _COLUMNS and len(data) > 16 and data[16] & 1:
                    hidden.add_columns(*struct.unpack_from("<LL", data))
                elif kind == _MERGED:
                    top, bottom, left, right = struct.unpack_from("<4L", data)
                    merged.append(Merged(top + 1, left, bottom + 1, right))
                    if len(merged) > MERGED_MAX:
                        raise too_much_of(Text(zh="合并区域", en="merged ranges"))
        return merged

    def rows(self, sheet: int, merged: Sequence[Merged], notices: Notices) -> PlacedRows:
        if self._strings is None:
            self._strings = SharedStrings()
            if self._strings_place in self._archive:
                with self._archive.open(self._strings_place) as stream:
                    for kind, data in _records(stream):
                        if kind == _STRING:
                            self._strings.add([unescaped(_wide(data, 1)[0]).encode()])
        return PlacedRows(self._items(sheet, self._strings), merged, notices)

    def _styles(self, place: str) -> list[str]:
        kinds: list[str] = []
        codes: dict[int, str] = {}
        is_inside = False
        if place not in self._archive:
            return kinds
        with self._archive.open(place) as stream:
            for kind, data in _records(stream):
                if kind == _FORMAT:
                    codes[struct.unpack_from("<H", data)[0]] = _wide(data, 2)[0]
                elif kind in (_BEGIN_STYLES, _END_STYLES):
                    is_inside = kind == _BEGIN_STYLES
                elif kind == _STYLE and is_inside:
                    code = struct.unpack_from("<H", data, 2)[0]
                    kinds.append(kind_of_format(codes[code]) if code in codes else built_in_kind(code))
        return kinds

    def _items(self, sheet: int, strings: SharedStrings) -> Iterator[Item]:
        row: list[str] = []
        number_of_row = last = -1
        is_inside = False
        with self._archive.open(self._places[sheet]) as stream:
            for kind, data in _records(stream):
                if kind == _BEGIN_ROWS:
                    is_inside = True
                elif kind == _END_ROWS:
                    break
                elif not is_inside:
                    continue
                elif kind == _ROW:
                    if row:
                        yield number_of_row, row
                    number_of_row, row, last = struct.unpack_from("<L", data)[0] + 1, [], -1
                elif kind <= _FORMULA_ERROR or kind == _RICH_TEXT:
                    column = struct.unpack_from("<L", data)[0]
                    if column <= last:
                        raise cell_repeated(cell_address(min(column, 16_383), number_of_row))
                    last = column
                    cell = self._meant(kind, data, strings, number_of_row)
                    if cell and (column <= COLUMNS_MAX or len(row) <= COLUMNS_MAX):
                        row += [""] * (min(column, COLUMNS_MAX) - len(row))
                        row.append(cell)
            else:
                raise broken_workbook()  # the end of the rows is missing
        if row:
            yield number_of_row, row

    def _meant(self, kind: int, data: bytes, strings: SharedStrings, row: int) -> str:
        match kind:
            case 1:
                return ""
            case 2:
                return self._number(_rk(struct.unpack_from("<L", data, 8)[0]), data)
            case 5 | 9:
                value = struct.unpack_from("<d", data, 8)[0]
                if kind == _FORMULA_NUMBER and value == 0 and self._is_never_calculated:
                    return FormulaWithoutValue("=")
                return self._number(value, data)
            case 3 | 11:
                return ErrorCell(_ERRORS.get(data[8], "#"))
            case 4 | 10:
                return boolean(data[8] != 0)
            case 6 | 8:
                return unescaped(_wide(data, 8)[0])
            case 62:
                return unescaped(_wide(data, 9)[0])
            case _:
                place = struct.unpack_from("<L", data, 8)[0]
                if place >= len(strings):
                    column = struct.unpack_from("<L", data)[0]
                    raise text_missing(cell_address(min(column, 16_383), row))
                return strings[place]

    def _number(self, value: float, data: bytes) -> str:
        style = int.from_bytes(data[4:7], "little")
        kind = self._kinds[style] if style < len(self._kinds) else ""
        return dated(value, kind, date_1904=self.date_1904) if kind else number(value)


def _records(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each record: its type and its bytes. Ends with the part; a record that is cut is a fault."""
    held, place = b"", 0
    while True:
        if len(held) - place < 16:
            held, place = held[place:] + stream.read(PIECE_BYTES), 0
            if not held:
                return
        kind = held[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (held[place] & 0x7F) << 7
            place += 1
        length = shift = 0
        while True:
            byte = held[place]
            place += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
            if shift > 21:
                raise broken_workbook()
        if length > RECORD_BYTES_MAX:
            raise broken_workbook()
        if len(held) - place < length:
            held, place = held[place:] + stream.read(max(PIECE_BYTES, length)), 0
            if len(held) < length:
                raise broken_workbook()
        yield kind, held[place : place + length]
        place += length


def _wide(data: bytes, place: int) -> tuple[str, int]:
    """A counted text of UTF-16, and where it ends; no text counts as an empty one."""
    count = struct.unpack_from("<L", data, place)[0]
    if count == 0xFFFFFFFF:
        return "", place + 4
    end = place + 4 + 2 * count
    if end > len(data):
        raise broken_workbook()
    return data[place + 4 : end].decode("utf-16-le"), end


def _rk(packed: int) -> float:
    if packed & 2:
        value = float((packed if packed < 0x80000000 else packed - 0x100000000) >> 2)
    else:
        value = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<L", packed & 0xFFFFFFFC))[0]
    return value / 100 if packed & 1 else value
