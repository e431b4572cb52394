"""How are the parts of a checked file of bills settled, each in one transaction, by any number of workers?"""

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg import errors as pg

from claims.bulk import bill_posting, bill_staging, bill_writes
from claims.bulk.bill_posting import Ended
from claims.bulk.bill_staging import WaitingBill
from claims.bulk.bill_writes import Outcome
from claims.models import Bill, BillFile, BillLine, FileBill, Statement, StatementLine, YearEntry
from claims.models.files import BillFileState
from claims.operations import settlement
from claims.queries.year_changes import amounts_of
from claims.rules.bill_states import BillState
from enrollment.bulk.slots import lock_slots
from intake.bulk import statistics
from intake.bulk.cycles import no_search_for_cycles
from intake.operations import leases
from intake.operations.leases import LeaseLost
from staff import audit
from staff.rules.divisions import scope_prefix

ATTEMPTS_MAX = 5
PART_TRIES = 4
LEASE = timedelta(seconds=leases.LEASE_SECONDS)
_S = BillFileState
_GROWN = (Bill, BillLine, FileBill, Statement, StatementLine, YearEntry)
_TAKEN_IN = ("settled", "ready", "held", "undecided")

log = logging.getLogger(__name__)


def settle(file: BillFile) -> None:
    """Settle parts until none is left that nobody works on; whoever commits the last one closes the file."""
    fenced = BillFile.objects.filter(pk=file.pk, stage_fence=file.stage_fence, state=_S.READY)
    if not file.is_preview:
        fenced.update(state=_S.SETTLING, settling_at=timezone.now())
    try:
        while _settle_next(file):
            pass
        _finish(file)
    except LeaseLost:
        log.info("bill file taken over by another worker", extra={"file": file.pk})
    except Exception as fault:
        log.exception("work on a bill file broke off", extra={"file": file.pk})
        connection.close_if_unusable_or_obsolete()
        BillFile.objects.filter(pk=file.pk, finished_at=None).update(
            failure=type(fault).__name__, lease_until=timezone.now() + timedelta(seconds=3)
        )
        raise


def _settle_next(file: BillFile) -> bool:
    """Settle one part that nobody else works on; False when there is none."""
    part_id = _take_part(file)
    if part_id is None:
        return False
    for attempt in range(PART_TRIES):
        try:
            with no_search_for_cycles():
                _settle_part(file, part_id)
            break
        except DatabaseError as fault:
            # Another file took a number, or waited for us in a circle, at the same moment: look again.
            if (
                not isinstance(
                    fault.__cause__, pg.UniqueViolation | pg.ExclusionViolation | pg.DeadlockDetected
                )
                or attempt == PART_TRIES - 1
            ):
                raise
    return True


def _take_part(file: BillFile) -> int | None:
    """Choose a part and count the attempt before it begins, so that one that kills its workers is known."""
    with transaction.atomic():
        open_parts = file.parts.filter(settled_at=None).order_by("attempts", "number")
        part = open_parts.select_for_update(skip_locked=True, of=("self",)).first()
        if part is None:
            return None
        if part.attempts >= ATTEMPTS_MAX:
            if not open_parts.filter(attempts__lt=ATTEMPTS_MAX).exists():
                _fail(
                    file, f"part {part.number} broke off {part.attempts} times; the other parts are settled"
                )
            return None
        part.attempts += 1
        part.save(update_fields=["attempts"])
    BillFile.objects.filter(pk=file.pk, stage_fence=file.stage_fence).update(
        lease_until=timezone.now() + LEASE
    )
    return part.pk


def _settle_part(file: BillFile, part_id: int) -> None:
    with transaction.atomic():
        open_parts = file.parts.filter(pk=part_id, settled_at=None)
        part = open_parts.select_for_update(skip_locked=True, of=("self",)).first()
        if part is None:
            return
        with connection.cursor() as cursor:
            # A frozen worker must not keep the part for ever: the server ends its session and with it its locks.
            frozen = str(leases.LEASE_SECONDS * 1000)
            cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [frozen])
        slots = (part.slot_from, part.slot_until)
        lock_slots(range(*slots))
        now = timezone.now()
        staged = bill_staging.staged(file.pk, file.stage_fence, slots)
        if len(staged) != part.bill_count:
            raise LeaseLost  # staged anew by somebody who took the file over
        here = bill_posting.Part(
            file_id=file.pk, prefix=scope_prefix(file.area), by_id=file.uploaded_by_id, at=now,
            settle=_settler(file, on=timezone.localdate(file.uploaded_at)),
        )  # fmt: skip
        part.summary, rows = _posted(here, staged, is_preview=file.is_preview)
        bill_writes.insert_outcomes(rows)
        bill_staging.drop(file.pk, fence=file.stage_fence, slots=slots)
        part.settled_at = now
        part.save(update_fields=["summary", "settled_at"])
        held = BillFile.objects.filter(
            pk=file.pk, stage_fence=file.stage_fence, state__in=(_S.READY, _S.SETTLING)
        )
        if not held.update(lease_until=timezone.now() + LEASE):
            raise LeaseLost
        audit.record(
            "settle_bill_file_part", by=None, about=file, division_code=file.area, at=now,
            change={"part": part.number, "outcomes": part.summary, "preview": file.is_preview},
        )  # fmt: skip


def _posted(
    here: bill_posting.Part, staged: list[WaitingBill], *, is_preview: bool
) -> tuple[dict[str, list[int]], list[Outcome]]:
    if not is_preview:
        return bill_posting.post(here, staged)
    point = transaction.savepoint()
    try:
        summary, rows = bill_posting.post(here, staged)
    finally:
        transaction.savepoint_rollback(point)
    # What was taken in is undone; what stood in a bill's way is still there.
    return summary, [row._replace(bill_id=None) if row.outcome in _TAKEN_IN else row for row in rows]


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


def _finish(file: BillFile) -> None:
    """Whoever commits the last part closes the file."""
    with transaction.atomic():
        locked = BillFile.objects.select_for_update().get(pk=file.pk)
        if (
            locked.finished_at is not None
            or locked.state not in (_S.READY, _S.SETTLING)
            or locked.parts.filter(settled_at=None).exists()
        ):
            return
        now = timezone.now()
        locked.state = _S.READY if locked.is_preview else _S.SETTLED
        locked.finished_at, locked.lease_until, locked.failure = now, None, ""
        locked.save(update_fields=["state", "finished_at", "lease_until", "failure"])
        bill_staging.drop(locked.pk)
        audit.record("finish_bill_file", by=None, about=locked, division_code=locked.area, at=now)
    if not locked.is_preview:
        statistics.learn_growth(_GROWN, rows=locked.bill_count or 0)


def _fail(file: BillFile, reason: str) -> None:
    moved = BillFile.objects.filter(pk=file.pk, state__in=(_S.READY, _S.SETTLING), finished_at=None).update(
        state=_S.FAILED, failure=reason[:300]
    )
    if moved:
        audit.record(
            "fail_bill_file", by=None, about=file, division_code=file.area, succeeded=False, change={"failure": reason}
        )  # fmt: skip
