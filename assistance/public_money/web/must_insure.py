"""How does an officer look at who must be insured and is not, and say why?"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assistance.categories.rules.not_insured import NotInsuredReason
from assistance.public_money.operations import uninsured
from assistance.public_money.queries import must_insure as found
from assistance.public_money.rules.must_insure import must_insure
from assistance.public_money.workbooks import must_insure as must_insure_book
from assistance.subsidies.web.subsidies import READ
from assistance.subsidies.web.subsidy_forms import WhyForm
from assistance.subsidies.web.subsidy_reports import asked, note_sheet, page_of_sheet
from enrollment.models import Person
from enrollment.queries.policies import policy_of
from enrollment.web.file_results import sent
from policy.book import default_book
from staff import access
from staff.access import Permission
from staff.given import year_given
from staff.queries import path_names
from staff.refusals import Refusal
from staff.rules.divisions import is_division_code
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

FILL = Permission.ROSTERS_FILL


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
        return redirect(page_of_sheet(request, "assistance:must_be_insured"))
    rows = found.uninsured(entry, area=area, place=place, coverage_year=year, on=on)
    shares = found.share(entry, area=area, place=place, coverage_year=year, on=on)
    note_sheet(request, "download_must_be_insured", place, year)
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


def _list_of(place: str, coverage_year: int) -> tuple[Any, str]:
    area = default_book().pooling_area(place) if place else None
    return (must_insure(policy_of(area, coverage_year), coverage_year), area) if area else (None, "")
