"""Where do auditors and bureaus read everything on record about a person, and the sums of a place and year?"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from desk.history.person import history_of
from desk.history.sheets import history_sheet, sums_sheet
from desk.history.sums import PlaceYear, place_year
from enrollment.models import Person
from enrollment.queries.people import visible_people
from enrollment.web.file_results import sent
from staff import access, audit
from staff.access import Permission
from staff.given import year_given
from staff.models import Officer
from staff.queries import path_names
from staff.web.fields import own_divisions, set_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.places import PlaceChoiceField

READ = Permission.HISTORY_READ
YEARS = (2000, 2100)


class PlaceYearForm(forms.Form):
    """Which place and year."""

    division = PlaceChoiceField(label=_("Division"))
    year = forms.IntegerField(label=_("Year"), min_value=YEARS[0], max_value=YEARS[1])

    def __init__(self, *args: Any, divisions: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "division", divisions)


@require_safe
@permission_required(READ)
def person_history(request: OfficerRequest, pk: int) -> HttpResponse:
    """Everything on record about one person, each line with day, amount, clause and its page."""
    person, year = person_for(request.user, pk), year_of(request)
    history = history_of(person, on=timezone.localdate(), by=request.user, year=year)
    context = {
        "person": person,
        "year": year,
        "years": sorted({line.year for line in history.lines}, reverse=True),
        "history": history,
        "page": page_of(request, history.lines, size=100),
        "places": path_names([person.division_code]),
    }
    return render(request, "history/person.html", context)


@require_safe
@permission_required(READ)
def person_workbook(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """The same as a workbook."""
    person = person_for(request.user, pk)
    history = history_of(person, on=timezone.localdate(), by=request.user, year=year_of(request))
    return sent(history_sheet(person, history), f"history-{person.pk}.xlsx")


@require_safe
@permission_required(READ)
def sums(request: OfficerRequest) -> HttpResponse:
    """The sums of every ledger of a place and year, side by side, and whether they agree."""
    form, report = _asked(request)
    context: dict[str, Any] = {"form": form, "report": report}
    if report is not None:
        context["place"] = path_names([report.division_code]).get(report.division_code, report.division_code)
    return render(request, "history/sums.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(READ)
def sums_workbook(request: OfficerRequest) -> HttpResponseBase:
    """The same as a workbook; without a place and year the page asks for them."""
    form, report = _asked(request)
    if report is None:
        return render(request, "history/sums.html", {"form": form, "report": None}, status=422)
    code = report.division_code
    return sent(sums_sheet(report, path_names([code]).get(code, code)), f"ledgers-{code}-{report.year}.xlsx")


def person_for(officer: Officer, pk: int) -> Person:
    """The person, or 404 where the officer may not read histories."""
    return get_object_or_404(visible_people(officer, on=timezone.localdate(), permission=READ), pk=pk)


def sums_for(officer: Officer, division_code: str, year: int) -> PlaceYear:
    """The report, for whoever may read it in that place; that it was read is written to the audit trail."""
    access.require(officer, READ, division_code, on=timezone.localdate())
    audit.record(
        "read_ledger_sums",
        by=officer,
        about=("division", division_code),
        division_code=division_code,
        change={"year": year},
    )
    return place_year(division_code, year)


def year_of(request: HttpRequest) -> int | None:
    """The year asked for, None for all."""
    return year_given(request.GET.get("year"))


def _asked(request: OfficerRequest) -> tuple[PlaceYearForm, PlaceYear | None]:
    on = timezone.localdate()
    divisions = own_divisions(request.user, READ, on=on)
    form = PlaceYearForm(request.GET or None, divisions=divisions, initial={"year": on.year})
    if not form.is_bound or not form.is_valid():
        return form, None
    return form, sums_for(request.user, form.cleaned_data["division"], form.cleaned_data["year"])
