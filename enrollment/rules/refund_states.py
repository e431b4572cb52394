"""Where can a refund stand, who moves it on, and on which grounds is it asked for? The table is the rule.

A refund begins as a proposal of the system, or as the application of an officer. Money moves only when the tax bureau says that
it has paid: until then it stays on its due, or held on its line.
"""

from __future__ import annotations

from typing import Final

from intake.rules.file_states import course
from policy.terms import Term
from staff.rules.moves import Moves, To
from staff.rules.roles import Permission


class RefundGround(Term):
    """Why money goes back. The codes are those of the policy files."""

    DIED = ("died", "年度开始前或缴费前已死亡", "died before the year began or before the payment")
    PAID_TWICE = ("paid_twice", "重复缴费或多缴", "paid twice or too much")
    INSURED_TWICE = ("insured_twice", "重复参保", "insured twice")
    EMPLOYEE_SCHEME = ("employee_scheme", "已参加职工医保", "joined the employee scheme")
    SUBSIDISED_LATER = ("subsidised_later", "缴费后获得参保资助", "subsidised after the payment")
    WRONG_PERSON = ("wrong_person", "缴错人", "paid for the wrong person")
    ERROR = ("error", "系统差错", "an error of the system")


class RefundState(Term):
    """Where a refund stands."""

    PROPOSED = ("proposed", "待申请", "proposed by the system")
    SUBMITTED = ("submitted", "待复核", "waits for another officer")
    APPROVED = ("approved", "已复核待报送", "approved, goes on the next list")
    LISTED = ("listed", "已报税务部门", "on a list to the tax bureau")
    REFUNDED = ("refunded", "已退费", "refunded")
    RETURNED = ("returned", "退回待处理", "came back, waits for an officer")
    REJECTED = ("rejected", "复核不同意", "turned down")
    SET_ASIDE = ("set_aside", "不予办理", "set aside")
    WITHDRAWN = ("withdrawn", "已撤回", "withdrawn")
    LAPSED = ("lapsed", "无需退费", "nothing is left to refund")


class RefundMove(Term):
    """What is done with a refund."""

    APPLY = ("apply", "提出申请", "apply")
    SET_ASIDE = ("set_aside", "不予办理", "set aside")
    TAKE_UP = ("take_up", "重新办理", "take up again")
    APPROVE = ("approve", "复核同意", "approve")
    REJECT = ("reject", "复核不同意", "turn down")
    WITHDRAW = ("withdraw", "撤回申请", "withdraw")
    LIST = ("list", "列入报送清单", "put on a list")
    RETURN = ("return", "退回待处理", "goes back to an officer")
    REFUND = ("refund", "税务已退费", "refunded by the tax bureau")
    UNDO = ("undo", "退费已撤销", "the refund was taken back")
    LAPSE = ("lapse", "无需退费", "nothing is left to refund")


_S, _M = RefundState, RefundMove
_APPLY, _APPROVE = (Permission.EXCEPTIONS_RESOLVE,), (Permission.EXCEPTIONS_DECIDE,)
_PAID_ELSE = (_S.PROPOSED, _S.SUBMITTED, _S.APPROVED, _S.RETURNED, _S.SET_ASIDE, _S.REJECTED)
REFUND: Final[Moves[RefundState, RefundMove]] = Moves(
    {
        (_S.PROPOSED, _M.APPLY): To(_S.SUBMITTED, _APPLY),
        (_S.PROPOSED, _M.SET_ASIDE): To(_S.SET_ASIDE, _APPLY),
        (_S.SET_ASIDE, _M.TAKE_UP): To(_S.PROPOSED, _APPLY),
        (_S.SUBMITTED, _M.APPROVE): To(_S.APPROVED, _APPROVE),
        (_S.SUBMITTED, _M.REJECT): To(_S.REJECTED, _APPROVE),
        (_S.SUBMITTED, _M.WITHDRAW): To(_S.WITHDRAWN, _APPLY),
        (_S.APPROVED, _M.WITHDRAW): To(_S.WITHDRAWN, _APPLY),
        (_S.APPROVED, _M.LIST): To(_S.LISTED, _APPROVE),
        (_S.RETURNED, _M.APPLY): To(_S.SUBMITTED, _APPLY),
        (_S.RETURNED, _M.WITHDRAW): To(_S.WITHDRAWN, _APPLY),
        (_S.REJECTED, _M.APPLY): To(_S.SUBMITTED, _APPLY),
        (_S.LISTED, _M.RETURN): To(_S.RETURNED),
        (_S.LISTED, _M.REFUND): To(_S.REFUNDED),
        # The tax bureau may pay before it was asked to: its line meets whatever stands here.
        **{(state, _M.REFUND): To(_S.REFUNDED) for state in _PAID_ELSE},
        (_S.REFUNDED, _M.UNDO): To(_S.RETURNED),
        (_S.REFUNDED, _M.LAPSE): To(_S.LAPSED),  # taken back, while another refund of the payment stands
        # What the line still holds changed.
        (_S.PROPOSED, _M.LAPSE): To(_S.LAPSED),
        (_S.SET_ASIDE, _M.LAPSE): To(_S.LAPSED),
        (_S.REJECTED, _M.LAPSE): To(_S.LAPSED),
        (_S.SUBMITTED, _M.RETURN): To(_S.RETURNED),
        (_S.APPROVED, _M.RETURN): To(_S.RETURNED),
    },
    start=_S.PROPOSED,
    also=(_S.SUBMITTED,),
)  # fmt: skip

# An officer asked for this money: it may be on no other refund, and no more of it than its line has.
ASKED_FOR: Final = (_S.SUBMITTED, _S.APPROVED, _S.LISTED, _S.RETURNED)
# One of these for each payment: somebody looks after its money, or said why nobody does.
KNOWN: Final = (_S.PROPOSED, *ASKED_FOR, _S.SET_ASIDE, _S.REJECTED)
NEEDS_REASON: Final = (_M.SET_ASIDE, _M.REJECT, _M.WITHDRAW)
AGREED: Final = (_S.APPROVED, _S.LISTED)  # two officers agreed: the tax bureau's refund counts at once

REFUND_ANSWER: Final = course(
    sends=Permission.PAYMENTS_UPLOAD
)  # its file takes effect as soon as it is checked


class WithdrawalState(Term):
    """How far the withdrawal of a list is that nobody answered."""

    ASKED = ("asked", "待复核撤回", "to be withdrawn, waits for another officer")
    AGREED = ("agreed", "已撤回", "withdrawn")
    TURNED_DOWN = ("turned_down", "不同意撤回", "not withdrawn")


class WithdrawalMove(Term):
    """What another officer says to it."""

    AGREE = ("agree", "同意撤回", "agree to the withdrawal")
    TURN_DOWN = ("turn_down", "不同意撤回", "turn the withdrawal down")


WITHDRAWAL: Final[Moves[WithdrawalState, WithdrawalMove]] = Moves(
    {
        (WithdrawalState.ASKED, WithdrawalMove.AGREE): To(WithdrawalState.AGREED, _APPROVE),
        (WithdrawalState.ASKED, WithdrawalMove.TURN_DOWN): To(WithdrawalState.TURNED_DOWN, _APPROVE),
    },
    start=WithdrawalState.ASKED,
)


class AnswerOutcome(Term):
    """The one outcome of a row of the tax bureau's answer (RF-1)."""

    REFUNDED = ("refunded", "已退费", "refunded")
    RETURNED = ("returned", "已退回", "sent back")
    WAITS = ("waits", "已退费，入账待处理", "refunded, but the line waits for an officer")
    REPEATED = ("repeated", "重复告知", "told before")
    CONTRADICTS = ("contradicts", "与此前告知不一致", "contradicts what was told before")
