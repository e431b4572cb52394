"""How is a refund asked for, approved by another officer, set aside, withdrawn, and given its evidence?

No money moves here: it stays on its due or held on its line until the tax bureau says that it has paid (`refund_answers`, or its
line in a tax file).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.http import FileResponse
from django.utils import timezone

from enrollment.bulk import refund_matches
from enrollment.bulk.slots import lock_people
from enrollment.models import PaymentLine, Person, Refund, RefundDocument, RefundPart
from enrollment.operations.people import require_reason
from enrollment.operations.refund_refusals import (
    RefundMoved,
    RefundRefused,
    account_of,
    require_date,
    require_payee,
)
from enrollment.queries import refunds as queries
from enrollment.rules.documents import mask_account
from enrollment.rules.refund_states import (
    KNOWN,
    NEEDS_REASON,
    REFUND,
    RefundGround,
    RefundMove,
    RefundState,
)
from enrollment.rules.refunds import RefundAnswer, Verdict, parts_of
from intake import vault
from intake.operations import attachments
from policy.money import format_yuan
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer

RESOLVE, DECIDE = Permission.EXCEPTIONS_RESOLVE, Permission.EXCEPTIONS_DECIDE


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an application says. The money goes to `payee_account`; `payee_relation` says why where the owner is another."""

    ticket: str
    ground: RefundGround
    amount_fen: int
    received_on: date
    payee: str
    payee_account: str
    payee_relation: str = ""
    payer: str = ""
    payer_account: str = ""


@transaction.atomic
def apply(*, asked: Asked, by: Officer, at: datetime) -> Refund:
    """Ask for money of a ticket to be given back; what the system proposed for it, or what came back, becomes the application.

    Raises `RefundRefused` with the field: no such payment here, on a refund already, more than is left, account of another.
    """
    on = timezone.localdate(at)
    line, person = _payment(asked.ticket.strip(), by, on)
    access.require(by, RESOLVE, line.division_code, on=on)
    known = _open_refund(line)
    assert line.paid_at is not None
    require_date(asked.received_on, paid_on=timezone.localdate(line.paid_at), on=on)
    account, payer_account = account_of(asked.payee_account), ""
    if asked.payer_account.strip():
        payer_account = account_of(asked.payer_account, field="payer_account")
    require_payee(person, asked.payee, asked.payee_relation)
    facts = queries.facts_of(line, person, asked.ground, asked.amount_fen, asked.received_on)
    answer = queries.answer_of(facts, line.division_code, on)
    if answer.verdict is Verdict.REFUSED:
        raise RefundRefused(
            "refund_impossible", answer.text, answer.remedy, field=_field_of(asked, facts.available_fen)
        )
    refund = known or Refund(
        line=line, person=person, ticket=line.ticket, coverage_year=line.coverage_year or 0,
        division_code=line.division_code, opened_at=at, state=RefundState.SUBMITTED.value,
    )  # fmt: skip
    before = refund.state if known else ""
    if known is not None:
        refund.state = REFUND.next(known.state, RefundMove.APPLY).value
    refund.ground, refund.amount_fen, refund.received_on = (
        asked.ground.value,
        asked.amount_fen,
        asked.received_on,
    )
    _take_accounts(refund, asked, account, payer_account)
    refund.answer = _told(answer)
    refund.asked_by, refund.asked_at, refund.since = by, at, at
    refund.decided_by = refund.decided_at = refund.listed_as = None
    refund.because = refund.document_number = ""
    refund.save()
    refund.parts.all().delete()
    RefundPart.objects.bulk_create(
        RefundPart(refund=refund, payee=part.payee, amount_fen=part.amount_fen, source=part.source)
        for part in parts_of(facts, queries.paid_to_person(person, refund.coverage_year))
    )
    # Whoever works on the exceptions has nothing more to do with it.
    PaymentLine.objects.filter(pk=line.pk, held_fen__gt=0).update(is_open=False)
    _record("apply_refund", refund, before, by, at)
    return refund


@transaction.atomic
def move(
    *,
    refund: Refund,
    made: RefundMove,
    because: str = "",
    document_number: str = "",
    by: Officer,
    at: datetime,
) -> Refund:
    """Approve, turn down, withdraw, set aside a refund or take it up again; who asked for it does not decide on it."""
    on = timezone.localdate(at)
    refund = _locked(refund)
    permissions = REFUND.permissions(made)
    if (
        made in (RefundMove.APPLY, RefundMove.LIST)
        or not permissions
        or not REFUND.allows(refund.state, made)
    ):
        raise RefundMoved(
            "refund_state",
            Text(
                f"该退费当前为“{refund.state_label.label.zh}”，不能“{made.label.zh}”。",
                f"The refund is “{refund.state_label.label.en}”: “{made.label.en}” is not possible.",
            ),
            Text("请刷新页面查看最新状态。", "Load the page again to see its present state."),
            refund_id=refund.pk,
        )
    access.require(by, permissions[0], refund.division_code, on=on)
    if made in NEEDS_REASON:
        require_reason(because, field="because")
    if made in (RefundMove.APPROVE, RefundMove.REJECT):
        what = Text(
            "申请人不能复核自己提出的退费。", "You asked for this refund, so you cannot decide on it."
        )
        require_other_hands(by, refund.asked_by_id, what=what)
        refund.decided_by, refund.decided_at = by, at
    if made is RefundMove.APPROVE:
        _require_ground(refund, document_number, on)
        refund.document_number = document_number.strip()[:100]
    before, refund.state = refund.state, REFUND.next(refund.state, made).value
    refund.since, refund.because = at, because.strip()[:300]
    refund.save()
    if made in (RefundMove.REJECT, RefundMove.WITHDRAW):
        PaymentLine.objects.filter(pk=refund.line_id, held_fen__gt=0).update(is_open=True)
    _record(f"{made.value}_refund", refund, before, by, at)
    refund_matches.follow([refund.line_id], at=at)  # money that is held still is looked after still
    return refund


@transaction.atomic
def attach(
    *, refund: Refund, content: BinaryIO, name: str, title: str, by: Officer, at: datetime
) -> RefundDocument:
    """Keep a picture or PDF as evidence of a refund, as long as nobody has approved it."""
    refund = _locked(refund)
    access.require(by, RESOLVE, refund.division_code, on=timezone.localdate(at))
    editable = (RefundState.PROPOSED, RefundState.SUBMITTED, RefundState.RETURNED, RefundState.REJECTED)
    if refund.state_label not in editable:
        raise RefundMoved(
            "refund_state",
            Text("该退费已经复核，不能再加材料。", "The refund was approved: nothing is added to it."),
            Text("需要补充的，先撤回申请。", "To add something, withdraw the application first."),
            refund_id=refund.pk,
        )
    known = refund.documents.filter(removed_at=None).values_list("sha256", flat=True)
    fields = attachments.attached(content, name=name, title=title, known=frozenset(known), by=by, at=at)
    document = RefundDocument.objects.create(refund=refund, **fields)
    _record(
        "attach_refund_document", refund, refund.state, by, at, document=document.pk, title=document.title
    )
    return document


def as_download(document: RefundDocument, *, by: Officer, at: datetime) -> FileResponse:
    """The evidence, for who may see the refund; that it was looked at is written down."""
    refund = document.refund
    access.require(by, queries.READ, refund.division_code, on=timezone.localdate(at))
    _record("read_refund_document", refund, refund.state, by, at, document=document.pk)
    return attachments.as_download(document)


def payee_account(refund: Refund) -> str:
    """The account in clear; the caller has shown the right to see it."""
    assert refund.payee_account_sealed is not None
    return vault.unseal(bytes(refund.payee_account_sealed), bound_to=f"refund:{refund.ticket}")


# -- what stands in the way ---------------------------------------------------------------------------------------


def _payment(ticket: str, by: Officer, on: date) -> tuple[PaymentLine, Person]:
    """The payment under a ticket, locked with its person."""
    mine = access.scope(PaymentLine.objects.all(), by, RESOLVE, on=on)
    line = (
        mine.filter(ticket=ticket, owns_ticket=True, kind__in=queries.PAYS).select_related("person").first()
    )
    if not ticket or line is None:
        raise RefundRefused(
            "no_such_payment",
            Text(f"您的辖区内没有税票号码为“{ticket}”的缴费。", f"There is no payment with ticket “{ticket}” in your area."),
            Text("请核对税票号码；缴费尚未入库的，等税务文件到达后再办理。",
                 "Check the number; if the payment has not come in yet, wait for the tax file."),
            field="ticket",
        )  # fmt: skip
    if line.person is None or line.paid_at is None:
        raise RefundRefused(
            "payment_of_nobody",
            Text("这笔缴费还没有对应到人员。", "This payment belongs to nobody on record yet."),
            Text("请先在“异常”中将其对应到人员。", "Attach it to a person in the exceptions first."),
            field="ticket", line_id=line.pk,
        )  # fmt: skip
    person = line.person.merged_into or line.person
    lock_people([person.document_hash])
    return PaymentLine.objects.select_for_update(of=("self",)).get(pk=line.pk), person


def _open_refund(line: PaymentLine) -> Refund | None:
    """What stands on the payment and may become the application; refuses a ticket that somebody asked for already."""
    states = [state.value for state in KNOWN]
    # By the ticket too: after its file was taken back and sent again, the payment is another line.
    found = (
        Refund.objects.select_for_update(of=("self",))
        .filter(ticket=line.ticket, state__in=states)
        .order_by("-pk")
        .first()
    )
    if found is None:
        return None
    if not REFUND.allows(found.state, RefundMove.APPLY):
        state = found.state_label.label
        raise RefundMoved(
            "ticket_on_a_refund",
            Text(
                f"该税票已有退费（第 {found.pk} 号，{state.zh}）。",
                f"This ticket stands on refund {found.pk} already ({state.en}).",
            ),
            Text("请打开该退费办理；要更改的先撤回。", "Open that refund; to change it, withdraw it first."),
            field="ticket", refund_id=found.pk,
        )  # fmt: skip
    found.line = line
    return found


def _require_ground(refund: Refund, document_number: str, on: date) -> None:
    """Whether it may be approved: by the rules, or under a document where they leave it to an officer, with its evidence."""
    facts = queries.facts_of(
        refund.line, refund.person, refund.ground_label, refund.amount_fen, refund.received_on or on
    )
    answer = queries.answer_of(facts, refund.division_code, on)
    if answer.verdict is Verdict.REFUSED:
        raise RefundRefused("refund_impossible", answer.text, answer.remedy, refund_id=refund.pk)
    if answer.verdict is Verdict.WAITS and not document_number.strip():
        raise RefundRefused(
            "document_required", answer.text,
            Text("请填写决定退费的文号。", "Give the document under which the refund is decided."), field="document_number",
        )  # fmt: skip
    own = refund.payee == refund.person.name
    if (
        not (own and queries.is_shown_by_record(refund))
        and not refund.documents.filter(removed_at=None).exists()
    ):
        raise RefundRefused(
            "evidence_required",
            Text("没有上传证明材料。", "No evidence is attached."),
            Text("请上传情形或收款关系的证明（图片或PDF）。", "Attach what proves the ground, or whose account it is."),
            field="file",
        )  # fmt: skip
    refund.answer = _told(answer)


def _locked(refund: Refund) -> Refund:
    lock_people([Person.objects.get(pk=refund.person_id).document_hash])
    return Refund.objects.select_for_update(of=("self",)).select_related("person", "line").get(pk=refund.pk)


def _take_accounts(refund: Refund, asked: Asked, account: str, payer_account: str) -> None:
    bound = f"refund:{refund.ticket}"
    refund.payee, refund.payee_relation = asked.payee.strip()[:100], asked.payee_relation.strip()[:100]
    refund.payee_account_sealed = vault.seal(account, bound_to=bound)
    refund.payee_account_masked = mask_account(account)
    refund.payer = asked.payer.strip()[:100]
    refund.payer_account_sealed = vault.seal(payer_account, bound_to=bound) if payer_account else None
    refund.payer_account_masked = mask_account(payer_account)


def _field_of(asked: Asked, available_fen: int) -> str:
    return (
        "ground" if asked.ground is RefundGround.DIED and 0 < asked.amount_fen <= available_fen else "amount"
    )


def _told(answer: RefundAnswer) -> dict[str, Any]:
    return {
        "verdict": answer.verdict.value,
        "text": answer.text._asdict(),
        "clause": answer.clause,
        "decided_by": answer.missing.decided_by._asdict() if answer.missing else None,
    }


def _record(action: str, refund: Refund, before: str, by: Officer, at: datetime, **more: object) -> None:
    change: Mapping[str, object] = {
        "ticket": refund.ticket, "ground": refund.ground, "yuan": format_yuan(refund.amount_fen), "before": before,
        "state": refund.state, "document": refund.document_number, "because": refund.because, **more,
    }  # fmt: skip
    audit.record(action, by=by, about=refund, division_code=refund.division_code, at=at, change=change)
