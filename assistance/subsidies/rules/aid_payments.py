"""In which states can help be that is paid to a card because a case granted it, and what moves it on?"""

from __future__ import annotations

from policy.terms import Term
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class AidState(Term):
    """Where the payment of help that a case granted stands."""

    WAITING = ("waiting", "待列入发放名册", "to be put on a payout list")
    LISTED = ("listed", "已列发放名册", "on a payout list")
    PAID = ("paid", "已发放", "paid to the card")
    RETURNED = ("returned", "银行退回", "returned by the bank")


class AidMove(Term):
    """What happens to such a payment."""

    LIST = ("list", "列入发放名册", "put on a payout list")
    PAY = ("pay", "银行发放成功", "paid by the bank")
    RETURN = ("return", "银行退回", "returned by the bank")


_PAY = (Permission.SUBSIDIES_PAY,)
AID_PAYMENT: Moves[AidState, AidMove] = Moves(
    {
        (AidState.WAITING, AidMove.LIST): To(AidState.LISTED, _PAY),
        (AidState.RETURNED, AidMove.LIST): To(AidState.LISTED, _PAY),
        (AidState.LISTED, AidMove.PAY): To(AidState.PAID),
        (AidState.LISTED, AidMove.RETURN): To(AidState.RETURNED),
        # Decided where the bank said two things.
        (AidState.PAID, AidMove.RETURN): To(AidState.RETURNED, _PAY),
        (AidState.RETURNED, AidMove.PAY): To(AidState.PAID, _PAY),
    },
    start=AidState.WAITING,
)
OPEN = (AidState.WAITING, AidState.RETURNED)  # no money is on its way
