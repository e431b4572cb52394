"""How are townships' parts of a roster handed down and taken back, and how does a township fill its own?"""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistance.categories.models import RosterRow
from assistance.categories.operations import roster_parts
from assistance.categories.operations.roster_parts import Answer, InvalidAnswer
from assistance.categories.queries.category_list import category_label
from assistance.categories.queries.roster_parts import (
    known_of,
    parts_of,
    rows_to_fill,
    townships_of,
    visible_parts,
    with_answers,
)
from assistance.categories.queries.rosters import visible_rosters
from assistance.categories.rules.not_insured import REASONS_OF_A_PART, NotInsuredReason
from assistance.categories.rules.roster_answers import contradictions
from assistance.categories.rules.roster_states import PartState
from enrollment.queries.people import usual_coverage_year
from staff import access
from staff.access import Permission
from staff.given import number_given, year_given
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, CONFIRM, FILL = (
    Permission.CATEGORIES_READ,
    Permission.ROSTERS_CONFIRM,
    Permission.ROSTERS_FILL,
)
ROWS_AT_ONCE = 30


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def roster_parts_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """The townships of a roster: hand down, see how full each part is, take back."""
    on, at = timezone.localdate(), timezone.now()
    roster = get_object_or_404(visible_rosters(request.user, on=on, permission=READ), pk=pk)
    if request.method == "POST":
        try:
            with transaction.atomic():
                if part_id := request.POST.get("take_back", ""):
                    part = get_object_or_404(roster.parts, pk=number_given(part_id))
                    roster_parts.take_back(part=part, on=on, by=request.user, at=at)
                    messages.success(request, _("The part was taken back."))
                else:
                    roster_parts.hand_down(
                        roster=roster, townships=request.POST.getlist("township"),
                        coverage_year=year_given(request.POST.get("coverage_year")) or usual_coverage_year(on),
                        note=request.POST.get("note", ""), on=on, by=request.user, at=at,
                    )  # fmt: skip
                    messages.success(request, _("Handed down. The townships find it in their menu."))
        except Refusal as refusal:
            tell(request, refusal)
        return redirect("assistance:roster_parts", pk)
    parts = {part.division_code: part for part in parts_of(roster)}
    offered = townships_of(roster)
    names = path_names(offered)
    rows = [
        {"code": code, "name": names.get(code, code), "rows": number, "part": parts.get(code)}
        for code, number in offered.items()
    ]
    page = page_of(request, rows)
    context = {
        "roster": roster,
        "page": page,
        "states": {state.value: state for state in PartState},
        "years": [usual_coverage_year(on), usual_coverage_year(on) - 1],
        "may_hand_down": access.may(request.user, CONFIRM, roster.area, on=on) and roster.state == "written",
    }
    return render(request, "assistance/roster_parts.html", context)


@require_safe
@permission_required(FILL)
def part_list(request: OfficerRequest) -> HttpResponse:
    """The parts that were handed down to the officer's township, open ones first."""
    on = timezone.localdate()
    found = with_answers(visible_parts(request.user, on=on)).order_by("state", "-handed_at")
    page = page_of(request, found)
    context = {
        "page": page,
        "places": path_names(part.division_code for part in page),
        "states": {state.value: state for state in PartState},
    }
    return render(request, "assistance/roster_part_list.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(FILL)
def part_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One township's people: insured or not, why not, remarks, beside what the system knows."""
    on, at = timezone.localdate(), timezone.now()
    part = get_object_or_404(with_answers(visible_parts(request.user, on=on)), pk=pk)
    rows = rows_to_fill(part, request.user, on=on)
    only = request.GET.get("only", "")
    if only == "open":
        rows = rows.filter(answer=None)
    wrong: dict[int, str] = {}
    page = page_of(request, rows, size=ROWS_AT_ONCE)
    read_people(len(page), by=request.user, what="roster_part")
    if request.method == "POST":
        try:
            answers = _answers(request.POST, list(page))
            roster_parts.fill(part=part, answers=answers, on=on, by=request.user, at=at)
        except InvalidAnswer as refusal:
            wrong[refusal.context["row"]] = str(refusal)
        except Refusal as refusal:
            tell(request, refusal)
            return redirect(request.get_full_path())
        else:
            messages.success(request, _("Saved: %(number)d rows.") % {"number": len(answers)})
            return redirect(request.get_full_path())
    known = known_of(list(page), part.coverage_year)
    shown = [_shown(row, known.get(row.person_id or 0), request.POST, wrong) for row in page]
    context = {
        "part": part,
        "page": page,
        "rows": shown,
        "only": only,
        "reasons": list(REASONS_OF_A_PART),
        "state": PartState(part.state),
        "is_open": part.state == PartState.HANDED_DOWN.value,
        "may_return": access.may(request.user, FILL, part.division_code, on=on),
        "total": rows_to_fill(part, request.user, on=on).count(),
        "places": path_names({part.division_code, *(row.division_code for row in page)}),
    }
    return render(request, "assistance/roster_part.html", context, status=422 if wrong else 200)


@require_POST
@permission_required(FILL)
def return_part(request: OfficerRequest, pk: int) -> HttpResponse:
    """The township returns its part."""
    on = timezone.localdate()
    part = get_object_or_404(visible_parts(request.user, on=on), pk=pk)
    try:
        roster_parts.return_part(part=part, on=on, by=request.user, at=timezone.now())
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The part was returned."))
    return redirect("assistance:roster_part", pk)


def _answers(sent: QueryDict, rows: list[RosterRow]) -> list[Answer]:
    """What was typed for the rows of this page; rows left open are no answer."""
    codes = {reason.value: reason for reason in REASONS_OF_A_PART}
    found = []
    for row in rows:
        insured = sent.get(f"insured-{row.pk}", "")
        if insured in ("yes", "no"):
            reason = codes.get(sent.get(f"reason-{row.pk}", ""))
            remark = sent.get(f"remark-{row.pk}", "")
            found.append(Answer(row.pk, insured == "yes", reason, remark))
    return found


def _shown(row: RosterRow, known: Any, sent: QueryDict, wrong: dict[int, str]) -> dict[str, Any]:
    answer = getattr(row, "answer", None)
    insured = ("yes" if answer.is_insured else "no") if answer else ""
    reason, remark = (answer.reason, answer.remark) if answer else ("", "")
    differs: tuple[Any, ...] = ()
    if answer is not None and known is not None:
        why = NotInsuredReason(answer.reason) if answer.reason else None
        differs = contradictions(answer.is_insured, why, known)
    if sent:
        insured, reason = sent.get(f"insured-{row.pk}", ""), sent.get(f"reason-{row.pk}", "")
        remark = sent.get(f"remark-{row.pk}", "")
    return {
        "row": row, "category": category_label(row.category), "known": known, "insured": insured, "reason": reason,
        "remark": remark, "differs": differs, "wrong": wrong.get(row.pk, ""),
    }  # fmt: skip
