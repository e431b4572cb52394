"""How is a file of bills checked and kept waiting, and how is one part of it settled?

The machine of all sent files does the rest.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from psycopg import errors as pg
from psycopg import sql

from claims.bulk import bill_posting, bill_staging, bill_writes
from claims.bulk.bill_posting import Ended
from claims.bulk.bill_rows import BillReader, ParsedBill
from claims.bulk.bill_writes import Outcome
from claims.layouts.bill_file import BILL_TABLE
from claims.models import (
    Bill,
    BillFile,
    BillFilePart,
    BillLine,
    FileBill,
    Statement,
    StatementLine,
    YearEntry,
)
from claims.operations import settlement
from claims.queries.fact_words import facts_of
from claims.queries.year_changes import amounts_of
from claims.rules.bill_states import BillState
from enrollment.bulk.registered_places import registered_places
from enrollment.bulk.slots import SLOTS, lock_slots
from intake.bulk import statistics
from intake.bulk.cycles import no_search_for_cycles
from intake.bulk.staged_tables import StageLost
from intake.columns.table import Table
from intake.layouts import Before, Checked, Checking, Layout
from intake.operations.elsewhere import ask_if_elsewhere
from intake.operations.opening import kept_of, no_rows, opened, require_rows_within_limit
from policy.money import format_yuan
from policy.terms import Text
from staff.access import Permission
from staff.refusals import Refusal
from staff.rules.divisions import scope_prefix

BILLS_PER_PART = 4_000
PARTS_MAX = 64
STAGED_AT_ONCE = 2_000
_GROWN = (Bill, BillLine, FileBill, Statement, StatementLine, YearEntry)
_TAKEN_IN = ("settled", "ready", "held", "undecided")


class FileRefused(Refusal):
    """The file as a whole is refused."""


# -- the check -----------------------------------------------------------------------------------------------


def check(checking: Checking[BillFile]) -> Checked:
    """Read the file, keep its bills waiting by slot, and prove its totals."""
    file, fence = checking.file, checking.fence
    with no_search_for_cycles():
        reader, table = _staged(checking)
    declared_count, declared_fen = reader.declared or (None, None)
    return Checked(
        {
            **kept_of(table), "rows_read": reader.rows, "bill_count": reader.bills, "amount_fen": reader.amount_fen,
            "declared_count": declared_count, "declared_fen": declared_fen,
        },
        {"rows": reader.rows, "bills": reader.bills, "amount_fen": reader.amount_fen},
        accepted=lambda: _make_parts(file, fence),
    )  # fmt: skip


def _staged(checking: Checking[BillFile]) -> tuple[BillReader, Table]:
    """Read the whole file and keep its bills waiting; refused when the totals cannot be proved."""
    file, fence = checking.file, checking.fence
    table = opened(file, BILL_TABLE)
    today = timezone.localdate(file.uploaded_at)
    reader = BillReader(columns=table.places, today=today, facts=facts_of([file.area]))
    waiting: list[ParsedBill] = []

    def flush() -> None:
        bill_staging.stage(file.pk, fence, waiting)
        waiting.clear()
        checking.beat(reader.rows)

    for bill in _bills(table, reader):
        waiting.append(bill)
        if len(waiting) >= STAGED_AT_ONCE:
            require_rows_within_limit(reader.rows)
            if not reader.problems:
                flush()
            waiting.clear()
    table.ask(reader.problems, count=reader.problem_count)
    if reader.problems:
        raise _unreadable(reader)
    if reader.bills == 0:
        raise no_rows()
    flush()
    _prove(file, reader)
    table.finish()
    staged = sql.SQL("s.file_id = %s AND s.fence = %s")
    ask_if_elsewhere(file, registered_places(sql.Identifier("claims_stagedbill"), staged, [file.pk, fence]))
    bill_staging.assign_slots(file.pk, fence)
    return reader, table


def _bills(table: Table, reader: BillReader) -> Iterator[ParsedBill]:
    for block in table.blocks():
        yield from reader.bills_of(block)
    yield from reader.last()
    if table.declared is not None:
        reader.declared = table.declared.count, table.declared.sums.get("total")


def _prove(file: BillFile, reader: BillReader) -> None:
    """Counts and sums equal those of the row 合计 and those known from elsewhere."""
    declared = reader.declared or (None, None)
    expected = (file.expected_count, file.expected_fen)
    for said, where in (
        (declared, Text("“合计”行", "the row 合计")), (expected, Text("上传时填写的数", "the sender")),
    ):  # fmt: skip
        if said[0] not in (None, reader.bills) or said[1] not in (None, reader.amount_fen):
            raise _totals_differ(reader, said, where)


def _make_parts(file: BillFile, fence: int) -> None:
    """Parts by slots; those of an earlier check that are settled stay, and so do their bounds."""
    counts = bill_staging.counts_by_slot(file.pk, fence)
    if not file.parts.exists():
        parts = min(PARTS_MAX, max(1, -(-sum(counts.values()) // BILLS_PER_PART)))
        BillFilePart.objects.bulk_create(
            BillFilePart(
                file=file, number=number, slot_from=SLOTS * number // parts,
                slot_until=SLOTS * (number + 1) // parts, bill_count=0,
            )
            for number in range(parts)
        )  # fmt: skip
    for part in file.parts.filter(done_at=None):
        part.bill_count = sum(counts.get(slot, 0) for slot in range(part.slot_from, part.slot_until))
        part.save(update_fields=["bill_count"])
    for part in file.parts.exclude(done_at=None):
        bill_staging.drop(file.pk, fence=fence, slots=(part.slot_from, part.slot_until))


# -- settling ------------------------------------------------------------------------------------------------


class PartWriter:
    """Settles the parts of one file of bills."""

    again_on = (pg.UniqueViolation, pg.ExclusionViolation)  # another file took a number or the days of a stay

    def __init__(self, file: BillFile) -> None:
        self._file = file

    def prepare(self, part: BillFilePart) -> None:
        """Lock the slots of the part's people, then read what waits."""
        slots = (part.slot_from, part.slot_until)
        lock_slots(range(*slots))
        self._waiting = bill_staging.staged(self._file.pk, self._file.fence, slots)
        if len(self._waiting) != part.bill_count:
            raise StageLost(f"bill file {self._file.pk}")

    def post(self, part: BillFilePart) -> tuple[dict[str, list[int]], list[Outcome]]:
        """Every bill of the part is taken in, settled or held; its outcome is kept by `keep`."""
        file = self._file
        here = bill_posting.Part(
            file_id=file.pk, prefix=scope_prefix(file.area), by_id=file.uploaded_by_id, at=timezone.now(),
            settle=_settler(file, on=timezone.localdate(file.uploaded_at)),
        )  # fmt: skip
        with no_search_for_cycles():
            return bill_posting.post(here, self._waiting)

    def keep(self, part: BillFilePart, kept: list[Outcome]) -> None:
        """The outcome of each bill, also of a preview: what was taken in is undone, what stood in its way is still there."""
        file = self._file
        if file.is_preview:
            kept = [row._replace(bill_id=None) if row.outcome in _TAKEN_IN else row for row in kept]
        bill_writes.insert_outcomes(kept)
        bill_staging.drop(file.pk, fence=file.fence, slots=(part.slot_from, part.slot_until))

    def forget(self) -> None:
        """Nothing is remembered from one part to the next."""

    def finished(self) -> None:
        """Tell the planner that the tables grew."""
        statistics.learn_growth(_GROWN, rows=self._file.bill_count or 0)


def _settler(file: BillFile, *, on: date) -> bill_posting.Settle:
    """Bills that are ready are settled as at the desk, in the name of who sent the file, on the day it was sent."""

    def settle_ready(bills: Sequence[Bill]) -> dict[int, Ended]:
        done = settlement.settle_new(bills, on=on, by=file.uploaded_by)
        return {bill_id: Ended(one.state.value, one.holds, _told(one)) for bill_id, one in done.items()}

    return settle_ready


def _told(one: settlement.Settled) -> dict[str, Any]:
    if one.state is BillState.SETTLED:
        return {"amounts": amounts_of(one.done)}
    return {"holds": one.holds}


# -- refusals ------------------------------------------------------------------------------------------------


def _unreadable(reader: BillReader) -> FileRefused:
    return FileRefused(
        "amounts_unreadable",
        Text(f"有 {reader.problem_count} 处金额或合计无法识别或为负数，总额无法核对，整个文件不予受理。",
             f"{reader.problem_count} amounts or totals cannot be read or are below zero, "
             "so the sum cannot be proved. The file is refused."),
        Text("请按所列单元格更正后重新上传。", "Correct the cells listed and upload again."),
        problems=reader.problems,
        problem_count=reader.problem_count,
    )  # fmt: skip


def _totals_differ(reader: BillReader, said: tuple[int | None, int | None], where: Text) -> FileRefused:
    stated_zh = "、".join(
        part for part in (f"{said[0]} 张" if said[0] is not None else "",
                          f"{format_yuan(said[1])} 元" if said[1] is not None else "") if part
    )  # fmt: skip
    stated_en = ", ".join(
        part for part in (f"{said[0]} bills" if said[0] is not None else "",
                          f"{format_yuan(said[1])} yuan" if said[1] is not None else "") if part
    )  # fmt: skip
    return FileRefused(
        "totals_differ",
        Text(f"文件有 {reader.bills} 张账单、{format_yuan(reader.amount_fen)} 元，{where.zh}为 {stated_zh}，整个文件不受理。",
             f"The file has {reader.bills} bills of {format_yuan(reader.amount_fen)} yuan; {where.en} says {stated_en}. "
             "The whole file is refused."),
        Text("请核对是否缺行、重行，更正后重新上传。", "Look for missing or doubled rows, correct and upload again."),
    )  # fmt: skip


BILL_FILES = Layout(
    code="CL-1",
    name=Text("医疗账单", "file of bills"),
    noun="bill_file",
    model=BillFile,
    table=BILL_TABLE,
    before=Before("file_received_before", "file_id"),
    page="claims:bill_file",
    reads=Permission.CLAIMS_READ,
    check=check,
    parts=PartWriter,
    part_verb="settle",
    drop_stages=lambda file: bill_staging.drop(file.pk),
    sweep=bill_staging.drop_forgotten,
)
