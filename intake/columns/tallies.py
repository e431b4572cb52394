"""What do the rows of a table come to so far, and does a total that is written between or below them agree?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from intake.columns.blocks import Block
from intake.columns.layouts import Kind, TableLayout
from intake.columns.refusals import subtotal_differs, total_unreadable
from intake.rules.amounts import fen_of, read_amount, read_count
from intake.rules.cell_faults import CellFault
from intake.rules.totals import Figure, figures_of
from intake.tables.cells import cell_address
from policy.money import format_yuan


@dataclass(frozen=True, slots=True)
class Declared:
    """A total at the end of the file: its row, the count it states, its sums (fen, or a number of things) by column.

    `places` are the cells of the figures, the count under the key ""."""

    row: int
    count: int | None
    sums: dict[str, int]
    places: dict[str, int]

    def cell(self, key: str) -> str:
        return cell_address(self.places[key], self.row)


@dataclass
class Tally:
    """Rows, groups and sums of the lines read so far."""

    layout: TableLayout
    places: Mapping[str, int]
    rows: int = 0
    groups: int = 0
    sums: dict[str, int] = field(default_factory=dict)
    unread: set[str] = field(
        default_factory=set
    )  # columns with a cell that cannot be read: their sums say nothing
    _group: tuple[str, ...] = ()
    _fens: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kinds = {column.key: column.kind for column in self.layout.columns}
        self._kinds = {
            key: kinds[key] for key in (*self.layout.sums, *self.layout.sums_of_groups) if key in self.places
        }
        self.sums = dict.fromkeys(self._kinds, 0)

    def add(self, block: Block) -> None:
        """Count the lines of a block that was read."""
        self.rows += len(block)
        for faults in block.faults.values():
            self.unread.update(cell.key for cell in faults)
        firsts = self._first_of_groups(block) if self.layout.groups else None
        for key, kind in self._kinds.items():
            if key in self.unread:
                continue
            cells = block.columns[self.places[key]] if block.lengths() == {len(block.row(0))} else None
            if cells is None:
                self.unread.add(key)
                continue
            if key in self.layout.sums_of_groups and firsts is not None:
                cells = [cells[place] for place in firsts]
            self.sums[key] += self._sum(cells, kind)

    def _sum(self, cells: Sequence[str], kind: Kind) -> int:
        fens = self._fens
        try:
            return sum(map(fens.__getitem__, cells))
        except KeyError:
            for text in set(cells) - fens.keys():
                read = read_amount(text.strip()) if kind is Kind.AMOUNT else read_count(text.strip())
                if isinstance(read, CellFault):
                    fens[text] = 0
                else:
                    fens[text] = fen_of(read.text) if kind is Kind.AMOUNT else int(read.text)
            return sum(map(fens.__getitem__, cells))

    def _first_of_groups(self, block: Block) -> list[int]:
        columns = [block.columns[self.places[key]] for key in self.layout.groups if key in self.places]
        firsts = []
        for place, group in enumerate(zip(*columns, strict=True)):
            if group != self._group:
                firsts.append(place)
                self._group = group
        self.groups += len(firsts)
        return firsts

    # -- totals ----------------------------------------------------------------------------------------------------

    def declared(self, cells: Sequence[str], marker: int, row: int) -> Declared:
        """What a total row states. Raises `SheetRefused` naming the cell that cannot be read."""
        by_place = {place: key for key, place in self.places.items() if key in self._kinds}
        money = [place for place, key in by_place.items() if self._kinds[key] is Kind.AMOUNT]
        things = [place for place, key in by_place.items() if self._kinds[key] is Kind.COUNT]
        figures, faults = figures_of(cells, marker, money, things)
        if faults:
            raise total_unreadable(row, cell_address(faults[0][0], row), cells[faults[0][0]].strip())
        return self._by_column(figures, by_place, row)

    def _by_column(self, figures: Sequence[Figure], by_place: Mapping[int, str], row: int) -> Declared:
        count, sums, places = None, dict[str, int](), dict[str, int]()
        main = next((key for key in self.layout.sums if key in self._kinds), "")
        for figure in figures:
            key = by_place.get(figure.place, "")
            if key:
                value = figure.fen if figure.fen is not None else figure.count
                sums[key], places[key] = value or 0, figure.place
            elif figure.count is not None and count is None:
                count, places[""] = figure.count, figure.place
            elif main and main not in sums and self._kinds[main] is Kind.AMOUNT:
                fen = figure.fen if figure.fen is not None else (figure.count or 0) * 100
                sums[main], places[main] = fen, figure.place
            else:
                raise total_unreadable(row, cell_address(figure.place, row), figure.written)
        return Declared(row, count, sums, places)

    def counted(self) -> int:
        return self.groups if self.layout.counts_groups else self.rows

    def check_subtotal(self, declared: Declared, before: "Tally | None") -> None:
        """Refuse a subtotal that is neither that of the rows since the last one nor that of all rows above."""
        since = self.rows - (before.rows if before else 0), self.groups - (before.groups if before else 0)
        if declared.count is not None and declared.count not in (*since, self.rows, self.groups):
            raise subtotal_differs(
                declared.cell(""), str(declared.count), str(since[int(self.layout.counts_groups)])
            )
        for key, value in declared.sums.items():
            whole = self.sums[key]
            part = whole - (before.sums[key] if before else 0)
            if key not in self.unread and value not in (part, whole):
                raise subtotal_differs(declared.cell(key), self.shown(key, value), self.shown(key, part))

    def shown(self, key: str, value: int) -> str:
        return format_yuan(value) if self._kinds.get(key) is Kind.AMOUNT else str(value)

    def copy(self) -> "Tally":
        copied = Tally(self.layout, self.places, self.rows, self.groups)
        copied.sums = dict(self.sums)
        return copied
