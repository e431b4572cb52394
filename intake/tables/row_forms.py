"""In which form does a program write the rows of a sheet, so that whole rows can be taken in one step?

A form is one regular expression: the row, and each cell that may stand in it in the ways it was seen written. It fits a row
from its first to its last character or not at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.tables.cells import cell_address, column_letters
from intake.tables.placed_rows import COLUMNS_MAX, Columns, Item
from intake.tables.refused import text_missing
from intake.tables.sheet_events import CellForm, Meaning
from intake.tables.xlsx_parts import plain_text

COLUMNS_IN_FORM_MAX = 120
WAYS_MAX = 4  # in which the cells of one column are written
CHANGES_MAX = 60  # of a form; a sheet that has ever new ones is left to the XML reader
REMEMBERED_MAX = 100_000  # numbers
_PLAIN_ATTRIBUTES = re.compile(r'(?: s="[0-9]{1,6}")?(?: t="(?:s|n|str|inlineStr)")?')
_STYLE = r'(?: s="[0-9]+")?'
_TEXT_TYPES = {"s": ' t="s"', "str": ' t="str"', "inlineStr": ' t="inlineStr"'}


@dataclass(frozen=True)
class _Way:
    """One way in which cells of a column are written; texts in any style, numbers in one."""

    kind: str
    attributes: str
    style: str

    def pattern(self, letters: str) -> str:
        opening = f'<c r="{letters}\\1"{self.attributes}>'
        match self.kind:
            case "s":
                return f"{opening}<v>([0-9]+)</v></c>"
            case "inlineStr":
                return f'{opening}<is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>'
            case _:
                return f"{opening}<v>([^<]*)</v></c>"


class RowForm:
    """The form of the rows of one sheet, as far as it was learned."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self._ways: dict[int, list[_Way]] = {}
        self._row: re.Pattern[str] | None = None
        self._changes = 0
        self._numbers: dict[str, _Numbers] = {}

    def fits(self, row: str) -> bool:
        return self._row is not None and self._row.fullmatch(row.strip()) is not None

    def columns(self, text: str, may_hold_suspects: bool) -> list[Item] | None:
        """The rows of the text as columns, if all of them have this form."""
        if self._row is None:
            return None
        rows = self._row.findall(text)
        if not rows or len(rows) != text.count("<row"):
            return None
        numbers, *groups = zip(*rows, strict=True)
        first = int(numbers[0])
        columns = self._cells(text, groups, len(rows), first)
        places = list(map(int, numbers))
        suspect = may_hold_suspects or self.meaning.strings.may_hold_suspects
        if places == list(range(first, first + len(places))):
            return [Columns(first, columns, suspect)]
        return list(zip(places, map(list, zip(*columns, strict=True)), strict=True))

    def learn(self, forms: Sequence[Sequence[CellForm]]) -> None:
        """Take up ways of writing that were not known."""
        if self._changes > CHANGES_MAX:
            return
        changed = False
        for row in forms:
            for cell in row:
                changed = self._learn(cell) or changed
        if changed:
            self._changes += 1
            cells = (
                f'(?:{"|".join(way.pattern(letters) for way in ways)}|<c r="{letters}\\1"{_STYLE}(?: t="n")?(?: ?/|></c)>)?+'
                for letters, ways in ((column_letters(at), self._ways[at]) for at in sorted(self._ways))
            )
            self._row = re.compile(f'<row r="([0-9]{{1,7}})"[^>]*(?<!/)>{"".join(cells)}</row>')

    def _learn(self, cell: CellForm) -> bool:
        if not cell.kind or cell.column >= COLUMNS_MAX or not _PLAIN_ATTRIBUTES.fullmatch(cell.attributes):
            return False
        if cell.kind in _TEXT_TYPES:
            way = _Way(cell.kind, f"{_STYLE}{_TEXT_TYPES[cell.kind]}", "")
        else:
            way = _Way("n", cell.attributes, cell.style)
        ways = self._ways.get(cell.column, [])
        if way in ways or len(ways) >= WAYS_MAX or (not ways and len(self._ways) >= COLUMNS_IN_FORM_MAX):
            return False
        self._ways[cell.column] = [*ways, way]
        return True

    def _cells(self, text: str, groups: Sequence[Sequence[str]], count: int, first: int) -> list[list[str]]:
        is_escaped = "&" in text or ("_" in text and "_x" in text)
        columns: list[list[str]] = [[""] * count for _ in range(max(self._ways) + 1)]
        left = iter(groups)
        for place in sorted(self._ways):
            read = [self._read(way, next(left), is_escaped, place, first) for way in self._ways[place]]
            columns[place] = read[0]
            for other in read[1:]:
                columns[place] = [a or b for a, b in zip(columns[place], other, strict=True)]
        return columns

    def _read(self, way: _Way, written: Sequence[str], is_escaped: bool, place: int, first: int) -> list[str]:
        if way.kind == "s":
            return self._shared(written, place, first)
        if way.kind == "n":
            known = self._numbers.setdefault(way.style, _Numbers(self.meaning, way.style))
            if len(known) > REMEMBERED_MAX:
                known.clear()
            return [known[number] for number in written]
        return [plain_text(cell) for cell in written] if is_escaped else list(written)

    def _shared(self, written: Sequence[str], place: int, first: int) -> list[str]:
        strings = self.meaning.strings
        distinct = set(written)
        try:
            if "" not in distinct and len(distinct) * 2 >= len(written):
                return strings.many(map(int, written))
            known = {index: strings[int(index)] if index else "" for index in distinct}
            return [known[index] for index in written]
        except IndexError:
            raise text_missing(cell_address(place, first)) from None


class _Numbers(dict[str, str]):
    """The cells of numbers of one style, by what is written."""

    def __init__(self, meaning: Meaning, style: str) -> None:
        super().__init__()
        self._meaning, self._style = meaning, style

    def __missing__(self, written: str) -> str:
        cell = self[written] = (
            self._meaning.number(plain_text(written), self._style) if written.strip() else ""
        )
        return cell
