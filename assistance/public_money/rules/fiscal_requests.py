"""In which states can a request for fiscal subsidy be, and by which moves?"""

from __future__ import annotations

from policy.terms import Term
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class RequestState(Term):
    """How far a request is."""

    DRAFT = ("draft", "已测算", "counted")
    SUBMITTED = ("submitted", "已提交", "submitted")
    APPROVED = ("approved", "已批准", "approved")
    RETURNED = ("returned", "已退回", "returned")
    REPLACED = ("replaced", "已被替代", "replaced by a later one")


class RequestMove(Term):
    """What is done with a request."""

    SUBMIT = ("submit", "提交", "submit")
    APPROVE = ("approve", "批准", "approve")
    RETURN = ("return", "退回", "return")
    REPLACE = ("replace", "替代", "replace")


_ENTER, _APPROVE = Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE
# A returned request is counted anew as another one: what was asked for is never written over.
REQUEST: Moves[RequestState, RequestMove] = Moves(
    {
        (RequestState.DRAFT, RequestMove.SUBMIT): To(RequestState.SUBMITTED, (_ENTER,)),
        (RequestState.SUBMITTED, RequestMove.APPROVE): To(RequestState.APPROVED, (_APPROVE,)),
        (RequestState.SUBMITTED, RequestMove.RETURN): To(RequestState.RETURNED, (_APPROVE,)),
        (RequestState.APPROVED, RequestMove.REPLACE): To(RequestState.REPLACED),
    },
    start=RequestState.DRAFT,
)
