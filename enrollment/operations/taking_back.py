"""How is a whole posted tax file taken back: asked by one officer, agreed to by another, undone slice by slice?"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from enrollment.bulk import taking_back
from enrollment.bulk.quotations import Quotations
from enrollment.models import PaymentFile
from enrollment.models.payments import LINES_PER_FILE_MAX
from enrollment.operations import follow_ups
from enrollment.operations.people import require_reason
from enrollment.queries.lines import lines_of_file
from intake.operations import jobs, leases
from intake.rules.file_states import FileMove
from policy.terms import Text
from staff.identities import require_other_hands
from staff.models import Officer

UNDOING_LOCK = "take_back_tax_file"  # one slice at a time
MOVES = (FileMove.ASK_UNDO, FileMove.AGREE_UNDO, FileMove.KEEP)
LINES_AT_ONCE = 1_000


@transaction.atomic
def ask(*, file: PaymentFile, because: str, by: Officer, at: datetime) -> PaymentFile:
    """Ask that the whole file be taken back. Nothing changes until another officer agrees."""
    row = jobs.locked(file, FileMove.ASK_UNDO, by=by, on=timezone.localdate(at))
    require_reason(because, field="because")
    return jobs.moved(
        row, FileMove.ASK_UNDO, by=by, at=at, told={"because": because.strip()}, undo_because=because.strip()[:300],
        undo_asked_by=by, undo_asked_at=at,
    )  # fmt: skip


@transaction.atomic
def agree(*, file: PaymentFile, by: Officer, at: datetime) -> PaymentFile:
    """A second officer agrees: the worker begins, and goes on after whatever breaks off."""
    row = jobs.locked(file, FileMove.AGREE_UNDO, by=by, on=timezone.localdate(at))
    assert row.undo_asked_by_id is not None
    require_other_hands(
        by,
        row.undo_asked_by_id,
        what=Text(
            "申请撤销文件的人不能自己同意。", "Whoever asked to take the file back cannot agree to it."
        ),
        file_id=row.pk,
    )
    told = {"asked_by": row.undo_asked_by_id, "because": row.undo_because}
    return jobs.moved(
        row, FileMove.AGREE_UNDO, by=by, at=at, told=told, undone_by=by, undo_agreed_at=at, finished_at=None,
        summary={**row.summary, "taken_back_to": 0},
    )  # fmt: skip


@transaction.atomic
def keep(*, file: PaymentFile, by: Officer, at: datetime) -> PaymentFile:
    """The file stays as it is."""
    row = jobs.locked(file, FileMove.KEEP, by=by, on=timezone.localdate(at))
    return jobs.moved(
        row, FileMove.KEEP, by=by, at=at, told={"because": row.undo_because}, undo_because="", undo_asked_by=None,
        undo_asked_at=None,
    )  # fmt: skip


def undo(file: PaymentFile, fence: int) -> None:
    """Take the lines back in their order; after a crash it goes on where the last checkpoint stands."""
    summary, quotations = file.summary, Quotations()
    while lines := taking_back.lines_at(file.pk, summary.get("taken_back_to", 0), LINES_AT_ONCE):
        with leases.checkpointed(PaymentFile, file.pk, fence, summary, one_at_a_time=UNDOING_LOCK) as done:
            at = timezone.now()
            taking_back.take_back(lines, cause=f"undo{file.pk}", quotations=quotations, at=at)
            follow_ups.look(since=at, by=file.undone_by, at=at)
            done["taken_back_to"] = lines[-1] - file.pk * LINES_PER_FILE_MAX
    held = lines_of_file(file.pk).filter(held_fen__gt=0).count()
    told = {"lines": file.line_count, "waiting_to_be_sent_again": held}
    jobs.finish(file, fence, FileMove.TAKE_BACK, by=file.undone_by, told=told, summary=summary)
