"""Who is working on a job, and how far has it come? Lease, fence and checkpoint of any row that is a job.

A job is a row of a model made from `intake.models.jobs.LeasedJob`. A worker holds a lease and a fence number; whoever
lost the lease changes nothing any more. Time is the clock of the database. Every function takes the model of the job first.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from intake.models.jobs import LeasedJob
from intake.operations.locks import lock_text

ATTEMPTS_MAX = 5  # without progress
BEAT_SECONDS = 1.0
NO_PROGRESS = "no progress"

Failed = Callable[[Any], None]
log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker took the job over; this one stops without a trace."""


def _nothing(job: Any) -> None:
    """What most jobs do besides when they fail."""


def take(model: type[LeasedJob], job_id: int, *moves: Any, failed: Failed = _nothing) -> int | None:
    """Take the lease by one of the moves (all lead to one state) when nobody holds it; the fence of this holder, or None.

    A job whose workers were killed again and again is ended instead: nobody else loses a worker by it.
    """
    table = model.moves
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    with transaction.atomic():
        mine = model._default_manager.filter(free, pk=job_id, state__in=table.before(*moves))
        taken = mine.update(
            state=table.end(moves[0]), lease_until=until(), fence=F("fence") + 1, attempts=F("attempts") + 1
        )
        if not taken:
            return None
        job = model._default_manager.get(pk=job_id)
        if job.attempts > ATTEMPTS_MAX:
            fail(model, job_id, job.fence, job.failure or NO_PROGRESS, failed=failed)
            return None
        return job.fence


def until() -> Combinable:
    """When a lease ends that is taken or prolonged now, by the clock of the database."""
    lease: Combinable = Now() + settings.FILE_LEASE
    return lease


def beat(model: type[LeasedJob], job_id: int, fence: int, **progress: Any) -> None:
    """Prolong the lease and note progress; raises `LeaseLost` when it is somebody else's."""
    held = model._default_manager.filter(pk=job_id, fence=fence)
    if not held.update(lease_until=until(), **progress):
        raise LeaseLost


def beating(model: type[LeasedJob], job_id: int, fence: int) -> Callable[[int], None]:
    """`beat` with the rows read so far, at most once a second: each is a commit, and blocks of rows follow each other faster."""
    last = -BEAT_SECONDS

    def beats(rows_read: int) -> None:
        nonlocal last
        if time.monotonic() - last >= BEAT_SECONDS:
            beat(model, job_id, fence, rows_read=rows_read)
            last = time.monotonic()

    return beats


def limit_idleness() -> None:
    """Have the database end this session when its worker freezes within the transaction, and with it the locks it holds."""
    frozen = str(int(settings.FILE_LEASE.total_seconds() * 1000))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [frozen])


@contextmanager
def checkpointed(
    model: type[LeasedJob],
    job_id: int,
    fence: int,
    summary: dict[str, Any],
    *,
    one_at_a_time: str,
    **progress: Any,
) -> Iterator[dict[str, Any]]:
    """One transaction: what is done inside, and the checkpoint that says so.

    `one_at_a_time` names the lock under which jobs of this kind write slice after slice.
    """
    done: dict[str, Any] = {}
    with transaction.atomic():
        limit_idleness()
        lock_text(one_at_a_time)
        beat(model, job_id, fence)
        yield done
        beat(model, job_id, fence, summary={**summary, **done}, attempts=0, **progress)
    summary.update(done)


def finish(model: type[LeasedJob], job_id: int, fence: int, move: Any, **fields: Any) -> None:
    """Give the lease back with the end of the work; raises `LeaseLost` when it is somebody else's."""
    table = model.moves
    held = model._default_manager.filter(pk=job_id, fence=fence, state__in=table.before(move))
    if not held.update(state=table.end(move), lease_until=None, attempts=0, failure="", **fields):
        raise LeaseLost


def fail(model: type[LeasedJob], job_id: int, fence: int, reason: str, *, failed: Failed = _nothing) -> None:
    """End a job that broke off too often, with the reason kept; `failed` does what the kind of job does besides."""
    table = model.moves
    with transaction.atomic():
        held = model._default_manager.filter(pk=job_id, fence=fence, state__in=table.before(model.fails))
        if held.update(state=table.end(model.fails), lease_until=None, failure=reason[:300]):
            failed(model._default_manager.get(pk=job_id))


@contextmanager
def attempt(
    model: type[LeasedJob], job_id: int, fence: int, *, failed: Failed = _nothing, counts: bool = False
) -> Iterator[None]:
    """Whatever breaks is noted on the job and gives the lease back; the last attempt without progress ends the job.

    `counts`: this attempt was not counted when it began, since no lease was taken for it. Who lost the job notes nothing.
    """
    try:
        yield
    except LeaseLost:
        log.info("job taken over by another worker", extra={"job": f"{model.__name__} {job_id}"})
    except Exception as fault:
        log.exception("work on a job broke off", extra={"job": f"{model.__name__} {job_id}"})
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        reason = " / ".join(type(each).__name__ for each in (fault, fault.__cause__) if each is not None)
        mine = model._default_manager.filter(
            pk=job_id, fence=fence, state__in=model.moves.before(model.fails)
        )
        mine.update(failure=reason[:300], lease_until=Now(), attempts=F("attempts") + int(counts))
        if mine.filter(attempts__gte=ATTEMPTS_MAX + int(counts)).exists():
            fail(model, job_id, fence, reason, failed=failed)
        raise
