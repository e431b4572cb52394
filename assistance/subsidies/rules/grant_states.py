"""In which states can a subsidy run, a grant and a payout line be, and who moves them on? The tables are the rule."""

from __future__ import annotations

from intake.rules.file_states import course
from policy.terms import Term
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class RunState(Term):
    """Where a run of premium subsidies stands."""

    PROPOSED = ("proposed", "已测算待审核", "proposed")
    FROZEN = ("frozen", "已审核定稿", "reviewed and frozen")
    APPROVED = ("approved", "已审批", "approved")
    PAYING = ("paying", "拨付中", "being paid")
    PART_PAID = ("part_paid", "未全额拨付", "not paid in full")
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
    WORK = ("work", "逐笔拨付或接手", "go on paying")
    FINISH = ("finish", "全额拨付", "paid in full")
    FALL_SHORT = ("fall_short", "未全额拨付", "not paid in full")
    FAIL = ("fail", "多次失败", "failed repeatedly")
    CANCEL = ("cancel", "作废", "cancel")


_PROPOSE, _APPROVE, _PAY = (
    (Permission.SUBSIDIES_PROPOSE,),
    (Permission.SUBSIDIES_APPROVE,),
    (Permission.SUBSIDIES_PAY,),
)
RUN: Moves[RunState, RunMove] = Moves(
    {
        (RunState.PROPOSED, RunMove.FREEZE): To(RunState.FROZEN, _PROPOSE),
        (RunState.FROZEN, RunMove.APPROVE): To(RunState.APPROVED, _APPROVE),
        (RunState.APPROVED, RunMove.PAY): To(RunState.PAYING, _PAY),
        (RunState.PAID, RunMove.PAY): To(RunState.PAYING, _PAY),
        (RunState.PAYING, RunMove.WORK): To(RunState.PAYING),
        (RunState.PART_PAID, RunMove.PAY): To(RunState.PAYING, _PAY),
        (RunState.PAYING, RunMove.FINISH): To(RunState.PAID),
        (RunState.PAYING, RunMove.FALL_SHORT): To(RunState.PART_PAID),
        # By the bank's answers, and when a subsidy is taken back: a run says no more than its grants do.
        (RunState.PART_PAID, RunMove.FINISH): To(RunState.PAID),
        (RunState.PAID, RunMove.FALL_SHORT): To(RunState.PART_PAID),
        (RunState.PAYING, RunMove.FAIL): To(RunState.APPROVED),
        (RunState.PROPOSED, RunMove.CANCEL): To(RunState.CANCELLED, _PROPOSE),
        (RunState.FROZEN, RunMove.CANCEL): To(RunState.CANCELLED, _PROPOSE),
        (RunState.APPROVED, RunMove.CANCEL): To(RunState.CANCELLED, _APPROVE),
    },
    start=RunState.PROPOSED,
)  # fmt: skip

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


class GrantMove(Term):
    """What happens to a grant."""

    APPROVE = ("approve", "随批次审批", "approved with its run")
    LEAVE_FLOW = ("leave_flow", "拨付方式未定", "its way to the person is open")
    OPEN_FLOW = ("open_flow", "拨付方式已定", "its way to the person is known")
    CREDIT = ("credit", "代缴入账", "credited to the due")
    LIST = ("list", "列入发放名册", "put on a payout list")
    PAY = ("pay", "银行发放成功", "paid by the bank")
    RETURN = ("return", "银行退回", "returned by the bank")
    TAKE_BACK = ("take_back", "撤回", "take back")
    CANCEL = ("cancel", "作废", "cancel")


_G, _M = GrantState, GrantMove
GRANT: Moves[GrantState, GrantMove] = Moves(
    {
        (_G.PROPOSED, _M.APPROVE): To(_G.APPROVED, _APPROVE),
        (_G.PROPOSED, _M.LEAVE_FLOW): To(_G.FLOW_UNDECIDED, _APPROVE),
        (_G.FLOW_UNDECIDED, _M.OPEN_FLOW): To(_G.APPROVED, _PAY),
        (_G.APPROVED, _M.CREDIT): To(_G.CREDITED),
        (_G.APPROVED, _M.LIST): To(_G.LISTED, _PAY),
        (_G.RETURNED, _M.LIST): To(_G.LISTED, _PAY),
        (_G.LISTED, _M.PAY): To(_G.PAID),
        (_G.LISTED, _M.RETURN): To(_G.RETURNED),
        (_G.PAID, _M.RETURN): To(_G.RETURNED, _PAY),  # decided where the bank said two things
        (_G.RETURNED, _M.PAY): To(_G.PAID, _PAY),
        (_G.CREDITED, _M.TAKE_BACK): To(_G.TAKEN_BACK, _PAY),
        (_G.PROPOSED, _M.CANCEL): To(_G.CANCELLED, _PROPOSE),
        (_G.UNDECIDED, _M.CANCEL): To(_G.CANCELLED, _PROPOSE),
        (_G.HELD, _M.CANCEL): To(_G.CANCELLED, _PROPOSE),
        (_G.FLOW_UNDECIDED, _M.CANCEL): To(_G.CANCELLED, _PROPOSE),
        (_G.APPROVED, _M.CANCEL): To(_G.CANCELLED, _APPROVE),
        (_G.RETURNED, _M.CANCEL): To(_G.CANCELLED, _PAY),
    },
    start=_G.PROPOSED,
    also=(_G.UNDECIDED, _G.HELD),
)


class PayoutMove(Term):
    """How the bank answers about a line of a payout list."""

    PAY = ("pay", "发放成功", "paid")
    RETURN = ("return", "退回", "returned")


PAYOUT: Moves[PayoutState, PayoutMove] = Moves(
    {
        (PayoutState.SENT, PayoutMove.PAY): To(PayoutState.PAID),
        (PayoutState.SENT, PayoutMove.RETURN): To(PayoutState.RETURNED),
        (PayoutState.PAID, PayoutMove.RETURN): To(
            PayoutState.RETURNED, _PAY
        ),  # decided where the bank said two things
        (PayoutState.RETURNED, PayoutMove.PAY): To(PayoutState.PAID, _PAY),
    },
    start=PayoutState.SENT,
)

BANK_RETURN = course(sends=Permission.SUBSIDIES_PAY)  # its file takes effect as soon as it is checked
