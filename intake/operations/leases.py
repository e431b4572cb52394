"""Who is working on a job, and how far has it come? Lease, fence and checkpoint of any row that is a job.

A job is a row of a model made from `intake.models.jobs.LeasedJob`. A worker holds a lease and a fence number; whoever
lost the lease changes nothing any more. Every function takes the model of the job first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from intake.models.jobs import LeasedJob
from intake.operations.locks import lock_text

LEASE_SECONDS = 60
ATTEMPTS_MAX = 3


class LeaseLost(Exception):
    """Another worker took the job over; this one stops without a trace."""


def take(model: type[LeasedJob], job_id: int, *, to: str, from_: tuple[str, ...]) -> int | None:
    """Take the lease when nobody holds it; the fence number of this holder, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {model._meta.db_table}
            SET state = %s, fence = fence + 1,
                lease_until = clock_timestamp() + make_interval(secs => %s), attempts = attempts + 1
            WHERE id = %s AND state = ANY(%s) AND (lease_until IS NULL OR lease_until < clock_timestamp())
            RETURNING fence
            """,
            [to, LEASE_SECONDS, job_id, list(from_)],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def beat(model: type[LeasedJob], job_id: int, fence: int, **progress: Any) -> None:
    """Prolong the lease and note progress; raises `LeaseLost` when it is somebody else's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() + make_interval(secs => %s)", [LEASE_SECONDS])
        until = cursor.fetchone()[0]
    if not model._default_manager.filter(pk=job_id, fence=fence).update(lease_until=until, **progress):
        raise LeaseLost


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
        lock_text(one_at_a_time)
        beat(model, job_id, fence)
        yield done
        summary.update(done)
        beat(model, job_id, fence, summary=summary, attempts=0, **progress)


def finish(model: type[LeasedJob], job_id: int, fence: int, **fields: Any) -> None:
    """Give the lease back with the end of the work; raises `LeaseLost` when it is somebody else's."""
    if not model._default_manager.filter(pk=job_id, fence=fence).update(
        lease_until=None, attempts=0, **fields
    ):
        raise LeaseLost


@contextmanager
def attempt(model: type[LeasedJob], job_id: int, fence: int, *, failed: str) -> Iterator[None]:
    """Whatever breaks gives the lease back; the third failure without progress ends it, with the reason kept."""
    try:
        yield
    except LeaseLost:
        return
    except Exception as fault:
        mine = model._default_manager.filter(pk=job_id, fence=fence)
        mine.update(lease_until=None)
        job = mine.filter(attempts__gte=ATTEMPTS_MAX).first()
        if job is not None:
            mine.update(state=failed, summary={**job.summary, "failure": type(fault).__name__})
        raise
