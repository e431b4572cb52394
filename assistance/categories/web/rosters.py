"""How does an official upload a roster, look at what it would change, and how does a second one let it be written?"""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistance.categories.models import Roster, RosterRow
from assistance.categories.operations import rosters
from assistance.categories.queries.category_list import category_label
from assistance.categories.queries.rosters import visible_rosters
from assistance.categories.rules.roster_states import RosterKind, RowAction, Unmatched
from assistance.categories.web.roster_forms import RosterForm, RowFilter
from assistance.categories.workbooks.rosters import roster_preview, roster_problems
from enrollment.bulk.slots import SLOTS
from enrollment.rules.names import name_key
from intake.operations.officer_moves import make_move
from intake.rules.file_states import FileState
from intake.web import sent_files
from policy.terms import Category, Certifier
from staff import access
from staff.access import Permission
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.rules.divisions import is_division_code, scope_prefix
from staff.web.fields import own_divisions
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, UPLOAD, CONFIRM = (
    Permission.CATEGORIES_READ,
    Permission.ROSTERS_UPLOAD,
    Permission.ROSTERS_CONFIRM,
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def roster_list(request: OfficerRequest) -> HttpResponse:
    """Upload a roster, and see the earlier ones."""
    on = timezone.localdate()
    may_upload = access.may_anywhere(request.user, UPLOAD, on=on)
    form = None
    if may_upload:
        areas = own_divisions(request.user, UPLOAD, on=on)
        form = RosterForm(request.POST or None, request.FILES or None, areas=areas, today=on)
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            roster = rosters.receive(
                content=data["file"], name=data["file"].name, area=data["area"], certifier=Certifier(data["certifier"]),
                kind=RosterKind(data["kind"]), month=data["month"],
                categories=[Category(code) for code in data["categories"]],
                document_number=data["document_number"], on=on, by=request.user,
            )  # fmt: skip
        except Refusal as refusal:
            field = refusal.context.get("field")
            form.add_error(field if field in form.fields else None, str(refusal))
            first = refusal.context.get("roster_id")
            form.first_roster = first  # type: ignore[attr-defined]
        else:
            return redirect("assistance:roster", roster.pk)
    page = page_of(request, _visible(request).select_related("uploaded_by").order_by("-pk"), size=20)
    context = {
        "form": form,
        "page": page,
        "places": path_names(roster.area for roster in page),
        "states": {state.value: state for state in FileState},
        "kinds": {kind.value: kind for kind in RosterKind},
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "assistance/roster_list.html", context, status=status)


def _visible(request: OfficerRequest, permission: Permission = READ) -> QuerySet[Roster]:
    return visible_rosters(request.user, on=timezone.localdate(), permission=permission)


@require_safe
@permission_required(READ)
def roster_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One roster: progress, problems, preview by township, result. The moving part alone for htmx."""
    roster = get_object_or_404(
        _visible(request).select_related("uploaded_by", "confirmed_by", "undone_by", "previous"), pk=pk
    )
    summary = roster.summary
    context: dict[str, Any] = {
        "certifier": Certifier(roster.certifier),
        "roster_kind": RosterKind(roster.kind),
        "categories": [category_label(code) for code in roster.categories],
        "is_maker": roster.uploaded_by_id == request.user.pk,
        "cells_url": reverse("assistance:roster_workbook", args=[pk, "problems"])
        if roster.problem_count
        else "",
        "counts": _counts(roster),
        "townships": summary.get("townships", []),
        "unmatched": {Unmatched(code): count for code, count in summary.get("unmatched_by", {}).items()},
        "missing": (roster.refusal or {}).get("figures", {}).get("townships", []),
    }
    if roster.state in (FileState.WRITING, FileState.UNDOING):
        slot = "slot" if roster.state == FileState.WRITING else "undo_slot"
        context |= {"done": summary.get(slot, 0), "total": SLOTS}
    return sent_files.show(request, roster, "assistance/roster_page.html", context)


def _counts(roster: Roster) -> list[dict[str, Any]]:
    """The figures of the preview, and of the result once it is written."""
    summary, rows = roster.summary, reverse("assistance:roster_rows", args=[roster.pk])
    if not summary.get("townships"):
        return []
    actions = {
        "new": _("New"),
        "changed": _("Changed"),
        "ended": _("Ended"),
        "unchanged": _("Unchanged"),
        "unmatched": _("Unmatched"),
    }
    counts: list[dict[str, Any]] = [{"label": _("Rows"), "value": summary.get("rows")}]
    counts += [
        {"label": label, "value": summary.get(action), "url": f"{rows}?action={action}"}
        for action, label in actions.items()
    ]
    if done := summary.get("done"):
        counts.append({"label": _("Dues priced again"), "value": summary.get("dues_changed", 0)})
        if done.get("overtaken"):
            counts.append(
                {"label": _("Not written: the record changed meanwhile"), "value": done["overtaken"]}
            )
    return counts


@require_safe
@permission_required(READ)
def roster_rows(request: OfficerRequest, pk: int) -> HttpResponse:
    """The rows of a roster with what each does, by action, reason, township and name."""
    roster = get_object_or_404(_visible(request), pk=pk)
    form = RowFilter(request.GET or None)
    rows = RosterRow.objects.filter(roster=roster)
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        if asked["action"]:
            rows = rows.filter(action=asked["action"])
        if asked["why"]:
            rows = rows.filter(why=asked["why"])
        if is_division_code(asked["township"]):
            rows = rows.filter(division_code__startswith=scope_prefix(asked["township"]))
        if asked["name"]:
            rows = rows.filter(name__startswith=asked["name"].strip())
    page = page_of(request, rows.select_related("person").order_by("number", "pk"))
    read_people(len(page), by=request.user, what="roster_rows")
    context = {
        "roster": roster,
        "form": form,
        "page": page,
        "places": path_names(row.division_code for row in page),
        "actions": {action.value: action for action in RowAction},
        "reasons": {reason.value: reason for reason in Unmatched},
        "name_key": name_key,
    }
    return render(request, "assistance/roster_rows.html", context)


@require_POST
@permission_required(READ)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Confirm, discard, retry or undo a roster."""
    on, at = timezone.localdate(), timezone.now()
    roster = get_object_or_404(_visible(request), pk=pk)
    try:
        made, because = request.POST.get("do", ""), request.POST.get("because", "")
        roster = make_move(roster, made, by=request.user, on=on, at=at, because=because)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        if roster.state == FileState.UNDOING:
            messages.success(request, _("The roster is being undone."))
    return redirect("assistance:roster", pk)


@require_safe
@permission_required(READ)
def roster_workbook(request: OfficerRequest, pk: int, what: str) -> FileResponse:
    """The problems of a roster, or its preview row by row, as a workbook."""
    roster = get_object_or_404(_visible(request), pk=pk)
    build = roster_problems if what == "problems" else roster_preview
    return FileResponse(
        build(roster), as_attachment=True, filename=f"roster-{pk}-{what}.xlsx", content_type=XLSX
    )
