"""How does an officer write down inspections and exchanges of data, and see how many inspections are missing?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from claims.operations import supervision as operations
from claims.queries import supervision as queries
from claims.rules.supervision import LogKind
from enrollment.web.refusing import show_refusal
from staff import access
from staff.access import Permission
from staff.given import year_given
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import DateInput, own_divisions, pooling_areas, set_choices, term_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, WRITE = Permission.CLAIMS_READ, Permission.CLAIMS_REVIEW


class EntryForm(forms.Form):
    kind = forms.ChoiceField(label=lazy("What"))
    area = forms.ChoiceField(label=lazy("Place"))
    held_on = forms.DateField(label=lazy("Held on"), widget=DateInput())
    with_whom = forms.CharField(
        label=lazy("With whom"),
        max_length=100,
        help_text=lazy("Who was inspected, or with whom data were exchanged."),
    )
    outcome = forms.CharField(label=lazy("Outcome"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    document_number = forms.CharField(label=lazy("Notice or voucher number"), max_length=100)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "kind", term_choices(LogKind))
        set_choices(self, "area", areas)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def log(request: OfficerRequest) -> HttpResponse:
    """The log of a year with the inspections that are missing, and the form for a new entry."""
    on = timezone.localdate()
    year = year_given(request.GET.get("year", "")) or on.year
    may_write = access.may_anywhere(request.user, WRITE, on=on)
    places = (
        [one for one in own_divisions(request.user, WRITE, on=on) if len(one[0]) == 6] if may_write else []
    )
    form = EntryForm(request.POST or None, areas=places, initial={"held_on": on})
    if request.method == "POST":
        if not may_write:
            access.require(request.user, WRITE, "", on=on)
        if form.is_valid():
            given = dict(form.cleaned_data)
            kind = LogKind(given.pop("kind"))
            try:
                operations.write_down(kind=kind, **given, by=request.user, at=timezone.now())
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, _("Written down."))
                return redirect("claims:supervision")
    entries = queries.visible_entries(request.user, on=on)
    areas = pooling_areas(request.user, READ, on=on)
    page = page_of(request, entries.filter(held_on__year=year))
    context = {
        "form": form if may_write else None,
        "year": year,
        "page": page,
        "rows": [(one, may_write and not one.taken_back_by_id) for one in page],
        "years": [(name, queries.year_of(entries, code, year)) for code, name in areas],
        "places": path_names(one.area for one in page),
    }
    return render(request, "claims/supervision.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(WRITE)
def take_back(request: OfficerRequest, pk: int) -> HttpResponse:
    """A wrong entry no longer counts."""
    rows = queries.visible_entries(request.user, on=timezone.localdate(), permission=WRITE)
    entry = get_object_or_404(rows, pk=pk)
    try:
        operations.take_back(
            entry=entry, because=request.POST.get("because", ""), by=request.user, at=timezone.now()
        )
        messages.success(request, _("Done."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("claims:supervision")
