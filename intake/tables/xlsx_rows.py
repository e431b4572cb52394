"""How does a sheet of an .xlsx become rows: every cell of its own kind, a million rows in seconds?

Programs write row after row in one and the same form. The form is learned from rows that a whole XML reader has read, and
becomes one regular expression that takes a row in one step. What it does not fit goes to the XML reader, so nothing is guessed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO, BinaryIO

from intake.tables.archives import Archive
from intake.tables.beside import LARGE_BYTES, Beside
from intake.tables.cells import column_of
from intake.tables.hidden import Hidden
from intake.tables.notices import Notices
from intake.tables.placed_rows import MERGED_MAX, Columns, Item, Merged, PlacedRows
from intake.tables.refused import broken_workbook, row_beyond_sheet, too_much_of
from intake.tables.row_forms import ONE_FOR_ONE, RowForm
from intake.tables.shared_strings import SharedStrings, shared_strings
from intake.tables.sheet_events import Meaning, SheetEvents
from intake.tables.xlsx_parts import xlsx_parts
from intake.tables.xml_events import XmlReader, pieces
from policy.terms import Text

PIECE_BYTES = 1 << 19
ROWS_AT_ONCE = 10_000
ROW_BYTES_MAX = 16 << 20
LESSON_ROWS = 100  # read at once by the XML reader, to learn from
TAIL_BYTES_MAX = 64 << 20  # what stands below the rows
PREFIX_MAX = 40
_ROWS, _ROWS_END, _ROW_ENDS = b"sheetData", b"</sheetData>", b"</row>"
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})"'
)
_HIDEABLE = re.compile(rb"<(?:\w+:)?(row|col)\s[^<>]*>(\s*</)?")
_ATTRIBUTE = re.compile(rb"""\b(r|min|max|hidden)=["'](\w*)["']""")
_PLAIN_ROOT = re.compile(
    rb"<worksheet\s[^>]*?xmlns=[\"'](?:http://schemas\.openxmlformats\.org/spreadsheetml/2006/main"
    rb"|http://purl\.oclc\.org/ooxml/spreadsheetml/main)[\"']"
)
_ENCODING = re.compile(rb"encoding=[\"']([A-Za-z0-9_-]+)[\"']")


class Xlsx:
    """An opened .xlsx: its sheets, and the rows of each."""

    encoding = "xlsx"

    def __init__(self, archive: Archive, place: str, *, beside_of: BinaryIO | None = None) -> None:
        """`beside_of` are the bytes of the file, when a large sheet of it shall be read by a process of its own."""
        self._archive = archive
        self._parts = xlsx_parts(archive, place)
        self.sheets = self._parts.sheets
        self.date_1904 = self._parts.date_1904
        self._strings: SharedStrings | None = None
        self._hidden: dict[int, Hidden] = {}
        self._beside_of = beside_of
        self._beside: dict[int, Beside] = {}

    def merged(self, sheet: int) -> list[Merged]:
        self._begin_beside(sheet)
        hidden = self._hidden[sheet] = Hidden()
        look = _HiddenParts(hidden).look
        return _merged(self._archive.tail(self._parts.places[sheet], TAIL_BYTES_MAX, look))

    def hidden(self, sheet: int) -> Hidden:
        if sheet not in self._hidden:
            self.merged(sheet)
        return self._hidden[sheet]

    def rows(self, sheet: int, merged: Sequence[Merged], notices: Notices) -> PlacedRows:
        beside = self._beside.pop(sheet, None)
        return PlacedRows(self.items(sheet) if beside is None else beside.items(), merged, notices)

    def items(self, sheet: int) -> Iterator[Item]:
        """The rows as the sheet places them."""
        if self._strings is None:
            self._strings = SharedStrings()
            if self._parts.strings_place:
                with self._archive.open(self._parts.strings_place) as stream:
                    self._strings = shared_strings(stream)
        meaning = Meaning(self._strings, self._parts.kinds, self.date_1904, self._parts.is_never_calculated)
        yield from _items(self._archive.open(self._parts.places[sheet]), meaning)

    def _begin_beside(self, sheet: int) -> None:
        """Have a large sheet read from now on, while this process looks for what stands below its rows."""
        size = self._archive.size(self._parts.places[sheet])
        if self._parts.strings_place:
            size += self._archive.size(self._parts.strings_place)
        if self._beside_of is not None and size > LARGE_BYTES:
            self._beside[sheet] = Beside(self._beside_of, sheet)


def _merged(tail: Sequence[bytes]) -> list[Merged]:
    """The merged ranges, which stand below the rows and must be known before the first of these is taken."""
    below = _below_rows(tail)
    if below is None:
        if sum(map(len, tail)) >= TAIL_BYTES_MAX:
            raise too_much_of(Text(zh="表格数据以外的内容", en="things besides the rows"))
        return []
    merged = [
        Merged(int(top), _column(left_letters), int(bottom), _column(right_letters))
        for left_letters, top, right_letters, bottom in _MERGED.findall(below)
    ]
    if len(merged) > MERGED_MAX:
        raise too_much_of(Text(zh="合并区域", en="merged ranges"))
    return merged


def _below_rows(tail: Sequence[bytes]) -> bytes | None:
    """What stands below the rows, if their end is in the tail; the rest of it is not copied."""
    before = b""  # a tag may begin in one piece and end in the next
    for place, piece in enumerate(tail):
        window = before + piece
        if _ROWS in window and (found := _END.search(window)):
            return b"".join([window[found.end() :], *tail[place + 1 :]])
        before = window[-2 * PREFIX_MAX :]
    return None


class _HiddenParts:
    """Looks at a sheet piece by piece for rows with cells and columns that are marked as hidden."""

    def __init__(self, hidden: Hidden) -> None:
        self._hidden = hidden
        self._before = b""  # an element may begin in one piece and end in the next

    def look(self, piece: bytes) -> None:
        before, self._before = self._before, piece[-400:]
        # A single byte is found many times as fast as a word.
        if (b"h" not in piece or b"hidden" not in piece) and b"hidden" not in before:
            return
        for found in _HIDEABLE.finditer(before + piece):
            if found.end() <= len(before) or b"hidden" not in found[0]:
                continue  # it was looked at with the last piece
            said = {name: value for name, value in _ATTRIBUTE.findall(found[0])}
            if said.get(b"hidden") not in (b"1", b"true"):
                continue
            if found[1] == b"row" and not found[2] and not found[0].endswith(b"/>"):
                self._hidden.add_row(_whole(said.get(b"r", b"")))
            elif found[1] == b"col":
                self._hidden.add_columns(_whole(said.get(b"min", b"")) - 1, _whole(said.get(b"max", b"")) - 1)


def _whole(written: bytes) -> int:
    return int(written) if written.isdigit() and len(written) < 10 else 0


def _column(letters: bytes) -> int:
    return column_of(letters.decode())


def _items(stream: IO[bytes], meaning: Meaning) -> Iterator[Item]:
    read = pieces(stream, PIECE_BYTES)
    head = next(read, b"")
    start = re.search(rb"<sheetData\s*>", head)
    encoding = _ENCODING.search(head[:200])
    if (
        start is None
        or not _PLAIN_ROOT.search(head[: start.start()])
        or b"<!" in head[: start.start()]
        or (encoding and encoding[1].lower() not in (b"utf-8", b"utf8"))
    ):
        yield from _read_whole(chain([head], read), meaning)
        return
    yield from _gathered(_read_in_form(chain([head[start.end() :]], read), meaning))


def _gathered(items: Iterator[Item]) -> Iterator[Item]:
    """Columns of small pieces, which stay in the processor's cache while they are read, as columns of many rows."""
    kept: Columns | None = None
    for item in items:
        if kept is not None and len(kept) < ROWS_AT_ONCE and isinstance(item, Columns) and kept.takes(item):
            continue
        if kept is not None:
            yield kept
        kept = item if isinstance(item, Columns) else None
        if kept is None:
            yield item
    if kept is not None:
        yield kept


def _read_whole(read: Iterator[bytes | str], meaning: Meaning, *, is_inside: bool = False) -> Iterator[Item]:
    events = SheetEvents(meaning, is_inside=is_inside)
    reader = XmlReader(events)
    if is_inside:
        reader.feed("<worksheet><sheetData>")
    for piece in read:
        reader.feed(piece)
        yield from events.taken()
        if events.is_over:
            return
    if not events.is_over:
        raise broken_workbook()  # cut, or no sheet


def _read_in_form(read: Iterator[bytes], meaning: Meaning) -> Iterator[Item]:
    form = RowForm(meaning)
    last = 0  # the number of the last row, for rows that do not tell theirs
    left = b""
    is_over = False
    while not is_over:
        piece = next(read, None)
        if piece is None:
            raise broken_workbook()  # the end of the rows is missing
        piece = left + piece
        place = piece.rfind(_ROW_ENDS)
        until = place + len(_ROW_ENDS) if place >= 0 else 0
        end = piece.find(_ROWS_END, until)
        if is_over := end >= 0:
            until = end  # what stands before it and is no row must not be passed over
        rows, left = piece[:until], piece[until:]
        items: Iterable[Item] | None = form.columns(rows.decode(ONE_FOR_ONE)) if rows else []
        if items is None and _is_odd(rows):
            yield from _read_whole(chain([piece], read), meaning.after(last), is_inside=True)
            return
        if items is None:
            is_over = is_over or _ROWS_END in rows
            items = _rows_in_form(rows.partition(_ROWS_END)[0], form, last)
        if len(left) > ROW_BYTES_MAX:
            raise row_beyond_sheet(last + 1)
        for item in items:
            last = item.first + len(item) - 1 if isinstance(item, Columns) else item[0]
            yield item


def _is_odd(piece: bytes) -> bool:
    """Whether things stand in it that only an XML reader takes rightly."""
    return b"\r" in piece or (b"!" in piece and b"<!" in piece) or (b"?" in piece and b"<?" in piece)


def _rows_in_form(piece: bytes, form: RowForm, last: int) -> Iterator[Item]:
    whole = [row for row in re.split(r"(?<=</row>)", piece.decode(ONE_FOR_ONE)) if row.strip()]
    place = 0
    while place < len(whole):
        is_in_form = form.fits(whole[place])
        until = place + 1
        most = len(whole) if is_in_form else min(len(whole), place + LESSON_ROWS)
        while until < most and form.fits(whole[until]) == is_in_form:
            until += 1
        rows, place = "".join(whole[place:until]), until
        items = form.columns(rows) if is_in_form else None
        for item in _read_and_learn(rows, form, last) if items is None else items:
            last = item.first + len(item) - 1 if isinstance(item, Columns) else item[0]
            yield item


def _read_and_learn(rows: str, form: RowForm, last: int) -> Sequence[Item]:
    events = SheetEvents(form.meaning.after(last), is_inside=True)
    reader = XmlReader(events)
    reader.feed(b"<sheetData>%b</sheetData>" % rows.encode(ONE_FOR_ONE))
    reader.close()
    form.learn(events.forms)
    return events.taken()
