"""How does a file of bills go from received to settled, whatever happens to workers and broker on the way?

A worker takes the lease of a file, checks it and keeps its bills waiting; then any number of workers settle its parts, each
part in one transaction with its checkpoint. A killed worker leaves a lease that runs out (check) or a row lock that the
database releases (part), and the work is done again with the same result. The fence number keeps a worker that lost its
lease from writing anything more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from claims.bulk import bill_staging
from claims.bulk.bill_rows import BillReader, ParsedBill
from claims.layouts.bill_file import COLUMNS
from claims.models import BillFile, BillFilePart
from claims.models.files import BillFileState
from claims.operations import bill_file_parts
from claims.operations.wakes import SETTLE_BILL_FILE
from enrollment.bulk.slots import SLOTS
from intake.bulk.cycles import no_search_for_cycles
from intake.operations import leases, stored_files
from intake.operations.wakes import wake, wake_after_commit
from intake.tables import Sheet
from policy.money import format_yuan
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

ENTER, SETTLE = Permission.CLAIMS_ENTER, Permission.CLAIMS_SETTLE
BILLS_PER_PART = 4_000
PARTS_MAX = 64
HELPERS_MAX = 3
STAGED_AT_ONCE = 2_000
_S = BillFileState


class SameFileReceived(Refusal):
    """The same bytes were received before; `context["file_id"]` names the first file."""


class FileRefused(Refusal):
    """The file as a whole is refused."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the sender knows of the file from elsewhere."""

    count: int | None = None
    fen: int | None = None


@transaction.atomic
def receive_file(
    *,
    content: BinaryIO,
    name: str,
    area: str,
    at: datetime,
    by: Officer,
    provider_code: str = "",
    expected: Expected | None = None,
    is_preview: bool = False,
) -> BillFile:
    """Keep an uploaded file of bills (接收账单文件) and tell a worker. `is_preview`: worked out, nothing kept."""
    on = timezone.localdate(at)
    access.require(by, ENTER, area, on=on)
    access.require(by, SETTLE, area, on=on)
    sha256, size = stored_files.accepted_digest(
        content, remedy=Text("请拆分后上传，或改用 .csv。", "Split it, or use .csv.")
    )
    if not is_preview and (first := _received(sha256)):
        raise _received_before(first)
    expected = expected or Expected()
    stored_files.store(content, sha256)
    try:
        with transaction.atomic():
            file = BillFile.objects.create(
                sha256=sha256, name=name[:200], size_bytes=size, area=area, provider_code=provider_code.strip().upper(),
                uploaded_by=by, uploaded_at=at, is_preview=is_preview, expected_count=expected.count,
                expected_fen=expected.fen,
            )  # fmt: skip
    except IntegrityError:
        raise _received_before(BillFile.objects.filter(sha256=sha256).order_by("pk")[0]) from None
    audit.record(
        "receive_bill_file", by=by, about=file, division_code=area, at=at,
        change={"name": file.name, "sha256": sha256, "bytes": size, "preview": is_preview},
    )  # fmt: skip
    wake_after_commit(SETTLE_BILL_FILE, file_id=file.pk)
    return file


@transaction.atomic
def retry_file(*, file: BillFile, at: datetime, by: Officer) -> BillFile:
    """Start a failed file again; what was settled stays settled."""
    access.require(by, SETTLE, file.area, on=timezone.localdate(at))
    file = BillFile.objects.select_for_update().get(pk=file.pk)
    if file.state != _S.FAILED:
        raise FileRefused(
            "file_not_failed",
            Text("文件不在“失败”状态。", "The file has not failed."),
            Text("请刷新页面。", "Reload the page."),
        )
    file.state, file.attempts, file.lease_until, file.failure = _S.RECEIVED, 0, None, ""
    file.save(update_fields=["state", "attempts", "lease_until", "failure"])
    file.parts.filter(settled_at=None).update(attempts=0)
    audit.record("retry_bill_file", by=by, about=file, division_code=file.area, at=at)
    wake_after_commit(SETTLE_BILL_FILE, file_id=file.pk)
    return file


def work(*, file_id: int) -> None:
    """Do what can be done for the file now. Safe to call at any time, any number of times, from any number of workers."""
    fence = leases.take(BillFile, file_id, to=_S.CHECKING, from_=(_S.RECEIVED, _S.CHECKING))
    if fence is not None:
        with leases.attempt(BillFile, file_id, fence, failed=_S.FAILED):
            _check(BillFile.objects.get(pk=file_id), fence)
    file = BillFile.objects.select_related("uploaded_by").get(pk=file_id)
    if file.state in (_S.READY, _S.SETTLING) and file.finished_at is None:
        bill_file_parts.settle(file)


def due_for_work(*, now: datetime) -> list[int]:
    """Files that nobody is working on: never taken up, or with a lease that ran out."""
    waiting = Q(state=_S.RECEIVED, uploaded_at__lt=now - timedelta(seconds=5))
    stranded = Q(state__in=(_S.CHECKING, _S.READY, _S.SETTLING)) & (
        Q(lease_until=None) | Q(lease_until__lt=now)
    )
    return list(
        BillFile.objects.filter(waiting | stranded, finished_at=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


# -- the check -----------------------------------------------------------------------------------------------


def _check(file: BillFile, fence: int) -> None:
    try:
        with no_search_for_cycles():
            reader = _staged(file, fence)
    except Refusal as refusal:
        bill_staging.drop(file.pk, fence=fence)
        _refuse(file, fence, refusal)
        return
    with transaction.atomic():
        now = timezone.now()
        # A lease that is over at once lets every worker help with the parts.
        leases.beat(
            BillFile, file.pk, fence, state=_S.READY, rows_read=reader.rows, bill_count=reader.bills,
            amount_fen=reader.amount_fen, declared_count=reader.declared and reader.declared[0],
            declared_fen=reader.declared and reader.declared[1], stage_fence=fence, attempts=0,
        )  # fmt: skip
        _make_parts(file, fence)
        audit.record(
            "check_bill_file", by=None, about=file, division_code=file.area, at=now,
            change={"rows": reader.rows, "bills": reader.bills, "amount_fen": reader.amount_fen},
        )  # fmt: skip
    for earlier in range(1, fence):  # left waiting by a worker that lost its lease
        bill_staging.drop(file.pk, fence=earlier)
    for _ in range(min(HELPERS_MAX, file.parts.count() - 1)):
        wake(SETTLE_BILL_FILE, file_id=file.pk)


def _staged(file: BillFile, fence: int) -> BillReader:
    """Read the whole file and keep its bills waiting; refused when the totals cannot be proved."""
    sheet = Sheet(stored_files.open_stored(file.sha256, file.size_bytes))
    reader = BillReader(columns=sheet.columns(COLUMNS), today=timezone.localdate(file.uploaded_at))
    waiting: list[ParsedBill] = []

    def flush() -> None:
        bill_staging.stage(file.pk, fence, waiting)
        waiting.clear()
        leases.beat(BillFile, file.pk, fence, rows_read=reader.rows)

    for bill in _bills(sheet, reader):
        waiting.append(bill)
        if len(waiting) >= STAGED_AT_ONCE:
            if reader.rows > settings.MAX_UPLOAD_ROWS:
                raise _too_many_rows()
            if not reader.problems:
                flush()
            waiting.clear()
    if reader.problems:
        raise _unreadable(reader)
    if reader.bills == 0:
        raise FileRefused(
            "no_rows",
            Text("文件只有表头，没有账单。", "The file has a header but no bills."),
            Text("请确认导出条件后重新导出。", "Check the export's conditions and export again."),
        )
    flush()
    _prove(file, reader)
    bill_staging.assign_slots(file.pk, fence)
    return reader


def _bills(sheet: Sheet, reader: BillReader) -> Iterator[ParsedBill]:
    for block in sheet.blocks():
        yield from reader.bills_of(block)
    yield from reader.last()


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
    for part in file.parts.filter(settled_at=None):
        part.bill_count = sum(counts.get(slot, 0) for slot in range(part.slot_from, part.slot_until))
        part.save(update_fields=["bill_count"])
    for part in file.parts.exclude(settled_at=None):
        bill_staging.drop(file.pk, fence=fence, slots=(part.slot_from, part.slot_until))


def _refuse(file: BillFile, fence: int, refusal: Refusal) -> None:
    with transaction.atomic():
        now = timezone.now()
        leases.finish(BillFile, file.pk, fence, state=_S.REFUSED, refusal=refusal.as_json(), finished_at=now)
        audit.record(
            "refuse_bill_file", by=None, about=file, division_code=file.area, at=now, succeeded=False,
            change={"code": refusal.code},
        )  # fmt: skip


# -- refusals ------------------------------------------------------------------------------------------------


def _received(sha256: str) -> BillFile | None:
    return BillFile.objects.filter(sha256=sha256, is_preview=False).exclude(state=_S.REFUSED).first()


def _received_before(first: BillFile) -> SameFileReceived:
    return SameFileReceived(
        "file_received_before",
        Text(f"同一文件已于 {first.uploaded_at:%Y-%m-%d %H:%M} 接收（第 {first.pk} 号）。",
             f"The same file was received on {first.uploaded_at:%Y-%m-%d %H:%M} (no. {first.pk})."),
        Text("请打开先前的文件；有更正的，上传更正后的文件。", "Open the earlier one; to correct it, upload the corrected file."),
        file_id=first.pk,
    )  # fmt: skip


def _too_many_rows() -> FileRefused:
    limit = settings.MAX_UPLOAD_ROWS
    return FileRefused(
        "too_many_rows",
        Text(f"文件超过 {limit} 行的上限。", f"The file has more than {limit} rows."),
        Text("请拆分后分别上传。", "Split it and upload the parts."),
    )


def _unreadable(reader: BillReader) -> FileRefused:
    return FileRefused(
        "amounts_unreadable",
        Text(f"有 {reader.problem_count} 处金额或合计无法识别，总额无法核对，整个文件不予受理。",
             f"{reader.problem_count} amounts or totals cannot be read, so the sum cannot be proved. The file is refused."),
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
