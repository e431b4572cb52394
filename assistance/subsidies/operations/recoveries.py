"""How is wrongly paid help claimed back: entered by one officer, approved by another, repaid in parts, with a balance?"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assistance.subsidies.models import Grant, PayoutLine, RecoveryClaim, Repayment
from assistance.subsidies.queries.recoveries import balance_fen
from enrollment.models import Person
from enrollment.operations.people import InvalidFact, require_reason
from policy.money import format_yuan
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal


class ClaimExists(Refusal):
    """What this help paid is claimed back already; `context["claim_id"]` names the claim."""

    status = 409


class ClaimDecided(Refusal):
    """The claim was approved or rejected before."""

    status = 409


class RepaymentRefused(Refusal):
    """More than the balance, or a receipt that was entered before."""


@transaction.atomic
def enter_claim(
    *,
    person: Person,
    amount_fen: int,
    reason: str,
    document_number: str,
    source: str = "",
    by: Officer,
    at: datetime,
) -> RecoveryClaim:
    """Write down that a person was paid what was not due (追缴登记). It has no effect until another officer approves it.

    `source` names the help, such as "grant:12"; it is claimed back once.
    """
    on = timezone.localdate(at)
    person = person.merged_into or person
    access.require(by, Permission.CASES_ENTER, person.division_code, on=on)
    require_reason(reason)
    require_reason(document_number, field="document_number")
    _require_amount(amount_fen)
    require_new(person, source)
    claim = RecoveryClaim.objects.create(
        person=person, amount_fen=amount_fen, reason=reason.strip()[:300], source=source.strip(),
        document_number=document_number.strip()[:100], division_code=person.division_code, entered_by=by, entered_at=at,
    )  # fmt: skip
    record("enter_recovery", claim, by, at)
    return claim


@transaction.atomic
def approve_claim(*, claim: RecoveryClaim, by: Officer, at: datetime) -> RecoveryClaim:
    """Put a claim in force; nobody approves what they entered."""
    row = _undecided(claim, by=by, on=timezone.localdate(at))
    row.approved_by, row.approved_at = by, at
    row.save(update_fields=["approved_by", "approved_at"])
    record("approve_recovery", row, by, at)
    return row


@transaction.atomic
def reject_claim(*, claim: RecoveryClaim, because: str, by: Officer, at: datetime) -> RecoveryClaim:
    """Nothing is to be recovered."""
    row = _undecided(claim, by=by, on=timezone.localdate(at))
    require_reason(because, field="because")
    row.rejected_by, row.rejected_because = by, because.strip()[:300]
    row.save(update_fields=["rejected_by", "rejected_because"])
    record("reject_recovery", row, by, at)
    return row


def propose_claim(*, grant: Grant, reason: str, at: datetime) -> RecoveryClaim:
    """Open the draft of a claim for a subsidy whose ground fell away after it was paid; the one that is there already."""
    person = grant.person.merged_into or grant.person
    live = RecoveryClaim.objects.filter(source=grant.source, rejected_by=None, withdrawn_at=None).first()
    if live is not None:
        return live
    return propose_claim_of(
        person=person, amount_fen=grant.amount_fen or 0, source=grant.source, reason=reason, at=at
    )


def propose_claim_of(
    *, person: Person, amount_fen: int, source: str, reason: str, at: datetime
) -> RecoveryClaim:
    """Open the draft of a claim for help whose ground fell away, all of it or a part; `source` names the help."""
    claim = RecoveryClaim.objects.create(
        person=person, amount_fen=amount_fen, reason=reason[:300], source=source, document_number="",
        division_code=person.division_code, entered_by=None, entered_at=at,
    )  # fmt: skip
    record("propose_recovery", claim, None, at)
    return claim


def withdraw_draft(*, source: str, at: datetime) -> None:
    """What was paid stands on its ground again and nobody has entered the draft."""
    for claim in RecoveryClaim.objects.filter(source=source, entered_by=None, withdrawn_at=None):
        claim.withdrawn_at = at
        claim.save(update_fields=["withdrawn_at"])
        record("withdraw_recovery_draft", claim, None, at)


@transaction.atomic
def enter_draft(
    *, claim: RecoveryClaim, amount_fen: int, reason: str, document_number: str, by: Officer, at: datetime
) -> RecoveryClaim:
    """Enter a draft under a document, with what is to be recovered of what was paid; another officer approves or rejects it."""
    row = RecoveryClaim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    access.require(by, Permission.CASES_ENTER, row.division_code, on=timezone.localdate(at))
    if row.state != "draft":
        raise _decided_before()
    require_reason(reason)
    require_reason(document_number, field="document_number")
    _require_amount(amount_fen)
    if amount_fen > row.amount_fen:
        raise InvalidFact(
            "more_than_was_paid",
            Text(
                f"追缴金额超过已发放的 {format_yuan(row.amount_fen)} 元。",
                f"More than the {format_yuan(row.amount_fen)} yuan that were paid.",
            ),
            Text("请核对金额。", "Check the amount."),
            field="amount_fen",
        )
    row.amount_fen, row.reason, row.document_number = (
        amount_fen,
        reason.strip()[:300],
        document_number.strip()[:100],
    )
    row.entered_by, row.entered_at = by, at
    row.save(update_fields=["amount_fen", "reason", "document_number", "entered_by", "entered_at"])
    record("enter_recovery", row, by, at)
    return row


def claim_of_payout(
    *, line: PayoutLine, person: Person, document: str, reason: str, by: Officer, at: datetime
) -> RecoveryClaim:
    """The claim for a payment that reached the card beside another one of the same subsidy; it waits for its approval."""
    person = person.merged_into or person
    source = f"payout:{line.pk}"
    require_new(person, source)
    claim = RecoveryClaim.objects.create(
        person=person, amount_fen=line.amount_fen, reason=reason.strip()[:300], source=source, document_number=document,
        division_code=person.division_code, entered_by=by, entered_at=at,
    )  # fmt: skip
    record("enter_recovery", claim, by, at)
    return claim


@transaction.atomic
def record_repayment(
    *, claim: RecoveryClaim, amount_fen: int, paid_on: date, receipt_number: str, by: Officer, at: datetime
) -> Repayment:
    """Money came back. The rows of a claim are only added and never pass what is claimed."""
    row = _in_force(claim, by=by, on=timezone.localdate(at))
    _require_amount(amount_fen)
    require_reason(receipt_number, field="receipt_number")
    if paid_on > timezone.localdate(at):
        raise InvalidFact(
            "paid_in_future",
            Text("还款日期晚于今天。", "The day of payment is in the future."),
            Text("请核对日期。", "Check the day."),
            field="paid_on",
        )
    receipt = receipt_number.strip()
    if row.repayments.filter(receipt_number=receipt, reverses=None).exists():
        raise RepaymentRefused(
            "receipt_entered_before",
            Text(f"票据 {receipt} 已登记。", f"Receipt {receipt} was entered before."),
            Text("请核对票据号。", "Check the number of the receipt."),
            field="receipt_number",
        )
    left = balance_fen(row)
    if amount_fen > left:
        raise RepaymentRefused(
            "more_than_balance",
            Text(
                f"还款超过余额 {format_yuan(left)} 元。",
                f"More than the balance of {format_yuan(left)} yuan.",
            ),
            Text("请核对金额；多还的应退还本人。", "Check the amount; a surplus goes back to the person."),
            field="amount_fen",
        )
    repayment = Repayment.objects.create(
        claim=row,
        amount_fen=amount_fen,
        paid_on=paid_on,
        receipt_number=receipt,
        recorded_by=by,
        recorded_at=at,
    )
    record("record_repayment", row, by, at, repayment=repayment.pk, repaid_fen=amount_fen)
    return repayment


@transaction.atomic
def reverse_repayment(*, repayment: Repayment, reason: str, by: Officer, at: datetime) -> Repayment:
    """A repayment was entered in error or bounced: a negative row takes it back."""
    row = _in_force(repayment.claim, by=by, on=timezone.localdate(at))
    require_reason(reason)
    if repayment.reverses_id is not None or Repayment.objects.filter(reverses=repayment).exists():
        raise RepaymentRefused(
            "reversed_before", Text("这笔还款已经冲回。", "This repayment was taken back already.")
        )
    taken_back = Repayment.objects.create(
        claim=row, amount_fen=-repayment.amount_fen, paid_on=timezone.localdate(at), receipt_number=repayment.receipt_number,
        reverses=repayment, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    record("reverse_repayment", row, by, at, repayment=repayment.pk, reason=reason.strip())
    return taken_back


def _undecided(claim: RecoveryClaim, *, by: Officer, on: date) -> RecoveryClaim:
    row = RecoveryClaim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    access.require(by, Permission.CASES_APPROVE, row.division_code, on=on)
    if row.state != "waits":
        raise _decided_before() if row.entered_by_id is not None else _not_entered()
    assert row.entered_by_id is not None
    require_other_hands(
        by,
        row.entered_by_id,
        what=Text("录入人不能审批自己录入的追缴。", "You entered this claim, so you cannot decide on it."),
    )
    return row


def _decided_before() -> ClaimDecided:
    return ClaimDecided(
        "claim_decided",
        Text("该追缴已经审批。", "This claim was decided on already."),
        Text("请刷新页面查看结果。", "Load the page again to see the result."),
    )


def _not_entered() -> ClaimDecided:
    return ClaimDecided(
        "claim_is_a_draft",
        Text("该追缴尚未由工作人员登记。", "Nobody has entered this draft yet."),
        Text("请先核对金额、注明文号后登记。", "Enter it first, with the amount and a document."),
    )


def _in_force(claim: RecoveryClaim, *, by: Officer, on: date) -> RecoveryClaim:
    row = RecoveryClaim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    access.require(by, Permission.CASES_ENTER, row.division_code, on=on)
    if row.state != "approved":
        raise RepaymentRefused(
            "claim_not_approved",
            Text("该追缴尚未批准，不能登记还款。", "The claim is not approved, so nothing is repaid on it."),
            Text("请先审批。", "Have it approved first."),
        )
    return row


def _require_amount(amount_fen: int) -> None:
    if amount_fen <= 0:
        raise InvalidFact(
            "amount_not_positive",
            Text("金额必须大于零。", "The amount must be more than nothing."),
            Text("请核对金额。", "Check the amount."),
            field="amount_fen",
        )


def require_new(person: Person, source: str) -> None:
    """Refused where this help is claimed back already."""
    if not source.strip():
        return
    live = RecoveryClaim.objects.filter(source=source.strip(), person=person, rejected_by=None)
    known = live.filter(withdrawn_at=None).first()
    if known is not None:
        raise ClaimExists(
            "claim_exists",
            Text(
                f"{source} 已有追缴登记 {known.pk}。", f"{source} is claimed back already, claim {known.pk}."
            ),
            Text("请在该记录上办理。", "Go on with that claim."),
            claim_id=known.pk,
        )


def record(action: str, claim: RecoveryClaim, by: Officer | None, at: datetime, **more: object) -> None:
    audit.record(
        action, by=by, about=claim, division_code=claim.division_code, at=at,
        change={"person": claim.person_id, "amount_fen": claim.amount_fen, "source": claim.source, **more},
    )  # fmt: skip
