"""How does a page show a count over millions of rows without making anybody wait?

A count is tried while the page is made, for a moment (COUNT_PATIENCE_MS), however many statements it has. One that takes longer
is handed to a worker and kept;
the page says from when it is, and a new one is counted once it is older than COUNT_KEPT_MINUTES.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils.module_loading import import_string
from psycopg import errors as pg

from enrollment.models import KeptCount
from enrollment.operations.task_names import COUNT
from intake.operations.wakes import wake_after_commit

TOLD_AGAIN_AFTER = timedelta(seconds=30)  # a message may be lost: whoever looks at the page sends another
FORGOTTEN_AFTER = timedelta(days=2)  # then it is tried while the page is made again


@dataclass(frozen=True, slots=True)
class Counted:
    """`found` as the count gives it, None while nothing was counted yet; `counted_at` None: just now."""

    found: Any | None
    counted_at: datetime | None = None

    @property
    def is_being_counted(self) -> bool:
        return self.found is None


class _TooLong(Exception):
    """The next statement of a count would begin after its time."""


def counted(kind: str, asked: Mapping[str, str | int], *, now: datetime, keeps: bool = False) -> Counted:
    """What a count finds: now if that is quick, else what a worker found last.

    `keeps`: a quick one is kept as well, where a picture may be some minutes old and is looked at often.
    """
    digest = _digest(kind, asked)
    row = KeptCount.objects.filter(digest=digest).first()
    if row is None:
        with transaction.atomic():
            found = _tried(kind, asked)
            if found is not None:
                if keeps:
                    _keep(digest, kind, asked, found, now)
                return Counted(found)
            row, _ = KeptCount.objects.get_or_create(
                digest=digest, defaults={"kind": kind, "asked": dict(asked), "asked_at": now}
            )
            wake_after_commit(COUNT, count_id=row.pk)
        return Counted(None)
    if _is_old(row, now) and row.asked_at < now - TOLD_AGAIN_AFTER:
        with transaction.atomic():
            KeptCount.objects.filter(pk=row.pk).update(asked_at=now)
            wake_after_commit(COUNT, count_id=row.pk)
    return Counted(row.found, row.counted_at)


def _keep(digest: str, kind: str, asked: Mapping[str, str | int], found: Any, now: datetime) -> None:
    """Whoever counted the same in the meantime found the same, so nothing is written over it."""
    row = KeptCount(digest=digest, kind=kind, asked=dict(asked), asked_at=now, found=found, counted_at=now)
    KeptCount.objects.bulk_create([row], ignore_conflicts=True)


def count(count_id: int, *, now: datetime) -> None:
    """Count for a row, however long it takes; nothing when another worker is at it or it is fresh."""
    with transaction.atomic():
        row = KeptCount.objects.select_for_update(skip_locked=True).filter(pk=count_id).first()
        if row is None or not _is_old(row, now):
            return
        row.found, row.counted_at = _count(row.kind, row.asked), now
        row.save(update_fields=["found", "counted_at"])


def prune(*, now: datetime) -> int:
    """Forget counts that nobody asked for lately. Returns how many."""
    return KeptCount.objects.filter(asked_at__lt=now - FORGOTTEN_AFTER).delete()[0]


def _is_old(row: KeptCount, now: datetime) -> bool:
    return row.counted_at is None or row.counted_at < now - timedelta(minutes=settings.COUNT_KEPT_MINUTES)


def _tried(kind: str, asked: Mapping[str, str | int]) -> Any | None:
    """The count, or None when the database did not finish in time."""
    ends = monotonic() + settings.COUNT_PATIENCE_MS / 1000

    def in_time(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
        if monotonic() > ends:
            raise _TooLong
        return execute(statement, params, many, context)

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true)", [f"{settings.COUNT_PATIENCE_MS}ms"]
            )
            with connection.execute_wrapper(in_time):
                found = _count(kind, asked)
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
            return found
    except _TooLong:
        return None
    except OperationalError as fault:
        if isinstance(fault.__cause__, pg.QueryCanceled):
            return None
        raise


def _count(kind: str, asked: Mapping[str, str | int]) -> Any:
    return import_string(settings.KEPT_COUNTS[kind])(**asked)


def _digest(kind: str, asked: Mapping[str, str | int]) -> str:
    return hashlib.sha256(json.dumps([kind, dict(asked)], sort_keys=True).encode()).hexdigest()
