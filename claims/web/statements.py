"""How is the settlement of a bill printed as one statement (一单制结算单)?"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.queries.bills import visible_bills
from claims.queries.tiers import tier_label
from claims.rules.bill_states import BillState
from claims.web.settlement_view import settlement_of, year_of
from policy.care import Setting
from staff.access import Permission
from staff.operations.reads import read_person
from staff.queries import path_names
from staff.web.permission import OfficerRequest, permission_required

READ, SETTLE = Permission.CLAIMS_READ, Permission.CLAIMS_SETTLE


@require_safe
@permission_required(READ)
def sheet(request: OfficerRequest, pk: int) -> HttpResponse:
    """The statement in plain words, to be printed and handed over."""
    found = visible_bills(request.user, on=timezone.localdate()).select_related("person", "provider")
    bill = get_object_or_404(found, pk=pk)
    read_person(bill.person, by=request.user, division_code=bill.division_code, what="statement")
    context = settlement_of(bill, also_ready=True) | {
        "bill": bill,
        "year": year_of(bill),
        "setting": Setting(bill.setting),
        "tier_of_provider": tier_label(bill.division_code, bill.provider_tier),
        "state": BillState(bill.state),
        "places": path_names([bill.division_code, bill.area]),
    }
    return render(request, "claims/statement_sheet.html", context)
