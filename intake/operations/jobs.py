"""How does a sent file go from received to written, whatever happens to workers, broker and database on the way?

One machine for every layout. A worker takes the lease of a file and checks it; then it is written at once or after an
officer confirmed it, by one worker slice after slice or by many part after part. A killed worker leaves a lease that runs
out or row locks that the database releases, and the work is done again with the same result. The fence keeps a worker
that lost its lease from writing anything more.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from intake.bulk.staged_tables import StageLost
from intake.layouts import Checking, F, Layout, layout_named, layout_of
from intake.models.jobs import BESIDES, SentFile
from intake.operations import leases, parts
from intake.operations.opening import Asking
from intake.operations.wakes import wake, wake_after_commit
from intake.rules.file_states import FileMove, FileState
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

WORK = "intake.work_on_file"
HELPERS_MAX = 7
PATIENCE = timedelta(seconds=5)  # a file that came just now has a message under way
_M = FileMove


class NotPossibleNow(Refusal):
    """The file is not in the state in which this can be done; the context names the file and its state."""

    status = 409


def wake_for(file: SentFile) -> None:
    """Tell a worker of the file, after the commit."""
    wake_after_commit(WORK, layout=layout_of(file).code, file_id=file.pk)


def work(*, layout: str, file_id: int, on: date | None = None) -> None:
    """Do what can be done for the file now. Safe to call at any time, any number of times, from any number of workers.

    `on` is the day on which a check holds the file against the record: that of its receipt, so that a check which is done
    again comes to the same result.
    """
    kind = layout_named(layout)
    _check_if_due(kind, file_id, on)
    file = kind.model._default_manager.get(pk=file_id)
    if file.finished_at is not None or (file.is_tried_only and kind.parts is None):
        return
    if kind.parts is not None:
        if file.state in (FileState.READY, file.course.writing):
            _write_parts(kind, file)
    elif kind.write is not None:
        _under_lease(kind, file_id, _M.BEGIN, kind.write)
    if kind.undo is not None:
        _under_lease(kind, file_id, _M.BEGIN_UNDOING, kind.undo)


def work_on(file: F, *, on: date | None = None) -> F:
    """Do what can be done for a file now, in this process; the row as it is afterwards."""
    work(layout=layout_of(file).code, file_id=file.pk, on=on)
    file.refresh_from_db()
    return file


def due_for_work(layout: Layout[Any]) -> list[int]:
    """Files that nobody is working on: never taken up, or with a lease that ran out."""
    fresh = Q(state=FileState.RECEIVED, attempts=0, uploaded_at__gt=Now() - PATIENCE)
    held = Q(lease_until__gt=Now())
    waiting = layout.model._default_manager.filter(state__in=layout.model.course.moving, finished_at=None)
    return list(waiting.exclude(fresh).exclude(held).order_by("pk").values_list("pk", flat=True))


def sweep(layout: Layout[Any]) -> None:
    """Take up files whose message was lost or whose worker died."""
    for file_id in due_for_work(layout):
        wake(WORK, layout=layout.code, file_id=file_id)
    layout.sweep()


# -- the check -----------------------------------------------------------------------------------------------------


def _check_if_due(layout: Layout[F], file_id: int, on: date | None) -> None:
    model = layout.model
    fence = leases.take(model, file_id, _M.CHECK, failed=_failed(layout))
    if fence is None:
        return
    with leases.attempt(model, file_id, fence, failed=_failed(layout)):
        file = model._default_manager.get(pk=file_id)
        layout.drop_stages(file)
        day = on or timezone.localdate(file.uploaded_at)
        try:
            checked = layout.check(Checking(file, layout, fence, day, leases.beating(model, file_id, fence)))
        except Asking as asking:
            layout.drop_stages(file)
            besides = {BESIDES: {"cells": asking.faults, "count": asking.fault_count}}
            asked = {"questions": asking.questions, "summary": {**file.summary, **besides}}
            counts = {"questions": len(asking.questions), "problems": asking.fault_count}
            _end_check(layout, file, fence, _M.ASK, asked, counts)
        except Refusal as refusal:
            layout.drop_stages(file)
            told = {"code": refusal.code, "problems": refusal.context.get("problem_count", 0)}
            _end_check(
                layout, file, fence, _M.REFUSE, {"refusal": refusal.as_json(), "finished_at": Now()}, told
            )
        else:
            if checked.is_refused:
                layout.drop_stages(file)
                fields = {**checked.fields, "finished_at": Now()}
                _end_check(layout, file, fence, _M.REFUSE, fields, checked.told)
                return
            fields = {**checked.fields, "stage_fence": fence}
            if file.is_tried_only and layout.parts is None:
                fields["finished_at"] = Now()
            _end_check(layout, file, fence, _M.ACCEPT, fields, checked.told, checked.accepted)
            _wake_helpers(layout, file)


def _end_check(
    layout: Layout[F],
    file: F,
    fence: int,
    move: FileMove,
    fields: dict[str, Any],
    told: dict[str, Any],
    accepted: Callable[[], None] = lambda: None,
) -> None:
    with transaction.atomic():
        leases.finish(layout.model, file.pk, fence, move, checked_at=Now(), **fields)
        accepted()
        verb = {_M.ACCEPT: "check", _M.REFUSE: "refuse", _M.ASK: "ask_about"}[move]
        audit.record(
            f"{verb}_{layout.noun}", by=None, about=file, division_code=file.area, succeeded=move is not _M.REFUSE,
            change=told,
        )  # fmt: skip


def _wake_helpers(layout: Layout[F], file: F) -> None:
    """A file of several parts is worth several workers."""
    if layout.parts is not None:
        for _ in range(min(HELPERS_MAX, file.parts.filter(done_at=None).count() - 1)):  # type: ignore[attr-defined]
            wake(WORK, layout=layout.code, file_id=file.pk)


# -- the writing ---------------------------------------------------------------------------------------------------


def _under_lease(layout: Layout[F], file_id: int, move: FileMove, act: Callable[[F, int], None]) -> None:
    """One worker writes, or takes back, from the last checkpoint on."""
    fence = leases.take(layout.model, file_id, move, failed=_failed(layout))
    if fence is None:
        return
    is_lost = False
    with leases.attempt(layout.model, file_id, fence, failed=_failed(layout)):
        try:
            act(layout.model._default_manager.get(pk=file_id), fence)
        except StageLost:
            is_lost = True
    if is_lost:
        _check_again(layout, file_id, fence)


def _write_parts(layout: Layout[F], file: F) -> None:
    """Write what parts nobody else is writing; whoever commits the last one closes the file."""
    is_lost = False
    with leases.attempt(layout.model, file.pk, file.fence, failed=_failed(layout), counts=True):
        try:
            parts.run(layout, file)
        except parts.Unwritable as fault:
            leases.fail(layout.model, file.pk, file.fence, str(fault), failed=_failed(layout))
        except StageLost:
            is_lost = True
    if is_lost:
        _check_again(layout, file.pk, file.fence)


def _check_again(layout: Layout[F], file_id: int, fence: int) -> None:
    """The staged rows are gone: back to the check; what is written stays written."""
    table = layout.model.moves
    mine = layout.model._default_manager.filter(pk=file_id, fence=fence, finished_at=None)
    mine.filter(state__in=table.before(_M.CHECK_AGAIN)).update(
        state=table.end(_M.CHECK_AGAIN), lease_until=None
    )
    work(layout=layout.code, file_id=file_id)


def finish(
    file: F, fence: int, move: FileMove, *, by: Officer | None, told: dict[str, Any], **fields: Any
) -> None:
    """Everything is written, or taken back: end the work, and say so."""
    layout = layout_of(file)
    verb = {_M.FINISH: "write", _M.TAKE_BACK: "undo"}[move]
    with transaction.atomic():
        leases.finish(layout.model, file.pk, fence, move, finished_at=Now(), **fields)
        layout.drop_stages(file)
        audit.record(f"{verb}_{layout.noun}", by=by, about=file, division_code=file.area, change=told)


def _failed(layout: Layout[F]) -> Callable[[F], None]:
    def ended(file: F) -> None:
        layout.drop_stages(file)  # a retry stages anew; no name waits in clear meanwhile
        audit.record(
            f"fail_{layout.noun}", by=None, about=file, division_code=file.area, succeeded=False,
            change={"failure": file.failure},
        )  # fmt: skip

    return ended


# -- what officers do ----------------------------------------------------------------------------------------------


def locked(file: F, move: FileMove, *, by: Officer, on: date) -> F:
    """The file, locked, for an officer who makes a move: refused where they may not, or where the state has no such move."""
    moves = file.course.moves
    may: tuple[Permission, ...] = moves.permissions(move)
    if not any(access.may(by, permission, file.area, on=on) for permission in may):
        access.require(by, may[0], file.area, on=on)
    row = type(file)._default_manager.select_for_update(of=("self",)).get(pk=file.pk)
    if not moves.allows(row.state, move):
        raise _not_possible(row, move)
    return row


def moved(
    file: F,
    move: FileMove,
    *,
    by: Officer,
    told: dict[str, Any] | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> F:
    """Make a move on a locked file: state, fields, audit, and a worker is told where one has something to do next."""
    layout = layout_of(file)
    file.state = file.course.moves.next(file.state, move)
    file.attempts, file.lease_until = 0, None
    for name, value in fields.items():
        setattr(file, name, value)
    file.save(update_fields=["state", "attempts", "lease_until", *fields])
    verb = {_M.ANSWER: "answer_about", _M.RESUME: "retry", _M.RESUME_UNDOING: "retry", _M.UNDO: "ask_undo"}
    audit.record(
        f"{verb.get(move, move.value)}_{layout.noun}",
        by=by,
        about=file,
        division_code=file.area,
        at=at,
        change=told or {},
    )
    if file.state in file.course.moving:
        wake_for(file)
    return file


@transaction.atomic
def retry(*, file: F, by: Officer, on: date) -> F:
    """Take a failed file up again, from its check or from its last checkpoint; what was written stays written."""
    move = _M.RETRY
    if getattr(file, "undone_by_id", None):
        move = _M.RESUME_UNDOING
    elif getattr(file, "confirmed_by_id", None):
        move = _M.RESUME
    row = locked(file, move, by=by, on=on)
    if layout_of(row).parts is not None:
        row.parts.filter(done_at=None).update(attempts=0)  # type: ignore[attr-defined]
    return moved(row, move, by=by, failure="", finished_at=None)


@transaction.atomic
def discard(*, file: F, by: Officer, on: date) -> F:
    """Somebody has seen the preview, or the questions, and does not want the file (放弃); nothing was written."""
    row = locked(file, _M.DISCARD, by=by, on=on)
    summary = {**row.summary, "discarded_on": on.isoformat()}
    row = moved(row, _M.DISCARD, by=by, summary=summary, finished_at=Now())
    layout_of(row).drop_stages(row)
    row.refresh_from_db()
    return row


@transaction.atomic
def answer(*, file: F, reading: dict[str, Any], by: Officer, on: date) -> F:
    """Answer what the check asked: it begins anew and reads the file that way."""
    row = locked(file, _M.ANSWER, by=by, on=on)
    told = {"reading": reading, "questions": len(row.questions)}
    summary = {key: said for key, said in row.summary.items() if key != BESIDES}
    return moved(
        row, _M.ANSWER, by=by, told=told, reading={**row.reading, **reading}, questions=[], summary=summary
    )


def _not_possible(file: SentFile, move: FileMove) -> NotPossibleNow:
    layout, state = layout_of(file), file.state_label.label
    return NotPossibleNow(
        "file_state",
        Text(
            f"{layout.before.noun.zh}当前状态为“{state.zh}”，不能“{move.label.zh}”。",
            f"The {layout.before.noun.en} is “{state.en}”: “{move.label.en}” is not possible.",
        ),
        Text("请刷新页面查看最新状态。", "Reload the page to see its state."),
        **{layout.before.key: file.pk, "state": file.state},
    )
