"""How does a run of a draft go?"""

from __future__ import annotations

from typing import Final

from policy.terms import Term
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class RunState(Term):
    """How far a run is."""

    WAITING = ("waiting", "待计算", "waits for a worker")
    RUNNING = ("running", "正在计算", "being worked out")
    DONE = ("done", "已完成", "done")
    FAILED = ("failed", "失败", "failed")


class RunMove(Term):
    """What moves it on."""

    WORK = ("work", "开始或接手计算", "working it out begins or is taken over")
    FINISH = ("finish", "计算完毕", "worked out")
    FAIL = ("fail", "多次失败", "failed repeatedly")
    RETRY = ("retry", "重试", "try again")


_S, _M = RunState, RunMove
MAKE: Final = (Permission.PARAMETERS_ENTER,)
RUN: Moves[RunState, RunMove] = Moves(
    {
        (_S.WAITING, _M.WORK): To(_S.RUNNING),
        (_S.RUNNING, _M.WORK): To(_S.RUNNING),
        (_S.RUNNING, _M.FINISH): To(_S.DONE),
        (_S.RUNNING, _M.FAIL): To(_S.FAILED),
        (_S.FAILED, _M.RETRY): To(_S.WAITING, MAKE),
    },
    start=_S.WAITING,
)
MOVING: Final = (RunState.WAITING, RunState.RUNNING)
