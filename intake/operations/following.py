"""How does a door wait for a file, and work on it itself when nobody else does?"""

import time
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from intake.layouts import F
from intake.models.jobs import SentFile
from intake.operations import jobs

TAKEN_UP_WITHIN = timedelta(seconds=2)  # then nobody else seems to be there
POLL_SECONDS = 0.1
SMALL_BYTES = 1_000_000  # a file so small is worked on by who sent it, so that it is answered at once


def follow(file: F, *, seconds: float, on: date | None = None, at_once: bool = False) -> F:
    """Wait until the file is at rest, at most so many seconds, and work on it here while nobody else does.

    `at_once`: do not wait for a worker first; it is the same work under the same lease.
    """
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        file.refresh_from_db()
        if file.is_at_rest:
            break
        waited = timedelta(seconds=time.monotonic() - started)
        if (at_once and file.lease_until is None) or _is_left_alone(file, waited):
            try:
                jobs.work_on(file, on=on)
            except Exception:  # noted on the file; it is tried again until it fails for good
                if connection.in_atomic_block:
                    raise
                time.sleep(POLL_SECONDS)
        else:
            time.sleep(POLL_SECONDS)
    file.refresh_from_db()
    return file


def answered_at_once(file: F, *, seconds: float = 20, on: date | None = None) -> F:
    """What a door does that answers with the end of the work: a small file is worked on here, a larger one followed.

    Inside a transaction no worker sees the file yet, so it is worked on here whatever its size.
    """
    at_once = file.size_bytes <= SMALL_BYTES or connection.in_atomic_block
    return follow(file, seconds=seconds, on=on, at_once=at_once)


def _is_left_alone(file: SentFile, waited: timedelta) -> bool:
    if file.lease_until is None:
        return waited >= TAKEN_UP_WITHIN
    return file.lease_until < timezone.now() - TAKEN_UP_WITHIN
