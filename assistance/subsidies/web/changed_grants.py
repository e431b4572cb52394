"""Which premium subsidies stand on something that changed since, what changed, and what is done next?"""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from assistance.subsidies.bulk.changed_grants import CHANGED_MAX, ChangedGrant, changed_grants
from assistance.subsidies.queries.subsidies import places_read, visible_grants
from enrollment.web.enrollments import years_offered
from staff.access import Permission
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.web.fields import set_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

READ = Permission.SUBSIDIES_READ


class ChangedFilter(forms.Form):
    coverage_year = forms.TypedChoiceField(label=lazy("Coverage year"), coerce=int)
    division = forms.RegexField(
        r"^\s*([0-9]{6}|[0-9]{9}|[0-9]{12})\s*\Z", label=lazy("Division code"), required=False, strip=True
    )

    def __init__(self, *args: Any, years: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "coverage_year", years)


@require_safe
@permission_required(READ)
def changed(request: OfficerRequest) -> HttpResponse:
    """The live grants of a year in the officer's places whose category, due or enrollment is no longer what it was."""
    on = timezone.localdate()
    years = [(year, str(year)) for year in years_offered(on, places_read(request.user, on=on))]
    asked = request.GET.copy()
    asked.setdefault("coverage_year", str(years[0][0]))
    form = ChangedFilter(asked, years=years)
    found: list[ChangedGrant] = []
    if form.is_valid():
        places = places_read(request.user, on=on, inside=form.cleaned_data["division"])
        found = changed_grants(places, coverage_year=form.cleaned_data["coverage_year"], on=on)
    page = page_of(request, found)
    read_people(len(page), by=request.user, what="changed_grants")
    rows = visible_grants(request.user, on=on).select_related("person", "decision")
    grants = rows.in_bulk([one.grant_id for one in page])
    context = {
        "form": form,
        "page": page,
        "rows": [(one, grants[one.grant_id]) for one in page],
        "places": path_names(grant.division_code for grant in grants.values()),
        "is_cut": len(found) >= CHANGED_MAX,
        "most": CHANGED_MAX,
    }
    return render(request, "assistance/changed_grants.html", context, status=422 if form.errors else 200)
