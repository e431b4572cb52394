"""How does a village clerk download the ledger, send it back, and decide the rows that met another's answer?"""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import ReturnedSheet, SheetRow
from enrollment.operations import ledger_sheets, ledger_sheets_out, sheet_conflicts
from enrollment.operations.ledger_sheets import LEDGER_SHEETS
from enrollment.queries.ledger_sheets import outcomes_of, rows_of, shown_of
from enrollment.queries.missing_work import open_conflicts
from enrollment.queries.village_ledgers import VILLAGE_DIGITS
from enrollment.rules.sheet_rows import ConflictMove, RowOutcome
from enrollment.web.base_forms import IssueSheetForm, ReturnSheetForm
from enrollment.web.file_results import sent
from enrollment.web.village_ledgers import WRITE
from intake.queries import sent_files as visible_files
from intake.rules.file_states import FileState
from intake.web import sent_files
from staff.given import number_given
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import own_divisions, years_around
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell


@require_POST
@permission_required(WRITE)
def issue(request: OfficerRequest) -> HttpResponseBase:
    """The ledger of a village as a workbook; it may come back in the same month."""
    form = IssueSheetForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a village and a coverage year first."))
        return redirect("enrollment:base")
    code, year = form.cleaned_data["division"], form.cleaned_data["coverage_year"]
    try:
        sheet, stream = ledger_sheets_out.issue(
            division_code=code, coverage_year=year, by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        tell(request, refusal)
        return redirect(f"{reverse('enrollment:base')}?inside={code}&coverage_year={year}")
    return sent(stream, f"MB-1-{code}-{year}-{sheet.pk}.xlsx")


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def list_page(request: OfficerRequest) -> HttpResponse:
    """Send a ledger back, and see the earlier ones."""
    on = timezone.localdate()
    divisions = own_divisions(request.user, WRITE, on=on)
    villages = [one for one in divisions if len(one[0]) == VILLAGE_DIGITS]
    first = request.GET.get("division", "") or (villages[0][0] if villages else "")
    form = ReturnSheetForm(request.POST or None, request.FILES or None, initial={"division": first})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            returned = ledger_sheets.receive(
                content=file,
                name=file.name,
                division_code=form.cleaned_data["division"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.context.get("field", "file"), str(refusal))
        else:
            if returned.state == FileState.WRITTEN:
                return redirect("enrollment:sheet_rows", returned.pk)
            return redirect(sent_files.address_of(LEDGER_SHEETS, returned.pk))
    files = visible_files.visible(LEDGER_SHEETS, request.user, on=on).select_related("uploaded_by", "sheet")
    waiting = dict(
        open_conflicts(request.user, on=on).order_by().values_list("file").annotate(number=Count("pk"))
    )
    if request.GET.get("conflicts"):
        files = files.filter(pk__in=waiting)
    page = page_of(request, files.order_by("-pk"), size=20)
    context: dict[str, Any] = {
        "form": form,
        "villages": villages,
        "page": page,
        "rows": [
            (
                one,
                sent_files.address_of(LEDGER_SHEETS, one.pk),
                sent_files.TONES.get(one.state_label, "secondary"),
                waiting.get(one.pk, 0),
            )
            for one in page
        ],
        "places": path_names(one.area for one in page),
        "years": years_around(on),
    }
    return render(request, "enrollment/ledger_sheets.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(WRITE)
def rows_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """How each row ended; a conflict with both values."""
    file = _file(request, pk)
    outcome = request.GET.get("outcome", "")
    page = page_of(request, rows_of(file, outcome=outcome))
    read_people(len(page), by=request.user, division_code=file.area, what="sheet_rows")
    context = {
        "file": file,
        "file_url": sent_files.address_of(LEDGER_SHEETS, file.pk),
        "sheet": file.sheet,
        "place": path_names([file.area]).get(file.area, file.area),
        "outcomes": outcomes_of(file),
        "outcome": outcome,
        "page": page,
        "rows": [shown_of(row, file) for row in page],
        "conflict": RowOutcome.CONFLICT,
    }
    return render(request, "enrollment/sheet_rows.html", context)


@require_POST
@permission_required(WRITE)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take the sheet's answer of a conflict, or keep that on record."""
    file = _file(request, pk)
    row = SheetRow.objects.filter(file=file, pk=number_given(request.POST.get("row", "")) or 0).first()
    made = next((one for one in ConflictMove if one.value == request.POST.get("move")), None)
    seen = number_given(request.POST.get("version", ""))
    if row is None or made is None or seen is None:
        messages.error(request, _("Choose a row and what to do with it."))
        return redirect("enrollment:sheet_rows", file.pk)
    try:
        sheet_conflicts.decide(row=row, made=made, seen_version=seen, by=request.user, at=timezone.now())
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The conflict is decided."))
    return redirect("enrollment:sheet_rows", file.pk)


def _file(request: OfficerRequest, pk: int) -> ReturnedSheet:
    files = visible_files.visible(LEDGER_SHEETS, request.user, on=timezone.localdate())
    return get_object_or_404(files.select_related("sheet"), pk=pk)
