"""How does a bureau carry a place over into the next year on pages: counted, looked through by class, agreed to by another?"""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.household_sheets import household_list
from enrollment.models import CarryOver
from enrollment.operations import carry_backs, carry_overs
from enrollment.operations.carry_over_lists import list_to_write
from enrollment.operations.carry_overs import NotPossibleNow
from enrollment.queries.carry_overs import (
    going_on,
    people_in,
    totals,
    townships,
    visible_carry_overs,
)
from enrollment.queries.policies import is_open
from enrollment.rules.carry_overs import CARRIED, CARRY_BACK, CARRY_OVER, BackMove, CarryClass, CarryMove
from enrollment.rules.carry_work import WORK
from enrollment.web.file_results import sent
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.given import number_given
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import own_divisions, set_choices, years_around
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.places import PlaceChoiceField
from staff.web.refused import tell

ISSUE = Permission.DUES_ISSUE
TONES = {"proposed": "warning", "done": "success", "failed": "danger"}


class CarryOverForm(forms.Form):
    division = PlaceChoiceField(label=gettext_lazy("Division"))
    coverage_year = forms.TypedChoiceField(label=gettext_lazy("New coverage year"), coerce=int)

    def __init__(
        self, *args: Any, divisions: list[tuple[str, str]], years: list[int], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        set_choices(self, "division", divisions)
        set_choices(self, "coverage_year", [(year, str(year)) for year in years])


@require_http_methods(["GET", "POST"])
@permission_required(ISSUE)
def carry_over_list(request: OfficerRequest) -> HttpResponse:
    """The carry-overs of the officer's divisions, and the form to begin one."""
    on = timezone.localdate()
    form = CarryOverForm(
        request.POST or None,
        divisions=own_divisions(request.user, ISSUE, on=on),
        years=sorted({on.year + 1, *years_around(on)}, key=lambda year: (year != on.year + 1, -year)),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = carry_overs.ask(
                division_code=given["division"], coverage_year=given["coverage_year"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("enrollment:carry_over", row.pk)
    page = page_of(request, visible_carry_overs(request.user, on=on), size=20)
    context = {
        "form": form,
        "page": page,
        "rows": [(row, row.state_label, TONES.get(row.state, "secondary")) for row in page],
        "places": path_names(row.division_code for row in page),
    }
    return render(request, "enrollment/carry_over_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required(ISSUE)
def carry_over_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """What was counted by class and township, and the moves that this officer may make."""
    row = _row(request, pk)
    if request.method == "POST":
        return _move(request, row)
    classes, rows = totals(row), townships(row)
    context = {
        "row": row,
        "state": row.state_label,
        "tone": TONES.get(row.state, "secondary"),
        "place": path_names([row.division_code]).get(row.division_code, row.division_code),
        "going_on": [(one, people) for one, people in classes.items() if one in CARRIED],
        "others": [(one, people) for one, people in classes.items() if one not in CARRIED],
        "sum_going_on": going_on(classes),
        "townships": rows,
        "places": path_names(township for township, *_rest in rows),
        "year_is_open": is_open(row.area, row.coverage_year),
        "moves": _moves(request, row, timezone.localdate()),
        "waits_for_other": row.state == "proposed" and row.asked_by_id == request.user.pk,
        "may_export": access.may(
            request.user, Permission.NATIONAL_ID_REVEAL, row.division_code, on=timezone.localdate()
        ),
        "backs": [
            (
                one,
                one.state_label,
                CARRY_BACK.offered(one.state, (ISSUE,)),
                one.asked_by_id == request.user.pk,
            )
            for one in row.backs.select_related("asked_by", "decided_by").order_by("-pk")
        ],
    }
    return render(request, "enrollment/carry_over_page.html", context)


@require_POST
@permission_required(ISSUE)
def take_back(request: OfficerRequest, pk: int) -> HttpResponse:
    """Ask to take back a township, or decide on what another officer asked."""
    row, at = _row(request, pk), timezone.now()
    try:
        if "move" in request.POST:
            back = get_object_or_404(row.backs, pk=number_given(request.POST.get("back", "")))
            made = next((one for one in BackMove if one.value == request.POST["move"]), None)
            if made is None:
                raise Http404
            carry_backs.move(back=back, made=made, by=request.user, at=at)
        else:
            carry_backs.ask(
                carry_over=row, township=request.POST.get("township", "")[:12],
                because=request.POST.get("because", ""), by=request.user, at=at,
            )  # fmt: skip
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("enrollment:carry_over", row.pk)


@require_safe
@permission_required(ISSUE)
def people(request: OfficerRequest, pk: int) -> HttpResponse:
    """The people of one class as the register says now."""
    row = _row(request, pk)
    one = next((one for one in CarryClass if one.value == request.GET.get("who", "")), None)
    if one is None:
        raise Http404
    page = page_of(request, people_in(row, one))
    read_people(len(page), by=request.user, division_code=row.division_code, what="carry_over_people")
    context = {
        "row": row,
        "kind": one,
        "work": WORK[one],
        "page": page,
        "places": path_names(person.division_code for person in page),
    }
    return render(request, "enrollment/carry_over_people.html", context)


@require_safe
@permission_required(Permission.NATIONAL_ID_REVEAL)
def sheet(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """Who is enrolled for the new year, as a household list with full numbers; written into the audit trail."""
    row = _row(request, pk, Permission.NATIONAL_ID_REVEAL)
    try:
        rows, place = list_to_write(
            row, within=request.GET.get("division", ""), by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        tell(request, refusal)
        return redirect("enrollment:carry_over", pk)
    name = f"HH-1-{place}-{row.coverage_year}.xlsx"
    return sent(household_list(rows, title=f"{place} {row.coverage_year}"), name)


def _move(request: OfficerRequest, row: CarryOver) -> HttpResponse:
    made = next((move for move in CarryMove if move.value == request.POST.get("move")), None)
    try:
        if made is None:
            raise NotPossibleNow(
                "unknown_move",
                Text("没有这一步骤。", "There is no such move."),
                Text("请刷新页面。", "Reload the page."),
            )
        carry_overs.move(carry_over=row, made=made, by=request.user, at=timezone.now())
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Done."))
    return redirect("enrollment:carry_over", row.pk)


def _moves(request: OfficerRequest, row: CarryOver, on: date) -> list[tuple[CarryMove, bool]]:
    """The moves offered, and whether each takes something away."""
    if not access.may(request.user, ISSUE, row.division_code, on=on):
        return []
    offered = CARRY_OVER.offered(row.state, {ISSUE})
    own = row.asked_by_id == request.user.pk
    return [(move, move is CarryMove.DROP) for move in offered if not (own and move is CarryMove.AGREE)]


def _row(request: OfficerRequest, pk: int, permission: Permission = ISSUE) -> CarryOver:
    rows = visible_carry_overs(request.user, on=timezone.localdate(), permission=permission)
    return get_object_or_404(rows, pk=pk)
