"""Which bills and lists of differences wait for two officers, and how do they decide?"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.models import (
    BillReview,
    PlanReason,
    ResettlementPlan,
    ReviewAnswer,
    Statement,
)
from claims.operations import bill_reviews, plans
from claims.queries.bills import filtered, visible_bills
from claims.rules.bill_states import BillState
from claims.rules.review_states import PlanState, ReviewState
from claims.web.review_forms import DifferencesForm, ProposalForm, QueueForm
from policy.care import Payer
from staff import access
from staff.access import Permission
from staff.given import number_given
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import own_divisions
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, SETTLE, REVIEW = Permission.CLAIMS_READ, Permission.CLAIMS_SETTLE, Permission.CLAIMS_REVIEW
WAITING = (BillState.HELD.value, BillState.UNDECIDED.value)


@require_safe
@permission_required(READ)
def queue(request: OfficerRequest) -> HttpResponse:
    """Held and undecided bills, the oldest first, each with why it waits and how far it is."""
    on = timezone.localdate()
    form = QueueForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = visible_bills(request.user, on=on).filter(state__in=WAITING)
    found = filtered(found, state=asked.get("state", ""), inside=asked.get("inside", ""))
    page = page_of(request, found.select_related("person", "provider").order_by("entered_at", "pk"))
    read_people(len(page), by=request.user, what="reviews")
    proposed = {
        review.bill_id: review
        for review in BillReview.objects.filter(
            bill__in=[bill.pk for bill in page], state=ReviewState.PROPOSED
        ).select_related("proposed_by")
    }
    context = {
        "form": form,
        "page": page,
        "rows": [
            (bill, BillState(bill.state), (on - bill.entered_at.date()).days, proposed.get(bill.pk))
            for bill in page
        ],
        "plans": _visible_plans(request, READ).filter(state=PlanState.PROPOSED).count(),
    }
    return render(request, "claims/review_queue.html", context)


@require_POST
@permission_required(SETTLE)
def propose(request: OfficerRequest, pk: int) -> HttpResponse:
    """Propose to release, decide or refuse a waiting bill."""
    on = timezone.localdate()
    bill = get_object_or_404(visible_bills(request.user, on=on, permission=SETTLE), pk=pk)
    form = ProposalForm(request.POST, bill=bill)
    if not form.is_valid():
        for field, errors in form.errors.items():
            label = form.fields[field].label if field in form.fields else ""
            messages.error(request, f"{label}: {' '.join(map(str, errors))}")
        return redirect("claims:bill", pk)
    data = form.cleaned_data
    try:
        bill_reviews.propose_review(
            bill=bill, answer=ReviewAnswer(data["answer"]), document_number=data["document_number"],
            reason=data["reason"], amounts=data.get("amounts"), on=on, by=request.user,
        )  # fmt: skip
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Proposed. Another officer has to agree."))
    return redirect("claims:bill", pk)


@require_POST
@permission_required(REVIEW)
def check(request: OfficerRequest, pk: int) -> HttpResponse:
    """Agree to a proposal, or send it back."""
    on = timezone.localdate()
    visible = access.scope(BillReview.objects.all(), request.user, REVIEW, on=on, field="bill__division_code")
    review = get_object_or_404(visible, pk=pk)
    try:
        if request.POST.get("do") == "approve":
            bill_reviews.approve_review(review=review, on=on, by=request.user)
            messages.success(request, _("Agreed. The bill went on."))
        else:
            bill_reviews.reject_review(
                review=review, reason=request.POST.get("reason", ""), on=on, by=request.user
            )
            messages.success(request, _("Sent back. The bill goes on waiting."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("claims:bill", review.bill_id)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def plan_list(request: OfficerRequest) -> HttpResponse:
    """Lists of differences, and the form that looks for them after a change of policy, figures or categories."""
    on = timezone.localdate()
    divisions = own_divisions(request.user, SETTLE, on=on)
    form = DifferencesForm(request.POST or None, divisions=divisions, initial={"year": on.year})
    if request.method == "POST" and form.is_valid():
        try:
            made = plans.look_for_differences(**form.cleaned_data, on=on, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            text = ngettext(
                "%(count)d list of differences was made.",
                "%(count)d lists of differences were made.",
                len(made),
            )
            messages.success(request, text % {"count": len(made)})
            return redirect("claims:plans")
    found = _visible_plans(request, READ).select_related("person", "proposed_by").order_by("state", "-pk")
    page = page_of(request, found)
    read_people(len(page), by=request.user, what="plans")
    context = {
        "form": form if divisions else None,
        "page": page,
        "rows": [(plan, PlanReason(plan.reason), PlanState(plan.state)) for plan in page],
        "places": path_names(plan.division_code for plan in page),
    }
    return render(request, "claims/plan_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def plan_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One list of differences: each bill before and after; another officer posts or rejects it."""
    on = timezone.localdate()
    plan = get_object_or_404(
        _visible_plans(request, READ).select_related("person", "proposed_by", "checked_by"), pk=pk
    )
    if request.method == "POST":
        try:
            if request.POST.get("do") == "post":
                plans.post_plan(plan=plan, kept=_reasons_to_keep(request), on=on, by=request.user)
                messages.success(request, _("Posted. The year is settled anew."))
            else:
                plans.reject_plan(plan=plan, reason=request.POST.get("reason", ""), on=on, by=request.user)
                messages.success(request, _("Rejected. What was posted stays."))
        except Refusal as refusal:
            tell(request, refusal)
        return redirect("claims:plan", pk)
    lines = plan.lines.select_related("bill__provider").order_by("number")
    context = {
        "plan": plan,
        "reason": PlanReason(plan.reason),
        "state": PlanState(plan.state),
        "rows": [(line, _side_by_side(line.before, line.after)) for line in lines],
        "not_today": [line for line in lines if line.why],
        "may_check": plan.state == PlanState.PROPOSED
        and plan.proposed_by_id != request.user.pk
        and access.may(request.user, REVIEW, plan.division_code, on=on),
        "places": path_names([plan.division_code]),
    }
    return render(request, "claims/plan_page.html", context)


def _reasons_to_keep(request: OfficerRequest) -> dict[int, str]:
    """Bill id -> why it is kept, from the fields `keep_<bill id>`."""
    written = (
        (number_given(name.removeprefix("keep_")), str(text))
        for name, text in request.POST.items()
        if name.startswith("keep_")
    )
    return {bill: text for bill, text in written if bill is not None}


def _side_by_side(
    before: dict[str, int] | None, after: dict[str, int] | None
) -> list[tuple[Payer, Any, Any]]:
    return [
        (payer, (before or {}).get(name), (after or {}).get(name))
        for name, payer in Statement.AMOUNTS.items()
        if (before or {}).get(name) or (after or {}).get(name)
    ]


def _visible_plans(request: OfficerRequest, permission: Permission) -> Any:
    return access.scope(ResettlementPlan.objects.all(), request.user, permission, on=timezone.localdate())
