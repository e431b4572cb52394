"""In which states can a recognition of a disease be, and who moves it on?

An application (认定申请) is decided by an officer of the bureau who did not make it. What was decided ends on a day, or is undone
as if it had never been; who decided does not undo.
"""

from __future__ import annotations

from typing import Final

from policy.terms import Term
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class RecognitionState(Term):
    """How far a recognition is."""

    APPLIED = ("applied", "待认定", "applied for")
    RECOGNIZED = ("recognized", "已认定", "recognised")
    REFUSED = ("refused", "不予认定", "not recognised")
    WITHDRAWN = ("withdrawn", "申请已撤回", "application withdrawn")
    ENDED = ("ended", "已终止", "ended")
    UNDONE = ("undone", "认定已撤销", "undone")


class RecognitionMove(Term):
    """What is done with it."""

    RECOGNIZE = ("recognize", "予以认定", "recognise")
    REFUSE = ("refuse", "不予认定", "do not recognise")
    WITHDRAW = ("withdraw", "撤回申请", "withdraw the application")
    REVIEW = ("review", "复审通过", "passed its review")
    END = ("end", "终止认定", "end")
    UNDO = ("undo", "撤销认定", "undo")


_S, _M = RecognitionState, RecognitionMove
_BUREAU, _COUNTER = (Permission.CLAIMS_REVIEW,), (Permission.CLAIMS_ENTER,)
RECOGNITION: Final[Moves[RecognitionState, RecognitionMove]] = Moves(
    {
        (_S.APPLIED, _M.RECOGNIZE): To(_S.RECOGNIZED, _BUREAU),
        (_S.APPLIED, _M.REFUSE): To(_S.REFUSED, _BUREAU),
        (_S.APPLIED, _M.WITHDRAW): To(_S.WITHDRAWN, _COUNTER),
        (_S.RECOGNIZED, _M.REVIEW): To(_S.RECOGNIZED, _BUREAU),
        (_S.RECOGNIZED, _M.END): To(_S.ENDED, _BUREAU),
        (_S.RECOGNIZED, _M.UNDO): To(_S.UNDONE, _BUREAU),
        (_S.ENDED, _M.UNDO): To(_S.UNDONE, _BUREAU),
    },
    start=_S.APPLIED,
)
COUNTING: Final = (_S.RECOGNIZED.value, _S.ENDED.value)  # on the days of their span
OPEN: Final = (_S.APPLIED.value,)
