"""How high is the coverage rate of a place, by which formula, and where is it low?"""

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from assistance.public_money.queries.coverage_pictures import tiles
from assistance.public_money.queries.coverage_rates import rates
from enrollment.queries.years import working_year
from policy.book import default_book
from policy.entered import shown
from policy.topics import Topic
from staff import access
from staff.access import Permission
from staff.given import year_given
from staff.rules.divisions import is_division_code
from staff.web.fields import DateInput, own_divisions, set_choices, years_around
from staff.web.permission import OfficerRequest, permission_required
from staff.web.places import PlaceChoiceField

READ = Permission.REPORTS_READ


class RateForm(forms.Form):
    division = PlaceChoiceField(label=lazy("Division"))
    coverage_year = forms.TypedChoiceField(label=lazy("Coverage year"), coerce=int)
    on = forms.DateField(label=lazy("Day"), widget=DateInput())


@require_safe
@permission_required(READ)
def coverage_rates(request: OfficerRequest) -> HttpResponse:
    """Numerator, denominator with its formula, and the ranking of the places inside."""
    on = timezone.localdate()
    divisions = own_divisions(request.user, READ, on=on)
    asked = request.GET.get("division") or (divisions[0][0] if divisions else "")
    years = years_around(on)
    year = (working_year(asked) if is_division_code(asked) else None) or years[0]
    years = sorted({year, *years}, reverse=True)
    chosen = year_given(request.GET.get("coverage_year", "")) or year
    first = {"division": asked, "coverage_year": year, "on": min(on, date(chosen, 12, 31))}
    data = first | {name: request.GET[name] for name in first if request.GET.get(name)}
    if is_division_code(asked) and access.may(request.user, READ, asked, on=on):
        divisions = divisions if asked in dict(divisions) else [(asked, asked), *divisions]
    form = RateForm(data)
    set_choices(form, "division", divisions)
    set_choices(form, "coverage_year", [(one, str(one)) for one in years])
    found = None
    if form.is_valid() and default_book().pooling_area(form.cleaned_data["division"]):
        given = form.cleaned_data
        last = date(given["coverage_year"], 12, 31)
        if given["on"] > last:  # nobody is covered after the year: that day has no answer, its last day has
            given |= {"on": last, "moved_from": given["on"]}
        found = rates(given["division"], coverage_year=given["coverage_year"], on=given["on"])
    context = {
        "form": form,
        "found": found,
        "formula": shown(Topic.COVERAGE_FORMULA, found.formula.value) if found and found.formula else None,
        "asked": form.cleaned_data if form.is_valid() else {},
        "tiles": tiles(found, form.cleaned_data["coverage_year"]) if found else None,
    }
    return render(request, "assistance/coverage_rates.html", context)
