"""How do two officers decide about a bill that is held or that the documents leave undecided?"""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from claims.bulk.benefit_year_locks import lock_years
from claims.models import Bill, BillReview, ReviewAnswer
from claims.operations.bills import move
from claims.operations.settlement import Settled, settle
from claims.queries.benefit_years import bill_key, kept_records
from claims.rules.bill_states import BILL, BillState, Move
from claims.rules.review_states import REVIEW, ReviewMove
from enrollment.operations.people import require_reason
from policy.care import Tier
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal


class ReviewRefused(Refusal):
    """The review cannot be proposed or decided."""


@transaction.atomic
def propose_review(
    *,
    bill: Bill,
    answer: ReviewAnswer,
    document_number: str,
    reason: str,
    on: date,
    by: Officer,
    amounts: Mapping[Tier, int] | None = None,
) -> BillReview:
    """Propose to release, decide or refuse a waiting bill (提出处理意见); amounts by tier where no document states them."""
    access.require(by, Permission.CLAIMS_SETTLE, bill.division_code, on=on)
    require_reason(reason)
    require_reason(document_number, field="document_number")
    locked = Bill.objects.select_for_update(of=("self",)).get(pk=bill.pk)
    if not BILL.allows(locked.state, Move(answer)):
        label = BillState(locked.state).label
        raise ReviewRefused(
            "bill_does_not_wait_for_this",
            Text(f"账单当前为“{label.zh}”，不能这样处理。", f"The bill is “{label.en}”: this answer does not fit."),
            Text("待放行的可放行或不予支付；待决定的可决定金额或不予支付。",
                 "A held bill may be released or refused, an undecided one decided or refused."),
            bill_id=bill.pk,
        )  # fmt: skip
    given = {tier.value: fen for tier, fen in (amounts or {}).items()}
    if (answer is ReviewAnswer.DECIDE) != bool(given) or any(
        fen < 0 or fen > locked.eligible_fen for fen in given.values()
    ):
        raise ReviewRefused(
            "amounts_do_not_fit",
            Text("决定须写明各层支付金额，且在零与合规费用之间；放行和不予支付不写金额。",
                 "A decision states what a tier pays, between nothing and the compliant cost; a release or refusal states none."),
            Text("请核对金额。", "Check the amounts."),
            bill_id=bill.pk,
        )  # fmt: skip
    try:
        with transaction.atomic():
            review = BillReview.objects.create(
                bill=locked, answer=answer, amounts=given, holds=locked.holds, document_number=document_number.strip(),
                reason=reason.strip()[:300], proposed_by=by, proposed_on=on,
            )  # fmt: skip
    except IntegrityError:
        raise ReviewRefused(
            "review_waits",
            Text(
                "该账单已有待复核的意见。", "A proposal for this bill waits for its second officer already."
            ),
            Text("请先复核或退回该意见。", "Decide about that one first."),
            bill_id=bill.pk,
        ) from None
    audit.record(
        "propose_bill_review", by=by, about=locked, division_code=locked.division_code,
        change={"answer": answer.value, "amounts": given, "document": document_number, "reason": reason},
    )  # fmt: skip
    return review


@transaction.atomic
def approve_review(*, review: BillReview, on: date, by: Officer) -> Settled | None:
    """Agree to a proposal (复核同意): the bill is settled at once, or refused for good."""
    review, bill = _open(review, ReviewMove.APPROVE, on=on, by=by)
    review.state = REVIEW.next(review.state, ReviewMove.APPROVE)
    review.checked_by, review.checked_on = by, on
    review.save(update_fields=["state", "checked_by", "checked_on"])
    move(bill, Move(review.answer))
    audit.record(
        "approve_bill_review", by=by, about=bill, division_code=bill.division_code,
        change={"review": review.pk, "answer": review.answer},
    )  # fmt: skip
    if review.answer == ReviewAnswer.REFUSE:
        return None
    return settle(bill=bill, on=on, by=by)


@transaction.atomic
def reject_review(*, review: BillReview, reason: str, on: date, by: Officer) -> BillReview:
    """Send a proposal back (复核退回); the bill goes on waiting."""
    require_reason(reason)
    review, bill = _open(review, ReviewMove.REJECT, on=on, by=by)
    review.state = REVIEW.next(review.state, ReviewMove.REJECT)
    review.checked_by, review.checked_on = by, on
    review.rejected_because = reason.strip()[:300]
    review.save(update_fields=["state", "checked_by", "checked_on", "rejected_because"])
    audit.record(
        "reject_bill_review", by=by, about=bill, division_code=bill.division_code,
        change={"review": review.pk, "reason": reason},
    )  # fmt: skip
    return review


def _open(review: BillReview, made: ReviewMove, *, on: date, by: Officer) -> tuple[BillReview, Bill]:
    lock_years([bill_key(review.bill, kept_records([review.bill.person_id]))])
    review = BillReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    bill = Bill.objects.get(pk=review.bill_id)
    access.require(by, Permission.CLAIMS_REVIEW, bill.division_code, on=on)
    if not (REVIEW.allows(review.state, made) and BILL.allows(bill.state, Move(review.answer))):
        raise ReviewRefused(
            "review_not_open",
            Text("该意见已处理，或账单状态已变。", "The proposal was dealt with, or the bill moved on."),
            Text("请刷新页面。", "Reload the page."),
            bill_id=bill.pk,
        )
    require_other_hands(
        by,
        review.proposed_by_id,
        what=Text("提出意见的人员不能自己复核。", "Whoever made the proposal cannot approve it."),
        code="maker_is_checker",
        bill_id=bill.pk,
    )
    return review, bill
