"""Which of two answers of the bank holds, and what follows for the payment, the subsidy and its run?"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assistance.subsidies.models import AidPayment, BankAnswerDecision, BankReturnLine, Grant, PayoutLine
from assistance.subsidies.operations.paid_help import say_what_came
from assistance.subsidies.operations.payout_locks import lock_payout_list
from assistance.subsidies.operations.recoveries import claim_of_payout
from assistance.subsidies.queries.payouts import reissue_state
from assistance.subsidies.rules.aid_payments import AID_PAYMENT, AidMove
from assistance.subsidies.rules.bank_answers import BankAnswer, Verdict, verdicts
from assistance.subsidies.rules.grant_states import GRANT, PAYOUT, GrantMove, PayoutMove, PayoutState
from enrollment.operations.people import require_reason
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal


class NotToDecide(Refusal):
    """The row contradicts nothing, was decided, or this verdict does not fit how the payments stand."""


@transaction.atomic
def decide(
    *, row: BankReturnLine, verdict: Verdict, reason: str, by: Officer, at: datetime
) -> BankAnswerDecision:
    """Decide on a row in which the bank contradicts itself (银行前后答复不一致). A subsidy is paid at most once."""
    lock_payout_list(row.bank_return.batch_id)
    batch = row.bank_return.batch
    access.require(by, Permission.SUBSIDIES_PAY, batch.division_code, on=timezone.localdate(at))
    require_reason(reason)
    row = BankReturnLine.objects.select_related("bank_return").get(pk=row.pk)
    lines = PayoutLine.objects.select_related("grant__person", "aid__person").select_for_update(of=("self",))
    line = lines.filter(pk=row.payout_line_id or 0).first()
    if (
        line is None
        or BankAnswerDecision.objects.filter(row=row).exists()
        or verdict not in (possible := verdicts(row.outcome, reissue_state(line)))
    ):
        raise _not_to_decide(row, line)
    bounced = row.outcome == BankAnswer.BOUNCED
    if verdict is Verdict.LATER:
        _require_movable(line, bounced)
    decision = BankAnswerDecision.objects.create(
        row=row, verdict=verdict.value, reason=reason.strip()[:200], decided_by=by, decided_at=at
    )
    if verdict is Verdict.LATER:
        _let_the_later_hold(row, line, bounced)
    elif verdict is Verdict.RECOVER:
        claim_of_payout(
            line=line, person=line.help.person, document=batch.number, reason=reason, by=by, at=at
        )
    say_what_came(batch, [line] if verdict is Verdict.LATER else [], at)
    audit.record(
        "decide_bank_answer", by=by, about=batch, division_code=batch.division_code, at=at,
        change={
            "line": line.number, "help": line.source, "answer": row.outcome, "verdict": verdict.value, "reason": reason,
            "could_be": [one.value for one in possible],
        },
    )  # fmt: skip
    return decision


def _require_movable(line: PayoutLine, bounced: bool) -> None:
    """Hold what is paid; one that was given up since cannot be paid or returned any more."""
    if line.grant_id is not None:
        grant = Grant.objects.select_for_update(of=("self",)).get(pk=line.grant_id)
        GRANT.next(grant.state, GrantMove.RETURN if bounced else GrantMove.PAY)
    else:
        aid = AidPayment.objects.select_for_update(of=("self",)).get(pk=line.aid_id or 0)
        AID_PAYMENT.next(aid.state, AidMove.RETURN if bounced else AidMove.PAY)


def _let_the_later_hold(row: BankReturnLine, line: PayoutLine, bounced: bool) -> None:
    line.state = PAYOUT.next(line.state, PayoutMove.RETURN if bounced else PayoutMove.PAY).value
    line.bank_return = row.bank_return
    line.reason = (row.reason or BankAnswer.BOUNCED.label.zh)[:200] if bounced else ""
    line.save(update_fields=["state", "bank_return", "reason"])


def _not_to_decide(row: BankReturnLine, line: PayoutLine | None) -> NotToDecide:
    if line is not None and row.outcome == BankAnswer.PAID_AFTER and reissue_state(line) == PayoutState.SENT:
        return NotToDecide(
            "second_payment_on_its_way",
            Text(
                "这笔资助已另列名册发放，银行尚未答复。",
                "The subsidy is on a later list, and the bank has not answered yet.",
            ),
            Text("请等银行对后一份名册的回盘。", "Wait for the bank's answer to the later list."),
        )
    return NotToDecide(
        "nothing_to_decide",
        Text("这一行没有待决定的不一致，或已作决定。", "Nothing is left to decide about this row."),
        Text("请刷新页面查看结果。", "Load the page again to see the result."),
    )
