"""How do officers look at who should be insured: the rate place by place, a village's ledger on a phone, who lost cover?"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from enrollment.lost_cover_workbook import lost_cover_workbook
from enrollment.operations import kept_counts
from enrollment.operations.kept_counts import Counted
from enrollment.queries import base_rates, reports
from enrollment.queries.base_lists import named_by_lists
from enrollment.queries.base_people import BasePlace
from enrollment.queries.base_tiles import tiles_of
from enrollment.queries.lost_cover import lost_cover
from enrollment.queries.village_ledgers import (
    STILL_MISSING,
    VILLAGE_DIGITS,
    NamedPeople,
    counted,
    households,
    is_asked_for,
    ledger,
    place_on,
    sum_outstanding,
)
from enrollment.rules.base_classes import BaseClass, BaseCount, insured, should_be_insured
from enrollment.rules.same_day import same_day_last_year
from enrollment.web.base_forms import BaseFilter
from enrollment.web.file_results import sent
from staff import access
from staff.access import Permission
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.rules.divisions import is_division_code
from staff.web.fields import own_divisions, years_around
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

READ, WRITE = Permission.PEOPLE_READ, Permission.ENROLLMENT_WRITE
HOUSEHOLDS_SHOWN = 40
HOUSEHOLDS_PRINTED = 2_000
NAMED_SHOWN = 200
TONES = {
    BaseClass.INSURED_HERE: "success",
    BaseClass.ELSEWHERE: "success",
    BaseClass.EMPLOYEE: "success",
    BaseClass.NOT_ASKED: "warning",
    BaseClass.ASKED: "info",
    BaseClass.CANNOT_PAY: "danger",
    BaseClass.REFUSES: "danger",
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for. `place` None: the officer has no division, or no rules say in which area it lies."""

    form: BaseFilter
    code: str
    year: int
    who: str
    place: BasePlace | None


@require_safe
@permission_required(READ)
def base_page(request: OfficerRequest) -> HttpResponse:
    """A village: its ledger. Any wider place: the rates of the places inside, each of which opens."""
    seen = asked(request)
    if seen.place is not None and len(seen.code) == VILLAGE_DIGITS:
        return _ledger(request, seen, seen.place)
    return _rates(request, seen)


def _rates(request: OfficerRequest, seen: Asked) -> HttpResponse:
    if seen.who and seen.place is not None:
        return _names(request, seen, seen.place)
    del seen.form.fields["who"]
    context: dict[str, Any] = {"asked": seen, "form": seen.form}
    if (place := seen.place) is not None:
        found = _counted(place)
        kept = {code: base_rates.from_json(counts) for code, counts in (found.found or {}).items()}
        whole, rows = base_rates.rates(place, kept)
        named = named_by_lists(place.division_code, place.coverage_year)
        read_people(len(named[:NAMED_SHOWN]), by=request.user, division_code=seen.code, what="named_by_lists")
        names = path_names([seen.code, *(row.code for row in rows), *(one.division_code for one in named)])
        context |= {
            "counted": found,
            "tiles": tiles_of(rows, names, inside=seen.code, year=seen.year) if rows else None,
            "whole": whole,
            "rows": rows,
            "classes": [(one, number) for one, number in whole.classes.items() if number],
            "before_on": same_day_last_year(place.on),
            "named": named[:NAMED_SHOWN],
            "named_count": len(named),
            "tones": TONES,
            "places": names,
        }
    return render(request, "enrollment/base_rates.html", context)


def _counted(place: BasePlace) -> Counted:
    wanted: dict[str, str | int] = {
        "area": place.area,
        "place": place.division_code,
        "year": place.coverage_year,
        "on": place.on.isoformat(),
    }
    return kept_counts.counted("base_classes", wanted, now=timezone.now())


def _names(request: OfficerRequest, seen: Asked, place: BasePlace) -> HttpResponse:
    """The people behind a figure of a wide place; whom a list names and nobody registered stand on the page of the rates."""
    found = _counted(place)
    named = named_by_lists(place.division_code, place.coverage_year)
    people = sum(
        one.people
        for counts in (found.found or {}).values()
        for one in base_rates.from_json(counts)
        if is_asked_for(one.base_class, one.by_fact, seen.who)
    )
    unregistered = sum(is_asked_for(one.base_class, False, seen.who) for one in named)
    page = page_of(request, NamedPeople(place, seen.who, max(people - unregistered, 0)))
    read_people(len(page), by=request.user, division_code=seen.code, what="base_names")
    context = {
        "asked": seen,
        "form": seen.form,
        "counted": found,
        "page": page,
        "count": people,
        "unregistered": unregistered,
        "tones": TONES,
        "places": path_names([seen.code, *(one.division_code for one in page)]),
    }
    return render(request, "enrollment/base_names.html", context)


def _ledger(request: OfficerRequest, seen: Asked, place: BasePlace) -> HttpResponse:
    everybody = ledger(place)
    named = named_by_lists(place.division_code, place.coverage_year)
    counts = [*counted(everybody), *(BaseCount(one.base_class, False, 1) for one in named)]
    sums = dict.fromkeys(BaseClass, 0)
    for one in counts:
        sums[one.base_class] += one.people
    chosen = [one for one in everybody if is_asked_for(one.base_class, one.by_fact, seen.who)]
    chosen_named = [one for one in named if is_asked_for(one.base_class, False, seen.who)]
    size = HOUSEHOLDS_PRINTED if request.GET.get("whole") else HOUSEHOLDS_SHOWN
    page = page_of(request, households(chosen), size=size)
    read_people(
        sum(len(home.people) for home in page) + len(chosen_named[:NAMED_SHOWN]),
        by=request.user,
        division_code=seen.code,
        what="village_ledger",
    )
    whole, _rows = base_rates.rates(place, {seen.code: counts})
    context = {
        "asked": seen,
        "form": seen.form,
        "whole": whole,
        "before_on": same_day_last_year(place.on),
        "classes": [(one, number) for one, number in sums.items() if number],
        "named": chosen_named[:NAMED_SHOWN],
        "named_count": len(chosen_named),
        "open_count": sum(not one.by_fact for one in everybody) + len(named),
        "open_code": STILL_MISSING,
        "page": page,
        "tones": TONES,
        "chosen": len(chosen) + len(chosen_named),
        "chosen_fen": sum_outstanding(chosen),
        "insured": insured(counts),
        "should": should_be_insured(counts),
        "is_overdue": sum(one.is_overdue for one in everybody),
        "places": path_names([seen.code, *(one.division_code for one in named)]),
        "may_write": access.may(request.user, WRITE, seen.code, on=timezone.localdate()),
    }
    return render(request, "enrollment/village_ledger.html", context)


@require_safe
@permission_required(READ)
def lost_sheet(request: OfficerRequest) -> HttpResponseBase:
    """The same as a workbook."""
    seen = asked(request)
    if seen.place is None:
        return redirect("enrollment:lost_cover")
    found = lost_cover(seen.place)
    read_people(len(found), by=request.user, division_code=seen.code, what="lost_cover_sheet")
    places = path_names([one.division_code for one in found])
    return sent(lost_cover_workbook(found, places), f"lost-cover-{seen.code}-{seen.year}.xlsx")


@require_safe
@permission_required(READ)
def lost_page(request: OfficerRequest) -> HttpResponse:
    """Who was covered in the year before and is not now, with the days of the gap."""
    seen = asked(request)
    del seen.form.fields["who"]
    found = lost_cover(seen.place) if seen.place is not None else []
    page = page_of(request, found)
    read_people(len(page), by=request.user, division_code=seen.code, what="lost_cover")
    context = {
        "asked": seen,
        "form": seen.form,
        "page": page,
        "count": len(found),
        "tones": TONES,
        "places": path_names([seen.code, *(one.division_code for one in page)]),
    }
    return render(request, "enrollment/lost_cover.html", context)


def asked(request: OfficerRequest) -> Asked:
    """The filter of these pages; a division outside the officer's is refused."""
    on = timezone.localdate()
    divisions = own_divisions(request.user, READ, on=on)
    years = years_around(on)
    form = BaseFilter(request.GET or None, divisions=divisions, years=years)
    given = form.cleaned_data if form.is_valid() else {}
    code = (
        given.get("inside", "").strip() or given.get("division", "") or (divisions[0][0] if divisions else "")
    )
    if code and not (is_division_code(code) and access.may(request.user, READ, code, on=on)):
        raise PermissionDenied
    year = (
        given.get("coverage_year")
        or request.user.working_year
        or (reports.latest_year(code) if code else None)
        or years[0]
    )
    form.initial["coverage_year"] = year
    return Asked(form, code, year, given.get("who", ""), place_on(code, year, on) if code else None)
