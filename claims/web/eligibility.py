"""How does an officer see whether somebody may draw benefits on a day, and hand over why not yet?"""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from claims.operations import eligibility
from claims.operations.eligibility import LookUp
from claims.rules.eligibility import State
from enrollment.models import Person
from policy.book import default_book
from staff import audit
from staff.access import Permission
from staff.queries import path_names
from staff.web.fields import DateInput
from staff.web.permission import OfficerRequest, permission_required

READ = Permission.ELIGIBILITY_READ
EARLIEST = date(2000, 1, 1)
TONES = {
    State.COVERED: "success",
    State.HELD: "warning",
    State.SUSPENDED: "warning",
    State.WAITING: "warning",
    State.UNDECIDED: "info",
}


class EligibilityForm(forms.Form):
    """Whom and for which day; the number is sent in the body and stands in no address."""

    number = forms.CharField(
        label=_("Document number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    service_on = forms.DateField(label=_("Day of service"), widget=DateInput(min="2000-01-01"))

    def clean_service_on(self) -> date:
        day: date = self.cleaned_data["service_on"]
        if day < EARLIEST:
            raise forms.ValidationError(_("Enter a day from the year 2000 on."))
        return day


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("number")
@permission_required(READ)
def eligibility_page(request: OfficerRequest) -> HttpResponse:
    """Ask by document number and day of service."""
    on = timezone.localdate()
    form = EligibilityForm(request.POST or None, initial={"service_on": on})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        found = eligibility.look_up(
            number=form.cleaned_data["number"], service_on=form.cleaned_data["service_on"], on=on, by=request.user
        )  # fmt: skip
        context |= shown(found)
    return render(request, "claims/eligibility_find.html", context, status=422 if form.errors else 200)


def shown(found: LookUp) -> dict[str, Any]:
    """What the page and the sheet show of an answer."""
    codes = [found.area] + ([found.standing.division_code] if found.standing else [])
    places = path_names(code for code in codes if code)
    answer = found.eligibility
    return {
        "found": found,
        "answer": answer,
        "area_name": places.get(found.area, ""),
        "place": places.get(found.standing.division_code, "") if found.standing else "",
        "tone": TONES.get(answer.state, "danger") if answer else "secondary",
        "reasons": [step for step in answer.steps if step.code != "missing"] if answer else [],
    }


@require_safe
@permission_required(READ)
def sheet(request: OfficerRequest, pk: int) -> HttpResponse:
    """The sheet to hand over for a day (`?on=`), in large type: covered or why not yet, until which day, by which clause."""
    on = timezone.localdate()
    person = get_object_or_404(Person, pk=pk)
    service_on = _day(request.GET.get("on", ""), on)
    found = eligibility.look_up_person(person=person, service_on=service_on, on=on, by=request.user)
    if found.is_outside:
        raise Http404
    audit.record(
        "print_eligibility_sheet", by=request.user, about=person, division_code=person.division_code,
        change={"service_on": service_on},
    )  # fmt: skip
    context = shown(found)
    return render(
        request,
        "claims/eligibility_sheet.html",
        {**context, "person": person, "today": on, "documents": _documents(found)},
    )


def _day(text: str, otherwise: date) -> date:
    try:
        return max(date.fromisoformat(text), EARLIEST)
    except ValueError:
        return otherwise


def _documents(found: LookUp) -> list[tuple[str, str, str]]:
    """The notices behind the clauses: prefix, number, title."""
    if not found.area or found.eligibility is None:
        return []
    policy = default_book().policy(found.area)
    clauses = [found.eligibility.clause, *(step.clause for step in found.eligibility.steps)]
    named: dict[str, tuple[str, str, str]] = {}
    for clause in clauses:
        prefix = clause.partition("-")[0]
        document = policy.document(clause) if clause else None
        if document is not None and prefix not in named:
            named[prefix] = (prefix, document.number, document.title)
    return list(named.values())
