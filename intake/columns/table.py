"""How does the table of a sent file become blocks of lines in the form of its layout?

What is no line (totals, signatures, empty rows) is taken out and held against the lines; what is written in another form is
read and told of; what cannot be read is named by its cell. The numbers of rows are those that the sender sees.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from intake.columns.asking import Asking, Question, ask_end_day, ask_months, ask_words
from intake.columns.blocks import BLOCK_ROWS, Block, FaultyCell
from intake.columns.cells import ColumnCells
from intake.columns.layouts import TableLayout
from intake.columns.notes import Notices
from intake.columns.recognition import Recognized
from intake.columns.refusals import (
    PROBLEMS_KEPT,
    row_numbers_wrong,
    rows_after_signature,
    rows_after_total,
    totals_differ,
)
from intake.columns.row_numbers import RowNumbers
from intake.columns.tallies import Declared, Tally
from intake.rules.cell_faults import CellFault
from intake.rules.headings import normal_form
from intake.rules.readings import Reading
from intake.rules.totals import RowKind, kind_of_row
from intake.tables.cells import cell_address
from intake.tables.hidden import HIDDEN_COLUMN
from intake.tables.refused import header_repeated
from intake.tables.sources import Source
from policy.terms import Text

CellFaultTold = Mapping[str, Any]  # a fault as JSON: cell, text or message, remedy
TEXTS = frozenset(("utf-8", "gb18030", "utf-16"))
ID_LENGTH = 6  # of characters that a number of a line has at least, when a row may be a total
COUNT_LENGTH = (
    11  # of digits that a count or a sum in yuan has at most; codes of villages and longer numbers have more
)


class Table:
    """An opened table: `places` of the columns, `blocks()` once, then `finish()`, `notices` and `declared`."""

    def __init__(
        self, source: Source, found: Recognized, layout: TableLayout, reading: Reading, notices: Notices
    ) -> None:
        self.layout, self.reading = layout, reading
        self.encoding: str = source.encoding
        self.declared: Declared | None = None
        self.used: Any = None  # how it came to be read so, see `intake.operations.opening`
        self._notices = notices
        self._source = source
        self._found: Recognized = found
        self.header = list(found.header.headings)
        self.places: dict[str, int] = found.places
        self._cells = {
            column.key: ColumnCells(
                column, reading, is_1904=source.date_1904, is_text=source.encoding in TEXTS
            )
            for column in layout.columns
            if column.key in found.places
        }
        self.tally = Tally(layout, found.places)
        self._at_subtotal: Tally | None = None
        self._signature: tuple[int, str] | None = None
        self._numbers = RowNumbers(found.row_number_place, self.header)
        _skip(source, found.header.row)

    @property
    def notices(self) -> list[dict[str, Any]]:
        """What is told of the file, of its columns first; complete when every block was read."""
        told = [
            notice.as_json() | {"column": self._heading_at(notice.column)}
            for notice in self._source.notices
            if notice.code != HIDDEN_COLUMN or self._heading_at(notice.column)
        ]
        return [*self._notices.as_json(), *told]

    def _heading_at(self, place: int) -> str:
        return self.header[place] if place < len(self.header) else ""

    @property
    def unread(self) -> list[str]:
        """The headings that are not read."""
        return list(self._found.unread.values())

    # -- rows ------------------------------------------------------------------------------------------------------

    def blocks(self, size: int = BLOCK_ROWS) -> Iterator[Block]:
        """The lines below the header, in the layout's own form. Empty rows are left out; a short row is filled up; a longer
        one is kept as it is. What is known only at the end is checked by `finish`.
        """
        for raw in self._raw_blocks(size):
            for block in self._lines(raw):
                read = self._read(block)
                self.tally.add(read)
                yield read

    def _raw_blocks(self, size: int) -> Iterator[Block]:
        width = len(self.header)
        while True:
            if plain := self._source.take_columns(size, width):
                first, columns = plain
                yield self._without_header(Block(range(first, first + len(columns[0])), columns=columns))
                continue
            first, rows = self._source.take(size)
            if not rows:
                return
            numbers: Sequence[int] = range(first, first + len(rows))
            square: Sequence[Sequence[str]] = rows
            if set(map(len, rows)) != {width} or not all(row[0].strip() for row in rows):
                numbers, square = _squared(numbers, rows, width)
            if square:
                yield self._without_header(Block(numbers, square))

    def _without_header(self, block: Block) -> Block:
        """The block, unless the header stands in it once more: then two files were joined."""
        first = next((place for place, name in enumerate(self.header) if name), 0)
        heading = self.header[first]
        cells = block.firsts() if first == 0 else [row[first] for row in block.rows]
        if heading in cells:
            names = [name.partition("#")[0] for name in self._found.header.names]
            for place, cell in enumerate(cells):
                if (
                    cell == heading
                    and [normal_form(each) for each in block.row(place)[: len(names)]] == names
                ):
                    raise header_repeated(block.numbers[place])
        return block

    # -- what is no line -------------------------------------------------------------------------------------------

    def _lines(self, block: Block) -> Iterator[Block]:
        """The runs of lines between totals and signatures."""
        begin = 0
        for place in self._candidates(block):
            cells = block.row(place)
            found = kind_of_row(cells)
            if found is None or not self._may_be_no_line(cells, found[0], found[1]):
                continue
            if place > begin:
                yield from self._sound_run(block.part(begin, place))
            begin = place + 1
            self._set_aside(found[0], cells, found[1], block.numbers[place])
        if begin < len(block):
            yield from self._sound_run(block.part(begin, len(block)))

    def _sound_run(self, block: Block) -> Iterator[Block]:
        if self.declared is not None:
            raise rows_after_total(block.numbers[0])
        if self._signature is not None:
            raise rows_after_signature(block.numbers[0], self._signature[1])
        yield block

    def _candidates(self, block: Block) -> Sequence[int]:
        """Rows in which a number that every line has is missing or no plain one."""
        columns = (
            [block.columns[self.places[key]] for key in self.layout.keys if key in self.places]
            if block.lengths() == {len(self.header)}
            else None
        )
        if columns is None:
            return range(len(block))
        odd: set[int] = set()
        for column in columns:
            text = "\n".join(column)
            if not text.isascii() or "\n\n" in f"\n{text}\n" or " " in text:
                odd.update(p for p, cell in enumerate(column) if not cell.isascii() or not cell.strip())
        return sorted(odd)

    def _may_be_no_line(self, cells: Sequence[str], kind: RowKind, marker: int) -> bool:
        """Whether the word stands where totals and signatures have it, and the row has no number of a line."""
        keys = [
            cells[self.places[key]].strip()
            for key in self.layout.keys
            if self.places.get(key, len(cells)) < len(cells)
        ]
        if any(map(_is_number_of_line, keys)):
            return False
        before = [cell.strip() for cell in cells[:marker] if cell.strip()]
        return not before or (kind is not RowKind.SIGNATURE and all(map(_is_count, before)))

    def _set_aside(self, kind: RowKind, cells: Sequence[str], marker: int, row: int) -> None:
        cell = cell_address(marker, row)
        if kind is RowKind.SIGNATURE:
            self._signature = self._signature or (row, cell)
            self._note(
                "signature_row",
                marker,
                row,
                Text(f"{cell} 起是签章行，不是明细", f"{cell} begins a row of signatures, not a line"),
            )
            return
        if self.declared is not None:
            self._end_as_subtotal()
        declared = self.tally.declared(cells, marker, row)
        said = cells[marker].strip()[:20]
        self._note(
            "total_row",
            marker,
            row,
            Text(
                f"{cell}“{said}”是合计行，已与上面各行核对，不是明细",
                f"{cell} “{said}” is a total; it was held against the rows above and is no line",
            ),
        )
        if kind is RowKind.TOTAL:
            self.declared = declared
        else:
            self.tally.check_subtotal(declared, self._at_subtotal)
            self._at_subtotal = self.tally.copy()
            self._numbers.begin_again()

    def _end_as_subtotal(self) -> None:
        """A total that is followed by another total is held against its rows like a subtotal."""
        assert self.declared is not None
        self.tally.check_subtotal(self.declared, self._at_subtotal)
        self.declared = None

    def _note(self, code: str, place: int, row: int, text: Text) -> None:
        self._notices.add(f"{code}_{row}", column="", place=place, row=row, text=text)

    # -- cells -----------------------------------------------------------------------------------------------------

    def _read(self, block: Block) -> Block:
        """The block in the layout's own form."""
        self._numbers.check(block)
        if block.lengths() != {len(self.header)}:
            return self._read_ragged(block)
        changed: dict[int, list[str]] = {}
        faults: dict[int, list[FaultyCell]] = {}
        for key, reader in self._cells.items():
            place = self.places[key]
            column = block.columns[place]
            if (rewritten := reader.rewritten(column)) is not None:
                changed[place] = rewritten
                continue
            beside = self.places.get(reader.column.minus_beside)
            for at, form in reader.changes(
                column, block.numbers, None if beside is None else block.columns[beside]
            ):
                if isinstance(form, CellFault):
                    faults.setdefault(at, []).append(FaultyCell(key, form, column[at]))
                    continue
                if place not in changed:
                    changed[place] = list(column)  # once: a column of numbers changes in every cell
                changed[place][at] = form.text
                if form.notice:
                    self._note_form(form.notice, key, place, block.numbers[at])
        if not changed and not faults:
            return block
        columns = [changed.get(place, column) for place, column in enumerate(block.columns)]
        return Block(block.numbers, columns=columns, faults=faults)

    def _read_ragged(self, block: Block) -> Block:
        """A block with rows that are too long: these are left as they are, for the layout to refuse."""
        width = len(self.header)
        square = [place for place, row in enumerate(block.rows) if len(row) == width]
        if not square:
            return block
        read = self._read_part(block, square)
        rows: list[Sequence[str]] = list(block.rows)
        for at, place in enumerate(square):
            rows[place] = read.row(at)
        return Block(block.numbers, rows, faults={square[at]: cells for at, cells in read.faults.items()})

    def _read_part(self, block: Block, places: Sequence[int]) -> Block:
        part = Block([block.numbers[p] for p in places], [block.rows[p] for p in places])
        with self._numbers.apart():
            return self._read(part)

    def _note_form(self, notice: str, key: str, place: int, row: int) -> None:
        self._notices.add(notice, column=self.header[place], place=place, row=row)

    # -- the end ---------------------------------------------------------------------------------------------------

    def ask(self, faults: Iterable[CellFaultTold] = (), *, count: int = 0) -> None:
        """After the last block: ask what only an officer can say (`Asking`), and name what is wrong besides.

        `faults` are the cells of which the layout complains, `count` of them when not all are given. Those that an answer
        would heal are part of the question.
        """
        questions = self._questions()
        if not questions:
            return
        asked = {cell for reader in self._cells.values() for cell in reader.asked_cells(self.places)}
        wrong = [fault for fault in faults if fault["cell"] not in asked]
        raise Asking(
            questions,
            headings=self._found.header.names,
            faults=[*wrong, *self._numbers.problems][:PROBLEMS_KEPT],
            fault_count=max(len(wrong), count - len(asked)) + self._numbers.count,
        )

    def finish(self, faults: Iterable[CellFaultTold] = (), *, count: int = 0) -> None:
        """After the last block: `ask`, refuse row numbers that cannot be right, and hold the total against the lines.

        A file of whose cells the layout complains has to be corrected anyway: its total is not looked at.
        """
        complained = list(faults)
        self.ask(complained, count=count)
        if self._numbers.count:
            raise row_numbers_wrong(self._numbers.problems, self._numbers.count)
        if not complained:
            self._check_declared()

    def _questions(self) -> list[Question]:
        questions: list[Question] = []
        for key, reader in self._cells.items():
            column, place = reader.column, self.places[key]
            if reader.unknown_words and (column.asks or column.is_end):
                words = [
                    (word, cell_address(place, row), count)
                    for word, (row, count) in reader.unknown_words.items()
                ]
                questions.append(ask_words(column, words))
            if reader.months_row and not any(question["code"] == "months" for question in questions):
                questions.append(ask_months(column, cell_address(place, reader.months_row)))
            if reader.end_row:
                questions.append(ask_end_day(column, cell_address(place, reader.end_row)))
        return questions

    def _check_declared(self) -> None:
        """Refuse the file when the total at its end is not what its lines come to."""
        declared = self.declared
        if declared is None:
            return
        if declared.count is not None and declared.count not in (
            self.tally.rows,
            self.tally.groups if self.layout.groups else -1,
        ):
            raise totals_differ(declared.cell(""), str(declared.count), str(self.tally.counted()))
        for key, value in declared.sums.items():
            if key not in self.tally.unread and value != self.tally.sums[key]:
                raise totals_differ(
                    declared.cell(key),
                    self.tally.shown(key, value),
                    self.tally.shown(key, self.tally.sums[key]),
                )


def _is_number_of_line(cell: str) -> bool:
    """Whether a cell of a row with a total's word is the number of a real line, so that the word is a name."""
    plain = cell.isascii() and cell.replace("-", "").isalnum()
    return plain and len(cell) >= ID_LENGTH and not _is_count(cell)


def _is_count(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) <= COUNT_LENGTH and cell[0] != "0"


def _skip(source: Source, rows: int) -> None:
    if rows:
        source.take(rows)


def _squared(
    numbers: Sequence[int], rows: Sequence[Sequence[str]], width: int
) -> tuple[Sequence[int], list[Sequence[str]]]:
    kept_numbers: list[int] = []
    kept: list[Sequence[str]] = []
    for number, row in zip(numbers, rows, strict=True):
        if not any(cell.strip() for cell in row):
            continue
        cells = list(row)
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        kept_numbers.append(number)
        kept.append(cells + [""] * (width - len(cells)) if len(cells) < width else cells)
    return numbers if len(kept) == len(rows) else kept_numbers, kept
