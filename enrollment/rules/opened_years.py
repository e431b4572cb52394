"""Which state may the opening of a coverage year move to from which, and who moves it?"""

from __future__ import annotations

from policy.terms import Term, Text
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class YearState(Term):
    """Where the opening of a year stands; nothing is collected for a year before it is open."""

    DRAFT = ("draft", "草拟中", "in draft")
    PROPOSED = ("proposed", "已提请，待另一人批准", "proposed, waits for approval")
    OPEN = ("open", "已开放", "open")
    WITHDRAWN = ("withdrawn", "已撤销", "withdrawn")


class YearMove(Term):
    """What an officer does with it."""

    PROPOSE = ("propose", "提请批准", "propose")
    RETURN = ("return", "退回修改", "return for changes")
    APPROVE = ("approve", "批准开放", "approve")
    WITHDRAW = ("withdraw", "撤销", "withdraw")


_S, _M = YearState, YearMove
_ENTER, _APPROVE = Permission.PARAMETERS_ENTER, Permission.PARAMETERS_APPROVE

OPENED_YEAR: Moves[YearState, YearMove] = Moves(
    {
        (_S.DRAFT, _M.PROPOSE): To(_S.PROPOSED, (_ENTER,)),
        (_S.DRAFT, _M.WITHDRAW): To(_S.WITHDRAWN, (_ENTER,)),
        (_S.PROPOSED, _M.RETURN): To(_S.DRAFT, (_APPROVE,)),
        (_S.PROPOSED, _M.APPROVE): To(_S.OPEN, (_APPROVE,)),
    },
    start=_S.DRAFT,
    holders={_ENTER: Text("录入人", "who enters"), _APPROVE: Text("批准人", "who approves")},
)
