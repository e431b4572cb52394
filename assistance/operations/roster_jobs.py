"""How does a confirmed roster become spans, and how is a written one undone, slot by slot and once?"""

from datetime import date, datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from assistance.bulk import roster_writes
from assistance.models import Roster
from assistance.operations.categories import flow_down
from assistance.operations.rosters import CHECK_ROSTER, UNDO_ROSTER, WRITE_ROSTER
from assistance.rules.roster_states import RosterState
from enrollment.bulk.slots import SLOTS, lock_slots
from intake.operations import leases
from staff import audit

WRITING_LOCK = "roster"  # rosters are written one slice at a time
SLOTS_AT_ONCE = 16


def write(roster_id: int) -> Roster:
    """Write a confirmed roster slot by slot; after a crash it goes on where the last checkpoint stands."""
    fence = leases.take(Roster, roster_id, to=RosterState.WRITING.value, from_=(RosterState.WRITING.value,))
    if fence is None:
        return Roster.objects.get(pk=roster_id)
    with leases.attempt(Roster, roster_id, fence, failed=RosterState.FAILED.value):
        roster = Roster.objects.select_related("confirmed_by").get(pk=roster_id)
        by, summary = roster.confirmed_by, roster.summary
        assert by is not None
        on = date.fromisoformat(summary["written_on"])
        because = f"名单第{roster_id}号（{roster.month:%Y-%m}）"
        for first in range(summary["slot"], SLOTS, SLOTS_AT_ONCE):
            with leases.checkpointed(Roster, roster_id, fence, summary, one_at_a_time=WRITING_LOCK) as done:
                lock_slots(range(first, first + SLOTS_AT_ONCE))
                people = roster_writes.write_slots(
                    roster_id=roster_id, first=first, until=first + SLOTS_AT_ONCE, certifier=roster.certifier,
                    officer_id=by.pk, because=because, at=timezone.now(),
                )  # fmt: skip
                done["dues_changed"] = summary.get("dues_changed", 0) + flow_down(people, on=on, by=by)
                done["slot"] = first + SLOTS_AT_ONCE
            if first == 0:
                roster_writes.take_stock()
        summary["done"] = roster_writes.written_counts(roster_id)
        with transaction.atomic():
            leases.finish(
                Roster, roster_id, fence, state=RosterState.WRITTEN.value, summary=summary, finished_at=Now()
            )
            audit.record(
                "write_roster", by=by, about=roster, division_code=roster.area, change=summary["done"]
            )
    return Roster.objects.get(pk=roster_id)


def undo(roster_id: int) -> Roster:
    """Take back a roster slot by slot: what it made never held, what it ended goes on in new spans."""
    fence = leases.take(Roster, roster_id, to=RosterState.UNDOING.value, from_=(RosterState.UNDOING.value,))
    if fence is None:
        return Roster.objects.get(pk=roster_id)
    with leases.attempt(Roster, roster_id, fence, failed=RosterState.FAILED.value):
        roster = Roster.objects.select_related("undone_by").get(pk=roster_id)
        by, summary = roster.undone_by, roster.summary
        assert by is not None
        on = date.fromisoformat(summary["undone_on"])
        because = f"名单第{roster_id}号撤销：{roster.undone_because}"[:200]
        for first in range(summary["undo_slot"], SLOTS, SLOTS_AT_ONCE):
            with leases.checkpointed(Roster, roster_id, fence, summary, one_at_a_time=WRITING_LOCK) as done:
                lock_slots(range(first, first + SLOTS_AT_ONCE))
                people = roster_writes.take_back_slots(
                    roster_id=roster_id, first=first, until=first + SLOTS_AT_ONCE, officer_id=by.pk,
                    because=because, at=timezone.now(),
                )  # fmt: skip
                flow_down(people, on=on, by=by)
                done["undo_slot"] = first + SLOTS_AT_ONCE
        with transaction.atomic():
            leases.finish(
                Roster, roster_id, fence, state=RosterState.UNDONE.value, summary=summary, finished_at=Now()
            )
            audit.record("undo_roster", by=by, about=roster, division_code=roster.area)
    return Roster.objects.get(pk=roster_id)


def due_for_work(*, now: datetime) -> list[tuple[int, str]]:
    """Rosters whose work nobody does at the moment, each with the task that would: for the sweeper."""
    tasks = {
        RosterState.RECEIVED.value: CHECK_ROSTER,
        RosterState.CHECKING.value: CHECK_ROSTER,
        RosterState.WRITING.value: WRITE_ROSTER,
        RosterState.UNDOING.value: UNDO_ROSTER,
    }
    waiting = Roster.objects.filter(state__in=list(tasks)).exclude(lease_until__gt=now)
    return [(pk, tasks[state]) for pk, state in waiting.values_list("pk", "state")]
