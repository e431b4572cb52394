"""How does a confirmed roster become spans, and how is a written one undone, slot by slot and once?"""

from datetime import date

from django.utils import timezone

from assistance.categories.bulk import roster_writes
from assistance.categories.models import Roster
from assistance.categories.operations.categories import flow_down
from enrollment.bulk.slots import SLOTS, lock_slots
from intake.operations import jobs, leases
from intake.rules.file_states import FileMove

WRITING_LOCK = "roster"  # rosters are written one slice at a time
SLOTS_AT_ONCE = 16


def write(roster: Roster, fence: int) -> None:
    """Write a confirmed roster slot by slot; after a crash it goes on where the last checkpoint stands."""
    by, summary = roster.confirmed_by, roster.summary
    assert by is not None
    on = date.fromisoformat(summary["written_on"])
    because = f"名单第{roster.pk}号（{roster.month:%Y-%m}）"
    for first in range(summary["slot"], SLOTS, SLOTS_AT_ONCE):
        with leases.checkpointed(Roster, roster.pk, fence, summary, one_at_a_time=WRITING_LOCK) as done:
            lock_slots(range(first, first + SLOTS_AT_ONCE))
            people = roster_writes.write_slots(
                roster_id=roster.pk, first=first, until=first + SLOTS_AT_ONCE, certifier=roster.certifier,
                officer_id=by.pk, because=because, at=timezone.now(),
            )  # fmt: skip
            moved = roster_writes.moved_people(roster.pk, first, first + SLOTS_AT_ONCE)
            done["dues_changed"] = summary.get("dues_changed", 0) + flow_down(
                people, on=on, by=by, moved=moved
            )
            done["slot"] = first + SLOTS_AT_ONCE
        if first == 0:
            roster_writes.take_stock()
    summary["done"] = roster_writes.written_counts(roster.pk)
    jobs.finish(roster, fence, FileMove.FINISH, by=by, told=summary["done"], summary=summary)


def undo(roster: Roster, fence: int) -> None:
    """Take back a roster slot by slot: what it made never held, what it ended goes on in new spans."""
    by, summary = roster.undone_by, roster.summary
    assert by is not None
    on = date.fromisoformat(summary["undone_on"])
    because = f"名单第{roster.pk}号撤销：{roster.undone_because}"[:200]
    for first in range(summary["undo_slot"], SLOTS, SLOTS_AT_ONCE):
        with leases.checkpointed(Roster, roster.pk, fence, summary, one_at_a_time=WRITING_LOCK) as done:
            lock_slots(range(first, first + SLOTS_AT_ONCE))
            people = roster_writes.take_back_slots(
                roster_id=roster.pk, first=first, until=first + SLOTS_AT_ONCE, officer_id=by.pk,
                because=because, at=timezone.now(),
            )  # fmt: skip
            moved = roster_writes.moved_people(roster.pk, first, first + SLOTS_AT_ONCE)
            flow_down(people, on=on, by=by, moved=moved)
            done["undo_slot"] = first + SLOTS_AT_ONCE
    jobs.finish(roster, fence, FileMove.TAKE_BACK, by=by, told={}, summary=summary)
