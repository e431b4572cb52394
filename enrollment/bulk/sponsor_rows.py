"""Is each row of a list of who is paid for (PL-1) acceptable? Everything that is wrong refuses the list, by its cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from enrollment.models import Due, SponsorList, SponsorRow
from enrollment.queries.dues import balances
from enrollment.queries.sponsors import current_lists, people_under
from enrollment.rules import documents, names
from enrollment.rules.payment_fields import Unreadable, read_amount
from enrollment.rules.sponsors import Attendance
from enrollment.sponsor_layout import ATTENDANCE
from intake import vault
from intake.bulk.problems import Problem, Problems
from intake.columns.table import Table
from intake.operations.opening import require_rows_within_limit
from intake.tables.days import written_day
from policy.money import format_yuan
from policy.terms import SponsorKind, Text

CHECKED_AT_ONCE = 2_000


@dataclass
class SponsorReader:
    """Reads the rows of one list and says what is wrong with them."""

    listed: SponsorList
    table: Table
    on: date
    problems: Problems = field(default_factory=Problems)
    count: int = 0
    _seen: dict[str, int] = field(default_factory=dict)

    def rows(self) -> Iterator[list[SponsorRow]]:
        """The rows that are sound, block by block, held against dues and the lists of other schools."""
        for block in self.table.blocks():
            self.problems.add_cells(block, self.table.places)
            made = (self._row(number, cells) for number, cells in zip(block.numbers, block.rows, strict=True))
            sound = [row for row in made if row is not None]
            self.count += len(block.numbers)
            require_rows_within_limit(self.count)
            for first in range(0, len(sound), CHECKED_AT_ONCE):
                self._hold_against_dues(sound[first : first + CHECKED_AT_ONCE])
                self._hold_against_schools(sound[first : first + CHECKED_AT_ONCE])
            yield sound

    def _row(self, row: int, cells: Sequence[str]) -> SponsorRow | None:
        number = documents.normal_form(self._cell(cells, "number"))
        kind = documents.guess_kind(number) or documents.Kind.RESIDENT_ID
        for fault in documents.faults(kind, number, born_on=None, sex=None, today=self.on):
            self._fault(row, "number", fault.code, fault.text, fault.remedy)
        name = self._cell(cells, "name")
        for wrong in names.display_faults(name)[:1]:
            self._fault(row, "name", wrong.code, wrong.text, wrong.remedy)
        self._require_year(row, self._cell(cells, "year"))
        key = vault.match_key(number)
        first = self._seen.setdefault(key.hex, row)
        if first != row:
            what = Text(f"与第 {first} 行是同一人。", f"The same person as in row {first}.")
            self._fault(row, "number", "row_twice", what, Text("请删去一行。", "Remove one of the rows."))
        left_on = written_day(self._cell(cells, "left_on"))
        word = self._cell(cells, "attendance")
        attendance = ATTENDANCE[word] if word else Attendance.LEFT if left_on else Attendance.HERE
        amount = self._amount(row, self._cell(cells, "amount"))
        if self.problems.has_row(row):
            return None
        return SponsorRow(
            list=self.listed, number=row, document_hash=key, document_masked=documents.mask(number),
            name=names.tidy(name), name_key=names.name_key(name), amount_fen=amount,
            grade=self._cell(cells, "grade")[:40], class_name=self._cell(cells, "class_name")[:40],
            attendance=attendance.value, left_on=left_on,
        )  # fmt: skip

    def _require_year(self, row: int, written: str) -> None:
        year = self.listed.coverage_year
        if written != str(year):
            what = Text(
                f"该行是 {written[:10] or '（空）'} 年度，名单是 {year} 年度。",
                f"The row is of {written[:10] or '(empty)'}, the list of coverage {year}.",
            )
            remedy = Text(
                "这可能是往年的名单，请向代缴方索取本年度的。",
                "It may be a list of another year; ask for this year's.",
            )
            self._fault(row, "year", "another_year", what, remedy)

    def _amount(self, row: int, written: str) -> int | None:
        if not written:
            return None
        try:
            amount = read_amount(written)
        except Unreadable as fault:
            self._fault(row, "amount", fault.code, fault.text, fault.remedy)
            return None
        if amount <= 0:
            what = Text("代缴金额不大于零。", "The amount is not above zero.")
            remedy = Text(
                "不代缴的请删去该行；留空表示按应缴额。",
                "Remove who is not paid for; empty means what is owed.",
            )
            self._fault(row, "amount", "amount_zero", what, remedy)
        return amount

    def _hold_against_dues(self, rows: Sequence[SponsorRow]) -> None:
        """Nobody is paid more for than is charged."""
        wanted = [row for row in rows if row.amount_fen is not None]
        people = people_under([row.document_hash for row in wanted])
        dues = Due.objects.filter(
            person__in={person.pk for person in people.values()}, coverage_year=self.listed.coverage_year, withdrawn_on=None
        ).exclude(quotation__due_fen=None, decision=None)  # fmt: skip
        due_of = {due.person_id: due.pk for due in dues}
        charged = balances(due_of.values())
        for row in wanted:
            person = people.get(row.document_hash)
            due = due_of.get(person.pk) if person else None
            if due is None or row.amount_fen is None or row.amount_fen <= charged.get(due, (0, 0))[0]:
                continue
            most = format_yuan(charged[due][0]) if due in charged else "0.00"
            what = Text(f"代缴金额超过应缴 {most} 元。", f"More than the due of {most} yuan.")
            remedy = Text(
                "请改为不超过应缴额，或留空按应缴额。", "Write no more than the due, or leave it empty."
            )
            self._fault(row.number, "amount", "above_due", what, remedy)

    def _hold_against_schools(self, rows: Sequence[SponsorRow]) -> None:
        """A pupil is on the roster of one school."""
        if self.listed.sponsor.kind != SponsorKind.SCHOOL:
            return
        others = current_lists(self.listed.coverage_year).filter(
            ~Q(sponsor=self.listed.sponsor), sponsor__kind=SponsorKind.SCHOOL.value
        )
        elsewhere = SponsorRow.objects.filter(
            list__in=others, attendance=Attendance.HERE.value,
            document_hash__in=[row.document_hash for row in rows if row.attendance == Attendance.HERE.value],
        )  # fmt: skip
        named = {row.document_hash: row.list for row in elsewhere.select_related("list__sponsor")}
        for row in rows:
            if (other := named.get(row.document_hash)) is not None:
                what = Text(
                    f"该生在“{other.sponsor.name}”的名单中（第 {other.pk} 号）。",
                    f"This pupil is on the list of “{other.sponsor.name}” (no. {other.pk}).",
                )
                remedy = Text(
                    "请两校核对；已转学的，由原学校重新报送名单。",
                    "The two schools compare; the old one sends its list again without the pupil.",
                )
                self._fault(row.number, "number", "pupil_of_another_school", what, remedy)

    def _cell(self, cells: Sequence[str], key: str) -> str:
        place = self.table.places.get(key)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def _fault(self, row: int, key: str, code: str, text: Text, remedy: Text) -> None:
        places = self.table.places
        self.problems.add(Problem(row, places.get(key, places["number"]), code, text, remedy))
