"""In which states can a bill be, and which moves lead from one to another?

One table, read by the operations, by the buttons and by the docs.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from policy.terms import Term


class BillState(Term):
    """How far a bill is."""

    READY = ("ready", "待结算", "ready to settle")
    HELD = ("held", "待人工放行", "held for release")
    UNDECIDED = ("undecided", "政策未明确，待决定", "undecided")
    SETTLED = ("settled", "已结算", "settled")
    REVERSED = ("reversed", "已冲正", "reversed")
    REFUSED = ("refused", "不予支付", "refused")
    WITHDRAWN = ("withdrawn", "已撤回", "withdrawn")


class Move(StrEnum):
    """What is done with a bill."""

    SETTLE = "settle"  # every tier is decided: the statement is posted
    HOLD = "hold"  # computed, but a person must release it (A41, A23)
    LEAVE_UNDECIDED = "leave_undecided"  # a figure or a rule is missing
    RELEASE = "release"  # a reviewer lets a held bill go on
    DECIDE = "decide"  # a reviewer decides what the documents leave open
    REFUSE = "refuse"  # a reviewer refuses a held or undecided bill
    REVERSE = "reverse"  # a settled bill is taken back by new entries
    RESETTLE = "resettle"  # worked out anew after a reversal
    WITHDRAW = "withdraw"  # entered by mistake, never settled


_S = BillState
MOVES: Final[dict[tuple[BillState, Move], BillState]] = {
    (_S.READY, Move.SETTLE): _S.SETTLED,
    (_S.READY, Move.HOLD): _S.HELD,
    (_S.READY, Move.LEAVE_UNDECIDED): _S.UNDECIDED,
    (_S.HELD, Move.RELEASE): _S.READY,
    (_S.HELD, Move.REFUSE): _S.REFUSED,
    (_S.UNDECIDED, Move.DECIDE): _S.READY,
    (_S.UNDECIDED, Move.REFUSE): _S.REFUSED,
    (_S.SETTLED, Move.REVERSE): _S.REVERSED,
    (_S.REVERSED, Move.RESETTLE): _S.READY,
    (_S.READY, Move.WITHDRAW): _S.WITHDRAWN,
    (_S.HELD, Move.WITHDRAW): _S.WITHDRAWN,
    (_S.UNDECIDED, Move.WITHDRAW): _S.WITHDRAWN,
    (_S.REVERSED, Move.WITHDRAW): _S.WITHDRAWN,
}
# A bill that takes no place: its number, its invoice and its days may be used again.
VOID: Final = (_S.WITHDRAWN,)


def after(state: str, move: Move) -> BillState | None:
    """Where a move leads from a state, None when it is not allowed there."""
    return MOVES.get((BillState(state), move))


def before(move: Move) -> tuple[BillState, ...]:
    """The states from which a move is allowed."""
    return tuple(state for state, each in MOVES if each is move)
