"""In which states can a request for fiscal subsidy be, and by which moves?"""

from __future__ import annotations

from policy.terms import Term


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


# A returned request is counted anew as another one: what was asked for is never written over.
MOVES: dict[tuple[RequestState, RequestMove], RequestState] = {
    (RequestState.DRAFT, RequestMove.SUBMIT): RequestState.SUBMITTED,
    (RequestState.SUBMITTED, RequestMove.APPROVE): RequestState.APPROVED,
    (RequestState.SUBMITTED, RequestMove.RETURN): RequestState.RETURNED,
    (RequestState.APPROVED, RequestMove.REPLACE): RequestState.REPLACED,
}


def possible_moves(state: str) -> tuple[RequestMove, ...]:
    """What an officer can do with a request in this state; replacing happens by itself."""
    return tuple(move for before, move in MOVES if before == state and move is not RequestMove.REPLACE)


def after(state: str, move: RequestMove) -> RequestState | None:
    """The state after a move, None when the move is not possible."""
    return next((found for (before, one), found in MOVES.items() if before == state and one is move), None)
