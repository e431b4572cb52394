"""How are the parts of a checked file written, each in one transaction with its checkpoint, by any number of workers?

A worker writes with several connections at once (`intake.bulk.side_by_side`): to the database they are several workers.
"""

from typing import Any, Protocol, TypeVar

from django.db import DatabaseError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from psycopg import errors as pg

from intake.bulk.side_by_side import connections_for, each
from intake.layouts import F, Layout
from intake.models.jobs import SentFilePart
from intake.operations import leases
from intake.operations.leases import ATTEMPTS_MAX, LeaseLost
from intake.rules.file_states import FileMove, FileState
from staff import audit

TRIES = 4  # of one part, when another file stood in its way
P = TypeVar("P", bound=SentFilePart, contravariant=True)
K = TypeVar("K")
_M = FileMove


class Unwritable(Exception):
    """A part broke off again and again, killing its worker or not: a person must look at the file."""

    def __init__(self, number: int, attempts: int) -> None:
        super().__init__(
            f"part {number} broke off {attempts} times without a result; the other parts are written"
        )


class Writer(Protocol[P, K]):
    """How a layout writes one part. All of it happens in the transaction of the part."""

    again_on: tuple[type[pg.Error], ...]  # beside deadlocks: what another file may cause that came first

    def prepare(self, part: P) -> None:
        """Lock what the part touches, and see that its staged rows are there; raises `StageLost`."""

    def post(self, part: P) -> tuple[dict[str, list[int]], K]:
        """Write everything: the summary by outcome, and what `keep` needs. Taken back again when the file is only tried."""

    def keep(self, part: P, kept: K) -> None:
        """What stays even of a file that is only tried."""

    def forget(self) -> None:
        """What was remembered of a transaction that was rolled back does not hold."""

    def finished(self) -> None:
        """After the whole file is written and committed."""


def run(layout: Layout[F], file: F) -> None:
    """Write parts until none is left that nobody works on; whoever commits the last one closes the file.

    Raises `StageLost` or `Unwritable`; `LeaseLost` when the file was checked anew meanwhile.
    """
    assert layout.parts is not None
    if not file.is_tried_only:
        moves = file.course.moves
        begun = layout.model._default_manager.filter(
            pk=file.pk, state__in=(FileState.READY,), fence=file.fence, finished_at=None
        )
        begun.update(state=moves.end(_M.BEGIN), begun_at=Now())
    each(range(connections_for(_waiting(file))), lambda _: _write_all(layout, file))
    _finish(layout, file)


def _waiting(file: Any) -> int:
    return int(file.parts.filter(done_at=None).count())


def _write_all(layout: Layout[F], file: F) -> None:
    assert layout.parts is not None
    writer = layout.parts(file)
    while _write_next(layout, file, writer):
        pass


def _write_next(layout: Layout[F], file: F, writer: Writer[Any, Any]) -> bool:
    """Write one part that nobody else is writing; False when there is none."""
    for attempt in range(TRIES):
        part_id = _take_part(file)
        if part_id is None:
            return False
        try:
            _write_part(layout, file, writer, part_id)
            return True
        except DatabaseError as fault:
            # Another file took a number, or waited for us in a circle, at the same moment: look again.
            writer.forget()
            again_on: tuple[type[pg.Error], ...] = (pg.DeadlockDetected, *writer.again_on)
            if not isinstance(fault.__cause__, again_on) or attempt == TRIES - 1:
                raise
    return False


def _take_part(file: Any) -> int | None:
    """Choose a part that nobody holds and count the attempt before it begins; None when there is none.

    The count is committed by itself, so a worker that is killed in the middle leaves it behind. Parts that never broke
    off come first: a poisonous one does not keep the others waiting.
    """
    with transaction.atomic():
        left = file.parts.filter(done_at=None)
        part = left.order_by("attempts", "number").select_for_update(skip_locked=True, of=("self",)).first()
        if part is None:
            return None
        if part.attempts >= ATTEMPTS_MAX:
            if left.filter(attempts__lt=ATTEMPTS_MAX).exists():
                return None  # another worker is busy with the rest; whoever comes last says so
            raise Unwritable(part.number, part.attempts)
        part.attempts += 1
        part.save(update_fields=["attempts"])
    type(file)._default_manager.filter(pk=file.pk, fence=file.fence).update(lease_until=leases.until())
    return int(part.pk)


def _write_part(layout: Layout[F], file: Any, writer: Writer[Any, Any], part_id: int) -> None:
    with transaction.atomic():
        leases.limit_idleness()
        waiting = file.parts.filter(pk=part_id, done_at=None)
        part = waiting.select_for_update(skip_locked=True, of=("self",)).first()
        if part is None:
            return  # somebody else was quicker: look for the next one
        writer.prepare(part)
        part.summary, kept = _posted(file, writer, part)
        writer.keep(part, kept)
        part.done_at = timezone.now()
        part.save(update_fields=["summary", "done_at"])
        audit.record(
            f"{layout.part_verb}_{layout.noun}_part", by=None, about=file, division_code=file.area, at=part.done_at,
            change={"part": part.number, "outcomes": part.summary, "tried_only": file.is_tried_only},
        )  # fmt: skip
        _hold(layout, file)


def _posted(file: Any, writer: Writer[Any, Any], part: Any) -> tuple[dict[str, list[int]], Any]:
    if not file.is_tried_only:
        return writer.post(part)
    point = transaction.savepoint()
    try:
        return writer.post(part)
    finally:
        transaction.savepoint_rollback(point)
        writer.forget()


def _hold(layout: Layout[F], file: F) -> None:
    """The last thing of a part's transaction: the file still has this fence, and its lease goes on."""
    held = layout.model._default_manager.filter(
        pk=file.pk, fence=file.fence, state__in=(FileState.READY, file.course.writing)
    )
    if not held.update(lease_until=leases.until(), attempts=0, failure=""):
        raise LeaseLost


def _finish(layout: Layout[F], file: Any) -> None:
    """Whoever commits the last part closes the file."""
    if _waiting(file):
        return
    with transaction.atomic():
        open_file = layout.model._default_manager.filter(pk=file.pk, fence=file.fence, finished_at=None)
        ended: dict[str, Any] = {"finished_at": Now(), "lease_until": None, "failure": ""}
        if file.is_tried_only:
            closed = open_file.filter(state=FileState.READY).update(**ended)
        else:
            moves = file.course.moves
            writing = open_file.filter(state__in=moves.before(_M.FINISH))
            closed = writing.update(state=moves.end(_M.FINISH), **ended)
        if closed:
            layout.drop_stages(file)
            audit.record(f"finish_{layout.noun}", by=None, about=file, division_code=file.area)
    if closed and not file.is_tried_only and layout.parts is not None:
        layout.parts(file).finished()
