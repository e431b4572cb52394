"""Which divisions are there, and how does one that the list does not know get in?"""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from staff import access
from staff.access import Permission
from staff.models import Division, DivisionEntry
from staff.operations import division_entries
from staff.queries import path_names
from staff.refusals import Refusal
from staff.rules.divisions import Level, searched_prefix
from staff.web.fields import DateInput
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER, APPROVE = Permission.PARAMETERS_READ, Permission.PARAMETERS_ENTER, Permission.PARAMETERS_APPROVE
SHOWN = 50


class DivisionEntryForm(forms.Form):
    """A division as its document founds or renames it."""

    code = forms.CharField(
        label=gettext_lazy("Division code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code"}),
        help_text=gettext_lazy("6, 9 or 12 digits. A code that is in the list is renamed."),
    )
    name = forms.CharField(label=gettext_lazy("Name of the division"), max_length=60)
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), widget=DateInput())
    replaces = forms.CharField(
        label=gettext_lazy("Codes of divisions that are part of it now"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Separated by spaces. Who holds such a code keeps it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "code"}),
    )
    document_number = forms.CharField(label=gettext_lazy("Notice number"), max_length=100)

    def clean_replaces(self) -> list[str]:
        return str(self.cleaned_data["replaces"]).replace(",", " ").replace("、", " ").split()


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def division_list(request: OfficerRequest) -> HttpResponse:
    """A search in the list, what officers added to it, and the form to add another."""
    on = timezone.localdate()
    may_enter = access.may_anywhere(request.user, ENTER, on=on)
    form = DivisionEntryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            division_entries.enter(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            field = refusal.context.get("field")
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Entered. It takes effect once another officer approves it."))
            return redirect("divisions")
    text = request.GET.get("q", "").strip()[:60]
    divisions = list(_matching(text)[: SHOWN + 1]) if text else []
    page = page_of(request, division_entries.visible(request.user, on=on))
    context = {
        "text": text,
        "divisions": divisions[:SHOWN],
        "is_cut": len(divisions) > SHOWN,
        "places": path_names(division.code for division in divisions[:SHOWN]),
        "page": page,
        "rows": [_row(request, entry, on) for entry in page],
        "form": form if may_enter else None,
    }
    return render(request, "staff/divisions.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(APPROVE)
def decide_division(request: OfficerRequest, pk: int) -> HttpResponse:
    """Approve an entry, or turn it down with the reason."""
    on, at = timezone.localdate(), timezone.now()
    entry = get_object_or_404(division_entries.visible(request.user, on=on), pk=pk)
    try:
        if request.POST.get("do") == "approve":
            division_entries.approve(entry=entry, by=request.user, at=at)
            messages.success(request, _("The division stands in the list now."))
        else:
            because = request.POST.get("because", "")[:300]
            division_entries.reject(entry=entry, because=because, by=request.user, at=at)
            messages.success(request, _("Turned down."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("divisions")


def _matching(text: str) -> QuerySet[Division]:
    """Divisions by the beginning of a code or by a part of a name; villages only by code, there are 620,000 of them."""
    if text.isascii() and text.isdecimal():
        prefix = searched_prefix(text)
        return (
            Division.objects.filter(code__startswith=prefix)
            .select_related("successor")
            .order_by("level", "code")
        )
    named = Q(name__contains=text, level__lte=Level.TOWNSHIP)
    return Division.objects.filter(named).select_related("successor").order_by("level", "code")


def _row(request: OfficerRequest, entry: DivisionEntry, on: date) -> dict[str, Any]:
    may_decide = (
        entry.standing == "waits"
        and entry.entered_by_id != request.user.pk
        and access.may(request.user, APPROVE, entry.code, on=on)
    )
    return {"entry": entry, "may_decide": may_decide}
