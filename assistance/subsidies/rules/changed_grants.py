"""Is a premium subsidy still owed as it was granted, what changed if not, and what is to be done next?"""

from __future__ import annotations

from assistance.subsidies.rules.grant_proposals import Proposal
from assistance.subsidies.rules.grant_states import GrantState
from policy.terms import Term, Text


class GroundChange(Term):
    """What a grant stood on and stands on no more."""

    ENROLLMENT_ENDED = ("enrollment_ended", "参保登记已撤销", "the enrollment was cancelled")
    CATEGORY_ENDED = ("category_ended", "身份已终止", "the category has ended")
    CATEGORY_CHANGED = ("category_changed", "身份或资助标准已变化", "the category or its amount has changed")
    DUE_CHANGED = ("due_changed", "应缴金额已变化", "the due has changed")


def change_of(
    *,
    is_enrolled: bool,
    basis: str,
    amount_fen: int | None,
    due_fen: int | None,
    due_fen_now: int | None,
    proposal_now: Proposal | None,
) -> GroundChange | None:
    """What changed since the grant; None while the rules would grant the same again from the facts of today.

    `proposal_now` is what they propose now, None when nothing. Other categories with the same basis and amount are no change.
    """
    if not is_enrolled:
        return GroundChange.ENROLLMENT_ENDED
    if due_fen != due_fen_now:
        return GroundChange.DUE_CHANGED
    if proposal_now is None:
        return GroundChange.CATEGORY_ENDED
    if (proposal_now.basis, proposal_now.amount_fen) != (basis, amount_fen):
        return GroundChange.CATEGORY_CHANGED
    return None


_BEFORE_FREEZE = Text(
    "批次审核定稿时会自动剔除，之后可重新测算。",
    "It falls out when the run is frozen; propose again afterwards.",
)
_BEFORE_PAYMENT = Text(
    "请在拨付前作废该批次并重新测算；已开始拨付的，待入账后撤回这一笔。",
    "Give the run up before it is paid and propose again; if paying has begun, take this one back once it is credited.",
)
_CREDITED = Text(
    "请在该笔资助的页面撤回；应缴和待遇随之调整，之后可重新测算。",
    "Take it back on its page: due and cover follow. Propose again afterwards.",
)
_LISTED = Text(
    "请等银行回盘：发放成功的办理追缴，退回的不再列入名册。",
    "Wait for the bank: if it was paid, enter a recovery; if it was returned, do not list it again.",
)
_PAID = Text("请对多发的部分办理追缴。", "Enter a recovery for what was paid too much.")
_RETURNED = Text("请不要再列入发放名册。", "Do not put it on a payout list again.")
_NEXT = {
    GrantState.FLOW_UNDECIDED: _BEFORE_PAYMENT,
    GrantState.APPROVED: _BEFORE_PAYMENT,
    GrantState.CREDITED: _CREDITED,
    GrantState.LISTED: _LISTED,
    GrantState.PAID: _PAID,
    GrantState.RETURNED: _RETURNED,
}


def next_step(state: GrantState, *, is_frozen: bool) -> Text:
    """What an officer does about a live grant whose ground changed; nothing is changed by itself."""
    if state is GrantState.PROPOSED:
        return _BEFORE_PAYMENT if is_frozen else _BEFORE_FREEZE
    return _NEXT[state]
