"""How do the dues of a place stand, who has not paid, and how are dues issued?"""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enrollment import result_workbooks
from enrollment.models import BaseAnswer
from enrollment.operations import dues, kept_counts
from enrollment.queries import reports
from enrollment.queries.base_answers import latest_answers
from enrollment.queries.policies import is_open
from enrollment.web import payment_forms
from enrollment.web.file_results import sent
from policy.book import default_book
from policy.money import format_yuan
from staff import access, audit
from staff.access import Permission
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.rules.divisions import is_division_code
from staff.web import fields
from staff.web.fields import own_divisions
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

READ, ISSUE = Permission.DUES_READ, Permission.DUES_ISSUE
UNPAID_SHOWN = 2_000
LIST_PAGE_SIZE = 20


@require_safe
@permission_required(READ)
def due_list(request: OfficerRequest) -> HttpResponse:
    """Totals of the places inside a division, and its dues one by one."""
    on = timezone.localdate()
    form, place, year, state = asked(request, on)
    context: dict[str, Any] = {"form": form, "place": place, "year": year, "state": state}
    if place:
        counted = kept_counts.counted("place_totals", {"place": place, "year": year}, now=timezone.now())
        totals = [reports.PlaceTotals(**row) for row in counted.found or ()]
        page = page_of(request, reports.dues_in(place, year, state=state), size=LIST_PAGE_SIZE)
        rows = reports.with_balances(page)
        read_people(len(rows), by=request.user, division_code=place, what="dues_list")
        context |= {
            "totals": totals,
            "year_is_open": is_open(place, year),
            "counted": counted,
            "total": reports.sum_of(totals),
            "page": page,
            "rows": rows,
            "places": path_names(
                [place, *(row.place for row in totals), *(row.due.division_code for row in rows)]
            ),
        }
    context["may_issue"] = access.may_anywhere(request.user, ISSUE, on=on)
    return render(request, "enrollment/due_list.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(ISSUE)
def issue(request: OfficerRequest) -> HttpResponse:
    """Charge everybody of a division who is enrolled for a year and has no due yet."""
    on = timezone.localdate()
    divisions = own_divisions(request.user, ISSUE, on=on)
    form = payment_forms.IssueForm(
        request.POST or None,
        divisions=divisions,
        years=fields.years_around(on),
        initial=request.GET.dict(),
    )
    if request.method == "POST" and form.is_valid():
        place, year = form.cleaned_data["division"], form.cleaned_data["coverage_year"]
        area = default_book().pooling_area(place)
        if area is None:
            form.add_error(
                "division",
                _("Funds are not pooled at this level, or no rules are entered. Choose a city or county."),
            )
        else:
            try:
                issued = dues.issue(
                    area=area, coverage_year=year, on=on, by=request.user, division_code=place
                )
            except Refusal as refusal:
                form.add_error(refusal.context.get("field", "division"), str(refusal))
            else:
                messages.success(
                    request,
                    _("%(dues)d dues issued, %(charged)d of them with an amount, %(yuan)s yuan in all.")
                    % {"dues": issued.dues, "charged": issued.charged, "yuan": format_yuan(issued.fen)},
                )
                return redirect(f"{reverse('enrollment:dues')}?division={place}&coverage_year={year}")
    return render(request, "enrollment/due_issue.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@permission_required(READ)
def unpaid(request: OfficerRequest) -> HttpResponse:
    """Who has not paid, village by village, with telephone: for the round from house to house, and to print."""
    on = timezone.localdate()
    form, place, year, _state = asked(request, on)
    rows = reports.unpaid(place, year) if place and len(place) > 6 else []
    if rows:
        _note_list(request, place, year, len(rows))
    shown = rows[:UNPAID_SHOWN]
    answers = latest_answers([row.due.person_id for row in shown], year)
    context = {
        "form": form,
        "place": place,
        "year": year,
        "villages": _villages(shown, answers),
        "count": len(rows),
        "told": len(answers),
        "sum_fen": _outstanding(rows),
        "has_rows": bool(rows),
        "is_cut": len(rows) > UNPAID_SHOWN,
        "must_narrow": bool(place) and len(place) <= 6,
        "places": path_names([place, *(row.due.division_code for row in shown)]),
        "on": on,
    }
    return render(request, "enrollment/due_unpaid.html", context)


def _outstanding(rows: Iterable[reports.DueRow]) -> int:
    return sum(row.outstanding_fen or 0 for row in rows)


def _villages(rows: list[reports.DueRow], answers: dict[int, BaseAnswer]) -> list[dict[str, Any]]:
    """Village by village the households, each with what it owes and whether each of its people was told."""
    villages = []
    for code, of_village in groupby(rows, key=lambda row: row.due.division_code):
        people = list(of_village)
        homes = [
            {
                "number": number,
                "people": [(row, answers.get(row.due.person_id)) for row in home],
                "sum_fen": _outstanding(home),
            }
            for number, found in groupby(people, key=lambda row: reports.household_number(row.due))
            if (home := list(found))
        ]
        villages.append({"code": code, "homes": homes, "count": len(people), "sum_fen": _outstanding(people)})
    return villages


@require_safe
@permission_required(READ)
def unpaid_sheet(request: OfficerRequest) -> HttpResponseBase:
    """The same as a workbook, also for a county."""
    on = timezone.localdate()
    _form, place, year, _state = asked(request, on)
    if not place:
        return redirect("enrollment:unpaid")
    rows = reports.unpaid(place, year)
    _note_list(request, place, year, len(rows))
    return sent(
        result_workbooks.unpaid_list(rows, place=place, coverage_year=year, on=on),
        f"unpaid-{place}-{year}.xlsx",
    )


def asked(request: OfficerRequest, on: date) -> tuple[payment_forms.DueFilter, str, int, str]:
    """The filter, and the division, year and state it asks for; a division outside the officer's is refused."""
    divisions = own_divisions(request.user, READ, on=on)
    years = fields.years_around(on)
    form = payment_forms.DueFilter(request.GET or None, divisions=divisions, years=years)
    given = form.cleaned_data if form.is_valid() else {}
    place = (
        given.get("inside", "").strip() or given.get("division", "") or (divisions[0][0] if divisions else "")
    )
    if place and not (is_division_code(place) and access.may(request.user, READ, place, on=on)):
        raise PermissionDenied
    year = (
        given.get("coverage_year")
        or request.user.working_year
        or (reports.latest_year(place) if place else None)
        or years[0]
    )
    form.initial["coverage_year"] = year
    return form, place, year, given.get("state", "")


def _note_list(request: OfficerRequest, place: str, year: int, count: int) -> None:
    audit.record(
        "list_unpaid", by=request.user, about=("division", place), division_code=place,
        change={"coverage_year": year, "people": count},
    )  # fmt: skip
