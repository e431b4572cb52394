"""How does an officer make any move of any sent file, from whatever door?"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from intake.layouts import Acting, F, layout_of
from intake.operations import jobs
from intake.rules.file_states import FileMove
from policy.terms import Text
from staff import access
from staff.models import Officer
from staff.refusals import Refusal

_BY_THE_MACHINE: dict[FileMove, Callable[..., Any]] = {
    FileMove.RETRY: jobs.retry,
    FileMove.RESUME: jobs.retry,
    FileMove.RESUME_UNDOING: jobs.retry,
    FileMove.DISCARD: jobs.discard,
}
ASK_WHY = (FileMove.UNDO, FileMove.ASK_UNDO)  # an officer says why


class NoSuchMove(Refusal):
    """The layout has no such move, or nobody makes it by hand."""

    status = 400


def make_move(file: F, move: str, *, by: Officer, on: date, at: datetime, because: str = "") -> F:
    """Confirm, discard, retry, undo ...: whatever the table of the layout offers; the file as it is afterwards.

    Raises `NoSuchMove`, `jobs.NotPossibleNow` (another state), `NotAllowed`, and what the layout's own operation refuses.
    """
    layout = layout_of(file)
    known = {one.value: one for one in (*layout.acts, *_BY_THE_MACHINE)}
    if move not in known:
        raise NoSuchMove(
            "no_such_move",
            Text(
                f"{layout.name.zh}没有“{move[:20]}”这一步。", f"A {layout.name.en} has no move “{move[:20]}”."
            ),
            Text(f"可用：{'、'.join(known)}。", f"There are: {', '.join(known)}."),
        )
    one = known[move]
    if act := layout.acts.get(one):
        return act(file, Acting(by, on, at, because))
    moved: F = _BY_THE_MACHINE[one](file=file, by=by, on=on)
    return moved


def offered(file: F, *, by: Officer, on: date) -> tuple[FileMove, ...]:
    """The moves that the officer may make now, as buttons show them; answering has a form of its own."""
    table = file.course.moves
    asked = {one for move in FileMove for one in table.permissions(move)}
    held = {one for one in asked if access.may(by, one, file.area, on=on)}
    again = (FileMove.RETRY, FileMove.RESUME, FileMove.RESUME_UNDOING)
    hidden = (FileMove.ANSWER, *(layout_of(file).by_others if file.uploaded_by_id == by.pk else ()))
    moves = [move for move in table.offered(file.state, held) if move not in hidden]
    first_again = next((move for move in moves if move in again), None)
    return tuple(move for move in moves if move not in again or move is first_again)
