"""What do the cells of one column say, in the form the layout has, and which of them cannot be read?

A column of a block is judged as a whole first: one look at all of its text, or at its distinct texts, shows that it is in
the layout's own form already, as nearly all are. Only then are cells looked at, each distinct text once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import compress, count

from intake.columns.layouts import Column, Kind
from intake.columns.words import accepted
from intake.rules import days
from intake.rules.amounts import NEGATIVE, YUAN, read_amount, read_count
from intake.rules.cell_faults import CellFault, CellForm
from intake.rules.identifiers import number_in_number_cell, read_document, read_identifier, same_number
from intake.rules.readings import END_INCLUDED, Reading
from intake.tables.cells import ErrorCell, FormulaWithoutValue, NumericCell, cell_address
from policy.terms import Text

REMEMBERED_MAX = 100_000
ID_DIGITS = 18
EIGHT_DIGITS = 8  # a document that a number keeps whole: the permit of a Taiwan resident
MOMENT_CHARACTERS = 19
_MANY = (Kind.TEXT, Kind.IDENTIFIER, Kind.DOCUMENT, Kind.MOMENT)  # columns whose cells hardly repeat

Change = tuple[int, CellForm | CellFault]  # the place of a cell in the block, and what became of it


class ColumnCells:
    """Reads the cells of one column of a file, block after block."""

    def __init__(
        self, column: Column, reading: Reading, *, is_1904: bool = False, is_text: bool = False
    ) -> None:
        """`is_text` says that every cell of the file is plain text, as in a text file."""
        self._is_text = is_text
        self.column = column
        self.unknown_words: dict[str, list[int]] = {}  # word -> [first row, how many]
        self._asked_rows: list[int] = []
        self.months_row = 0  # the first row with a month without a day
        self.end_row = 0  # the first row with an end day of which nobody said what it means
        self._words = reading.words.get(column.key, {})
        self._reading = reading
        self._is_1904 = is_1904
        self._same: set[str] = set()  # texts that are in the layout's own form
        self._forms: dict[tuple[type, str], CellForm | CellFault] = {}
        self._many = column.kind in _MANY and not self._words

    def changes(
        self, cells: Sequence[str], numbers: Sequence[int], beside: Sequence[str] | None = None
    ) -> list[Change]:
        """The cells that are not in the layout's own form, with what they say or why they cannot be read.

        `beside` are the cells of the column that lets an amount be below zero, where the file has it.
        """
        places = self._worth_a_look(cells)
        if not places:
            return []
        found: list[Change] = []
        for place in places:
            cell = cells[place]
            if type(cell) is str and cell in self._same:
                continue
            form = self._form(cell)
            if form is NEGATIVE and beside is not None and beside[place].strip():
                form = self._signed(cell)
            if isinstance(form, CellFault):
                self._note_question(form, cell, numbers[place])
                found.append((place, form))
            elif form.text != cell or form.notice or type(cell) is not str:
                found.append((place, form))
            elif len(self._same) < REMEMBERED_MAX:
                self._same.add(cell)
        if self.column.is_end and not self._reading.end_day and not self.end_row:
            self._note_ends(cells, numbers)
        return found

    def rewritten(self, cells: Sequence[str]) -> list[str] | None:
        """The column in the layout's own form, when its few distinct cells can all be read and nothing is told or asked of any.

        So is a column of amounts in number cells: `changes` would name every one of its cells.
        """
        if self._many or self._is_text or self.column.is_end or len(types := set(map(type, cells))) > 1:
            return None
        if types == {str}:
            return None  # as it is, mostly
        texts: dict[str, str] = {}
        for cell in set(cells):
            form = self._form(cell)
            if isinstance(form, CellFault) or form.notice:
                return None
            texts[cell] = form.text
        return list(map(texts.__getitem__, cells))

    def asked_cells(self, places: Mapping[str, int]) -> Iterator[str]:
        """The cells that an answer of the officer would heal."""
        return (cell_address(places[self.column.key], row) for row in self._asked_rows)

    # -- whole columns ---------------------------------------------------------------------------------------------

    def _worth_a_look(self, cells: Sequence[str]) -> Sequence[int]:
        """The places of cells that may not be in the layout's own form: mostly none, told by one look at all of them."""
        everywhere = range(len(cells))
        if not self._is_text and (types := set(map(type, cells))) != {str}:
            is_free = self.column.kind is Kind.TEXT and not self._words
            return () if is_free and types.isdisjoint((FormulaWithoutValue, ErrorCell)) else everywhere
        if not self._many:
            return () if self._same.issuperset(cells) else everywhere
        if self.column.kind is Kind.TEXT:
            return ()
        if self.column.kind is Kind.MOMENT:
            return _odd_moments(cells)
        text = "\n".join(cells)
        if not text.isascii() or " " in text or "\t" in text or text != text.upper():
            return everywhere
        if self.column.kind is Kind.IDENTIFIER:
            return everywhere if "E+" in text or "." in text else ()
        if _of_other_length(cells, ID_DIGITS):
            return [
                place for place, cell in enumerate(cells) if len(cell) != ID_DIGITS or cell.endswith("000")
            ]
        return [at // (ID_DIGITS + 1) for at in _ends_of_lines(f"{text}\n", "000\n")]

    # -- one cell --------------------------------------------------------------------------------------------------

    def _form(self, cell: str) -> CellForm | CellFault:
        known = (type(cell), cell)
        form = self._forms.get(known)
        if form is None:
            if len(self._forms) > REMEMBERED_MAX:
                self._forms.clear()
            form = self._forms[known] = self._read(cell)
        return form

    def _read(self, cell: str) -> CellForm | CellFault:
        if isinstance(cell, FormulaWithoutValue | ErrorCell):
            return _NO_VALUE if isinstance(cell, FormulaWithoutValue) else _ERROR
        bare = cell.strip()
        if not bare:
            return CellForm("")
        if bare in self._words:
            return CellForm(
                self._words[bare], "no_end" if self.column.is_end and not self._words[bare] else "word"
            )
        form = _READERS[self.column.kind](self, cell, bare)
        if (
            isinstance(form, CellForm)
            and not form.notice
            and bare != cell
            and self.column.kind is Kind.AMOUNT
        ):
            return CellForm(form.text, "blanks")
        return form

    def _text(self, _cell: str, bare: str) -> CellForm:
        return CellForm(bare)

    def _word(self, _cell: str, bare: str) -> CellForm | CellFault:
        if bare in self.column.words or not self.column.asks:
            return CellForm(bare)
        folded = same_number(bare)
        if folded in self.column.words:
            return CellForm(folded, "full_width")
        return _unknown_word(self.column, bare)

    def _identifier(self, cell: str, bare: str) -> CellForm | CellFault:
        is_document = self.column.kind is Kind.DOCUMENT
        if isinstance(cell, NumericCell) and not (is_document and len(bare) == EIGHT_DIGITS):
            return number_in_number_cell(is_document)
        form = read_document(bare) if is_document else read_identifier(bare)
        return CellForm(bare) if self.column.as_written and isinstance(form, CellForm) else form

    def _code(self, _cell: str, bare: str) -> CellForm:
        number = same_number(bare)
        return CellForm(number, "" if number == bare else "full_width")

    def _amount(self, cell: str, _bare: str) -> CellForm | CellFault:
        form = self._signed(cell)
        return NEGATIVE if isinstance(form, CellForm) and form.text.startswith("-") else form

    def _signed(self, cell: str) -> CellForm | CellFault:
        return read_amount(cell.strip(), self._reading.amount_unit or YUAN)

    def _count(self, _cell: str, bare: str) -> CellForm | CellFault:
        return read_count(bare)

    def _day(self, _cell: str, bare: str) -> CellForm | CellFault:
        form = days.read_day(bare, months=self._reading.months, is_1904=self._is_1904)
        if isinstance(form, CellFault):
            return form
        if self.column.is_end and self._reading.end_day == END_INCLUDED and form.notice != "no_end":
            after = days.day_after(form.text)
            return (
                form if after is None else CellForm(after, "last_day_included")
            )  # a time is the layout's to refuse
        return form

    def _moment(self, _cell: str, bare: str) -> CellForm | CellFault:
        return days.read_moment(bare, is_1904=self._is_1904)

    # -- what has to be asked ----------------------------------------------------------------------------------------

    def _note_question(self, fault: CellFault, cell: str, row: int) -> None:
        if fault.code == days.MONTH_WITHOUT_DAY:
            self._asked_rows.append(row)
            self.months_row = self.months_row or row
        elif fault.code == "word_unknown" or (fault.code == "date_unreadable" and self.column.is_end):
            self._asked_rows.append(row)
            kept = self.unknown_words.setdefault(cell.strip()[:40], [row, 0])
            kept[1] += 1

    def _note_ends(self, cells: Sequence[str], numbers: Sequence[int]) -> None:
        for place, cell in enumerate(cells):
            if cell.strip() and not isinstance(self._form(cell), CellFault) and self._form(cell).text:
                self.end_row = numbers[place]
                return


def _odd_moments(cells: Sequence[str]) -> list[int]:
    """The places of cells that are not written as 2021-03-01 09:30:00."""
    odd = _of_other_length(cells, MOMENT_CHARACTERS)
    plain = list(cells)
    for place in reversed(odd):
        del plain[place]
    if days.are_own_moments("\n".join(plain), len(plain)):
        return odd
    return [place for place, cell in enumerate(cells) if not days.OWN_MOMENT.fullmatch(cell)]


def _of_other_length(cells: Sequence[str], length: int) -> list[int]:
    """The places of cells that have another number of characters."""
    return list(compress(count(), map(length.__ne__, map(len, cells))))


def _ends_of_lines(text: str, end: str) -> Iterator[int]:
    """Where this end of a line stands in the text."""
    at = text.find(end)
    while at >= 0:
        yield at
        at = text.find(end, at + 1)


_NO_VALUE = CellFault(
    "formula_without_value",
    Text("公式没有保存计算结果", "a formula whose result was not stored"),
    Text(
        "在表格软件中打开并保存一次，或把公式粘贴为数值",
        "open and save the file in a spreadsheet program, or paste the formulas as values",
    ),
)
_ERROR = CellFault(
    "error_cell",
    Text("单元格是错误值", "the cell holds an error value"),
    Text("更正公式后重新导出", "correct the formula and export again"),
)


def _unknown_word(column: Column, word: str) -> CellFault:
    known = accepted(column.words)
    return CellFault(
        "word_unknown",
        Text(
            f"“{column.heading}”为“{word[:20]}”，无法识别",
            f"the word “{word[:20]}” in {column.heading} is not known",
        ),
        Text(f"填写：{known.zh}；或说明这个词的意思", f"use one of {known.en}, or say what the word means"),
    )


_READERS: dict[Kind, Callable[[ColumnCells, str, str], CellForm | CellFault]] = {
    Kind.TEXT: ColumnCells._text,
    Kind.WORD: ColumnCells._word,
    Kind.IDENTIFIER: ColumnCells._identifier,
    Kind.DOCUMENT: ColumnCells._identifier,
    Kind.CODE: ColumnCells._code,
    Kind.AMOUNT: ColumnCells._amount,
    Kind.COUNT: ColumnCells._count,
    Kind.DAY: ColumnCells._day,
    Kind.MOMENT: ColumnCells._moment,
}
