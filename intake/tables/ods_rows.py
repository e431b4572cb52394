"""How does a sheet of an OpenDocument file (.ods) become rows?"""

import re
from collections.abc import Iterator, Mapping

from intake.tables.archives import Archive
from intake.tables.cells import DayCell, ErrorCell, FormulaWithoutValue, boolean, iso_day, number
from intake.tables.refused import broken_workbook, macros_inside, protected_workbook
from intake.tables.xml_books import BookEvents, XmlBook, whole_number
from intake.tables.xml_events import pieces

PIECE_BYTES = 1 << 18
_MACRO = re.compile(r"^(basic/[^/]+/(?!script-lb|dialog-lb|script-lc|dialog-lc)[^/]+|scripts/.+)$")
_TIME = re.compile(r"PT([0-9]{1,2})H([0-9]{1,2})M([0-9]{1,2})(?:[.,][0-9]+)?S")
_ERROR = re.compile(r"(#[A-Z0-9/!?]+|Err:[0-9]+)")
_NUMBERS = ("float", "percentage", "currency")


class Ods(XmlBook):
    """An opened .ods."""

    def __init__(self, archive: Archive) -> None:
        if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.whole(
            "META-INF/manifest.xml"
        ):
            raise protected_workbook()
        if any(_MACRO.match(name) for name in archive.names()):
            raise macros_inside()

        def content() -> Iterator[bytes]:
            with archive.open("content.xml") as stream:
                yield from pieces(stream, PIECE_BYTES)

        super().__init__(content, _OdsEvents, "ods")


class _OdsEvents(BookEvents):
    def __init__(self, wanted: int | None) -> None:
        super().__init__(wanted)
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = self._tables = self._aside = 0
        self._cell: Mapping[str, str] = {}
        self._is_cell = self._is_covered = False
        self._paragraphs = 0
        self._row_repeated = 1

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "table-cell" | "covered-table-cell" if self._tables == 1 and not self._aside:
                self._is_cell, self._is_covered = True, name != "table-cell"
                self._cell, self._paragraphs = attributes, 0
                self._text, self._length = [], 0
                across = whole_number(attributes, "table:number-columns-spanned") - 1
                down = whole_number(attributes, "table:number-rows-spanned") - 1
                self._merge(across, down)
            case "p" if self._is_cell and not self._aside:
                if self._paragraphs:
                    self._gather("\n")
                self._paragraphs += 1
            case "s" if self._is_cell:
                self.text(" " * min(whole_number(attributes, "text:c"), 1000))
            case "tab" if self._is_cell:
                self.text("\t")
            case "line-break" if self._is_cell:
                self.text("\n")
            case "table-row" if self._tables == 1:
                self._row_repeated = whole_number(attributes, "table:number-rows-repeated")
                self._row_number += 1
                self._begin_row(is_hidden=_is_hidden(attributes))
            case "table-column" if self._tables == 1 and not self._aside:
                repeated = whole_number(attributes, "table:number-columns-repeated")
                self._say_columns(repeated, is_hidden=_is_hidden(attributes))
            case "annotation" | "shapes" | "tracked-changes" | "dde-links" | "ruby-text":
                self._aside += 1
            case "table" if not self._aside:
                self._tables += 1
                if self._tables == 1:
                    style = attributes.get("table:style-name", "")
                    self._begin_sheet(
                        attributes.get("table:name", ""), is_hidden=style in self._hidden_styles
                    )
            case "style":
                self._style = attributes.get("style:name", "")
            case "table-properties" if attributes.get("table:display") == "false":
                self._hidden_styles.add(self._style)
            case "null-date":
                self.date_1904 = attributes.get("table:date-value", "").startswith("1904-01-01")

    def end(self, name: str) -> None:
        match name:
            case "table-cell" | "covered-table-cell" if self._is_cell and not self._aside:
                self._has_cells |= self._paragraphs > 0 or "office:value-type" in self._cell
                repeated = whole_number(self._cell, "table:number-columns-repeated")
                self._put(self._meant() if self._is_wanted else "", repeated)
                self._is_cell = False
            case "table-row" if self._tables == 1:
                self._end_row(self._row_repeated)
            case "annotation" | "shapes" | "tracked-changes" | "dde-links" | "ruby-text":
                self._aside -= 1
            case "table" if not self._aside:
                self._tables -= 1
                self.is_over = self.is_over or (self._tables == 0 and self._is_wanted)

    def text(self, data: str) -> None:
        if self._is_cell and self._paragraphs and not self._aside:
            self._gather(data)

    def _meant(self) -> str:
        cell, text = self._cell, self._gathered()
        formula = cell.get("table:formula")
        kind = cell.get("office:value-type", "")
        if cell.get("calcext:value-type") == "error" or (formula is not None and _ERROR.fullmatch(text)):
            return ErrorCell(text or "#")
        if formula is not None and (not kind or (kind in _NUMBERS and not text and _is_zero(cell))):
            return FormulaWithoutValue(f"={formula.partition('=')[2][:60]}")
        if kind in _NUMBERS:
            return number(float(cell.get("office:value", "")))
        match kind:
            case "date":
                return DayCell(iso_day(cell.get("office:date-value", "")).removesuffix(" 00:00:00"))
            case "time":
                found = _TIME.fullmatch(cell.get("office:time-value", ""))
                return ":".join(f"{int(part):02d}" for part in found.groups()) if found else text
            case "boolean":
                return boolean(cell.get("office:boolean-value") == "true")
            case "string" | "":
                return cell.get("office:string-value", text)
            case _:
                raise broken_workbook()


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get("table:visibility", "visible") in ("collapse", "filter")


def _is_zero(cell: Mapping[str, str]) -> bool:
    return cell.get("office:value", "") in ("0", "0.0", "")
