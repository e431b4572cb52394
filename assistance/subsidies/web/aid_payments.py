"""How does an officer see which granted aid is to be paid, and put it on a payout list?"""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from assistance.subsidies.models import PayoutBatch
from assistance.subsidies.operations import payouts
from assistance.subsidies.queries.aid_payments import visible_aid
from assistance.subsidies.rules.aid_payments import AidState
from assistance.subsidies.web.subsidies import PAY, READ
from assistance.subsidies.web.subsidy_forms import MonthForm
from enrollment.web.refusing import show_refusal
from staff import access
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import own_divisions, set_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

LISTS_SHOWN = 50


class AidListForm(MonthForm):
    division_code = forms.ChoiceField(label=gettext_lazy("Place"))
    field_order = ("division_code", "month")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "division_code", places)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def aid_payments(request: OfficerRequest) -> HttpResponse:
    """The aid that cases granted: what is to be paid, and how far it is; makes the next payout list of a place."""
    on = timezone.localdate()
    form = _form(request, on)
    if request.method == "POST":
        if form is None:
            access.require(request.user, PAY, "", on=on)  # there is no place where they may
        elif form.is_valid():
            try:
                batch = payouts.make_aid_list(**form.cleaned_data, by=request.user, at=timezone.now())
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                return redirect("assistance:payout_list", batch.pk)
    rows = visible_aid(request.user, on=on).order_by("-state_since", "-pk")
    state = request.GET.get("state", "")
    if state in {one.value for one in AidState}:
        rows = rows.filter(state=state)
    page = page_of(request, rows)
    read_people(len(page), by=request.user, what="aid_payments")
    lists = access.scope(PayoutBatch.objects.filter(run=None), request.user, READ, on=on).order_by("-pk")
    context = {
        "page": page,
        "places": path_names(payment.division_code for payment in page),
        "states": list(AidState),
        "state": state,
        "form": form,
        "lists": lists[:LISTS_SHOWN],
    }
    return render(
        request, "assistance/aid_payments.html", context, status=422 if form and form.errors else 200
    )


def _form(request: OfficerRequest, on: date) -> AidListForm | None:
    places = own_divisions(request.user, PAY, on=on)
    if not places:
        return None
    given = request.POST if request.method == "POST" else None
    return AidListForm(given, places=places, initial={"month": on.replace(day=1)})
