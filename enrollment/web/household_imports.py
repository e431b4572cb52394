"""How does an officer upload a household list, look at what it would change, and let it be written?"""

import io
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import HouseholdImport
from enrollment.operations import household_imports
from enrollment.web import enrollment_forms
from enrollment.web.enrollments import years_offered
from enrollment.web.refusing import problem_in_words, show_refusal
from intake.operations.officer_moves import make_move
from intake.rules.file_states import FileState
from intake.web import sent_files
from staff import access
from staff.access import Permission
from staff.models import Division
from staff.queries import children_of, path_names
from staff.refusals import Refusal, spoken_language
from staff.rules.roles import roles_with
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

IMPORT = Permission.PEOPLE_IMPORT


@require_http_methods(["GET", "POST"])
@permission_required(IMPORT)
def imports_page(request: OfficerRequest) -> HttpResponse:
    """Upload a list, and see the earlier ones."""
    on = timezone.localdate()
    areas = _areas(request, on)
    years = years_offered(on, [code for code, _name in areas])
    form = enrollment_forms.UploadListForm(
        request.POST or None, request.FILES or None, areas=areas, years=years
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            listed = household_imports.receive(
                content=file, name=file.name, area=form.cleaned_data["area"],
                coverage_year=form.cleaned_data["coverage_year"], on=on, by=request.user,
            )  # fmt: skip
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("enrollment:household_import", listed.pk)
    page = page_of(request, _visible(request).select_related("uploaded_by").order_by("-pk"), size=20)
    context = {"form": form, "page": page, "places": path_names(listed.area for listed in page)}
    return render(request, "enrollment/import_list.html", context, status=422 if form.errors else 200)


def _visible(request: OfficerRequest) -> QuerySet[HouseholdImport]:
    return access.scope(
        HouseholdImport.objects.all(), request.user, IMPORT, on=timezone.localdate(), field="area"
    )


def _areas(request: OfficerRequest, on: Any) -> list[tuple[str, str]]:
    """The divisions an officer may send lists for: their own and those directly below."""
    own = access.grants_of(request.user, on=on).filter(role__in=[role.value for role in roles_with(IMPORT)])
    codes = [grant.division_code for grant in own]
    offered = dict(Division.objects.filter(pk__in=codes).values_list("code", "name"))
    for code in codes:
        offered.update(children_of(code).filter(level__lte=4).values_list("code", "name")[:200])
    return [(code, f"{name} {code}") for code, name in sorted(offered.items())]


@require_safe
@permission_required(IMPORT)
def import_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One list: its progress, what is wrong with it, the preview, the result. The moving part alone for htmx."""
    listed = get_object_or_404(_visible(request).select_related("uploaded_by", "confirmed_by"), pk=pk)
    is_read = listed.state in (FileState.READY, FileState.WRITING, FileState.WRITTEN)
    context: dict[str, Any] = {
        "cells_url": reverse("enrollment:household_import_problems", args=[pk]),
        "counts": _counts(listed) if is_read else [],
        "townships": listed.summary.get("townships", []) if is_read else [],
    }
    if listed.state in (FileState.WRITING, FileState.WRITTEN) and listed.rows_read:
        people = min(listed.summary.get("people_row", 0), listed.rows_read)
        context |= {"done": people + listed.rows_written, "total": 2 * listed.rows_read}
    return sent_files.show(request, listed, "enrollment/import_page.html", context)


def _counts(listed: HouseholdImport) -> list[dict[str, Any]]:
    """The figures of the preview, and of the result once it is written."""
    summary, year = listed.summary, listed.coverage_year
    counts = [
        (_("People on the list"), listed.rows_read),
        (_("New"), summary.get("new")),
        (_("Known already"), summary.get("known")),
        (_("New households"), summary.get("households_new")),
    ]
    if year:
        counts.append((_("Enrolled already"), summary.get("already_enrolled")))
    if listed.state == FileState.WRITTEN:
        counts.append((_("Registered now"), summary.get("people_written", 0)))
        if year:
            by_bureau = summary.get("dues_left_to_bureau")
            counts.append((_("Enrolled now"), summary.get("enrolled", 0)))
            issued = _("by the county bureau") if by_bureau else summary.get("dues_issued", 0)
            if "year_not_open" in summary:
                issued = _("once the year is open")
            counts.append((_("Dues issued"), issued))
    return [{"label": label, "value": value} for label, value in counts]


@require_POST
@permission_required(IMPORT)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Confirm, discard or retry a list."""
    on, at = timezone.localdate(), timezone.now()
    listed = get_object_or_404(_visible(request), pk=pk)
    try:
        make_move(listed, request.POST.get("do", ""), by=request.user, on=on, at=at)
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("enrollment:household_import", pk)


@require_safe
@permission_required(IMPORT)
def problems_sheet(request: OfficerRequest, pk: int) -> HttpResponse:
    """The problems and notices of a list as a workbook, to work through beside the list itself."""
    listed = get_object_or_404(_visible(request), pk=pk)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    for title, found in ((_("Problems"), listed.problems), (_("Notices"), listed.summary.get("notices", []))):
        sheet = book.add_worksheet(title)
        sheet.set_column(0, 0, 10)
        sheet.set_column(1, 2, 60)
        sheet.write_row(0, 0, [_("Cell"), _("What is wrong"), _("What to do")])
        for row, problem in enumerate(found, start=1):
            said = problem_in_words(problem)
            for column, text in enumerate((said["cell"], said["message"], said["remedy"])):
                sheet.write_string(row, column, text)
    if listed.notices:
        sheet = book.add_worksheet(_("How the file was read"))
        sheet.set_column(0, 1, 20)
        sheet.set_column(2, 2, 70)
        for row, notice in enumerate(listed.notices):
            for column, text in enumerate(
                (notice["cell"], notice["column"], notice["text"][spoken_language()])
            ):
                sheet.write_string(row, column, text)
    book.close()
    response = HttpResponse(
        stream.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="household-list-{pk}-problems.xlsx"'
    return response
