"""How does an officer look at the ledger of everybody who must be insured, now or as a month was frozen?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from assistance.categories.queries.category_list import category_label
from claims.models import PersonLedgerLine, PersonLedgerMonth
from claims.operations import person_ledgers as operations
from claims.queries import person_ledgers as queries
from claims.queries.person_ledgers import LedgerPlace
from claims.workbooks.person_ledgers import workbook
from enrollment.queries.people import visible_people
from enrollment.queries.reports import latest_year
from enrollment.rules.enrollment_states import EnrollmentState
from enrollment.rules.evidence import Scheme
from enrollment.web.file_results import sent
from policy.book import default_book
from policy.periods import ONE_DAY
from staff import access, audit
from staff.access import Permission
from staff.given import year_given
from staff.operations.reads import read_people, read_person
from staff.queries import path_names
from staff.refusals import Refusal
from staff.rules.divisions import is_division_code
from staff.web.fields import own_divisions, set_choices, years_around
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.places import PlaceChoiceField
from staff.web.refused import tell

READ = Permission.CLAIMS_READ


class LedgerFilter(forms.Form):
    division = PlaceChoiceField(label=lazy("Division"), required=False)
    coverage_year = forms.TypedChoiceField(label=lazy("Coverage year"), coerce=int, required=False)
    month = forms.CharField(
        label=lazy("Frozen month"),
        required=False,
        widget=forms.TextInput(attrs={"type": "month"}),
        help_text=lazy("Empty: as it stands now."),
    )


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; `place` None where no document names who must be insured."""

    form: LedgerFilter
    code: str
    year: int
    place: LedgerPlace | None
    month: PersonLedgerMonth | None
    is_missing: bool  # a month was asked for that was not frozen


@require_safe
@permission_required(READ)
def ledger_page(request: OfficerRequest) -> HttpResponse:
    """Everybody who must be insured in a place, with money, cover and benefits."""
    chosen = _chosen(request)
    page = page_of(request, _lines(chosen))
    read_people(len(page), by=request.user, division_code=chosen.code, what="person_ledger")
    area = chosen.place.area if chosen.place else ""
    context = {
        "chosen": chosen,
        "form": chosen.form,
        "page": page,
        "rows": [shown(line) for line in page],
        "months": queries.months(area, chosen.year)[:24] if area else [],
        "places": path_names([chosen.code, *(line.division_code for line in page)]),
        "may_freeze": bool(area)
        and access.may(request.user, operations.FREEZE, area, on=timezone.localdate()),
    }
    return render(request, "claims/person_ledger.html", context)


@require_safe
@permission_required(READ)
def sheet(request: OfficerRequest) -> HttpResponseBase:
    """The same as a workbook."""
    chosen = _chosen(request)
    if chosen.place is None or chosen.is_missing:
        raise Http404
    month = chosen.month.month.strftime("%Y-%m") if chosen.month else "now"
    told = {"coverage_year": chosen.year, "month": month}
    audit.record(
        "download_person_ledger",
        by=request.user,
        about=("division", chosen.code),
        division_code=chosen.code,
        change=told,
    )
    return sent(
        workbook(_lines(chosen), title=f"{chosen.code} {month}"),
        f"ledger-{chosen.code}-{chosen.year}-{month}.xlsx",
    )


@require_safe
@permission_required(READ)
def person_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One person now, and in every month that was frozen."""
    on = timezone.localdate()
    person = get_object_or_404(visible_people(request.user, on=on, permission=READ), pk=pk)
    read_person(person, by=request.user, division_code=person.division_code, what="person_ledger")
    year = year_given(request.GET.get("coverage_year", "")) or latest_year(person.division_code) or on.year
    place = _place(person.division_code, year, on)
    line = queries.line_now(place, person.pk) if place else None
    frozen = queries.months_of_person(person.pk, year)
    context = {
        "person": person,
        "year": year,
        "place": place,
        "now": shown(line) if line else None,
        "frozen": [shown(one) for one in frozen],
        "places": path_names(
            [person.division_code, *(one.enrolled_in for one in frozen), line.enrolled_in if line else ""]
        ),
    }
    return render(request, "claims/person_ledger_page.html", context)


@require_POST
@permission_required(operations.FREEZE)
def freeze(request: OfficerRequest) -> HttpResponse:
    """Freeze this month's ledger of an area."""
    code, year = request.POST.get("division", "")[:12], year_given(request.POST.get("coverage_year", ""))
    area, at = default_book().pooling_area(code) if is_division_code(code) else None, timezone.now()
    if area is None or year is None:
        messages.error(request, _("Choose a division and a coverage year first."))
        return redirect("claims:person_ledger")
    month = timezone.localdate(at).replace(day=1)
    try:
        operations.freeze(area=area, coverage_year=year, month=month, by=request.user, at=at)
    except Refusal as refusal:
        tell(request, refusal)
        return redirect("claims:person_ledger")
    messages.success(request, _("The month is frozen."))
    return redirect(
        f"{reverse('claims:person_ledger')}?division={code}&coverage_year={year}&month={month:%Y-%m}"
    )


def shown(line: PersonLedgerLine) -> dict[str, Any]:
    """A line with its codes as labels and its last days."""
    return {
        "line": line,
        "category": category_label(line.category),
        "state": EnrollmentState(line.state).label if line.state else None,
        "elsewhere": Scheme(line.elsewhere).label if line.elsewhere else None,
        "last_day": line.cover_until and line.cover_until - ONE_DAY,
        "month": line.ledger.month if line.ledger_id else None,
    }


def _lines(chosen: Chosen) -> Any:
    if chosen.place is None or chosen.is_missing:
        return []
    return queries.lines_of(chosen.month, chosen.code) if chosen.month else queries.lines_now(chosen.place)


def _chosen(request: OfficerRequest) -> Chosen:
    on = timezone.localdate()
    divisions, years = own_divisions(request.user, READ, on=on), years_around(on)
    form = LedgerFilter(request.GET or None)
    code = request.GET.get("division", "") or (divisions[0][0] if divisions else "")
    if code and not (is_division_code(code) and access.may(request.user, READ, code, on=on)):
        raise PermissionDenied
    set_choices(form, "division", divisions if code in dict(divisions) else [(code, code), *divisions])
    set_choices(form, "coverage_year", [(year, str(year)) for year in years])
    given = form.cleaned_data if form.is_valid() else {}
    year = (
        given.get("coverage_year")
        or request.user.working_year
        or (latest_year(code) if code else None)
        or years[0]
    )
    form.initial.update(coverage_year=year, division=code)
    place = _place(code, year, on) if code else None
    text = given.get("month", "")
    month = _month(place, year, text) if place and text else None
    return Chosen(form, code, year, place, month, bool(text) and month is None)


def _place(code: str, year: int, on: date) -> LedgerPlace | None:
    area = default_book().pooling_area(code)
    entry = queries.list_of(area, year) if area else None
    return LedgerPlace(area, code, year, min(on, date(year, 12, 31)), entry) if area and entry else None


def _month(place: LedgerPlace, year: int, text: str) -> PersonLedgerMonth | None:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return queries.months(place.area, year).filter(month=first).first()
