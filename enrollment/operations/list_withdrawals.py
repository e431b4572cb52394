"""How is a list withdrawn that the tax bureau never answered, so that its applications come back to the desk?

One officer asks with a reason, another agrees. What was answered stays as it ended; what still waits goes back to an officer. An
answer that comes later is refused by name: what the tax bureau paid nevertheless comes in by its tax file.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from enrollment.models import ListWithdrawal, Refund, RefundList
from enrollment.operations.people import require_reason
from enrollment.rules.refund_states import (
    REFUND,
    WITHDRAWAL,
    RefundMove,
    RefundState,
    WithdrawalMove,
    WithdrawalState,
)
from intake.operations.locks import lock_text
from intake.rules.file_states import FileState
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

DECIDE = Permission.EXCEPTIONS_DECIDE
AT_REST = (FileState.REFUSED, FileState.FAILED, FileState.WRITTEN)


class ListRefused(Refusal):
    """The list cannot be moved like this, or was withdrawn."""

    status = 409


@transaction.atomic
def ask(*, listed: RefundList, because: str, by: Officer, at: datetime) -> ListWithdrawal:
    """Ask that the list be withdrawn, with the reason. Raises `NotAllowed`, `ListRefused` or what a missing reason says."""
    _locked(listed, by, at)
    require_reason(because, field="because")
    if listed.withdrawals.exclude(state=WithdrawalState.TURNED_DOWN.value).exists():
        raise ListRefused(
            "withdrawal_asked",
            Text(f"清单 {listed.number} 已申请撤回或已撤回。", f"List {listed.number} is withdrawn, or somebody asked for it."),
            Text("请刷新页面。", "Load the page again."),
            list_id=listed.pk,
        )  # fmt: skip
    waiting = _waiting(listed)
    made = ListWithdrawal.objects.create(list=listed, because=because.strip()[:300], asked_by=by, asked_at=at)
    _note("ask_to_withdraw_refund_list", made, waiting, by, at)
    return made


def decide_on(*, listed: RefundList, made: str, by: Officer, at: datetime) -> ListWithdrawal:
    """Decide on the withdrawal that somebody asked for, as a page, a program or a command names it; `made`: a move."""
    asked = listed.withdrawals.order_by("-pk").first()
    if asked is None or made not in set(WithdrawalMove):
        raise ListRefused(
            "no_withdrawal_asked",
            Text(f"没有人申请撤回清单 {listed.number}，或没有选择如何处理。",
                 f"Nobody asked to withdraw list {listed.number}, or no decision was chosen."),
            Text("请先申请撤回；复核时选择同意或不同意。", "Ask for it first; then agree, or turn it down."),
            list_id=listed.pk,
        )  # fmt: skip
    return decide(withdrawal=asked, made=WithdrawalMove(made), by=by, at=at)


@transaction.atomic
def decide(*, withdrawal: ListWithdrawal, made: WithdrawalMove, by: Officer, at: datetime) -> ListWithdrawal:
    """Agree, and the applications that wait come back to the desk; or turn it down. Raises `NotAllowed` or `ListRefused`."""
    _locked(withdrawal.list, by, at)
    row = ListWithdrawal.objects.select_for_update(of=("self",)).get(pk=withdrawal.pk)
    if not WITHDRAWAL.allows(row.state, made):
        raise ListRefused(
            "withdrawal_decided",
            Text(
                f"该撤回申请现为“{row.state_label.label.zh}”。",
                f"It is “{row.state_label.label.en}” already.",
            ),
            Text("请刷新页面。", "Load the page again."),
            list_id=row.list_id,
        )
    require_other_hands(
        by, row.asked_by_id,
        what=Text("撤回是您申请的，须由他人复核。", "You asked for the withdrawal: another officer decides."),
    )  # fmt: skip
    waiting = _waiting(row.list) if made is WithdrawalMove.AGREE else []
    for refund in waiting:
        refund.state = REFUND.next(refund.state, RefundMove.RETURN).value
        refund.since, refund.because = at, "list_withdrawn"
        refund.save(update_fields=["state", "since", "because"])
    row.state, row.decided_by, row.decided_at = WITHDRAWAL.next(row.state, made).value, by, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    _note(f"{made.value}_refund_list_withdrawal", row, waiting, by, at)
    return row


def _locked(listed: RefundList, by: Officer, at: datetime) -> None:
    lock_text(f"refund_list:{listed.pk}")  # the row itself is kept for good, so it cannot be locked
    access.require(by, DECIDE, listed.area, on=timezone.localdate(at))


def _note(action: str, row: ListWithdrawal, waiting: list[Refund], by: Officer, at: datetime) -> None:
    told = {"because": row.because, "waiting": [refund.pk for refund in waiting]}
    audit.record(action, by=by, about=row.list, division_code=row.list.area, at=at, change=told)


def _waiting(listed: RefundList) -> list[Refund]:
    """The refunds of the list that nobody answered, locked; refuses a list that is answered, or being answered."""
    if listed.answers.exclude(state__in=AT_REST).exists():
        raise ListRefused(
            "answer_in_work",
            Text(f"清单 {listed.number} 的答复正在处理。", f"An answer to list {listed.number} is being worked on."),
            Text("请等答复处理完毕。", "Wait until it has ended."),
            list_id=listed.pk,
        )  # fmt: skip
    rows = Refund.objects.filter(listed_as__list=listed, state=RefundState.LISTED.value)
    waiting = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if not waiting:
        raise ListRefused(
            "list_is_answered",
            Text(f"清单 {listed.number} 各行均已答复。", f"Every line of list {listed.number} is answered."),
            Text("无需撤回。", "There is nothing to withdraw."),
            list_id=listed.pk,
        )
    return waiting


def require_sent(listed: RefundList) -> None:
    """Refuse an answer to a list that was withdrawn, by name."""
    row = listed.withdrawals.filter(state=WithdrawalState.AGREED.value).select_related("decided_by").first()
    if row is None or row.decided_at is None or row.decided_by is None:
        return
    day, who = timezone.localdate(row.decided_at), row.decided_by.display_name
    raise ListRefused(
        "list_withdrawn",
        Text(f"清单 {listed.number} 已于 {day} 经{who}复核撤回：{row.because}。",
             f"List {listed.number} was withdrawn on {day}, agreed by {who}: {row.because}."),
        Text("税务部门确已退费的，按税务缴费文件的退费行入账；未退的请税务部门作废该清单。",
             "What the tax bureau did pay comes in as refund lines of its tax file; of the rest, have it void the list."),
        list_id=listed.pk,
    )  # fmt: skip
