"""What does each cell of the XML of a sheet mean, as a whole XML reader sees it?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from intake.tables.cells import (
    ErrorCell,
    FormulaWithoutValue,
    NumericCell,
    boolean,
    column_of,
    dated,
    iso_day,
    number,
)
from intake.tables.placed_rows import COLUMNS_MAX
from intake.tables.refused import (
    broken_workbook,
    cell_in_other_row,
    cell_repeated,
    row_number_repeated,
    text_missing,
)
from intake.tables.shared_strings import SharedStrings
from intake.tables.xlsx_parts import CELL_CHARACTERS_MAX, TextEvents, unescaped

FORMULA_CHARACTERS_KEPT = 60
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
FORMS_KEPT = 200  # of one reading, from which the form of rows is learned


@dataclass(frozen=True)
class Meaning:
    """What is needed to understand a cell; `last_row` is the row before the first that is read."""

    strings: SharedStrings
    kinds: Sequence[str]
    date_1904: bool
    is_never_calculated: bool
    last_row: int = 0

    def after(self, row: int) -> "Meaning":
        return replace(self, last_row=row)

    def kind(self, style: str) -> str:
        """`day` or `time` when cells of this style show one."""
        place = int(style) if style.isdecimal() else 0
        return self.kinds[place] if place < len(self.kinds) else ""

    def number(self, written: str, style: str = "") -> str:
        """The cell of a number as it is written in the file."""
        if (kind := self.kind(style)) and _NUMBER.fullmatch(written.strip()):
            return dated(float(written), kind, date_1904=self.date_1904)
        if written.isdecimal() and written.isascii() and len(written) < 16:
            return NumericCell(int(written))
        if not _NUMBER.fullmatch(written.strip()):
            raise broken_workbook()
        return number(float(written))


@dataclass(slots=True)
class CellForm:
    """How a cell is written: what a row form is learned from."""

    column: int
    attributes: str
    kind: str  # s, n, str, inlineStr, or nothing when the XML reader must read such cells
    style: str


class SheetEvents(TextEvents):
    """Gathers the rows of one sheet; `is_inside` when the reading begins with the rows."""

    def __init__(self, meaning: Meaning, *, is_inside: bool) -> None:
        super().__init__()
        self.is_over = False
        self.forms: list[list[CellForm]] = []
        self._meaning = meaning
        self._is_inside = is_inside
        self._row_number = meaning.last_row
        self._rows: list[tuple[int, list[str]]] = []
        self._row: list[str] = []
        self._forms: list[CellForm] = []
        self._row_says = ""
        self._column = -1
        self._cell: Mapping[str, str] = {}
        self._value: list[str] = []
        self._value_length = 0
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._is_plain = True

    def taken(self) -> list[tuple[int, list[str]]]:
        """The rows since the last call; a name without a number counts on."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.is_over:
            return
        match name:
            case "c":
                self._cell, self._formula, self._is_plain = attributes, None, True
                self._value, self._value_length = [], 0
            case "v":
                self._into = self._value
            case "f":
                self._formula = self._into = []
            case "row":
                self._begin_row(attributes)
            case "t" | "is":
                super().start(name, attributes)
            case "sheetData":
                pass
            case _:
                self._is_plain = False
                super().start(name, attributes)

    def text(self, data: str) -> None:
        if self._into is None:
            super().text(data)
            return
        self._value_length += len(data)
        if self._value_length > CELL_CHARACTERS_MAX:
            raise broken_workbook()
        self._into.append(data)

    def end(self, name: str) -> None:
        if self.is_over:
            return
        match name:
            case "c":
                self._end_cell()
            case "v" | "f":
                self._into = None
            case "row":
                self._rows.append((self._row_number, self._row))
                if len(self.forms) < FORMS_KEPT and self._row_says:
                    self.forms.append(self._forms)
            case "sheetData":
                self.is_over = True
            case _:
                super().end(name)

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._row_says = written = attributes.get("r", "")
        if written and not (written.isdecimal() and len(written) < 12):
            raise broken_workbook()
        before = self._row_number
        self._row_number = int(written) if written else before + 1
        if self._row_number <= before:
            raise row_number_repeated(self._row_number, before)
        self._row, self._forms, self._column = [], [], -1

    def _end_cell(self) -> None:
        reference = self._cell.get("r")
        column = self._column + 1 if reference is None else self._placed(reference)
        if column <= self._column:
            raise cell_repeated(reference or "")
        self._column = column
        kind, style = self._cell.get("t", "n"), self._cell.get("s", "")
        inline = self.gathered()
        cell = self._meant(kind, style, "".join(self._value), inline, column)
        if column > COLUMNS_MAX and cell:
            column = COLUMNS_MAX  # kept only to be named
        if column <= COLUMNS_MAX and cell:
            if len(self._row) <= column:
                self._row += [""] * (column + 1 - len(self._row))
            self._row[column] = cell
        if reference is not None and len(self.forms) < FORMS_KEPT:
            known = kind in ("s", "n", "str", "inlineStr") and self._formula is None and self._is_plain
            written = "".join(f' {key}="{value}"' for key, value in self._cell.items() if key != "r")
            self._forms.append(CellForm(column, written, kind if known else "", style))

    def _placed(self, reference: str) -> int:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            raise broken_workbook()
        if found[2] != str(self._row_number):
            raise cell_in_other_row(reference, self._row_number)
        return column_of(found[1])

    def _meant(self, kind: str, style: str, value: str, inline: str, column: int) -> str:
        if self._formula is not None and (
            (not value and kind == "n") or (self._meaning.is_never_calculated and value in ("0", "0.0"))
        ):
            return FormulaWithoutValue(f"={''.join(self._formula)[:FORMULA_CHARACTERS_KEPT]}")
        match kind:
            case "n":
                return self._meaning.number(value, style) if value.strip() else ""
            case "s":
                return self._shared(value, column) if value.strip() else ""
            case "inlineStr":
                return inline
            case "str":
                return unescaped(value)
            case "b":
                return boolean(value.strip() in ("1", "true")) if value.strip() else ""
            case "e":
                return ErrorCell(value)
            case "d":
                return iso_day(value) if value.strip() else ""
            case _:
                raise broken_workbook()

    def _shared(self, value: str, column: int) -> str:
        try:
            return self._meaning.strings[int(value)]
        except IndexError:
            raise text_missing(f"{self._cell.get('r') or column}") from None
