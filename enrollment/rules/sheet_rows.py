"""How does a row of a village's ledger end that went out as a sheet and came back (layout MB-1)?

Pure. Each row has exactly one outcome. What somebody else changed meanwhile is never overwritten: the row is a conflict, and a
person decides with both values before them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from enrollment.rules.base_answers import Answer
from intake.rules.file_states import course
from policy.terms import Term, Text
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission

LEDGER_SHEET = course(sends=Permission.ENROLLMENT_WRITE)


class RowOutcome(Term):
    """How a row ended."""

    CHANGED = ("changed", "已记入", "written as a new answer")
    UNCHANGED = ("unchanged", "没有变化", "says what is on record")
    CONFLICT = ("conflict", "与他人的修改冲突", "changed meanwhile by somebody else")
    UNKNOWN = ("unknown", "查无此人或姓名不符", "nobody has this number and name")
    OTHER_PLACE = ("other_place", "不在本村", "does not live in this village")
    DEAD = ("dead", "已登记死亡", "recorded as dead")
    TWICE = ("twice", "同一人出现多次", "the person has several rows")
    REMOVED = ("removed", "行被删除", "the row is gone")
    ADDED = ("added", "下发时没有此人", "was not on the sheet that went out")


REMEDIES: Final[dict[RowOutcome, Text]] = {
    RowOutcome.CONFLICT: Text("请比较两处内容后选定一处。", "Compare both and choose one."),
    RowOutcome.UNKNOWN: Text(
        "请核对人员号；未登记的人先办理登记。",
        "Check the person's number; who is not registered is registered first.",
    ),
    RowOutcome.DEAD: Text(
        "死亡登记有误的，请先撤销死亡登记。", "If that is an error, retract the death first."
    ),
    RowOutcome.OTHER_PLACE: Text("请由居住地所在村记录。", "The village where the person lives enters it."),
    RowOutcome.TWICE: Text(
        "请只保留一行后重新上传，或在页面上记录。", "Keep one row and send it again, or enter it on the page."
    ),
    RowOutcome.REMOVED: Text(
        "记录没有变动；确已不在的，请记录答复。",
        "Nothing changed; if there is something to say, enter an answer.",
    ),
    RowOutcome.ADDED: Text(
        "请重新下载台账后填写，或在页面上记录。", "Download the ledger again, or enter it on the page."
    ),
}


class ConflictState(Term):
    """How far a conflict is."""

    OPEN = ("open", "待处理", "waits for a decision")
    TAKEN = ("taken", "采用表中内容", "the sheet's answer was taken")
    KEPT = ("kept", "保留系统内容", "the answer on record was kept")


class ConflictMove(Term):
    """What an officer does with it."""

    TAKE = ("take", "采用表中内容", "take the sheet's answer")
    KEEP = ("keep", "保留系统内容", "keep the answer on record")


_WRITE = (Permission.ENROLLMENT_WRITE,)
CONFLICT: Moves[ConflictState, ConflictMove] = Moves(
    {
        (ConflictState.OPEN, ConflictMove.TAKE): To(ConflictState.TAKEN, _WRITE),
        (ConflictState.OPEN, ConflictMove.KEEP): To(ConflictState.KEPT, _WRITE),
    },
    start=ConflictState.OPEN,
)


@dataclass(frozen=True, slots=True)
class SheetCase:
    """What is known of a row: was the person found, on the sheet that went out, still in the village, in one row only?

    `given` None: the row says nothing. `version`: of the answer that the row went out with; `now` and `now_version`: what is on
    record today; `then`: the answer of `version`.
    """

    given: Answer | None
    version: int
    now: Answer | None
    now_version: int
    then: Answer | None = None
    is_known: bool = True
    went_out: bool = True
    lives_here: bool = True
    is_alive: bool = True
    rows: int = 1


def outcome_of(case: SheetCase) -> RowOutcome:
    """The one outcome of a row that is there."""
    if not case.is_known:
        return RowOutcome.UNKNOWN
    if case.rows > 1:
        return RowOutcome.TWICE
    if not case.went_out:
        return RowOutcome.ADDED
    if not case.is_alive:
        return RowOutcome.DEAD
    if not case.lives_here:
        return RowOutcome.OTHER_PLACE
    if case.given is None or case.given in (case.now, case.then):
        return RowOutcome.UNCHANGED
    return RowOutcome.CHANGED if case.version == case.now_version else RowOutcome.CONFLICT


def is_of_this_month(issued_on: date, on: date) -> bool:
    """Whether a sheet may still come back: within the calendar month in which it went out."""
    return (issued_on.year, issued_on.month) == (on.year, on.month)
