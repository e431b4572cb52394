"""How does a person decide a row of a returned ledger that met another's answer: take the sheet's, or keep what is on record?"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from enrollment.models import SheetRow
from enrollment.operations import base_answers
from enrollment.queries.base_answers import answer_given
from enrollment.rules.sheet_rows import CONFLICT, ConflictMove
from policy.terms import Text
from staff import access, audit
from staff.models import Officer
from staff.refusals import Refusal


class ConflictDecided(Refusal):
    """The row is no conflict, or somebody decided it before."""

    status = 409


@transaction.atomic
def decide(*, row: SheetRow, made: ConflictMove, seen_version: int, by: Officer, at: datetime) -> SheetRow:
    """Decide a conflict with both values read; `seen_version` is the answer on record that was shown beside the sheet's.

    Raises `NotAllowed`, `ConflictDecided`, or `AnsweredMeanwhile` when a further answer came in.
    """
    row = (
        SheetRow.objects.select_for_update(of=("self",))
        .select_related("person", "file__sheet")
        .get(pk=row.pk)
    )
    access.require(by, base_answers.WRITE, row.file.area, on=timezone.localdate(at))
    if row.person is None or row.file.sheet is None or not CONFLICT.allows(row.state, made):
        raise ConflictDecided(
            "conflict_decided",
            Text("这一行没有待处理的冲突。", "This row is no conflict that waits."),
            Text("请刷新页面查看结果。", "Load the page again to see the result."),
        )
    if made is ConflictMove.TAKE:
        row.written = base_answers.answer(
            person=row.person,
            coverage_year=row.file.sheet.coverage_year,
            answer=answer_given(row.given),
            seen_version=seen_version,
            source=f"MB-1:{row.file_id}",
            by=by,
            at=at,
        )
    row.state = CONFLICT.next(row.state, made).value
    row.decided_by, row.decided_at = by, at
    row.save(update_fields=["state", "written", "decided_by", "decided_at"])
    told = {"row": row.number, "file": row.file_id, "state": row.state}
    audit.record(
        "decide_sheet_conflict", by=by, about=row.person, division_code=row.file.area, at=at, change=told
    )
    return row
