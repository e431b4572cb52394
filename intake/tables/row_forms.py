"""In which form does a program write the rows of a sheet, so that whole rows can be taken in one step?

A form is one regular expression: the row, and each cell that may stand in it in the ways it was seen written. It fits a row
from its first to its last character or not at all. It is held against the bytes of a piece, each taken for one character,
which is quicker than text; only cells with other characters than those of ASCII are decoded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.tables.cells import cell_address, column_letters
from intake.tables.notices import bytes_may_hold_suspects
from intake.tables.placed_rows import COLUMNS_MAX, Columns, Item
from intake.tables.refused import broken_workbook, text_missing
from intake.tables.shared_strings import LAST_ROWS, TextsAtHand
from intake.tables.sheet_events import CellForm, Meaning
from intake.tables.xlsx_parts import plain_text

COLUMNS_IN_FORM_MAX = 120
WAYS_MAX = 4  # in which the cells of one column are written
CHANGES_MAX = 60  # of a form; a sheet that has ever new ones is left to the XML reader
REMEMBERED_MAX = 100_000  # numbers
ONE_FOR_ONE = "latin-1"  # each byte is one character, and back
_BETWEEN = "\0"  # no text holds it
_PLAIN_ATTRIBUTES = re.compile(r'(?: s="[0-9]{1,6}")?(?: t="(?:s|n|str|inlineStr)")?')
_STYLE = r'(?: s="[0-9]+")?'
_TEXT_TYPES = {"s": ' t="s"', "str": ' t="str"', "inlineStr": ' t="inlineStr"'}


Written = Sequence[str | None]  # the cells of a column as they are written; nothing where a row has none


@dataclass(frozen=True)
class _Way:
    """One way in which cells of a column are written; numbers in one style, texts in one or, when more were seen, in any."""

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
        self._may_hold_suspects = False  # a cell of the rows that are read now
        self._numbers: dict[str, _Numbers] = {}
        self._texts = TextsAtHand(meaning.strings)

    def fits(self, row: str) -> bool:
        return self._row is not None and self._row.fullmatch(row.strip()) is not None

    def columns(self, rows: str) -> list[Item] | None:
        """The rows, their bytes taken `ONE_FOR_ONE`, as columns, if all of them have this form."""
        if self._row is None:
            return None
        split = self._row.split(rows)  # what stands between rows, then the groups of a row, and so on
        size = self._row.groups + 1
        if len(split) == 1 or "".join(split[::size]).strip():
            return None
        numbers, *groups = (split[place::size] for place in range(1, size))
        first = int(numbers[0])
        self._may_hold_suspects = self.meaning.strings.may_hold_suspects
        try:
            columns = self._cells(groups, len(numbers), first)
        except _NeedsReader:
            return None
        places = list(map(int, numbers))
        if places == list(range(first, first + len(places))):
            return [Columns(first, columns, self._may_hold_suspects)]
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
            self._row = re.compile(f'<row r="([0-9]{{1,7}})"[^<>\x80-\xff]*(?<!/)>{"".join(cells)}</row>')

    def _learn(self, cell: CellForm) -> bool:
        if not cell.kind or cell.column >= COLUMNS_MAX or not _PLAIN_ATTRIBUTES.fullmatch(cell.attributes):
            return False
        ways = self._ways.get(cell.column, [])
        if cell.kind in _TEXT_TYPES:
            way = _Way(cell.kind, cell.attributes, "")
            alike = next((known for known in ways if known.kind == cell.kind), way)
            if alike != way:
                way = _Way(cell.kind, f"{_STYLE}{_TEXT_TYPES[cell.kind]}", "")
                ways = [way if known is alike else known for known in ways]
                if alike == way:
                    return False
                self._ways[cell.column] = ways
                return True
        else:
            way = _Way("n", cell.attributes, cell.style)
        if way in ways or len(ways) >= WAYS_MAX or (not ways and len(self._ways) >= COLUMNS_IN_FORM_MAX):
            return False
        self._ways[cell.column] = [*ways, way]
        return True

    def _cells(self, groups: Sequence[Written], count: int, first: int) -> list[list[str]]:
        columns: list[list[str]] = [[""] * count for _ in range(max(self._ways) + 1)]
        left = iter(groups)
        written = {place: [(way, next(left)) for way in self._ways[place]] for place in sorted(self._ways)}
        self._foresee([cells for ways in written.values() for way, cells in ways if way.kind == "s"], count)
        for place, ways in written.items():
            read = [self._read(way, cells, place, first) for way, cells in ways]
            columns[place] = read[0]
            for other in read[1:]:
                columns[place] = [a or b for a, b in zip(columns[place], other, strict=True)]
        return columns

    def _foresee(self, shared: Sequence[Written], count: int) -> None:
        """Have the texts of these rows at hand, as far as their last rows tell which these are."""
        last = (int(cell) for cells in shared for cell in cells[-LAST_ROWS:] if cell)
        self._texts.foresee(max(last, default=-1), count * len(shared))

    def _read(self, way: _Way, written: Written, place: int, first: int) -> list[str]:
        if not any(written):
            return [""] * len(written)
        if way.kind == "s":
            try:
                return self._texts.texts(written)
            except IndexError:
                raise text_missing(cell_address(place, first)) from None
        if way.kind == "n":
            known = self._numbers.setdefault(way.style, _Numbers(self.meaning, way.style))
            if len(known) > REMEMBERED_MAX:
                known.clear()
            return list(map(known.__getitem__, written))
        return self._own_texts([cell or "" for cell in written])

    def _own_texts(self, written: Sequence[str]) -> list[str]:
        """Texts that stand in the cells, decoded and without entities."""
        joined = _BETWEEN.join(written)
        if "\r" in joined:
            raise _NeedsReader  # a line ends in XML as the reader says
        if joined.count(_BETWEEN) != len(written) - 1:
            raise broken_workbook()
        texts = list(written)
        is_escaped = "&" in joined
        encoded = joined.encode(ONE_FOR_ONE)
        if is_escaped or bytes_may_hold_suspects(encoded):
            self._may_hold_suspects = True
        if not joined.isascii():
            texts = encoded.decode().split(_BETWEEN)
        if is_escaped or ("_" in joined and "_x" in joined):
            return list(map(plain_text, texts))
        return texts


class _NeedsReader(Exception):
    """Something stands in a cell that only an XML reader takes rightly."""


class _Numbers(dict[str | None, str]):
    """The cells of numbers of one style, by what is written."""

    def __init__(self, meaning: Meaning, style: str) -> None:
        super().__init__()
        self._meaning, self._style = meaning, style

    def __missing__(self, written: str | None) -> str:
        cell = self[written] = (
            self._meaning.number(plain_text(written), self._style) if written and written.strip() else ""
        )
        return cell
