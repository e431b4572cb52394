"""How does a command wait for a file, and work on it itself when nobody else does?"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.utils import timezone

TAKEN_UP_WITHIN = timedelta(seconds=2)  # then nobody else seems to be there
POLL_SECONDS = 0.1


class Followed(Protocol):
    """A row that a worker takes up under a lease: `received` until then."""

    state: str
    lease_until: datetime | None

    def refresh_from_db(self) -> None:
        """Read the row again."""


F = TypeVar("F", bound=Followed)


def follow(file: F, *, is_at_rest: Callable[[F], bool], work: Callable[[F], object], seconds: float) -> F:
    """Wait until the file is at rest, at most so many seconds; `work` is called while nobody else works on it."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        file.refresh_from_db()
        if is_at_rest(file):
            break
        if _is_left_alone(file, waited=timedelta(seconds=time.monotonic() - started)):
            work(file)
        else:
            time.sleep(POLL_SECONDS)
    file.refresh_from_db()
    return file


def _is_left_alone(file: Followed, *, waited: timedelta) -> bool:
    if file.state == "received" and file.lease_until is None:
        return waited >= TAKEN_UP_WITHIN
    return file.lease_until is not None and file.lease_until < timezone.now() - TAKEN_UP_WITHIN
