"""Which wrongly paid help is claimed back, and how does an officer enter, approve and follow a claim?"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assistance.subsidies.models import RecoveryClaim
from assistance.subsidies.operations import recoveries
from assistance.subsidies.queries.recoveries import visible_claims
from assistance.subsidies.web.recovery_forms import BecauseForm, ClaimForm, DraftForm, RepaymentForm
from enrollment.queries.people import visible_people
from enrollment.web.refusing import show_refusal
from policy.money import format_yuan
from staff import access
from staff.access import Permission
from staff.given import number_given
from staff.queries import path_name
from staff.refusals import Refusal
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER, APPROVE = Permission.CASES_READ, Permission.CASES_ENTER, Permission.CASES_APPROVE


@require_http_methods(["GET", "POST"])
@permission_required(ENTER)
def enter_claim(request: OfficerRequest, person_pk: int) -> HttpResponse:
    """Write down what a person was wrongly paid; another officer approves it."""
    on = timezone.localdate()
    seen = visible_people(request.user, on=on, permission=ENTER).filter(merged_into=None)
    person = get_object_or_404(seen, pk=person_pk)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            claim = recoveries.enter_claim(
                person=person, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Entered. It takes effect once another officer approves it."))
            return redirect("assistance:recovery", claim.pk)
    context = {"form": form, "person": person}
    return render(request, "assistance/recovery_enter.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def claim_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One claim: why, from whom, who agreed, what came back, what is left."""
    on = timezone.localdate()
    seen = visible_claims(request.user, on=on).select_related(
        "person", "case", "entered_by", "approved_by", "rejected_by"
    )
    claim = get_object_or_404(seen, pk=pk)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    repayment = RepaymentForm(request.POST if do == "repay" else None, initial={"paid_on": on})
    because = BecauseForm(request.POST if do in ("reject", "reverse") else None)
    as_drafted = {"amount_fen": format_yuan(claim.amount_fen), "reason": claim.reason}
    draft = DraftForm(request.POST if do == "enter" else None, initial=as_drafted)
    if do:
        form = {"repay": repayment, "reject": because, "reverse": because, "enter": draft}.get(do)
        if form is None or form.is_valid():
            try:
                _act(request, claim, do, form.cleaned_data if form else {})
            except Refusal as refusal:
                if form is not None and refusal.context.get("field") in form.fields:
                    show_refusal(form, refusal)
                else:
                    tell(request, refusal)
                    return redirect("assistance:recovery", pk)
            else:
                messages.success(request, _("Saved."))
                return redirect("assistance:recovery", pk)
    rows = list(claim.repayments.select_related("recorded_by").order_by("pk"))
    reversed_pks = {row.reverses_id for row in rows if row.reverses_id}
    repaid = sum(row.amount_fen for row in rows)
    may_enter = access.may(request.user, ENTER, claim.division_code, on=on)
    may_approve = access.may(request.user, APPROVE, claim.division_code, on=on)
    context = {
        "claim": claim,
        "rows": [(row, row.pk in reversed_pks) for row in rows],
        "repaid": repaid,
        "balance": claim.amount_fen - repaid,
        "place": path_name(claim.division_code),
        "repayment": repayment,
        "because": because,
        "draft": draft,
        "may_enter_draft": may_enter and claim.state == "draft",
        "may_decide": may_approve and claim.state == "waits" and claim.entered_by_id != request.user.pk,
        "may_repay": may_enter and claim.state == "approved",
    }
    faulty = bool(repayment.errors or because.errors or draft.errors)
    return render(request, "assistance/recovery_page.html", context, status=422 if faulty else 200)


def _act(request: OfficerRequest, claim: RecoveryClaim, do: str, given: dict[str, Any]) -> None:
    doing: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    match do:
        case "approve":
            recoveries.approve_claim(claim=claim, **doing)
        case "enter":
            recoveries.enter_draft(claim=claim, **given, **doing)
        case "reject":
            recoveries.reject_claim(claim=claim, because=given["reason"], **doing)
        case "repay":
            recoveries.record_repayment(claim=claim, **given, **doing)
        case "reverse":
            row = get_object_or_404(claim.repayments, pk=number_given(request.POST.get("repayment")))
            recoveries.reverse_repayment(repayment=row, reason=given["reason"], **doing)
