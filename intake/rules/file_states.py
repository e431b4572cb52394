"""Which states does a sent file go through, in every layout, and who moves it on?

A layout chooses its course: what its writing is called (tax files are *posted*, bills *settled*), whether a person confirms
before anything is written, whether it can be undone. The rest is the same for all.
"""

from __future__ import annotations

from dataclasses import dataclass

from policy.terms import Term, Text
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class FileState(Term):
    """How far a sent file is."""

    RECEIVED = ("received", "已接收", "received")
    CHECKING = ("checking", "正在检查", "being checked")
    ASKING = ("asking", "待答复", "waits for answers")
    REFUSED = ("refused", "已拒收", "refused")
    READY = ("ready", "校验通过", "checked")
    WRITING = ("writing", "正在写入", "being written")
    WRITTEN = ("written", "已写入", "written")
    POSTING = ("posting", "正在入账", "being posted")
    POSTED = ("posted", "已入账", "posted")
    SETTLING = ("settling", "正在结算", "being settled")
    SETTLED = ("settled", "已结算", "settled")
    UNDO_ASKED = ("undo_asked", "待复核撤销", "waits for a second officer to take it back")
    UNDOING = ("undoing", "正在撤销", "being undone")
    UNDONE = ("undone", "已撤销", "undone")
    FAILED = ("failed", "失败", "failed")


class FileMove(Term):
    """What moves a sent file on."""

    CHECK = ("check", "开始或接手检查", "check begins or is taken over")
    ASK = ("ask", "有问题待答复", "questions for an officer")
    ANSWER = ("answer", "答复", "answer")
    REFUSE = ("refuse", "整份拒收", "refuse as a whole")
    ACCEPT = ("accept", "检查通过", "check passed")
    CHECK_AGAIN = ("check_again", "暂存数据丢失，重新检查", "staged rows were lost: check again")
    CONFIRM = ("confirm", "确认写入", "confirm")
    DISCARD = ("discard", "放弃", "discard")
    BEGIN = ("begin", "开始或接手写入", "writing begins or is taken over")
    FINISH = ("finish", "全部写入", "everything is written")
    UNDO = ("undo", "撤销", "undo")
    ASK_UNDO = ("ask_undo", "申请撤销整份文件", "ask to take the whole file back")
    AGREE_UNDO = ("agree_undo", "同意撤销整份文件", "agree to take the whole file back")
    KEEP = ("keep", "保留文件，不撤销", "keep the file")
    BEGIN_UNDOING = ("begin_undoing", "开始或接手撤销", "undoing begins or is taken over")
    TAKE_BACK = ("take_back", "撤销完成", "everything is taken back")
    FAIL = ("fail", "多次失败", "failed repeatedly")
    RETRY = ("retry", "重试", "try again")
    RESUME = ("resume", "从断点继续写入", "go on writing")
    RESUME_UNDOING = ("resume_undoing", "从断点继续撤销", "go on undoing")


_S, _M = FileState, FileMove
SENDER = Text("报送人", "who may send")


@dataclass(frozen=True)
class Course:
    """The states of one layout's files, and its table of moves."""

    moves: Moves[FileState, FileMove]
    writing: FileState
    written: FileState
    is_confirmed: bool  # a person looks at the preview before anything is written

    @property
    def moving(self) -> tuple[FileState, ...]:
        """States in which a worker has something to do."""
        waits = (_S.READY,) if self.is_confirmed else ()
        at_work = (_S.RECEIVED, _S.CHECKING, _S.READY, self.writing, _S.UNDOING)
        return tuple(state for state in at_work if state in self.moves.states and state not in waits)


def course(
    *,
    sends: Permission,
    confirms: Permission | None = None,
    undoes: Permission | None = None,
    asks_undo: tuple[Permission, ...] = (),
    agrees_undo: Permission | None = None,
    writing: FileState = FileState.WRITING,
    written: FileState = FileState.WRITTEN,
) -> Course:
    """The course of a layout: who may send its files, who confirms them (nobody: they are written at once), who undoes them.

    Where undoing takes two officers, `asks_undo` say who may ask for it and `agrees_undo` who may agree.
    """
    senders = (sends,)
    table: dict[tuple[FileState, FileMove], To[FileState]] = {
        (_S.RECEIVED, _M.CHECK): To(_S.CHECKING),
        (_S.CHECKING, _M.CHECK): To(_S.CHECKING),
        (_S.CHECKING, _M.ASK): To(_S.ASKING),
        (_S.ASKING, _M.ANSWER): To(_S.RECEIVED, senders),
        (_S.ASKING, _M.DISCARD): To(_S.REFUSED, senders),
        (_S.CHECKING, _M.REFUSE): To(_S.REFUSED),
        (_S.CHECKING, _M.ACCEPT): To(_S.READY),
    }
    if confirms is not None:
        both = tuple(dict.fromkeys((confirms, sends)))
        table |= {
            (_S.READY, _M.CONFIRM): To(writing, (confirms,)),
            (_S.READY, _M.DISCARD): To(_S.REFUSED, both),
        }
    else:
        table |= {
            (_S.READY, _M.BEGIN): To(writing),
            (_S.READY, _M.CHECK_AGAIN): To(_S.CHECKING),
            (_S.READY, _M.FAIL): To(_S.FAILED),
        }
    table |= {
        (writing, _M.BEGIN): To(writing),
        (writing, _M.CHECK_AGAIN): To(_S.CHECKING),
        (writing, _M.FINISH): To(written),
    }
    if undoes is not None:
        table[written, _M.UNDO] = To(_S.UNDOING, (undoes,))
    if agrees_undo is not None:
        table |= {
            (written, _M.ASK_UNDO): To(_S.UNDO_ASKED, asks_undo),
            (_S.UNDO_ASKED, _M.AGREE_UNDO): To(_S.UNDOING, (agrees_undo,)),
            (_S.UNDO_ASKED, _M.KEEP): To(written, tuple(dict.fromkeys((*asks_undo, agrees_undo)))),
        }
    if undoes is not None or agrees_undo is not None:
        table |= {
            (_S.UNDOING, _M.BEGIN_UNDOING): To(_S.UNDOING),
            (_S.UNDOING, _M.TAKE_BACK): To(_S.UNDONE),
            (_S.UNDOING, _M.FAIL): To(_S.FAILED),
            (_S.FAILED, _M.RESUME_UNDOING): To(_S.UNDOING, senders),
        }
    table |= {
        (_S.RECEIVED, _M.FAIL): To(_S.FAILED),
        (_S.CHECKING, _M.FAIL): To(_S.FAILED),
        (writing, _M.FAIL): To(_S.FAILED),
        (_S.FAILED, _M.RETRY): To(_S.RECEIVED, senders),
    }
    if confirms is not None:
        table[_S.FAILED, _M.RESUME] = To(writing, senders)
    holders = {sends: SENDER}
    if confirms is not None and confirms is not sends:
        holders[confirms] = Text("确认人", "who may confirm")
    if agrees_undo is not None:
        holders[agrees_undo] = Text("医保局", "the bureau")
    return Course(Moves(table, start=_S.RECEIVED, holders=holders), writing, written, confirms is not None)
