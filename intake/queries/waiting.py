"""Which sent files wait for an officer: for answers, for a confirmation, for a second officer?"""

from datetime import date

from intake.layouts import Layout, layouts
from intake.models.jobs import SentFile
from intake.rules.file_states import FileMove
from policy.terms import Text
from staff import access
from staff.models import Officer
from staff.waiting import NOTHING, Waiting, Work, counted


def _before(move: FileMove, officer: Officer, on: date) -> Waiting:
    """The files of all layouts that stand before a move which this officer may make."""
    found = NOTHING
    for layout in layouts():
        found += _of(layout, move, officer, on)
    return found


def _of(layout: Layout[SentFile], move: FileMove, officer: Officer, on: date) -> Waiting:
    moves = layout.model.course.moves
    found = NOTHING
    for permission in moves.permissions(move):
        rows = layout.model._default_manager.filter(state__in=moves.before(move))
        if move in layout.by_others:
            rows = rows.exclude(uploaded_by=officer)
        found += counted(
            access.scope(rows, officer, permission, on=on, field="area"), on, since="uploaded_at"
        )
    return found


WAITING = (
    Work(
        "files_asking",
        Text("有问题待答复的文件", "files with a question"),
        "intake:files",
        lambda officer, on: _before(FileMove.ANSWER, officer, on),
        "state=asking",
    ),
    Work(
        "files_ready",
        Text("校验通过、待确认的文件", "checked files to confirm"),
        "intake:files",
        lambda officer, on: _before(FileMove.CONFIRM, officer, on),
        "state=ready",
    ),
    Work(
        "files_undo",
        Text("待复核撤销的文件", "files to be taken back"),
        "intake:files",
        lambda officer, on: _before(FileMove.AGREE_UNDO, officer, on),
        "state=undo_asked",
    ),
)
