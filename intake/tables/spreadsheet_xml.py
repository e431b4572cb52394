"""How does a sheet of Excel's XML of 2003 (SpreadsheetML, mostly named .xls) become rows?"""

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from intake.tables.cells import DayCell, ErrorCell, FormulaWithoutValue, boolean, iso_day, number
from intake.tables.placed_rows import ROWS_MAX
from intake.tables.refused import broken_workbook, row_beyond_sheet, row_number_repeated
from intake.tables.xml_books import BookEvents, XmlBook, whole_number
from intake.tables.xml_events import attribute, pieces

PIECE_BYTES = 1 << 18
_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](gb[0-9a-z]+)[\"']", re.IGNORECASE)


class SpreadsheetXml(XmlBook):
    """An opened workbook of the XML of 2003."""

    def __init__(self, content: BinaryIO) -> None:
        chinese = _ENCODING.search(content.read(200))

        def parts() -> Iterator[bytes | str]:
            content.seek(0)
            if not chinese:
                yield from pieces(content, PIECE_BYTES)
                return
            decoder = codecs.getincrementaldecoder("gb18030")()
            for piece in pieces(content, PIECE_BYTES):
                yield decoder.decode(piece)

        super().__init__(parts, _Events, "xml")


class _Events(BookEvents):
    def __init__(self, wanted: int | None) -> None:
        super().__init__(wanted)
        self._cell: Mapping[str, str] = {}
        self._kind: str | None = None
        self._is_visibility = self._is_aside = False
        self._across = 0
        self._last_row = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "Data" if not self._is_aside:
                self._kind = attribute(attributes, "Type")
            case "Cell":
                self._begin_cell(attributes)
            case "Row":
                before, self._row_number = self._row_number, _index(attributes, self._row_number + 1)
                if self._row_number <= before:
                    raise row_number_repeated(self._row_number, before)
                if self._row_number > ROWS_MAX:
                    raise row_beyond_sheet(self._row_number)
                self._begin_row(is_hidden=attribute(attributes, "Hidden") == "1")
                self._across = 0
            case "Column":
                self._columns_said = max(self._columns_said, _index(attributes, self._columns_said + 1) - 1)
                span = 1 + _count(attributes, "Span")
                self._say_columns(span, is_hidden=attribute(attributes, "Hidden") == "1")
            case "Comment":
                self._is_aside = True
            case "Worksheet":
                self._begin_sheet(attribute(attributes, "Name"))
            case "Visible":
                self._is_visibility = True
                self._gathered()
            case "Date1904":
                self.date_1904 = True

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self._column += self._across
        column = _index(attributes, self._column + 1) - 1
        if column < self._column:
            raise broken_workbook()
        self._cell, self._column, self._kind = attributes, column, None
        self._gathered()
        self._across = _count(attributes, "MergeAcross")
        self._merge(self._across, _count(attributes, "MergeDown"))

    def end(self, name: str) -> None:
        match name:
            case "Cell":
                self._has_cells |= self._kind is not None
                self._put(self._meant() if self._is_wanted else "")
                self._kind = None
            case "Row":
                self._end_row()
            case "Comment":
                self._is_aside = False
            case "Visible" if self.names:
                if self._gathered() in ("SheetHidden", "SheetVeryHidden"):
                    self.names[-1] = type(self.names[-1])(self.names[-1].name, is_hidden=True)
                self._is_visibility = False
            case "Table":
                self.is_over = self._wanted is not None and self._is_wanted

    def text(self, data: str) -> None:
        if (self._kind and not self._is_aside) or self._is_visibility:
            self._gather(data)

    def _meant(self) -> str:
        formula, text = attribute(self._cell, "Formula"), self._gathered()
        match self._kind:
            case None | "":
                return FormulaWithoutValue(formula[:60]) if formula else ""
            case "Number":
                return number(float(text))
            case "DateTime":
                day = iso_day(text)
                return DayCell(day.removesuffix(".000").removesuffix(" 00:00:00"))
            case "Boolean":
                return boolean(text.strip() == "1")
            case "Error":
                return ErrorCell(text)
            case "String":
                return text
            case _:
                raise broken_workbook()


def _named(attributes: Mapping[str, str], name: str) -> dict[str, str]:
    written = attribute(attributes, name)
    return {name: written} if written else {}


def _index(attributes: Mapping[str, str], default: int) -> int:
    return whole_number(_named(attributes, "Index"), "Index", default)


def _count(attributes: Mapping[str, str], name: str) -> int:
    return whole_number(_named(attributes, name), name, 0)
