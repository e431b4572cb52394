"""Which state may a case of assistance move to from which, and who moves it?

The moves are one table. The guard of every operation, the buttons of the page, the queue and the drawing in the docs read
it; nothing else decides. Whether the officer may also be the one (nobody approves what they entered) is asked by the operation.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from policy.terms import Term, Text
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


class Next(NamedTuple):
    """What a move leads to, and the permission it takes in the place of the case."""

    state: State
    permission: Permission


_S, _M = State, Move
_ENTER, _VERIFY, _APPROVE = Permission.CASES_ENTER, Permission.CASES_VERIFY, Permission.CASES_APPROVE

MOVES: dict[tuple[State, Move], Next] = {
    (_S.DRAFT, _M.SUBMIT): Next(_S.SUBMITTED, _ENTER),
    (_S.DRAFT, _M.WITHDRAW): Next(_S.WITHDRAWN, _ENTER),
    (_S.RETURNED, _M.SUBMIT): Next(_S.SUBMITTED, _ENTER),
    (_S.RETURNED, _M.WITHDRAW): Next(_S.WITHDRAWN, _ENTER),
    (_S.SUBMITTED, _M.ACCEPT): Next(_S.ACCEPTED, _VERIFY),
    (_S.SUBMITTED, _M.RETURN): Next(_S.RETURNED, _VERIFY),
    (_S.SUBMITTED, _M.WITHDRAW): Next(_S.WITHDRAWN, _ENTER),
    (_S.ACCEPTED, _M.VERIFY): Next(_S.VERIFIED, _VERIFY),
    (_S.ACCEPTED, _M.RETURN): Next(_S.RETURNED, _VERIFY),
    (_S.ACCEPTED, _M.REJECT): Next(_S.REJECTED, _APPROVE),
    (_S.ACCEPTED, _M.WITHDRAW): Next(_S.WITHDRAWN, _ENTER),
    (_S.VERIFIED, _M.PUBLISH): Next(_S.ON_NOTICE, _VERIFY),
    (_S.VERIFIED, _M.APPROVE_FIRST): Next(_S.FIRST_APPROVED, _APPROVE),
    (_S.VERIFIED, _M.APPROVE): Next(_S.APPROVED, _APPROVE),
    (_S.VERIFIED, _M.RETURN): Next(_S.RETURNED, _APPROVE),
    (_S.VERIFIED, _M.REJECT): Next(_S.REJECTED, _APPROVE),
    (_S.ON_NOTICE, _M.APPROVE_FIRST): Next(_S.FIRST_APPROVED, _APPROVE),
    (_S.ON_NOTICE, _M.APPROVE): Next(_S.APPROVED, _APPROVE),
    (_S.ON_NOTICE, _M.RETURN): Next(_S.RETURNED, _APPROVE),
    (_S.ON_NOTICE, _M.REJECT): Next(_S.REJECTED, _APPROVE),
    (_S.FIRST_APPROVED, _M.APPROVE): Next(_S.APPROVED, _APPROVE),
    (_S.FIRST_APPROVED, _M.RETURN): Next(_S.RETURNED, _APPROVE),
    (_S.FIRST_APPROVED, _M.REJECT): Next(_S.REJECTED, _APPROVE),
    (_S.APPROVED, _M.REVOKE): Next(_S.REVOKED, _APPROVE),
    (_S.APPROVED, _M.CLOSE): Next(_S.CLOSED, _VERIFY),
    (_S.REJECTED, _M.CLOSE): Next(_S.CLOSED, _VERIFY),
    (_S.WITHDRAWN, _M.CLOSE): Next(_S.CLOSED, _VERIFY),
    (_S.REVOKED, _M.CLOSE): Next(_S.CLOSED, _VERIFY),
}

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


def next_of(state: State, move: Move) -> Next | None:
    """What the move leads to from this state; None when the table has no such move."""
    return MOVES.get((state, move))


def moves_from(state: State, permissions: Collection[Permission]) -> tuple[Move, ...]:
    """The moves out of a state that these permissions allow, in the order in which they are offered."""
    return tuple(
        move for move in Move if (step := next_of(state, move)) is not None and step.permission in permissions
    )


def states_before(move: Move) -> tuple[State, ...]:
    """The states from which a move can be made."""
    return tuple(state for state, made in MOVES if made is move)


def waiting_states(permission: Permission) -> tuple[State, ...]:
    """The states in which the next word is with who holds this permission."""
    return tuple(state for state, move in WAITS_FOR.items() if MOVES[state, move].permission is permission)


_HOLDERS = {
    _ENTER: Text("录入", "enters"),
    _VERIFY: Text("审核", "verifies"),
    _APPROVE: Text("批准", "approves"),
}


def drawing(language: str = "en") -> str:
    """The table as a Mermaid state diagram: each move with who makes it."""
    rows = ["stateDiagram-v2", f"    [*] --> {START.value}"]
    for (state, move), step in MOVES.items():
        who = _HOLDERS[step.permission]
        rows.append(
            f"    {state.value} --> {step.state.value}: {move.label.in_language(language)}"
            f" ({who.in_language(language)})"
        )
    left = {state for state, _move in MOVES}
    rows += [f"    {state.value} --> [*]" for state in State if state not in left]
    return "\n".join(rows)
