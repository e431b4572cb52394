"""Which states does a result workbook go through while a worker writes it?"""

from __future__ import annotations

from policy.terms import Term
from staff.rules.moves import Moves, To


class ResultState(Term):
    """How far a result workbook is."""

    WAITING = ("waiting", "等待处理", "waiting for a worker")
    WRITING = ("writing", "正在生成", "being written")
    READY = ("ready", "已生成", "ready")
    FAILED = ("failed", "失败", "failed")


class ResultMove(Term):
    """What moves it on."""

    WRITE = ("write", "开始或接手生成", "writing begins or is taken over")
    FINISH = ("finish", "生成完毕", "written")
    FAIL = ("fail", "多次失败", "failed repeatedly")


_S, _M = ResultState, ResultMove
RESULT: Moves[ResultState, ResultMove] = Moves(
    {
        (_S.WAITING, _M.WRITE): To(_S.WRITING),
        (_S.WRITING, _M.WRITE): To(_S.WRITING),
        (_S.WRITING, _M.FINISH): To(_S.READY),
        (_S.WRITING, _M.FAIL): To(_S.FAILED),
    },
    start=_S.WAITING,
)
