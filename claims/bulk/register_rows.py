"""Whom does each row of a list that an area brings along mean, and which rows are sound? Every fault is told by its cell."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar

from claims.bulk.bill_writes import kept_people
from enrollment.models import Person
from enrollment.rules import documents
from intake import vault
from intake.bulk.problems import Problem, Problems
from intake.columns.blocks import Block
from intake.tables.days import written_day
from policy.terms import Text
from staff.rules.divisions import scope_prefix


class PersonRow(Protocol):
    """What every such row has: its number in the file, the hash of the document number, the name as names are compared."""

    @property
    def row(self) -> int: ...
    @property
    def digest(self) -> str: ...
    @property
    def name_key(self) -> str: ...


R = TypeVar("R", bound=PersonRow)


@dataclass
class RowReader(Generic[R]):
    """Feeds on blocks and gives rows; keeps what is wrong. A layout says in `row_of` what one of its rows is."""

    columns: Mapping[str, int]
    today: date
    problems: Problems = field(default_factory=Problems)
    rows: int = 0
    rows_by_place: Counter[str] = field(default_factory=Counter)  # where the people named are registered

    def read(self, block: Block) -> list[R]:
        """The rows of a block without a fault."""
        self.problems.add_cells(block, self.columns)
        self.rows += len(block.numbers)
        found = [self.row_of(number, cells) for number, cells in zip(block.numbers, block.rows, strict=True)]
        return [one for one in found if one is not None]

    def row_of(self, row: int, cells: Sequence[str]) -> R | None:
        """The row, or None where a fault was told."""
        raise NotImplementedError

    def fault(self, row: int, key: str, code: str, text: Text, remedy: Text) -> None:
        """Something is wrong with a cell."""
        place = self.columns.get(key, self.columns["number"])
        self.problems.add(Problem(row, place, code, text, remedy))

    def digest_of(self, row: int, cells: Sequence[str]) -> str:
        """The hash of the document number; what is wrong with the number is told."""
        number = documents.normal_form(self.cell(cells, "number"))
        kind = documents.guess_kind(number) or documents.Kind.RESIDENT_ID
        for fault in documents.faults(kind, number, born_on=None, sex=None, today=self.today):
            self.fault(row, "number", fault.code, fault.text, fault.remedy)
        return vault.match_key_hex(number)

    def span_of(self, row: int, cells: Sequence[str]) -> tuple[date | None, date | None]:
        """First day, and the first day after the last (None: open); what is wrong with them is told."""
        from_on, until_on = self.day(cells, "from_on"), self.day(cells, "until_on")
        if from_on is None:
            self.fault(
                row, "from_on", "day_form", Text("起始日期为空或不是日期。", "The first day is missing or is no day."),
                Text("请按 2021-03-01 填写。", "Write it as 2021-03-01."),
            )  # fmt: skip
        elif until_on is not None and until_on <= from_on:
            self.fault(
                row, "until_on", "ends_before_start", Text("终止日期不晚于起始日期。", "It ends before it begins."),
                Text("请核对日期。", "Check the days."),
            )  # fmt: skip
        return from_on, until_on

    def day(self, cells: Sequence[str], key: str) -> date | None:
        return written_day(self.cell(cells, key))

    def cell(self, cells: Sequence[str], key: str) -> str:
        place = self.columns.get(key)
        return cells[place].strip() if place is not None and place < len(cells) else ""


def people_of(rows: Sequence[PersonRow]) -> dict[str, Person]:
    """Hash of the number -> the record that counts."""
    known = kept_people([row.digest for row in rows])
    people = Person.objects.in_bulk({person for person, _, _ in known.values()})
    return {str(digest).replace("-", ""): people[person] for digest, (person, _, _) in known.items()}


def of_the_area(
    area: str, reader: RowReader[R], rows: Sequence[R], people: Mapping[str, Person]
) -> Iterator[tuple[R, Person]]:
    """The rows of people of the area under their name; of the others it is told what is wrong."""
    prefix = scope_prefix(area)
    for row in rows:
        person = people.get(row.digest)
        reader.rows_by_place[person.division_code if person else area] += 1
        if person is None:
            _fault(
                reader, row, "unknown_person", "该证件号码未登记。", "Nobody is registered under this number."
            )
        elif not person.division_code.startswith(prefix):
            _fault(reader, row, "elsewhere", "该人登记在其他地区。", "The person is registered elsewhere.")
        elif person.name_key != row.name_key:
            reader.fault(
                row.row, "name", "name_differs", Text("姓名与登记不符。", "The name is not that of the record."),
                Text("请核对姓名和证件号码。", "Check name and number."),
            )  # fmt: skip
        else:
            yield row, person


def _fault(reader: RowReader[R], row: R, code: str, zh: str, en: str) -> None:
    remedy = Text("请先登记该人，或删去该行。", "Register the person first, or remove the row.")
    reader.fault(row.row, "number", code, Text(zh, en), remedy)
