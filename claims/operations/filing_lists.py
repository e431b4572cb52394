"""How does an area bring the filings of care elsewhere along that it decided before (layout FL-1)?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from django.utils import timezone

from claims.bulk.register_rows import RowReader, of_the_area, people_of
from claims.layouts.filing_list import FILING_TABLE, KINDS
from claims.models import Filing, FilingList
from claims.operations import register_lists
from claims.operations.register_changes import follow
from claims.operations.register_lists import ROUND, Register
from claims.rules.filing_states import FILING, LIVE, FilingMove
from enrollment.models import Person
from enrollment.rules import names
from enrollment.rules.follow_ups import Fact
from policy.book import default_book
from policy.care import FilingKind
from policy.terms import Text
from staff.models import Division
from staff.rules.divisions import contains

PROOF = "原备案登记"


class Row(NamedTuple):
    """One row that can be read; `destination` is a division outside the pooling area."""

    row: int
    digest: str
    name_key: str
    kind: FilingKind
    destination: str
    from_on: date
    until_on: date | None
    proof: str


@dataclass
class FilingReader(RowReader[Row]):
    """Reads rows that file care elsewhere of one person."""

    area: str = field(kw_only=True)  # that insures
    _spans: dict[tuple[str, FilingKind], list[tuple[date, date, int]]] = field(default_factory=dict)

    def row_of(self, row: int, cells: Sequence[str]) -> Row | None:
        """The row, or None where a fault was told."""
        digest, kind = self.digest_of(row, cells), KINDS.get(self.cell(cells, "kind"))
        from_on, until_on = self.span_of(row, cells)
        destination = self.cell(cells, "destination")
        if len(destination) != 6 or not destination.isdigit() or contains(self.area, destination):
            self.fault(
                row, "destination", "destination_form",
                Text("就医地须为统筹区以外的6位区划代码。", "The place of care is a division (6 digits) outside the area."),
                Text("请填写省、市或县的代码，如 620100。", "Write the code of a province, city or county, as 620100."),
            )  # fmt: skip
        if kind is not None and from_on is not None:
            self._require_once(row, (digest, kind), from_on, until_on or date.max)
        if self.problems.has_row(row) or kind is None or from_on is None:
            return None
        return Row(
            row, digest, names.name_key(self.cell(cells, "name")), kind, destination, from_on, until_on,
            self.cell(cells, "proof")[:200],
        )  # fmt: skip

    def _require_once(self, row: int, key: tuple[str, FilingKind], from_on: date, until: date) -> None:
        """No two rows file one kind for one person on one day."""
        known = self._spans.setdefault(key, [])
        first = next((other for start, end, other in known if start < until and from_on < end), None)
        if first is not None:
            self.fault(
                row, "from_on", "row_twice", Text(f"与第 {first} 行同一类别的日期重叠。", f"Overlaps row {first}."),
                Text("请删去一行或更正日期。", "Remove one of the rows or correct the days."),
            )  # fmt: skip
        known.append((from_on, until, row))


def _reader(listed: FilingList, places: dict[str, int]) -> FilingReader:
    area = default_book().pooling_area(listed.area) or listed.area[:6]
    return FilingReader(places, timezone.localdate(listed.uploaded_at), area=area)


def _sound(listed: FilingList, reader: RowReader[Row], rows: Sequence[Row]) -> list[Row]:
    """The rows of people of the area, to places that are known, whose days no other filing of the kind has."""
    people = people_of(rows)
    places = set(
        Division.objects.filter(pk__in={row.destination for row in rows}).values_list("pk", flat=True)
    )
    known: dict[tuple[int, str], list[Filing]] = {}
    for one in Filing.objects.filter(person__in=people.values(), state__in=LIVE):
        known.setdefault((one.person_id, one.kind), []).append(one)
    sound = []
    for row, person in of_the_area(listed.area, reader, rows, people):
        other = next(
            (
                one
                for one in known.get((person.pk, row.kind.value), ())
                if (row.until_on is None or one.from_on < row.until_on)
                and (one.until_on is None or row.from_on < one.until_on)
            ),
            None,
        )
        if row.destination not in places:
            reader.fault(
                row.row, "destination", "division_unknown",
                Text(f"没有区划 {row.destination}。", f"There is no division {row.destination}."),
                Text("请核对区划代码。", "Check the code."),
            )  # fmt: skip
        elif other is not None:
            reader.fault(
                row.row, "from_on", "filed_already",
                Text(f"这些日期已有同类备案（第 {other.pk} 号）。", f"These days are filed already (no. {other.pk})."),
                Text("请删去该行。", "Remove the row."),
            )  # fmt: skip
        else:
            sound.append(row)
    return sound


def _write(listed: FilingList, rows: Sequence[Row], people: dict[str, Person], at: datetime) -> int:
    assert listed.confirmed_by is not None
    made = Filing.objects.bulk_create(
        [
            Filing(
                person=people[row.digest], area=default_book().pooling_area(people[row.digest].division_code) or listed.area[:6],
                division_code=people[row.digest].division_code, kind=row.kind.value, destination=row.destination,
                from_on=row.from_on, until_on=row.until_on, proof=row.proof or PROOF, source=f"file:{listed.pk}",
                state=FILING.end(FilingMove.FILE).value, submitted_by=listed.uploaded_by, submitted_at=_before_care(row, at),
                document_number=listed.document_number, decided_by=listed.confirmed_by, decided_at=at,
            )
            for row in rows
        ],
        batch_size=ROUND,
    )  # fmt: skip
    follow([(one.person_id, one.pk) for one in made], Fact.FILING, by=listed.confirmed_by, at=at)
    return len(made)


def _before_care(row: Row, at: datetime) -> datetime:
    """An old filing came in, at the latest, on its first day: the list is no late filing."""
    return min(at, timezone.make_aware(datetime(row.from_on.year, row.from_on.month, row.from_on.day)))


FILING_LISTS = register_lists.layout(
    Register(FILING_TABLE, _reader, _sound, _write),
    code="FL-1",
    name=Text("异地就医备案名单", "list of filings of care elsewhere"),
    noun="filing_list",
    model=FilingList,
    before="filings_received_before",
)
receive = partial(register_lists.receive, FILING_LISTS)
confirm = register_lists.confirm
