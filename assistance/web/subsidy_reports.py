"""How does an officer look at the ledger of subsidised people, and at who must be insured and is not?"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assistance.models import Grant
from assistance.operations import uninsured
from assistance.queries import must_insure as found
from assistance.queries import subsidies
from assistance.rules.must_insure import must_insure
from assistance.rules.not_insured import NotInsuredReason
from assistance.web.subsidies import READ
from assistance.web.subsidy_forms import PlaceAndYear, WhyForm
from assistance.workbooks import must_insure as must_insure_book
from assistance.workbooks import subsidies as workbooks
from enrollment.models import Person
from enrollment.queries.policies import policy_of
from enrollment.web.enrollments import years_offered
from enrollment.web.file_results import sent
from policy.book import default_book
from staff import access, audit
from staff.access import Permission
from staff.given import year_given
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.rules.divisions import is_division_code
from staff.web.fields import own_divisions
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

FILL = Permission.ROSTERS_FILL


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
        return redirect(_page_of_sheet(request, "assistance:subsidy_ledger"))
    rows = subsidies.ledger(place, year)[: subsidies.LEDGER_MAX]
    _note(request, "download_subsidy_ledger", place, year)
    title = f"{_('Subsidy ledger')} {year}"
    return sent(workbooks.ledger(rows, title=title), f"subsidy-ledger-{place}-{year}.xlsx")


@require_safe
@permission_required(READ)
def must_be_insured(request: OfficerRequest) -> HttpResponse:
    """Who must be insured and has no cover today, village by village, with the reason."""
    form, place, year, on = asked(request)
    entry, area = _list_of(place, year)
    rows = found.uninsured(entry, area=area, place=place, coverage_year=year, on=on) if entry else []
    total, covered = (
        found.share(entry, area=area, place=place, coverage_year=year, on=on) if entry else (0, 0)
    )
    page = page_of(request, rows)
    context = {
        "form": form,
        "page": page,
        "place": place,
        "year": year,
        "on": on,
        "entry": entry,
        "is_pooled": bool(area),
        "total": total,
        "covered": covered,
        "percent": f"{100 * covered / total:.2f}" if total else "—",
        "places": path_names(row.division_code for row in page),
        "why_form": WhyForm() if access.may_anywhere(request.user, FILL, on=on) else None,
    }
    return render(request, "assistance/must_be_insured.html", context)


@require_safe
@permission_required(READ)
def must_be_insured_sheet(request: OfficerRequest) -> HttpResponseBase:
    """The same as a workbook."""
    form, place, year, on = asked(request)
    entry, area = _list_of(place, year)
    if entry is None or form.errors:
        return redirect(_page_of_sheet(request, "assistance:must_be_insured"))
    rows = found.uninsured(entry, area=area, place=place, coverage_year=year, on=on)
    shares = found.share(entry, area=area, place=place, coverage_year=year, on=on)
    _note(request, "download_must_be_insured", place, year)
    return sent(must_insure_book.uninsured(rows, share=shares, on=on), f"must-be-insured-{place}-{year}.xlsx")


@require_POST
@permission_required(FILL)
def say_why(request: OfficerRequest, person_id: int) -> HttpResponse:
    """The township says why somebody is not insured."""
    people = access.scope(
        Person.objects.filter(merged_into=None), request.user, FILL, on=timezone.localdate()
    )
    person = get_object_or_404(people, pk=person_id)
    form = WhyForm(request.POST)
    year = year_given(request.POST.get("coverage_year"))
    if not form.is_valid() or year is None:
        messages.error(request, _("Choose a reason."))
    else:
        try:
            uninsured.say_why(
                person=person, coverage_year=year, reason=NotInsuredReason(form.cleaned_data["reason"]),
                remark=form.cleaned_data["remark"], by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            tell(request, refusal)
        else:
            messages.success(request, _("Written down."))
    area = request.POST.get("area", "")
    back = reverse("assistance:must_be_insured")
    return redirect(
        f"{back}?area={area}&coverage_year={year}" if is_division_code(area) and year is not None else back
    )


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


def _list_of(place: str, coverage_year: int) -> tuple[Any, str]:
    area = default_book().pooling_area(place) if place else None
    return (must_insure(policy_of(area, coverage_year), coverage_year), area) if area else (None, "")


def _page_of_sheet(request: OfficerRequest, page: str) -> str:
    """The address of the page that a workbook belongs to, with the same choice."""
    return f"{reverse(page)}?{request.GET.urlencode()}"


def _note(request: OfficerRequest, action: str, place: str, year: int) -> None:
    audit.record(
        action,
        by=request.user,
        about=("division", place),
        division_code=place,
        change={"coverage_year": year},
    )
