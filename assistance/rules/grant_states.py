"""In which states can a subsidy run, a grant and a payout line be, and who moves them on? The tables are the rule."""

from __future__ import annotations

from policy.terms import Term
from staff.rules.roles import Permission


class RunState(Term):
    """Where a run of premium subsidies stands."""

    PROPOSED = ("proposed", "已测算待审核", "proposed")
    FROZEN = ("frozen", "已审核定稿", "reviewed and frozen")
    APPROVED = ("approved", "已审批", "approved")
    PAYING = ("paying", "拨付中", "being paid")
    PAID = ("paid", "已拨付", "paid")
    CANCELLED = ("cancelled", "已作废", "cancelled")


class GrantState(Term):
    """Where the subsidy of one person for one year stands."""

    PROPOSED = ("proposed", "待审批", "proposed")
    UNDECIDED = ("undecided", "金额未定", "amount undecided")
    HELD = ("held", "暂缓", "held")
    FLOW_UNDECIDED = ("flow_undecided", "拨付方式未定", "flow undecided")
    APPROVED = ("approved", "已批待付", "approved, to be paid")
    CREDITED = ("credited", "已代缴", "paid on behalf")
    LISTED = ("listed", "已列发放名册", "on a payout list")
    PAID = ("paid", "已发放", "paid to the card")
    RETURNED = ("returned", "银行退回", "returned by the bank")
    TAKEN_BACK = ("taken_back", "已撤回", "taken back")
    CANCELLED = ("cancelled", "已作废", "cancelled")


class PayoutState(Term):
    """How one line of a payout list ended."""

    SENT = ("sent", "待银行回盘", "sent to the bank")
    PAID = ("paid", "发放成功", "paid")
    RETURNED = ("returned", "退回", "returned")


class RunMove(Term):
    """What can be done with a run."""

    FREEZE = ("freeze", "审核定稿", "freeze")
    APPROVE = ("approve", "审批", "approve")
    PAY = ("pay", "拨付", "pay")
    FINISH = ("finish", "拨付完成", "finish")
    CANCEL = ("cancel", "作废", "cancel")


RUN_MOVES: dict[tuple[RunState, RunMove], tuple[RunState, Permission]] = {
    (RunState.PROPOSED, RunMove.FREEZE): (RunState.FROZEN, Permission.SUBSIDIES_PROPOSE),
    (RunState.FROZEN, RunMove.APPROVE): (RunState.APPROVED, Permission.SUBSIDIES_APPROVE),
    (RunState.APPROVED, RunMove.PAY): (RunState.PAYING, Permission.SUBSIDIES_PAY),
    (RunState.PAID, RunMove.PAY): (RunState.PAYING, Permission.SUBSIDIES_PAY),
    (RunState.PAYING, RunMove.FINISH): (RunState.PAID, Permission.SUBSIDIES_PAY),
    (RunState.PROPOSED, RunMove.CANCEL): (RunState.CANCELLED, Permission.SUBSIDIES_PROPOSE),
    (RunState.FROZEN, RunMove.CANCEL): (RunState.CANCELLED, Permission.SUBSIDIES_PROPOSE),
    (RunState.APPROVED, RunMove.CANCEL): (RunState.CANCELLED, Permission.SUBSIDIES_APPROVE),
}

# What a person-year can have only once; a grant in another state leaves room for the next proposal.
LIVE = (
    GrantState.PROPOSED,
    GrantState.FLOW_UNDECIDED,
    GrantState.APPROVED,
    GrantState.CREDITED,
    GrantState.LISTED,
    GrantState.PAID,
    GrantState.RETURNED,
)
# Money has left the fund, or is on its way.
SPENT = (GrantState.CREDITED, GrantState.LISTED, GrantState.PAID, GrantState.RETURNED)

GRANT_MOVES: frozenset[tuple[GrantState, GrantState]] = frozenset(
    {
        (GrantState.PROPOSED, GrantState.APPROVED),
        (GrantState.PROPOSED, GrantState.FLOW_UNDECIDED),
        (GrantState.PROPOSED, GrantState.CANCELLED),
        (GrantState.UNDECIDED, GrantState.CANCELLED),
        (GrantState.HELD, GrantState.CANCELLED),
        (GrantState.FLOW_UNDECIDED, GrantState.APPROVED),
        (GrantState.FLOW_UNDECIDED, GrantState.CANCELLED),
        (GrantState.APPROVED, GrantState.CREDITED),
        (GrantState.APPROVED, GrantState.LISTED),
        (GrantState.APPROVED, GrantState.CANCELLED),
        (GrantState.CREDITED, GrantState.TAKEN_BACK),
        (GrantState.LISTED, GrantState.PAID),
        (GrantState.LISTED, GrantState.RETURNED),
        (GrantState.RETURNED, GrantState.LISTED),
        (GrantState.RETURNED, GrantState.CANCELLED),
    }
)


def run_moves(state: str) -> list[RunMove]:
    """What can be done with a run in this state, by whom aside."""
    return [move for (before, move) in RUN_MOVES if before.value == state]
