"""How does an officer look at the ledger of subsidised people?"""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assistance.subsidies.models import Grant
from assistance.subsidies.queries import subsidies
from assistance.subsidies.web.subsidies import READ
from assistance.subsidies.web.subsidy_forms import PlaceAndYear
from assistance.subsidies.workbooks import subsidies as workbooks
from enrollment.web.enrollments import years_offered
from enrollment.web.file_results import sent
from staff import audit
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.web.fields import own_divisions
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required


@require_safe
@permission_required(READ)
def ledger(request: OfficerRequest) -> HttpResponse:
    """Everybody in a place whose subsidy of a year was approved (资助参保台账)."""
    form, place, year, _on = asked(request)
    rows = subsidies.ledger(place, year) if place else Grant.objects.none()
    page = page_of(request, rows)
    read_people(len(page), by=request.user, what="subsidy_ledger")
    context = {
        "form": form,
        "page": page,
        "place": place,
        "year": year,
        "by_category": subsidies.sums(rows.select_related(None).order_by(), "basis") if place else [],
        "places": path_names(grant.division_code for grant in page),
    }
    return render(request, "assistance/subsidy_ledger.html", context)


@require_safe
@permission_required(READ)
def ledger_sheet(request: OfficerRequest) -> HttpResponseBase:
    """The same as a workbook."""
    form, place, year, _on = asked(request)
    if not place or form.errors:  # the page says what is wrong with the choice
        return redirect(page_of_sheet(request, "assistance:subsidy_ledger"))
    rows = subsidies.ledger(place, year)[: subsidies.LEDGER_MAX]
    note_sheet(request, "download_subsidy_ledger", place, year)
    title = f"{_('Subsidy ledger')} {year}"
    return sent(workbooks.ledger(rows, title=title), f"subsidy-ledger-{place}-{year}.xlsx")


def asked(request: OfficerRequest) -> tuple[PlaceAndYear, str, int, date]:
    """The filter, the place (one of the officer's or inside it), the year and today."""
    on = timezone.localdate()
    areas = own_divisions(request.user, READ, on=on)
    years = years_offered(on, [code for code, _name in areas])
    form = PlaceAndYear(request.GET or None, areas=areas, years=years)
    given: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    place = given.get("area") or (areas[0][0] if areas else "")
    year = given.get("coverage_year") or years[0]
    form.initial.update(area=place, coverage_year=year)
    return form, place, year, on


def page_of_sheet(request: OfficerRequest, page: str) -> str:
    """The address of the page that a workbook belongs to, with the same choice."""
    return f"{reverse(page)}?{request.GET.urlencode()}"


def note_sheet(request: OfficerRequest, action: str, place: str, year: int) -> None:
    audit.record(
        action,
        by=request.user,
        about=("division", place),
        division_code=place,
        change={"coverage_year": year},
    )
