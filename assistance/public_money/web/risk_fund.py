"""How does an officer look at the counties' risk funds, propose a movement, and decide on another officer's proposal?"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assistance.public_money.models import RiskFundEntry, RiskFundProposal
from assistance.public_money.operations import risk_fund as operations
from assistance.public_money.queries import risk_fund as queries
from assistance.public_money.web.public_money_forms import RiskFundForm
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER, APPROVE = Permission.FUNDS_READ, Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE
WAITING_MAX = 100


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def risk_fund(request: OfficerRequest) -> HttpResponse:
    """Balances, what waits for a second officer, every movement, and the form to propose one."""
    on = timezone.localdate()
    may_enter = access.may_anywhere(request.user, ENTER, on=on)
    form = RiskFundForm(request.POST or None, day=on, initial={"year": on.year})
    if request.method == "POST":
        if not may_enter:
            access.require(request.user, ENTER, "", on=on)
        if form.is_valid():
            try:
                operations.propose(**form.cleaned_data, by=request.user, at=timezone.now())
            except Refusal as refusal:
                field = refusal.context.get("field")
                form.add_error(field if field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Entered. The balance moves once another officer approves it."))
                return redirect("assistance:risk_fund")
    balances = queries.balances(request.user, on=on)
    proposals = list(queries.waiting(queries.visible_proposals(request.user, on=on))[:WAITING_MAX])
    page = page_of(request, queries.visible_entries(request.user, on=on))
    context = {
        "form": form if may_enter else None,
        "balances": balances.items(),
        "waiting": [(one, _may_decide(request.user, one, on)) for one in proposals],
        "page": page,
        "rows": [(row, _may_take_back(request.user, row, on)) for row in page],
        "places": path_names({row.county for row in [*page, *proposals]} | set(balances)),
    }
    return render(request, "assistance/risk_fund.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(APPROVE)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Approve a proposal of another officer, or turn it down with a reason."""
    visible = queries.visible_proposals(request.user, on=timezone.localdate(), permission=APPROVE)
    proposal, given = get_object_or_404(visible, pk=pk), {"by": request.user, "at": timezone.now()}
    if request.POST.get("decision") == "approve":
        return _acted(
            request, _("Approved: the balance has moved."), operations.approve, proposal=proposal, **given
        )
    because = request.POST.get("because", "")[:300]
    return _acted(request, _("Turned down."), operations.reject, proposal=proposal, because=because, **given)


@require_POST
@permission_required(ENTER)
def take_back(request: OfficerRequest, pk: int) -> HttpResponse:
    """Propose that a wrong opening balance or use be taken back."""
    rows = access.scope(
        RiskFundEntry.objects.all(), request.user, ENTER, on=timezone.localdate(), field="county"
    )
    return _acted(
        request,
        _("Entered. The balance moves once another officer approves it."),
        operations.propose_reversal,
        entry=get_object_or_404(rows, pk=pk),
        document_number=request.POST.get("document_number", "")[:100],
        by=request.user,
        at=timezone.now(),
    )


def _acted(request: OfficerRequest, said: str, act: Any, **given: Any) -> HttpResponse:
    try:
        act(**given)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, said)
    return redirect("assistance:risk_fund")


def _may_decide(officer: Officer, proposal: RiskFundProposal, on: date) -> bool:
    other = proposal.entered_by_id != officer.pk
    return other and access.may(officer, APPROVE, proposal.county, on=on)


def _may_take_back(officer: Officer, row: RiskFundEntry, on: date) -> bool:
    stands = row.kind in ("opening", "use") and not hasattr(row, "reversed_by")
    return stands and access.may(officer, ENTER, row.county, on=on)
