"""What followed from the changes of facts in the officer's divisions, and what of it still waits?"""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from enrollment.models import FollowUp
from enrollment.queries import follow_ups
from enrollment.rules.follow_ups import Fact, Task
from staff.access import Permission
from staff.operations.reads import read_people
from staff.refusals import spoken
from staff.web.fields import ANY
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required


class FollowUpFilter(forms.Form):
    state = forms.ChoiceField(
        label=lazy("State"), required=False, choices=[("open", lazy("waits")), ("all", lazy("all"))]
    )
    task = forms.ChoiceField(label=lazy("What is to be done"), required=False)
    fact = forms.ChoiceField(label=lazy("What changed"), required=False)
    division = forms.CharField(label=lazy("Division code"), required=False, max_length=12)
    person = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, terms in (("task", Task), ("fact", Fact)):
            choices = [*ANY, *((term.value, spoken(term.label)) for term in terms)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]


@require_safe
@permission_required(Permission.PEOPLE_READ)
def follow_up_list(request: OfficerRequest) -> HttpResponse:
    """Each thing that a change touched: whose, what changed, what is to be done, and where."""
    on = timezone.localdate()
    form = FollowUpFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = follow_ups.visible_follow_ups(request.user, on=on)
    if asked.get("person"):
        rows = rows.filter(person_id=asked["person"])
    elif asked.get("state") != "all":
        rows = rows.filter(closed_at=None)
    for name in ("task", "fact"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if division := asked.get("division", "").strip():
        rows = rows.filter(division_code__startswith=division)
    page = page_of(request, rows)
    read_people(len(page), by=request.user, what="follow_ups")
    context = {"form": form, "page": page, "rows": [(row, _address(row)) for row in page], "today": on}
    return render(request, "enrollment/follow_ups.html", context)


def _address(row: FollowUp) -> str:
    found = follow_ups.page_of_thing(row.about, row.person_id)
    return reverse(found[0], args=[found[1]]) if found else ""
