"""How does an officer follow a year of the critical illness insurer, from the premiums to the clearing?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.operations import insurer_years as operations
from claims.operations.insurer_years import Given
from claims.queries import insurer_years as queries
from claims.rules.insurer_years import YearMove, YearState
from enrollment.web.refusing import show_refusal
from staff import access
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import DateInput, YuanField, pooling_areas, set_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER, APPROVE = Permission.FUNDS_READ, Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE
TONES = {YearState.OPEN: "warning", YearState.PROPOSED: "info", YearState.CLEARED: "success"}


class PremiumForm(forms.Form):
    area = forms.ChoiceField(label=lazy("Pooling area"))
    year = forms.IntegerField(label=lazy("Year"), min_value=2018, max_value=2200)
    insurer = forms.CharField(label=lazy("Insurer"), max_length=100)
    amount_fen = YuanField(label=lazy("Amount in yuan"))
    paid_on = forms.DateField(label=lazy("Handed over on"), widget=DateInput())
    document_number = forms.CharField(label=lazy("Notice or voucher number"), max_length=100)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "area", areas)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def year_list(request: OfficerRequest) -> HttpResponse:
    """The years of the officer's pooling areas, and the form that enters what was handed over."""
    on = timezone.localdate()
    areas = pooling_areas(request.user, ENTER, on=on)
    may_enter = access.may_anywhere(request.user, ENTER, on=on)
    form = PremiumForm(request.POST or None, areas=areas, initial={"year": on.year, "paid_on": on})
    if request.method == "POST":
        if not may_enter:
            access.require(request.user, ENTER, "", on=on)
        if form.is_valid():
            try:
                made = operations.hand_over(**form.cleaned_data, by=request.user, at=timezone.now())
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, _("Entered. It counts once another officer approves it."))
                return redirect("claims:insurer_year", made.insurer_year_id)
    page = page_of(request, queries.visible_years(request.user, on=on), size=20)
    rows = [(queries.account_of(row, on=on), TONES[row.state_label]) for row in page]
    context = {
        "form": form if may_enter else None,
        "page": page,
        "rows": rows,
        "places": path_names(row.area for row in page),
    }
    return render(request, "claims/insurer_years.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(READ)
def year_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One year: its account in words, premiums, benefits by month and day, what waits, what may be done."""
    return render(request, "claims/insurer_year.html", _shown(request, pk))


@require_safe
@permission_required(READ)
def sheet(request: OfficerRequest, pk: int) -> HttpResponse:
    """The clearing sheet of the year, to be printed and signed by the bureau, finance and the insurer."""
    return render(request, "claims/insurer_sheet.html", _shown(request, pk))


@require_POST
@permission_required(READ)
def move(request: OfficerRequest, pk: int) -> HttpResponse:
    """Submit, return, confirm or open again."""
    on, sent = timezone.localdate(), request.POST
    row = get_object_or_404(queries.visible_years(request.user, on=on), pk=pk)
    chosen = {one.value: one for one in YearMove}.get(sent.get("move", ""))
    try:
        if chosen is None:
            messages.error(request, _("Choose what to do."))
        else:
            given = Given(sent.get("document_number", ""), sent.get("note", ""), sent.get("because", ""))
            operations.move(row=row, move=chosen, given=given, by=request.user, at=timezone.now())
            messages.success(request, _("Done."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("claims:insurer_year", pk)


@require_POST
@permission_required(APPROVE)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Approve a payment that another officer entered, or turn it down."""
    visible = queries.visible_premiums(request.user, on=timezone.localdate(), permission=APPROVE)
    premium = get_object_or_404(visible, pk=pk)
    try:
        operations.decide(
            premium=premium,
            approve=request.POST.get("decision") == "approve",
            because=request.POST.get("because", ""),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Done."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("claims:insurer_year", premium.insurer_year_id)


@require_POST
@permission_required(ENTER)
def take_back(request: OfficerRequest, pk: int) -> HttpResponse:
    """Ask for an approved payment to be taken back."""
    visible = queries.visible_premiums(request.user, on=timezone.localdate(), permission=ENTER)
    premium = get_object_or_404(visible, pk=pk)
    try:
        operations.take_back(
            premium=premium,
            document_number=request.POST.get("document_number", ""),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Entered. It counts once another officer approves it."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("claims:insurer_year", premium.insurer_year_id)


def _shown(request: OfficerRequest, pk: int) -> dict[str, Any]:
    on, officer = timezone.localdate(), request.user
    row = get_object_or_404(queries.visible_years(officer, on=on), pk=pk)
    may_enter, may_decide = (access.may(officer, one, row.area, on=on) for one in (ENTER, APPROVE))
    premiums = list(
        queries.visible_premiums(officer, on=on).filter(insurer_year=row).order_by("paid_on", "pk")
    )
    gone = {one.reverses_id for one in premiums if one.reverses_id and one.standing != "rejected"}
    open_ = row.state == YearState.OPEN
    return {
        "row": row,
        "found": queries.account_of(row, on=on),
        "tone": TONES[row.state_label],
        "today": on,
        "place": path_names([row.area]).get(row.area, row.area),
        "premiums": [
            (
                one,
                open_ and may_decide and one.standing == "waits" and one.entered_by_id != officer.pk,
                open_
                and may_enter
                and one.standing == "approved"
                and not one.reverses_id
                and one.pk not in gone,
            )
            for one in premiums
        ],
        "moves": queries.moves_for(row, officer, on=on),
    }
