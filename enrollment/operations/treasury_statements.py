"""How is a statement of the treasury taken in (layout TS-1), each day of an area once, and how is one taken back?"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from enrollment.models import TreasuryReceipt, TreasurySheet, TreasuryStatement
from enrollment.operations.people import require_reason
from enrollment.rules.payment_fields import Unreadable, read_amount, read_ticket
from enrollment.rules.treasury import ReceiptKind, SheetState
from enrollment.treasury_layout import KINDS, TREASURY_TABLE
from intake.bulk.problems import Problem, Problems
from intake.columns.table import Table
from intake.layouts import Acting, Before, Beside, Checked, Checking, Layout
from intake.operations import jobs, leases, receiving
from intake.operations.locks import lock_text
from intake.operations.opening import kept_of, no_rows, opened, require_rows_within_limit
from intake.rules.file_states import FileMove, FileState
from intake.tables.days import written_day
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.divisions import chain, scope_prefix

DAYS_NAMED = 5


class StatementRefused(Refusal):
    """The statement as a whole is not taken, or not taken back; the context names days and the other statement."""

    status = 409


def receive(*, content: BinaryIO, name: str, area: str, by: Officer, at: datetime) -> TreasuryStatement:
    """Keep a statement (接收国库清单) of an area and have a worker read it. Raises `NotAllowed` or `SameFileReceived`."""
    access.require(by, Permission.FUNDS_ENTER, area, on=timezone.localdate(at))
    return receiving.receive(
        TREASURY_STATEMENTS, content=content, name=name, area=area, by=by, at=at,
        remedy=Text("请按月拆分。", "Split it by month."),
    )  # fmt: skip


def check(checking: Checking[TreasuryStatement]) -> Checked:
    """Read all rows; a wrong cell, or a day that another statement told, refuses the statement."""
    statement = checking.file
    table, problems = opened(statement, TREASURY_TABLE), Problems()
    rows = [row for block in _rows(statement, table, problems, checking.on) for row in block]
    checking.beat(table.tally.rows)
    if table.tally.rows == 0:
        raise no_rows()
    table.finish(problems.as_json(), count=problems.count)
    days = sorted({row.received_on for row in rows})
    if not problems.count:
        _require_new_days(statement, days)
    fields = {
        **kept_of(table),
        "rows_read": table.tally.rows,
        "problems": problems.as_json(),
        "problem_count": problems.count,
        "summary": {**statement.summary, "days": [day.isoformat() for day in days]},
    }
    return Checked(fields, {"rows": len(rows)}, is_refused=problems.count > 0)


def write(statement: TreasuryStatement, fence: int) -> None:
    """Keep the rows in one transaction, under the lock of the area: each day is told by one statement."""
    table, problems = opened(statement, TREASURY_TABLE), Problems()
    on = timezone.localdate(statement.uploaded_at)
    with transaction.atomic():
        leases.limit_idleness()
        lock_text(f"treasury:{scope_prefix(statement.area)[:4]}")
        rows = [row for block in _rows(statement, table, problems, on) for row in block]
        _require_new_days(statement, sorted({row.received_on for row in rows}))
        TreasuryReceipt.objects.filter(statement=statement).delete()
        TreasuryReceipt.objects.bulk_create(rows, batch_size=1_000)
        jobs.finish(statement, fence, FileMove.FINISH, by=statement.uploaded_by, told={"rows": len(rows)})


def undo(statement: TreasuryStatement, fence: int) -> None:
    """A statement that was taken back tells nothing: its rows stay with it and no longer count."""
    jobs.finish(statement, fence, FileMove.TAKE_BACK, by=statement.undone_by, told={})


@transaction.atomic
def _taken_back(statement: TreasuryStatement, acting: Acting) -> TreasuryStatement:
    """Another officer takes a statement back (撤销), unless a sheet of its days was signed."""
    require_reason(acting.because, field="because")
    statement = jobs.locked(statement, FileMove.UNDO, by=acting.by, on=acting.on)
    require_other_hands(
        acting.by,
        statement.uploaded_by_id,
        what=Text("报送人不能自己撤销。", "Whoever sent the statement cannot take it back."),
        file_id=statement.pk,
    )
    days = [date.fromisoformat(day) for day in statement.summary.get("days", [])]
    signed = TreasurySheet.objects.filter(
        area__startswith=scope_prefix(statement.area)[:4], state__in=[SheetState.HALF.value, SheetState.SIGNED.value]
    ).order_by("pk")  # fmt: skip
    for sheet in signed:
        if any(sheet.from_on <= day < sheet.until_on for day in days):
            raise StatementRefused(
                "days_are_signed",
                Text(
                    f"第 {sheet.pk} 号对账单已就这些日期签认。",
                    f"Sheet {sheet.pk} was signed for these days.",
                ),
                Text(
                    "请先作废未全部签认的对账单。",
                    "Drop the sheet first, as long as only one side signed it.",
                ),
                sheet_id=sheet.pk,
            )
    return jobs.moved(
        statement, FileMove.UNDO, by=acting.by, told={"because": acting.because}, undone_by=acting.by,
        undone_because=acting.because.strip()[:300], finished_at=None,
    )  # fmt: skip


def _require_new_days(statement: TreasuryStatement, days: list[date]) -> None:
    inside = Q(area__startswith=scope_prefix(statement.area)) | Q(area__in=chain(statement.area))
    in_force = TreasuryReceipt.objects.filter(inside, statement__state=FileState.WRITTEN.value)
    known = in_force.filter(received_on__in=days).exclude(statement=statement)
    first = known.order_by("received_on", "pk").first()
    if first is None:
        return
    told = sorted(set(known.values_list("received_on", flat=True)))
    named = "、".join(day.isoformat() for day in told[:DAYS_NAMED])
    raise StatementRefused(
        "day_told_before",
        Text(
            f"这些日期已由第 {first.statement_id} 号国库清单报过：{named}。",
            f"These days were told by treasury statement {first.statement_id}: {named.replace('、', ', ')}.",
        ),
        Text(
            "内容有更正的，由另一人先撤销那份清单；否则删去这些日期。",
            "If it corrects them, have another officer take that statement back first; else remove these days.",
        ),
        file_id=first.statement_id,
    )


def _rows(
    statement: TreasuryStatement, table: Table, problems: Problems, on: date
) -> Iterator[list[TreasuryReceipt]]:
    for block in table.blocks():
        problems.add_cells(block, table.places)
        require_rows_within_limit(table.tally.rows)
        made = [
            _row(statement, table.places, problems, number, list(cells), on)
            for number, cells in zip(block.numbers, block.rows, strict=True)
        ]
        yield [row for row in made if row is not None]


def _row(
    statement: TreasuryStatement,
    places: dict[str, int],
    problems: Problems,
    row: int,
    cells: list[str],
    on: date,
) -> TreasuryReceipt | None:
    given = {key: cells[place].strip() if place < len(cells) else "" for key, place in places.items()}

    def wrong(key: str, code: str, text: Text, remedy: Text) -> None:
        problems.add(Problem(row, places.get(key, 0), code, text, remedy))

    day = written_day(given["received_on"])
    if day is None:
        what = Text("入库日期为空或不是日期。", "The day of receipt is missing or is no day.")
        wrong("received_on", "day_form", what, Text("每一行都要写明入库日期。", "Every row needs its day."))
    elif day > on:
        what = Text(f"入库日期 {day} 晚于报送日。", f"The day {day} lies after that of sending.")
        wrong("received_on", "day_to_come", what, Text("请核对日期。", "Check the day."))
    fen = 0
    try:
        fen = read_amount(given["amount"])
        if given.get("ticket"):
            read_ticket(given["ticket"])
    except Unreadable as fault:
        wrong("ticket" if fen else "amount", fault.code, fault.text, fault.remedy)
    else:
        if fen <= 0:
            what = Text("金额不大于零。", "The amount is not above zero.")
            remedy = Text(
                "退库写明收退类型，金额写正数。", "Money given back is told by its kind, not by a minus."
            )
            wrong("amount", "amount_zero", what, remedy)
    if problems.has_row(row) or day is None:
        return None
    kind = KINDS[given["kind"]] if given.get("kind") else ReceiptKind.RECEIVED
    return TreasuryReceipt(
        statement=statement, number=row, area=statement.area, received_on=day, kind=kind.value, amount_fen=fen,
        ticket=given.get("ticket", ""), voucher=given.get("voucher", "")[:40],
    )  # fmt: skip


TREASURY_STATEMENTS = Layout(
    code="TS-1",
    name=Text("国库入库清单", "treasury statement"),
    noun="treasury_statement",
    model=TreasuryStatement,
    table=TREASURY_TABLE,
    before=Before(
        "statement_received_before", "file_id", same=("sha256", "area"), after=("refused", "undoing", "undone"),
        noun=Text("国库清单", "statement"),
    ),
    reads=Permission.PAYMENTS_READ,
    check=check,
    write=write,
    undo=undo,
    acts={FileMove.UNDO: _taken_back},
    by_others=(FileMove.UNDO,),
    leads_to=lambda statement: (
        (Beside(Text("三方对账", "three-way check"), "enrollment:treasury_of_statement", statement.pk),)
        if statement.state == FileState.WRITTEN
        else ()
    ),
)  # fmt: skip
