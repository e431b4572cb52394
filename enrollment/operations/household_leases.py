"""Who is working on a household list, and how far has it come? Lease, fence and checkpoint."""

from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from enrollment.models import HouseholdImport
from enrollment.models.imports import ImportState
from enrollment.operations.locks import lock_text

LEASE_SECONDS = 60
ATTEMPTS_MAX = 3


class LeaseLost(Exception):
    """Another worker took the list over; this one stops without a trace."""


def take(import_id: int, *, to: str, from_: tuple[str, ...]) -> int | None:
    """Take the lease when nobody holds it; the fence number of this holder, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE enrollment_householdimport
            SET state = %s, fence = fence + 1,
                lease_until = clock_timestamp() + make_interval(secs => %s), attempts = attempts + 1
            WHERE id = %s AND state = ANY(%s) AND (lease_until IS NULL OR lease_until < clock_timestamp())
            RETURNING fence
            """,
            [to, LEASE_SECONDS, import_id, list(from_)],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def beat(import_id: int, fence: int, **progress: Any) -> None:
    """Prolong the lease and note progress; raises `LeaseLost` when it is somebody else's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() + make_interval(secs => %s)", [LEASE_SECONDS])
        until = cursor.fetchone()[0]
    if not HouseholdImport.objects.filter(pk=import_id, fence=fence).update(lease_until=until, **progress):
        raise LeaseLost


@contextmanager
def checkpointed(import_id: int, fence: int, summary: dict[str, Any], **progress: Any) -> Any:
    """One transaction: what is done inside, and the checkpoint that says so. Lists are written one slice at a time."""
    done: dict[str, Any] = {}
    with transaction.atomic():
        lock_text("household-list")
        beat(import_id, fence)
        yield done
        summary.update(done)
        beat(import_id, fence, summary=summary, attempts=0, **progress)


def finish(import_id: int, fence: int, *, extra: dict[str, Any] | None = None, **fields: Any) -> None:
    if not HouseholdImport.objects.filter(pk=import_id, fence=fence).update(
        lease_until=None, attempts=0, **fields, **(extra or {})
    ):
        raise LeaseLost


@contextmanager
def attempt(import_id: int, fence: int) -> Any:
    """Whatever breaks gives the lease back; the third failure without progress ends it, with the reason kept."""
    try:
        yield
    except LeaseLost:
        return
    except Exception as fault:
        mine = HouseholdImport.objects.filter(pk=import_id, fence=fence)
        mine.update(lease_until=None)
        listed = mine.filter(attempts__gte=ATTEMPTS_MAX).first()
        if listed is not None:
            mine.update(state=ImportState.FAILED, summary={**listed.summary, "failure": type(fault).__name__})
        raise
