"""How is a year's fund divided and a critical-illness shortfall covered?"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistance.public_money.models import CriticalIllnessCover, FundSplit
from assistance.public_money.operations import fund_splits
from assistance.public_money.web.public_money_forms import ShortfallForm, SplitForm
from policy.terms import Pool
from staff import access
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import pooling_areas
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER, APPROVE = Permission.FUNDS_READ, Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def split_list(request: OfficerRequest) -> HttpResponse:
    """The splits of the officer's places, and the form to make one."""
    on = timezone.localdate()
    may_make = access.may_anywhere(request.user, ENTER, on=on)
    form = SplitForm(request.POST or None, day=on, initial={"on": on, "year": on.year})
    if request.method == "POST":
        if not may_make:
            access.require(request.user, ENTER, "", on=on)
        if form.is_valid():
            try:
                made = fund_splits.split(**form.cleaned_data, by=request.user, at=timezone.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Divided. It takes effect once another officer approves it."))
                return redirect("assistance:fund_split", made.pk)
    visible = access.scope(FundSplit.objects.all(), request.user, READ, on=on)
    page = page_of(request, visible.order_by("-year", "division_code", "-pk"))
    context = {
        "form": form if may_make else None,
        "page": page,
        "rows": [(row, *_state(row)) for row in page],
        "places": path_names(row.division_code for row in page),
    }
    return render(request, "assistance/fund_splits.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(READ)
def split_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One split: what was raised, pool by pool, by which clause."""
    on = timezone.localdate()
    visible = access.scope(FundSplit.objects.all(), request.user, READ, on=on)
    row = get_object_or_404(visible.select_related("made_by", "approved_by", "request"), pk=pk)
    pools = [(Pool(one.pool), one.amount_fen, one.within) for one in row.pools.order_by("pk")]
    tone, words = _state(row)
    context = {
        "row": row,
        "pools": pools,
        "tone": tone,
        "words": words,
        "place": path_names([row.division_code])[row.division_code],
        "draws": row.draws.order_by("pk"),
        "may_approve": row.approved_by_id is None
        and row.made_by_id != request.user.pk
        and access.may(request.user, APPROVE, row.division_code, on=on),
    }
    return render(request, "assistance/fund_split.html", context)


@require_POST
@permission_required(APPROVE)
def approve(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put a split in force."""
    visible = access.scope(FundSplit.objects.all(), request.user, APPROVE, on=timezone.localdate())
    row = get_object_or_404(visible, pk=pk)
    try:
        fund_splits.approve(made=row, by=request.user, at=timezone.now())
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("In force."))
    return redirect("assistance:fund_split", pk)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def shortfall(request: OfficerRequest) -> HttpResponse:
    """How critical-illness benefits beyond the year's money were covered, and the form to work it out."""
    on = timezone.localdate()
    areas = [
        choice
        for choice in pooling_areas(request.user, ENTER, on=on)
        if access.may(request.user, ENTER, choice[0], on=on)
    ]
    initial: dict[str, Any] = {"year": on.year}
    form = ShortfallForm(request.POST or None, areas=areas, day=on, initial=initial)
    if request.method == "POST":
        if not areas:
            access.require(request.user, ENTER, "", on=on)
        if form.is_valid():
            try:
                fund_splits.cover_shortfall(**form.cleaned_data, by=request.user, at=timezone.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Worked out and kept with its figures."))
                return redirect("assistance:shortfall")
    visible = access.scope(CriticalIllnessCover.objects.all(), request.user, READ, on=on, field="area")
    page = page_of(request, visible.select_related("made_by").order_by("-pk"))
    context = {
        "form": form if areas else None,
        "page": page,
        "places": path_names(row.area for row in page),
    }
    return render(request, "assistance/shortfall.html", context, status=422 if form.errors else 200)


def _state(row: FundSplit) -> tuple[str, str]:
    if row.replaced_at is not None:
        return "secondary", _("replaced by a later one")
    return ("success", _("in force")) if row.approved_by_id else ("warning", _("waits for a second officer"))
