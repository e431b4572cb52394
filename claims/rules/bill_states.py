"""In which states can a bill be, and which moves lead from one to another?

One table, read by the operations, by the buttons and by the docs.
"""

from __future__ import annotations

from typing import Final

from policy.terms import Term
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class BillState(Term):
    """How far a bill is."""

    READY = ("ready", "待结算", "ready to settle")
    HELD = ("held", "待人工放行", "held for release")
    UNDECIDED = ("undecided", "政策未明确，待决定", "undecided")
    SETTLED = ("settled", "已结算", "settled")
    REVERSED = ("reversed", "已冲正", "reversed")
    REFUSED = ("refused", "不予支付", "refused")
    WITHDRAWN = ("withdrawn", "已撤回", "withdrawn")


class Move(Term):
    """What is done with a bill."""

    SETTLE = ("settle", "结算", "settle")  # every tier is decided: the statement is posted
    HOLD = ("hold", "转人工放行", "hold")  # computed, but a person must release it (A41, A23)
    LEAVE_UNDECIDED = ("leave_undecided", "待决定", "leave undecided")  # a figure or a rule is missing
    LOOK_AGAIN = ("look_again", "登记变动后重新测算", "look again after a change of a register")
    RELEASE = ("release", "放行", "release")  # a reviewer lets a held bill go on
    DECIDE = ("decide", "决定金额", "decide")  # a reviewer decides what the documents leave open
    REFUSE = ("refuse", "不予支付", "refuse")  # a reviewer refuses a held or undecided bill
    REVERSE = ("reverse", "冲正", "reverse")  # a settled bill is taken back by new entries
    SETTLE_AS_LISTED = (
        "settle_as_listed",
        "随差额清单结算",
        "settle with a list of differences",
    )  # late, or anew
    RESETTLE = ("resettle", "重新结算", "settle anew")  # worked out anew after a reversal
    WITHDRAW = ("withdraw", "撤回", "withdraw")  # entered by mistake, never settled


_S = BillState
_SETTLE, _REVIEW, _ENTER = (
    (Permission.CLAIMS_SETTLE,),
    (Permission.CLAIMS_REVIEW,),
    (Permission.CLAIMS_ENTER,),
)
BILL: Final[Moves[BillState, Move]] = Moves(
    {
        (_S.READY, Move.SETTLE): To(_S.SETTLED, _SETTLE),
        (_S.READY, Move.HOLD): To(_S.HELD),
        (_S.READY, Move.LEAVE_UNDECIDED): To(_S.UNDECIDED),
        (_S.HELD, Move.LOOK_AGAIN): To(_S.READY),
        (_S.UNDECIDED, Move.LOOK_AGAIN): To(_S.READY),
        (_S.HELD, Move.RELEASE): To(_S.READY, _REVIEW),
        (_S.HELD, Move.REFUSE): To(_S.REFUSED, _REVIEW),
        (_S.UNDECIDED, Move.DECIDE): To(_S.READY, _REVIEW),
        (_S.UNDECIDED, Move.REFUSE): To(_S.REFUSED, _REVIEW),
        (_S.HELD, Move.SETTLE_AS_LISTED): To(_S.SETTLED),
        (_S.SETTLED, Move.SETTLE_AS_LISTED): To(_S.SETTLED),
        (_S.SETTLED, Move.REVERSE): To(_S.REVERSED, _SETTLE),
        (_S.REVERSED, Move.RESETTLE): To(_S.READY, _SETTLE),
        (_S.READY, Move.WITHDRAW): To(_S.WITHDRAWN, _ENTER),
        (_S.HELD, Move.WITHDRAW): To(_S.WITHDRAWN, _ENTER),
        (_S.UNDECIDED, Move.WITHDRAW): To(_S.WITHDRAWN, _ENTER),
        (_S.REVERSED, Move.WITHDRAW): To(_S.WITHDRAWN, _ENTER),
    },
    start=_S.READY,
)
# A bill that takes no place: its number, its invoice and its days may be used again.
VOID: Final = (_S.WITHDRAWN,)
