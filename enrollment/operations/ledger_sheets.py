"""How does a village's ledger come back (layout MB-1), so that every row ends once and nothing of others is overwritten?"""

from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from enrollment.bulk.sheet_reading import ReadRow, SheetReader
from enrollment.ledger_sheet_layout import LEDGER_TABLE
from enrollment.models import BaseAnswer, LedgerSheet, Person, ReturnedSheet, SheetRow
from enrollment.operations.base_answers import write_version
from enrollment.queries.base_answers import as_answer
from enrollment.rules import names
from enrollment.rules.sheet_rows import CONFLICT, RowOutcome, SheetCase, is_of_this_month, outcome_of
from intake.columns.table import Table
from intake.layouts import Before, Beside, Checked, Checking, Layout
from intake.operations import following, jobs, leases, receiving
from intake.operations.opening import kept_of, no_rows, opened, require_rows_within_limit
from intake.rules.file_states import FileMove, FileState
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

WRITE = Permission.ENROLLMENT_WRITE
DOWNLOAD = Text(
    "请下载本月的台账，把答复填入后再上传。",
    "Download this month's ledger, fill the answers into it, and send that.",
)


class SheetRefused(Refusal):
    """The sheet as a whole is not taken: not one that went out for this village, or one of last month."""


def receive(*, content: BinaryIO, name: str, division_code: str, by: Officer, at: datetime) -> ReturnedSheet:
    """Take a village's ledger back; a small one is worked on at once. Raises `NotAllowed` or `SameFileReceived`."""
    access.require(by, WRITE, division_code, on=timezone.localdate(at))
    file = receiving.receive(
        LEDGER_SHEETS,
        content=content,
        name=name,
        area=division_code,
        by=by,
        at=at,
        remedy=Text("请按村分开上传。", "Send one village at a time."),
    )
    return following.answered_at_once(file)


def check(checking: Checking[ReturnedSheet]) -> Checked:
    """Read the whole sheet; every cell that is wrong refuses it, and so does a sheet that may not come back."""
    file = checking.file
    reader, table = _read(file)
    if reader.count == 0:
        raise no_rows()
    problems = reader.problems
    table.finish(problems.as_json(), count=problems.count)
    sheet = None if problems.count else _sheet_of(file, reader.rows)
    fields = {
        **kept_of(table),
        "rows_read": reader.count,
        "sheet": sheet,
        "problems": problems.as_json(),
        "problem_count": problems.count,
    }
    told = {"rows": reader.count, "problems": problems.count}
    return Checked(fields, told, is_refused=problems.count > 0)


def write(file: ReturnedSheet, fence: int) -> None:
    """Give every row its outcome and write what is new, in one transaction: a village is not so large that it needs slices."""
    with transaction.atomic():
        leases.limit_idleness()
        outcomes = _end_rows(file, _read(file)[0].rows)
        summary = {**file.summary, "outcomes": outcomes}
        jobs.finish(file, fence, FileMove.FINISH, by=file.uploaded_by, told=outcomes, summary=summary)


def _read(file: ReturnedSheet) -> tuple[SheetReader, Table]:
    table = opened(file, LEDGER_TABLE)
    reader = SheetReader(table.places, timezone.localdate(file.uploaded_at))
    for block in table.blocks():
        reader.read(block)
        require_rows_within_limit(reader.count)
    return reader, table


def _sheet_of(file: ReturnedSheet, rows: list[ReadRow]) -> LedgerSheet:
    numbers = {row.sheet for row in rows}
    if len(numbers) > 1:
        raise SheetRefused(
            "several_sheets",
            Text("表中有不止一份台账的行。", "The sheet holds rows of several ledgers."),
            Text("请每份台账分别上传。", "Send each ledger by itself."),
        )
    sheet = LedgerSheet.objects.filter(pk__in=numbers, division_code=file.area).first()
    if sheet is None:
        what = Text(
            f"台账号 {min(numbers)} 不是为 {file.area} 下发的。",
            f"Ledger {min(numbers)} did not go out for {file.area}.",
        )
        raise SheetRefused("sheet_of_another_village", what, DOWNLOAD)
    _require_this_month(sheet, timezone.localdate(file.uploaded_at))
    return sheet


def _require_this_month(sheet: LedgerSheet, on: date) -> None:
    if not is_of_this_month(sheet.issued_on, on):
        what = Text(
            f"台账 {sheet.pk} 是 {sheet.issued_on:%Y年%m月} 下发的，已经过期。",
            f"Ledger {sheet.pk} went out in {sheet.issued_on:%Y-%m} and is out of date.",
        )
        raise SheetRefused("sheet_of_earlier_month", what, DOWNLOAD, sheet_id=sheet.pk)


def _end_rows(file: ReturnedSheet, rows: list[ReadRow]) -> dict[str, int]:
    """One outcome for every row, and for everybody on the sheet whose row is gone."""
    sheet = file.sheet
    assert sheet is not None
    SheetRow.objects.filter(file=file).delete()
    versions = {int(person): version for person, version in sheet.versions.items()}
    ids = {row.person for row in rows} | set(versions)
    found = Person.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    people = {person.pk: person for person in found}
    answers = _answers(people, sheet.coverage_year)
    times = Counter(row.person for row in rows)
    made = [_ended(file, row, people, answers, versions, times[row.person]) for row in rows]
    gone = [people[one] for one in versions if one in people and not times[one]]
    made += [SheetRow(file=file, person=one, name=one.name, outcome=RowOutcome.REMOVED.value) for one in gone]
    SheetRow.objects.bulk_create(made, batch_size=1_000)
    return dict(sorted(Counter(row.outcome for row in made).items()))


def _answers(people: dict[int, Person], coverage_year: int) -> dict[int, dict[int, BaseAnswer]]:
    """Person -> version -> answer."""
    found: dict[int, dict[int, BaseAnswer]] = defaultdict(dict)
    for one in BaseAnswer.objects.filter(person__in=people, coverage_year=coverage_year):
        found[one.person_id][one.version] = one
    return found


def _ended(
    file: ReturnedSheet,
    row: ReadRow,
    people: dict[int, Person],
    answers: dict[int, dict[int, BaseAnswer]],
    versions: dict[int, int],
    times: int,
) -> SheetRow:
    assert file.sheet is not None
    person = people.get(row.person)
    is_known = (
        person is not None and person.merged_into_id is None and person.name_key == names.name_key(row.name)
    )
    known = answers.get(row.person, {})
    now, then = known.get(max(known, default=0)), known.get(row.version)
    case = SheetCase(
        given=row.answer,
        version=row.version,
        now=as_answer(now) if now else None,
        now_version=now.version if now else 0,
        then=as_answer(then) if then else None,
        is_known=is_known,
        went_out=versions.get(row.person) == row.version,
        lives_here=person is not None and person.division_code == file.area,
        is_alive=person is not None and person.died_on is None,
        rows=times,
    )
    outcome, written = outcome_of(case), None
    if outcome is RowOutcome.CHANGED and person is not None and row.answer is not None:
        written = write_version(
            person=person,
            coverage_year=file.sheet.coverage_year,
            answer=row.answer,
            version=case.now_version + 1,
            by=file.uploaded_by,
            at=file.uploaded_at,
            source=f"MB-1:{file.pk}",
        )
    is_conflict = outcome is RowOutcome.CONFLICT
    return SheetRow(
        file=file,
        number=row.number,
        person=person if is_known else None,
        name=row.name[:100],
        outcome=outcome.value,
        given=given_of(row),
        against=now if is_conflict else None,
        written=written,
        state=CONFLICT.start.value if is_conflict else "",
    )


def given_of(row: ReadRow) -> dict[str, Any]:
    """What a row says, as it is kept: days as YYYY-MM-DD."""
    if row.answer is None:
        return {}
    told = asdict(row.answer) | {"heard": row.answer.heard.value}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in told.items()}


LEDGER_SHEETS = Layout(
    code="MB-1",
    name=Text("村级台账", "village ledger"),
    noun="ledger_sheet",
    model=ReturnedSheet,
    table=LEDGER_TABLE,
    before=Before("ledger_received_before", "file_id", same=("sha256", "area"), noun=Text("台账", "ledger")),
    reads=WRITE,
    check=check,
    write=write,
    leads_to=lambda file: (
        (Beside(Text("逐行查看", "row by row"), "enrollment:sheet_rows", file.pk),)
        if file.state == FileState.WRITTEN
        else ()
    ),
)
