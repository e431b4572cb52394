"""In which states can a filing of care elsewhere (异地就医备案) be, and who moves it on?"""

from __future__ import annotations

from typing import Final

from policy.terms import Term
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class FilingState(Term):
    """How far a filing is."""

    SUBMITTED = ("submitted", "待审核", "submitted")
    FILED = ("filed", "已备案", "filed")
    REFUSED = ("refused", "不予备案", "refused")
    WITHDRAWN = ("withdrawn", "已撤回", "withdrawn")
    ENDED = ("ended", "已终止", "ended")
    UNDONE = ("undone", "备案已撤销", "undone")


class FilingMove(Term):
    """What is done with it."""

    FILE = ("file", "予以备案", "file")
    REFUSE = ("refuse", "不予备案", "refuse")
    WITHDRAW = ("withdraw", "撤回", "withdraw")
    END = ("end", "终止备案", "end")
    UNDO = ("undo", "撤销备案", "undo")


_S, _M = FilingState, FilingMove
_BUREAU, _COUNTER = (Permission.CLAIMS_REVIEW,), (Permission.CLAIMS_ENTER,)
FILING: Final[Moves[FilingState, FilingMove]] = Moves(
    {
        (_S.SUBMITTED, _M.FILE): To(_S.FILED, _BUREAU),
        (_S.SUBMITTED, _M.REFUSE): To(_S.REFUSED, _BUREAU),
        (_S.SUBMITTED, _M.WITHDRAW): To(_S.WITHDRAWN, _COUNTER),
        (_S.FILED, _M.END): To(_S.ENDED, _BUREAU),
        (_S.FILED, _M.UNDO): To(_S.UNDONE, _BUREAU),
        (_S.ENDED, _M.UNDO): To(_S.UNDONE, _BUREAU),
    },
    start=_S.SUBMITTED,
)
LIVE: Final = (_S.SUBMITTED.value, _S.FILED.value, _S.ENDED.value)  # that a bill may rest on
