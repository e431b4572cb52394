"""What happens to approved help on application when a bill that it counted is settled otherwise, taken back or refunded?

What is not on its way to a card yet follows own cost. What was paid too much is drafted as a claim, which an officer enters
under a document (decision 0058).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from assistance.cases.models import AidCost, AssistanceCase, CaseMember
from assistance.cases.operations.aid import own_now
from assistance.cases.operations.case_transitions import InvalidCase, note
from assistance.cases.queries.aid import answer_of
from assistance.cases.rules.case_reasons import CaseKind
from assistance.cases.rules.case_states import State
from assistance.subsidies.models import AidPayment, RecoveryClaim
from assistance.subsidies.operations import aid_payments, recoveries
from assistance.subsidies.rules.aid_payments import AidState
from enrollment.operations.people import require_reason
from policy.money import format_yuan
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer

HELPED = (State.APPROVED.value, State.CLOSED.value)


@transaction.atomic
def costs_changed(person_ids: Collection[int], *, at: datetime) -> None:
    """Look again at the approved help that counts a bill of these people, under all records of each."""
    rows = AidCost.objects.filter(
        Q(person__in=person_ids) | Q(person__merged_into__in=person_ids), freed_at=None, bill_id__isnull=False
    )
    _look_at_all(rows.values_list("case_id", flat=True), at)


@transaction.atomic
def aid_answered(case_ids: Collection[int], *, at: datetime) -> None:
    """The bank paid or returned what these cases granted: own cost may have changed meanwhile."""
    _look_at_all(case_ids, at)


@transaction.atomic
def record_refund(
    *, cost: AidCost, refunded_fen: int, document_number: str, by: Officer, at: datetime
) -> AidCost:
    """Somebody else paid back a part of a bill after all (如商业保险理赔): `refunded_fen` in all."""
    case = cost.case
    access.require(by, Permission.CASES_ENTER, case.division_code, on=timezone.localdate(at))
    require_reason(document_number, field="document_number")
    row = AidCost.objects.select_for_update(of=("self",)).get(pk=cost.pk)
    if row.freed_at is not None or not 0 < refunded_fen <= row.own_fen:
        raise InvalidCase(
            "invalid_refund",
            Text(f"退费须大于 0，且不超过个人负担 {format_yuan(row.own_fen)} 元。",
                 f"A refund is above 0 and at most the {format_yuan(row.own_fen)} yuan borne."),
            Text("请核对金额。", "Check the amount."),
            field="refunded_fen",
        )  # fmt: skip
    row.refunded_fen, row.refund_document = refunded_fen, document_number.strip()[:100]
    row.save(update_fields=["refunded_fen", "refund_document"])
    note(
        case, "refund", before=case.state, by=by, at=at,
        detail={"cost": row.key, "refunded_fen": refunded_fen, "document": row.refund_document},
    )  # fmt: skip
    _look_at_all([case.pk], at)
    return row


def _look_at_all(case_ids: Iterable[int], at: datetime) -> None:
    """These cases and the others of the same people: what an earlier one counts moves the line of a later one."""
    people = list(CaseMember.objects.filter(case__in=list(case_ids)).values_list("person_id", flat=True))
    if not people:
        return
    ids = CaseMember.objects.filter(person__in=people, case__kind=CaseKind.AID.value).values("case")
    rows = AssistanceCase.objects.filter(pk__in=ids, state__in=HELPED, approved_by__isnull=False)
    cases = list(rows.order_by("pk").select_for_update(of=("self",)))
    now = own_now(cases)
    for case in cases:
        _look(case, now, at)


def _look(case: AssistanceCase, own: Mapping[int, int], at: datetime) -> None:
    """Hold what was paid against what the case would come to now; the draft says the difference that is not claimed yet."""
    now = answer_of(case, own, anew=True).fen
    payment = AidPayment.objects.filter(case=case).first()
    if payment is not None and now is not None:
        aid_payments.follow(payment, fen=now, at=at)
    paid = payment.amount_fen if payment is not None and payment.state == AidState.PAID else 0
    source = f"aid:{case.pk}"
    live = RecoveryClaim.objects.filter(
        Q(source=source) | Q(source__startswith=f"{source}:"), rejected_by=None, withdrawn_at=None
    )
    claimed = live.exclude(entered_by=None).aggregate(fen=Sum("amount_fen"))["fen"] or 0
    too_much = 0 if now is None else paid - now - claimed
    draft = live.filter(entered_by=None).first()
    if draft is not None and draft.amount_fen != too_much:
        recoveries.withdraw_draft(source=draft.source, at=at)
        draft = None
    if too_much > 0 and draft is None:
        person = case.person.merged_into or case.person
        count = live.exclude(entered_by=None).count()
        recoveries.propose_claim_of(
            person=person, amount_fen=too_much, source=source if count == 0 else f"{source}:{count + 1}",
            reason=f"依申请救助 {case.number} 计入的个人负担减少，多救助 {format_yuan(too_much)} 元", at=at,
        )  # fmt: skip
