"""What of refunds waits for an officer: to be applied for, to be decided on, a list that is to be withdrawn?"""

from datetime import date

from enrollment.models import ListWithdrawal, Refund
from enrollment.rules.refund_states import REFUND, WITHDRAWAL, RefundMove, RefundState, WithdrawalMove
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.waiting import Waiting, Work, counted

DECIDE = Permission.EXCEPTIONS_DECIDE


def _in_state(state: RefundState, officer: Officer, on: date) -> Waiting:
    rows = access.scope(
        Refund.objects.filter(state=state.value), officer, Permission.EXCEPTIONS_RESOLVE, on=on
    )
    return counted(rows, on, since="since", fen="amount_fen")


def _proposed(officer: Officer, on: date) -> Waiting:
    return _in_state(RefundState.PROPOSED, officer, on)


def _returned(officer: Officer, on: date) -> Waiting:
    return _in_state(RefundState.RETURNED, officer, on)


def _to_decide(officer: Officer, on: date) -> Waiting:
    rows = Refund.objects.filter(state__in=REFUND.before(RefundMove.APPROVE)).exclude(asked_by=officer)
    return counted(access.scope(rows, officer, DECIDE, on=on), on, since="since", fen="amount_fen")


def _withdrawals(officer: Officer, on: date) -> Waiting:
    rows = ListWithdrawal.objects.filter(state__in=WITHDRAWAL.before(WithdrawalMove.AGREE))
    rows = rows.exclude(asked_by=officer)
    return counted(access.scope(rows, officer, DECIDE, on=on, field="list__area"), on, since="asked_at")


REFUND_WORK = (
    Work(
        "refunds_proposed", Text("待申请的退费", "refunds to apply for"), "enrollment:refunds", _proposed, "state=proposed"
    ),
    Work(
        "refunds_returned", Text("退回待处理的退费", "refunds that came back"), "enrollment:refunds", _returned, "state=returned"
    ),
    Work(
        "refunds_to_decide", Text("待复核的退费", "refunds to decide on"), "enrollment:refunds", _to_decide, "state=submitted"
    ),
    Work(
        "list_withdrawals", Text("待复核的清单撤回", "withdrawals of refund lists"), "enrollment:refunds", _withdrawals
    ),
)  # fmt: skip
