"""Which state may a case of assistance move to from which, and who moves it?

The moves are one table. The guard of every operation, the buttons of the page, the queue and the drawing in the docs read
it; nothing else decides. Whether the officer may also be the one (nobody approves what they entered) is asked by the operation.
"""

from __future__ import annotations

from policy.terms import Term, Text
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class State(Term):
    """Where a case stands."""

    DRAFT = ("draft", "草稿", "draft")
    SUBMITTED = ("submitted", "已提交，待受理", "submitted, to be accepted")
    RETURNED = ("returned", "退回补正", "returned for completion")
    ACCEPTED = ("accepted", "已受理，待审核", "accepted, to be verified")
    VERIFIED = ("verified", "审核通过，待批准", "verified, to be approved")
    ON_NOTICE = ("on_notice", "公示中", "on public notice")
    FIRST_APPROVED = ("first_approved", "一人已批准，待第二人批准", "approved by one of two")
    APPROVED = ("approved", "已批准", "approved")
    REJECTED = ("rejected", "不予批准", "rejected")
    WITHDRAWN = ("withdrawn", "已撤回", "withdrawn")
    REVOKED = ("revoked", "已撤销", "revoked")
    CLOSED = ("closed", "已办结归档", "closed")


class Move(Term):
    """What an officer does with a case."""

    SUBMIT = ("submit", "提交", "submit")
    WITHDRAW = ("withdraw", "撤回", "withdraw")
    ACCEPT = ("accept", "受理", "accept")
    RETURN = ("return", "退回补正", "return for completion")
    VERIFY = ("verify", "审核通过", "verify")
    PUBLISH = ("publish", "开始公示", "begin public notice")
    APPROVE_FIRST = ("approve_first", "批准（第一人）", "approve (first of two)")
    APPROVE = ("approve", "批准", "approve")
    REJECT = ("reject", "不予批准", "reject")
    REVOKE = ("revoke", "撤销", "revoke")
    CLOSE = ("close", "办结归档", "close")


_S, _M = State, Move
_ENTER, _VERIFY, _APPROVE = Permission.CASES_ENTER, Permission.CASES_VERIFY, Permission.CASES_APPROVE

CASE: Moves[State, Move] = Moves(
    {
        (_S.DRAFT, _M.SUBMIT): To(_S.SUBMITTED, (_ENTER,)),
        (_S.DRAFT, _M.WITHDRAW): To(_S.WITHDRAWN, (_ENTER,)),
        (_S.RETURNED, _M.SUBMIT): To(_S.SUBMITTED, (_ENTER,)),
        (_S.RETURNED, _M.WITHDRAW): To(_S.WITHDRAWN, (_ENTER,)),
        (_S.SUBMITTED, _M.ACCEPT): To(_S.ACCEPTED, (_VERIFY,)),
        (_S.SUBMITTED, _M.RETURN): To(_S.RETURNED, (_VERIFY,)),
        (_S.SUBMITTED, _M.WITHDRAW): To(_S.WITHDRAWN, (_ENTER,)),
        (_S.ACCEPTED, _M.VERIFY): To(_S.VERIFIED, (_VERIFY,)),
        (_S.ACCEPTED, _M.RETURN): To(_S.RETURNED, (_VERIFY,)),
        (_S.ACCEPTED, _M.REJECT): To(_S.REJECTED, (_APPROVE,)),
        (_S.ACCEPTED, _M.WITHDRAW): To(_S.WITHDRAWN, (_ENTER,)),
        (_S.VERIFIED, _M.PUBLISH): To(_S.ON_NOTICE, (_VERIFY,)),
        (_S.VERIFIED, _M.APPROVE_FIRST): To(_S.FIRST_APPROVED, (_APPROVE,)),
        (_S.VERIFIED, _M.APPROVE): To(_S.APPROVED, (_APPROVE,)),
        (_S.VERIFIED, _M.RETURN): To(_S.RETURNED, (_APPROVE,)),
        (_S.VERIFIED, _M.REJECT): To(_S.REJECTED, (_APPROVE,)),
        (_S.ON_NOTICE, _M.APPROVE_FIRST): To(_S.FIRST_APPROVED, (_APPROVE,)),
        (_S.ON_NOTICE, _M.APPROVE): To(_S.APPROVED, (_APPROVE,)),
        (_S.ON_NOTICE, _M.RETURN): To(_S.RETURNED, (_APPROVE,)),
        (_S.ON_NOTICE, _M.REJECT): To(_S.REJECTED, (_APPROVE,)),
        (_S.FIRST_APPROVED, _M.APPROVE): To(_S.APPROVED, (_APPROVE,)),
        (_S.FIRST_APPROVED, _M.RETURN): To(_S.RETURNED, (_APPROVE,)),
        (_S.FIRST_APPROVED, _M.REJECT): To(_S.REJECTED, (_APPROVE,)),
        (_S.APPROVED, _M.REVOKE): To(_S.REVOKED, (_APPROVE,)),
        (_S.APPROVED, _M.CLOSE): To(_S.CLOSED, (_VERIFY,)),
        (_S.REJECTED, _M.CLOSE): To(_S.CLOSED, (_VERIFY,)),
        (_S.WITHDRAWN, _M.CLOSE): To(_S.CLOSED, (_VERIFY,)),
        (_S.REVOKED, _M.CLOSE): To(_S.CLOSED, (_VERIFY,)),
    },
    start=_S.DRAFT,
    holders={
        _ENTER: Text("录入", "enters"),
        _VERIFY: Text("审核", "verifies"),
        _APPROVE: Text("批准", "approves"),
    },
)

START = State.DRAFT
EDITABLE = frozenset({State.DRAFT, State.RETURNED})  # facts and documents may be changed
# Who moves on from here has the next word; a case on notice waits for the end of the notice first.
WAITS_FOR: dict[State, Move] = {
    State.DRAFT: Move.SUBMIT,
    State.RETURNED: Move.SUBMIT,
    State.SUBMITTED: Move.ACCEPT,
    State.ACCEPTED: Move.VERIFY,
    State.VERIFIED: Move.APPROVE,
    State.ON_NOTICE: Move.APPROVE,
    State.FIRST_APPROVED: Move.APPROVE,
}
NEEDS_REASON = frozenset({Move.RETURN, Move.REJECT, Move.WITHDRAW, Move.REVOKE})


def waiting_states(permission: Permission) -> tuple[State, ...]:
    """The states in which the next word is with who holds this permission."""
    return tuple(state for state, move in WAITS_FOR.items() if permission in CASE.table[state, move].by)
