"""What follows when a register of care changes for somebody: bills that waited go on, posted ones that differ are listed?"""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from claims.operations.waiting_bills import look_again
from enrollment.operations import follow_ups
from enrollment.operations.follow_ups import Change
from enrollment.rules.follow_ups import Fact
from staff.models import Officer


def follow(changes: Collection[tuple[int, int]], fact: Fact, *, by: Officer, at: datetime) -> None:
    """In the transaction of the change; `changes`: person and number of the row that changed."""
    rows = [Change(person, None, fact, f"{fact.value}:{number}") for person, number in changes]
    follow_ups.changed(rows, by=by, at=at)
    look_again({person for person, _ in changes}, on=timezone.localdate(at), by=by)
