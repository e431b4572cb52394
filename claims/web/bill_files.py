"""How does an officer send a file of bills, follow it, and read how each bill ended?"""

from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.layouts.bill_file import COLUMNS
from claims.operations import bill_files
from claims.queries.bill_files import bills_of, control, filtered, outcomes, progress, visible_files
from claims.rules.bill_checks import BillOutcome
from claims.workbooks.bill_results import said, workbook
from intake.operations import jobs
from intake.web import sent_files
from staff import access, audit
from staff.access import Permission
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import TableField, YuanField, own_divisions, set_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.places import PlaceChoiceField
from staff.web.refused import tell

READ, SETTLE = Permission.CLAIMS_READ, Permission.CLAIMS_SETTLE
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadBillsForm(forms.Form):
    """A file of bills and what is known of it from elsewhere."""

    file = TableField("CL-1", label=_("File of bills"))
    area = PlaceChoiceField(label=_("Division that answers for it"))
    provider_code = forms.CharField(
        label=_("Provider's code"), max_length=20, required=False, help_text=_("When all bills are of one provider.")
    )  # fmt: skip
    expected_count = forms.IntegerField(label=_("Number of bills"), required=False, min_value=0)
    expected_fen = YuanField(label=_("Sum in yuan"), required=False)
    is_preview = forms.BooleanField(
        label=_("Only work it out: show how each bill would end, keep nothing"), required=False
    )

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "area", areas)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def file_list(request: OfficerRequest) -> HttpResponse:
    """Send a file, and see the earlier ones."""
    on = timezone.localdate()
    may_send = access.may_anywhere(request.user, SETTLE, on=on)
    form = UploadBillsForm(
        request.POST or None, request.FILES or None, areas=own_divisions(request.user, SETTLE, on=on)
    )
    if request.method == "POST":
        if not may_send:
            access.require(request.user, SETTLE, "", on=on)
        if form.is_valid():
            given = form.cleaned_data
            try:
                file = bill_files.receive_file(
                    content=given["file"], name=given["file"].name, area=given["area"],
                    provider_code=given["provider_code"], is_preview=given["is_preview"],
                    expected=bill_files.Expected(given["expected_count"], given["expected_fen"]),
                    at=timezone.now(), by=request.user,
                )  # fmt: skip
            except Refusal as refusal:
                form.add_error("file", str(refusal))
                form.first_file = refusal.context.get("file_id")  # type: ignore[attr-defined]
            else:
                return redirect("claims:bill_file", file.pk)
    asked = request.GET.get("state", "")
    page = page_of(
        request, filtered(visible_files(request.user, on=on), state=asked).select_related("uploaded_by"), size=20
    )  # fmt: skip
    context = {
        "form": form if may_send else None,
        "page": page,
        "rows": [(file, sent_files.TONES.get(file.state_label, "secondary")) for file in page],
        "places": path_names(file.area for file in page),
        "columns": [(column.heading, column.required) for column in COLUMNS],
    }
    return render(request, "claims/bill_file_list.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(READ)
def file_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One file: progress, control totals, how its bills ended. The moving part alone for htmx."""
    on = timezone.localdate()
    file = get_object_or_404(visible_files(request.user, on=on).select_related("uploaded_by"), pk=pk)
    how_far = progress(file)
    worked_out = {"code": "bills-done", "label": _("Bills worked out"), "value": how_far["bills_done"]}
    context: dict[str, Any] = {"done": how_far["percent"], "total": 100, "figures": [worked_out]}
    if not getattr(request, "htmx", None):
        outcome = request.GET.get("outcome", "")
        page = page_of(request, bills_of(file, outcome=outcome))
        read_people(len(page), by=request.user, what="bill_file")
        context |= {
            "control": control(file),
            "outcomes": [(BillOutcome(code), count, fen) for code, (count, fen) in outcomes(file).items()],
            "outcome": outcome,
            "page": page,
            "bills": [(row, BillOutcome(row.outcome), *said(row.detail or {})) for row in page],
        }
    return sent_files.show(request, file, "claims/bill_file_page.html", context)


@require_safe
@permission_required(READ)
def result(request: OfficerRequest, pk: int) -> FileResponse:
    """The result as a workbook."""
    file = get_object_or_404(visible_files(request.user, on=timezone.localdate()), pk=pk)
    audit.record(
        "download_bill_file_result",
        by=request.user,
        about=file,
        division_code=file.area,
        change={"rows": file.rows_read},
    )
    return FileResponse(workbook(file), as_attachment=True, filename=f"bills-{pk}.xlsx", content_type=XLSX)


@require_POST
@permission_required(SETTLE)
def retry(request: OfficerRequest, pk: int) -> HttpResponse:
    """Start a failed file again."""
    file = get_object_or_404(visible_files(request.user, on=timezone.localdate(), permission=SETTLE), pk=pk)
    try:
        jobs.retry(file=file, by=request.user, on=timezone.localdate())
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("claims:bill_file", pk)
