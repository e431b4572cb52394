"""How is money that arrived written down and taken back?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assistance.public_money.operations import fiscal_transfers
from assistance.public_money.queries.public_money import own_counties, visible_transfers
from assistance.public_money.web.public_money_forms import TransferForm
from staff import access
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import pooling_areas
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER = Permission.FUNDS_READ, Permission.FUNDS_ENTER


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def transfer_list(request: OfficerRequest) -> HttpResponse:
    """What arrived in the officer's areas, newest first, and the form to write down more."""
    on = timezone.localdate()
    areas = pooling_areas(request.user, ENTER, on=on)
    form = TransferForm(
        request.POST or None,
        areas=areas,
        day=on,
        initial={name: request.GET.get(name, "") for name in ("area", "fiscal_year", "payer", "county")}
        | {"arrived_on": on},
    )
    if request.method == "POST":
        if not areas:
            access.require(request.user, ENTER, "", on=on)
        if form.is_valid():
            try:
                fiscal_transfers.record(**form.cleaned_data, by=request.user, at=timezone.now())
            except Refusal as refusal:
                field = refusal.context.get("field")
                form.add_error(field if field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Written down."))
                return redirect("assistance:fiscal_transfers")
    visible = visible_transfers(request.user, on=on).select_related("recorded_by", "reversed_by")
    page = page_of(request, visible.order_by("-pk"))
    rows = [
        (row, access.may(request.user, ENTER, row.county or row.area, on=on))
        for row in page
        if not row.county or row.county.startswith(own_counties(request.user, row.area, on=on))
    ]
    context = {
        "form": form if areas else None,
        "page": page,
        "rows": rows,
        "places": path_names({row.county or row.area for row in page}),
    }
    return render(request, "assistance/fiscal_transfers.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(ENTER)
def reverse(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a row back by another."""
    row = get_object_or_404(visible_transfers(request.user, on=timezone.localdate()), pk=pk)
    try:
        because = request.POST.get("because", "")[:300]
        fiscal_transfers.reverse(transfer=row, because=because, by=request.user, at=timezone.now())
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Taken back by a row of its own."))
    return redirect("assistance:fiscal_transfers")
