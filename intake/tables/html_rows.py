"""How does a table of a web page (mostly named .xls) become rows?"""

import codecs
import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from lxml import etree

from intake.tables.cells import ErrorCell, boolean, dated, kind_of_format, number
from intake.tables.hidden import Hidden
from intake.tables.notices import Notices
from intake.tables.placed_rows import COLUMNS_MAX, MERGED_MAX, Item, Merged, PlacedRows
from intake.tables.refused import broken_workbook, not_a_table, too_much_of, web_page_cut
from intake.tables.xlsx_parts import CELL_CHARACTERS_MAX, SHEETS_MAX, SheetName
from intake.tables.xml_events import DEPTH_MAX, pieces
from policy.terms import Text

PIECE_BYTES = 1 << 16
TAG_CHARACTERS_MAX = 1 << 20  # without the end of any tag
SPAN_MAX = 20_000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_CHINESE = (b"gb2312", b"gbk", b"gb18030", b"gb_2312-80", b"x-gbk", b"cp936")
_BLANKS = re.compile(r"[ \t\r\n\f]+")


class HtmlTables:
    """The tables of a web page, each as a sheet; a table inside a table belongs to the cell it stands in."""

    encoding = "html"
    date_1904 = False

    def __init__(self, content: BinaryIO, start: bytes) -> None:
        self._content, self._encoding = content, _encoding(start)
        self.sheets: list[SheetName] = []
        self._merged: list[list[Merged]] = []
        for _ in self._events(None):
            pass
        if not self.sheets:
            raise not_a_table()

    def merged(self, sheet: int) -> list[Merged]:
        return self._merged[sheet]

    def hidden(self, sheet: int) -> Hidden:
        """How a page is painted is told by its styles, which are not looked at."""
        return Hidden()

    def rows(self, sheet: int, merged: Sequence[Merged], notices: Notices) -> PlacedRows:
        return PlacedRows(self._events(sheet), merged, notices)

    def _events(self, wanted: int | None) -> Iterator[Item]:
        """Read the page; without a wanted table only list them."""
        target = _Tables(wanted)
        parser = etree.HTMLParser(target=target, no_network=True, huge_tree=False)
        self._content.seek(0)
        decoder = codecs.getincrementaldecoder(self._encoding)()
        unended = opened = closed = 0
        left = ""
        for piece in pieces(self._content, PIECE_BYTES):
            text = decoder.decode(piece).replace("\0", "")
            place = text.rfind(">")
            unended = len(text) - place if place >= 0 else unended + len(text)
            if unended > TAG_CHARACTERS_MAX:
                raise broken_workbook()
            looked_at = (left + text).lower()
            opened += looked_at.count("<table") - left.count("<table")
            closed += looked_at.count("</table") - left.count("</table")
            left = looked_at[-12:]
            parser.feed(text)
            yield from target.taken()
            if target.is_over:
                return
        decoder.decode(b"", True)
        parser.close()
        yield from target.taken()
        if closed < opened:
            raise web_page_cut() if opened else not_a_table()
        if wanted is None:
            self.sheets = [SheetName(f"{place}") for place in range(1, len(target.merged) + 1)]
            self._merged = target.merged


class _Tables:
    """What lxml calls while it reads: gathers the cells of the wanted table, and the merged ranges of all."""

    def __init__(self, wanted: int | None) -> None:
        self.merged: list[list[Merged]] = []
        self.is_over = False
        self._wanted = wanted
        self._rows: list[Item] = []
        self._depth = self._tables = 0
        self._row_number = 0
        self._row: list[str] = []
        self._covered: dict[int, int] = {}  # column: rows below that a cell still covers
        self._column = 0
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._length = 0

    def taken(self) -> list[Item]:
        rows, self._rows = self._rows, []
        return rows

    def start(self, tag: str, attributes: Any) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise broken_workbook()
        match tag:
            case "table":
                self._tables += 1
                if self._tables == 1:
                    if len(self.merged) >= SHEETS_MAX:
                        raise too_much_of(Text(zh="表格", en="tables"))
                    self.merged.append([])
                    self._row_number, self._covered = 0, {}
            case "tr" if self._tables == 1:
                self._end_row()
                self._row_number += 1
            case "td" | "th" if self._tables == 1 and self._row_number:
                self._end_cell()
                self._begin_cell(dict(attributes))
            case "br" if self._cell is not None:
                self._text.append("\n")

    def end(self, tag: str) -> None:
        self._depth -= 1
        match tag:
            case "table":
                if self._tables == 1:
                    self._end_row()
                    self.is_over = self._wanted == len(self.merged) - 1
                self._tables -= 1
            case "td" | "th" if self._tables == 1:
                self._end_cell()
            case "tr" if self._tables == 1:
                self._end_row()

    def data(self, data: str) -> None:
        if self._cell is not None:
            self._length += len(data)
            if self._length > CELL_CHARACTERS_MAX:
                raise too_much_of(Text(zh="单元格文字", en="characters in a cell"))
            self._text.append(_BLANKS.sub(" ", data))

    def comment(self, text: str) -> None: ...

    def close(self) -> None: ...

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        while self._covered.get(self._column):
            self._column += 1
        self._cell, self._text, self._length = attributes, [], 0

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        cell, self._cell = self._cell, None
        across, down = _span(cell, "colspan"), _span(cell, "rowspan")
        if across > 1 or down > 1:
            if sum(map(len, self.merged)) >= MERGED_MAX:
                raise too_much_of(Text(zh="合并区域", en="merged ranges"))
            row, column = self._row_number, self._column
            self.merged[-1].append(Merged(row, column, row + down - 1, column + across - 1))
        if down > 1:
            for column in range(self._column, min(self._column + across, COLUMNS_MAX + 1)):
                self._covered[column] = down
        meant = _meant(cell, "".join(self._text).strip(" \n\xa0"))
        if meant and self._column <= COLUMNS_MAX:
            self._row += [""] * (self._column - len(self._row)) + [meant]
        self._column += across

    def _end_row(self) -> None:
        self._end_cell()
        if self._row and self._wanted == len(self.merged) - 1:
            self._rows.append((self._row_number, self._row))
        if self._column or self._row:
            self._covered = {column: rows - 1 for column, rows in self._covered.items() if rows > 1}
        self._row, self._column = [], 0


def _span(cell: dict[str, str], name: str) -> int:
    written = cell.get(name, "1").strip()
    return max(1, min(int(written), SPAN_MAX)) if written.isdecimal() and len(written) < 9 else 1


def _meant(cell: dict[str, str], text: str) -> str:
    """Spreadsheet programs write beside the text what it is: `sdval` (LibreOffice), `x:num` and others (Excel)."""
    if "x:err" in cell:
        return ErrorCell(text or "#")
    if "x:bool" in cell:
        return boolean(cell["x:bool"].upper() == "TRUE" or text.upper() == "TRUE")
    written = cell.get("sdval") or (cell.get("x:num") or text.replace(",", "") if "x:num" in cell else "")
    try:
        value = float(written)
    except ValueError:
        return text
    if kind := kind_of_format(cell.get("sdnum", "").rpartition(";")[2]):
        return dated(value, kind, date_1904=False)
    return number(value)


def _encoding(start: bytes) -> str:
    """As the first bytes show; what the page says of itself counts only when these are plain ASCII."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _CHARSET.search(start)
    if start.isascii() and declared:
        return "gb18030" if declared[1].lower() in _CHINESE else "utf-8-sig"
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(start)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"
