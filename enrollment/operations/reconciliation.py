"""How does a tax file go from received to posted, whatever happens to workers, broker and database on the way?

A worker takes the lease of a file, checks it and stages its lines; then any number of workers post its parts, each part in
one transaction with its checkpoint. A killed worker leaves a lease that runs out (check) or a row lock that the database
releases (part), and the work is done again with the same result. The fence number keeps a worker that lost its lease from
writing anything more.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from psycopg import errors as pg

from enrollment.bulk import part_posting, staging
from enrollment.bulk.file_check import Checked, Expected, FileCheck
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_slots
from enrollment.models import Coverage, Due, DueEntry, FilePart, PaymentFile, PaymentLine
from enrollment.models.payments import FileState
from enrollment.operations.task_names import RECONCILE_FILE
from enrollment.rules import file_states
from intake.bulk import statistics
from intake.operations.stored_files import open_stored
from intake.operations.wakes import wake
from intake.tables import SheetRefused
from staff import audit

ATTEMPTS_MAX = 5  # without progress
BYTES_PER_LINE = 90  # a guess that only sets the number of parts
PARTS_MAX = 128
HELPERS_MAX = 7
PART_TRIES = 4
_GROWN = (PaymentLine, DueEntry, Due, Coverage)
IN_WORK = (FileState.RECEIVED, FileState.CHECKING, FileState.READY, FileState.POSTING)

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker has taken the file over; this one must stop."""


class PartUnpostable(Exception):
    """A part broke off again and again, killing its worker or not: the file must be looked at by a person."""

    def __init__(self, number: int, attempts: int) -> None:
        super().__init__(
            f"part {number} broke off {attempts} times without a result; the other parts are posted"
        )


def work(*, file_id: int, worker: str) -> None:
    """Do what can be done for the file now. Safe to call at any time, any number of times, from any number of workers."""
    fence = _take_lease(file_id, worker)
    if fence is not None:
        _guarded(file_id, fence, lambda: _check(PaymentFile.objects.get(pk=file_id), fence))
    file = PaymentFile.objects.get(pk=file_id)
    if file.state in (FileState.READY, FileState.POSTING) and file.finished_at is None:
        try:
            _guarded(file_id, file.fence, lambda: _post_parts(file))
        except staging.StageLost:
            _stage_again(file)
            work(file_id=file_id, worker=worker)


def due_for_work(*, now: datetime) -> list[int]:
    """Files that nobody is working on: never taken up, or with a lease that ran out."""
    waiting = Q(state=FileState.RECEIVED, uploaded_at__lt=now - timedelta(seconds=5))
    stranded = Q(state__in=IN_WORK, lease_until__lt=now)
    return list(
        PaymentFile.objects.filter(waiting | stranded, finished_at=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def drop_forgotten_stages() -> None:
    """Drop the staged lines that a frozen worker still held when its file was finished."""
    staging.drop_stage(staging.forgotten_stages())


# -- the check -----------------------------------------------------------------------------------------------------


def _take_lease(file_id: int, worker: str) -> int | None:
    """Become the one that checks the file; None when it is not to be checked or somebody else does."""
    now = timezone.now()
    takeable = Q(state=FileState.RECEIVED) | Q(state=FileState.CHECKING, lease_until__lt=now)
    with transaction.atomic():
        taken = PaymentFile.objects.filter(takeable, pk=file_id).update(
            state=FileState.CHECKING, lease_owner=worker[:80], lease_until=now + settings.PAYMENT_LEASE, fence=F("fence") + 1,
            attempts=F("attempts") + 1, rows_read=0,
        )  # fmt: skip
        if not taken:
            return None
        file = PaymentFile.objects.get(pk=file_id)
        if file.attempts > ATTEMPTS_MAX:
            _fail(file)
            return None
        return file.fence


def _check(file: PaymentFile, fence: int) -> None:
    staging.drop_stage(staging.stage_tables(file.pk))
    parts = file.parts.count() or min(
        PARTS_MAX, max(1, file.size_bytes // (settings.PAYMENT_LINES_PER_PART * BYTES_PER_LINE))
    )
    cover = staging.IdentityCover(file.pk, file.sha256)
    writer = staging.StageWriter(file.pk, fence, parts, cover)
    writer.create()
    check = FileCheck(
        area=file.area, received_on=timezone.localdate(file.uploaded_at), rows_max=settings.MAX_UPLOAD_ROWS, writer=writer,
        progress=lambda rows: _report(file.pk, fence, rows),
    )  # fmt: skip
    try:
        checked = check.run(
            open_stored(file.sha256, file.size_bytes), Expected(file.expected_count, file.expected_fen)
        )
    except SheetRefused as refusal:
        writer.abandon()
        _refuse(file, fence, refusal)
        return
    except BaseException:
        writer.abandon()
        raise
    if parts > 1:
        part_posting.ask_common_cases(staging.table_name(file.pk, fence, 0), Quotations())
    _accept(file, fence, checked)
    for _ in range(min(HELPERS_MAX, parts - 1)):
        wake(RECONCILE_FILE, file_id=file.pk)


def _report(file_id: int, fence: int, rows: int) -> None:
    """Show progress and keep the lease; stop when it is gone."""
    held = PaymentFile.objects.filter(pk=file_id, fence=fence, state=FileState.CHECKING)
    if not held.update(rows_read=rows, lease_until=timezone.now() + settings.PAYMENT_LEASE):
        raise LeaseLost


def _accept(file: PaymentFile, fence: int, checked: Checked) -> None:
    with transaction.atomic():
        now = timezone.now()
        _move(
            file, FileState.READY, fence, line_count=checked.line_count, amount_fen=checked.amount_fen, encoding=checked.encoding,
            declared_count=checked.declared_count, declared_fen=checked.declared_fen, rows_read=checked.line_count,
            checked_at=now,
            attempts=0, lease_until=now,
        )  # fmt: skip
        posted = set(file.parts.exclude(posted_at=None).values_list("number", flat=True))
        bounds = staging.part_bounds(len(checked.part_counts))
        for number, ((first, until), lines) in enumerate(zip(bounds, checked.part_counts, strict=True)):
            if number not in posted:
                FilePart.objects.update_or_create(
                    file=file,
                    number=number,
                    defaults={"slot_from": first, "slot_until": until, "line_count": lines},
                )
        totals = {key: value for key, value in asdict(checked).items() if key != "part_counts"}
        audit.record("check_tax_file", by=None, about=file, division_code=file.area, at=now, change=totals)


def _refuse(file: PaymentFile, fence: int, refusal: SheetRefused) -> None:
    with transaction.atomic():
        now = timezone.now()
        _move(file, FileState.REFUSED, fence, refusal=refusal.as_json(), finished_at=now, checked_at=now)
        audit.record(
            "refuse_tax_file", by=None, about=file, division_code=file.area, at=now, succeeded=False,
            change={"code": refusal.code, "problems": refusal.context.get("problem_count", 0)},
        )  # fmt: skip


# -- posting -------------------------------------------------------------------------------------------------------


def _post_parts(file: PaymentFile) -> None:
    if not file.is_check_only:
        with transaction.atomic():
            started = PaymentFile.objects.filter(pk=file.pk, state=FileState.READY, fence=file.fence)
            started.update(state=FileState.POSTING, posting_at=timezone.now())
    quotations = Quotations()
    while _post_next(file, quotations):
        pass
    _finish(file)


def _post_next(file: PaymentFile, quotations: Quotations) -> bool:
    """Post one part that nobody else is posting; False when there is none."""
    for attempt in range(PART_TRIES):
        try:
            return _post_one(file, quotations)
        except DatabaseError as fault:
            # Another file took one of the tickets, or waited for us in a circle, at the same moment: look again.
            if (
                not isinstance(fault.__cause__, pg.UniqueViolation | pg.DeadlockDetected)
                or attempt == PART_TRIES - 1
            ):
                raise
            quotations.forget()
    return False


def _take_part(file: PaymentFile) -> int | None:
    """Choose a part that nobody holds and count the attempt before it begins; None when there is none.

    The count is committed by itself, so a worker that is killed in the middle leaves it behind. Parts that never broke
    off come first: a poisonous one does not keep the others waiting.
    """
    with transaction.atomic():
        unposted = file.parts.filter(posted_at=None).order_by("attempts", "number")
        part = unposted.select_for_update(skip_locked=True, of=("self",)).first()
        if part is None:
            return None
        if part.attempts >= ATTEMPTS_MAX:
            if file.parts.filter(posted_at=None, attempts__lt=ATTEMPTS_MAX).exists():
                return None  # another worker is busy with the rest; whoever comes last says so
            raise PartUnpostable(part.number, part.attempts)
        part.attempts += 1
        part.save(update_fields=["attempts"])
        return part.pk


def _post_one(file: PaymentFile, quotations: Quotations) -> bool:
    part_id = _take_part(file)
    if part_id is None:
        return False
    with transaction.atomic():
        part = (
            file.parts.filter(pk=part_id, posted_at=None)
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if part is None:
            return True  # somebody else was quicker: look for the next one
        table = staging.table_name(file.pk, file.fence, part.number)
        _require_stage(table, part.line_count)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute(
                "SET LOCAL enable_memoize = off"
            )  # tickets hardly repeat, so remembering look-ups only costs
            # A frozen worker must not keep the part for ever: the server ends its session and with it its locks.
            frozen = int(settings.PAYMENT_LEASE.total_seconds() * 1000)
            cursor.execute(
                "SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [str(frozen)]
            )
        lock_slots(range(part.slot_from, part.slot_until))
        now = timezone.now()
        here = part_posting.Part(
            file_id=file.pk, table=table, repeated_tickets=staging.repeated_tickets_name(file.pk, file.fence),
            cover=staging.IdentityCover(file.pk, file.sha256), slots=(part.slot_from, part.slot_until), at=now,
        )  # fmt: skip
        if file.is_check_only:
            part.summary = _tried(here, quotations)
        else:
            part.summary = part_posting.post(here, quotations)
        part.posted_at = now
        part.save(update_fields=["summary", "posted_at"])
        _require_fence(file)
        audit.record(
            "post_tax_file_part", by=None, about=file, division_code=file.area, at=now,
            change={"part": part.number, "outcomes": part.summary, "tried_only": file.is_check_only},
        )  # fmt: skip
    PaymentFile.objects.filter(pk=file.pk).update(
        lease_until=timezone.now() + settings.PAYMENT_LEASE, attempts=0
    )
    return True


def _tried(part: part_posting.Part, quotations: Quotations) -> dict[str, list[int]]:
    """What posting would do, undone again."""
    point = transaction.savepoint()
    try:
        return part_posting.post(part, quotations)
    finally:
        transaction.savepoint_rollback(point)
        quotations.forget()


def _require_stage(table: str, lines: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
        if not cursor.fetchone()[0]:
            raise staging.StageLost(table)
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        if cursor.fetchone()[0] != lines:
            raise staging.StageLost(table)


def _require_fence(file: PaymentFile) -> None:
    if not PaymentFile.objects.filter(
        pk=file.pk, fence=file.fence, state__in=(FileState.READY, FileState.POSTING)
    ).exists():
        raise LeaseLost


def _finish(file: PaymentFile) -> None:
    """Whoever commits the last part closes the file."""
    if file.parts.filter(posted_at=None).exists():
        return
    with transaction.atomic():
        now = timezone.now()
        if file.is_check_only:
            closed = PaymentFile.objects.filter(pk=file.pk, state=FileState.READY, finished_at=None).update(
                finished_at=now
            )
        else:
            closed = PaymentFile.objects.filter(pk=file.pk, state=FileState.POSTING).update(
                state=FileState.POSTED, finished_at=now
            )
        if closed:
            staging.drop_stage(staging.stage_tables(file.pk))
            audit.record("finish_tax_file", by=None, about=file, division_code=file.area, at=now)
    if closed and not file.is_check_only:
        statistics.learn_growth(_GROWN, rows=file.line_count or 0)


def _stage_again(file: PaymentFile) -> None:
    """Back to the check: the parts that are posted stay posted."""
    before = PaymentFile.objects.filter(
        pk=file.pk, fence=file.fence, state__in=(FileState.READY, FileState.POSTING)
    )
    before.update(state=FileState.CHECKING, lease_until=timezone.now() - settings.PAYMENT_LEASE)


# -- guards --------------------------------------------------------------------------------------------------------


def _move(file: PaymentFile, after: str, fence: int, **fields: object) -> None:
    """Move on only from an allowed state and with the fence still held."""
    allowed = PaymentFile.objects.filter(pk=file.pk, fence=fence, state__in=file_states.before(after))
    if not allowed.update(state=after, **fields):
        raise LeaseLost


def _guarded(file_id: int, fence: int, step: Callable[[], None]) -> None:
    """Run a step; when it breaks, note why on the file and let the sweeper try again soon."""
    try:
        step()
    except LeaseLost:
        log.info("file taken over by another worker", extra={"file": file_id})
    except staging.StageLost:
        raise
    except PartUnpostable as fault:
        log.error("a part of a tax file cannot be posted", extra={"file": file_id})
        file = PaymentFile.objects.get(pk=file_id)
        file.failure = str(fault)
        _fail(file)
    except Exception as fault:
        log.exception("work on a tax file broke off", extra={"file": file_id})
        connection.close_if_unusable_or_obsolete()
        reason = (
            f"{type(fault).__name__} / {type(fault.__cause__).__name__}"
            if fault.__cause__
            else type(fault).__name__
        )
        soon = timezone.now() + timedelta(seconds=3)
        broken = PaymentFile.objects.filter(pk=file_id, fence=fence, state__in=IN_WORK)
        broken.update(
            failure=reason, lease_until=soon, attempts=F("attempts") + (0 if _is_checking(file_id) else 1)
        )
        file = PaymentFile.objects.get(pk=file_id)
        if file.attempts > ATTEMPTS_MAX:
            _fail(file)
        raise


def _is_checking(file_id: int) -> bool:
    return PaymentFile.objects.filter(pk=file_id, state=FileState.CHECKING).exists()


def _fail(file: PaymentFile) -> None:
    with transaction.atomic():
        staging.drop_stage(
            staging.stage_tables(file.pk)
        )  # a retry stages anew; no name waits in clear meanwhile
        moved = PaymentFile.objects.filter(pk=file.pk, state__in=file_states.before(FileState.FAILED)).update(
            state=FileState.FAILED, failure=file.failure or "no progress"
        )
        if moved:
            audit.record(
                "fail_tax_file",
                by=None,
                about=file,
                division_code=file.area,
                succeeded=False,
                change={"failure": file.failure},
            )
