"""Which state may a tax file move to from which, and what moves it?"""

from typing import NamedTuple

from policy.terms import Text

LABELS = {
    "received": Text("已接收", "received"),
    "checking": Text("正在检查", "being checked"),
    "refused": Text("已拒收", "refused"),
    "ready": Text("校验通过", "checked, ready to post"),
    "posting": Text("正在入账", "being posted"),
    "posted": Text("已入账", "posted"),
    "failed": Text("失败", "failed"),
}


class Move(NamedTuple):
    """One allowed move; buttons, the guard and the drawing in the docs all read this table."""

    before: str
    after: str
    what: Text
    by_officer: bool = False


MOVES = (
    Move("received", "checking", Text("开始检查", "check begins")),
    Move("checking", "checking", Text("接手中断的检查", "an interrupted check is taken over")),
    Move("checking", "refused", Text("整份拒收", "refused as a whole")),
    Move("checking", "ready", Text("检查通过", "check passed")),
    Move("ready", "posting", Text("开始入账", "posting begins")),
    Move("posting", "posted", Text("全部入账", "all parts posted")),
    Move("ready", "checking", Text("暂存数据丢失，重新检查", "staged lines were lost: check again")),
    Move("posting", "checking", Text("暂存数据丢失，重新检查", "staged lines were lost: check again")),
    Move("received", "failed", Text("多次失败", "failed repeatedly")),
    Move("checking", "failed", Text("多次失败", "failed repeatedly")),
    Move("ready", "failed", Text("多次失败", "failed repeatedly")),
    Move("posting", "failed", Text("多次失败", "failed repeatedly")),
    Move("failed", "received", Text("重试", "try again"), by_officer=True),
)


def before(after: str) -> tuple[str, ...]:
    """The states from which a file may move to `after`."""
    return tuple(dict.fromkeys(move.before for move in MOVES if move.after == after))
