"""How does an officer upload a household list, look at what it would change, and let it be written?"""

import io
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import HouseholdImport
from enrollment.operations import household_imports
from enrollment.web import enrollment_forms
from enrollment.web.enrollments import years_offered
from enrollment.web.refusing import problem_in_words, show_refusal
from intake.operations import jobs
from intake.rules.file_states import FileState
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
PROBLEMS_SHOWN = 100


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


def _shown(listed: HouseholdImport) -> dict[str, Any]:
    """What the page and its moving part show of a list."""
    done, total = listed.rows_read, None
    if listed.state in (FileState.WRITING, FileState.WRITTEN) and listed.rows_read:
        total = 2 * listed.rows_read
        done = min(listed.summary.get("people_row", 0), listed.rows_read) + listed.rows_written
    language = spoken_language()
    return {
        "listed": listed,
        "summary": listed.summary,
        "is_moving": not listed.is_at_rest,
        "done": done,
        "total": total,
        "problems": [problem_in_words(problem) for problem in listed.problems[:PROBLEMS_SHOWN]],
        "notices": [
            problem_in_words(notice) for notice in listed.summary.get("notices", [])[:PROBLEMS_SHOWN]
        ],
        "refusal": (refusal := listed.refusal)
        and {"text": refusal["text"][language], "remedy": refusal["remedy"][language]},
    }


@require_safe
@permission_required(IMPORT)
def import_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One list: its progress, what is wrong with it, the preview, the result. The moving part alone for htmx."""
    listed = get_object_or_404(_visible(request).select_related("uploaded_by", "confirmed_by"), pk=pk)
    shown = _shown(listed)
    if getattr(request, "htmx", None):
        return render(request, "enrollment/parts/import_state.html", shown)
    return render(
        request,
        "enrollment/import_page.html",
        {**shown, "place": path_names([listed.area]).get(listed.area, "")},
    )


@require_POST
@permission_required(IMPORT)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Confirm, discard or retry a list."""
    on = timezone.localdate()
    listed = get_object_or_404(_visible(request), pk=pk)
    try:
        match request.POST.get("do"):
            case "confirm":
                household_imports.confirm(household_import=listed, on=on, by=request.user)
            case "discard":
                jobs.discard(file=listed, on=on, by=request.user)
            case "retry":
                jobs.retry(file=listed, on=on, by=request.user)
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
