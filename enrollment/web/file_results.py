"""How does an officer take the result of a tax file away: at once when it is small, else written by a worker?"""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from enrollment import result_workbooks
from enrollment.models import FileResult, PaymentFile
from enrollment.operations import file_results
from enrollment.queries import files
from enrollment.rules.payment_lines import ResultKind
from intake.rules.file_states import FileState
from staff import audit
from staff.access import Permission
from staff.refusals import Refusal
from staff.rules.divisions import is_division_code
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ = Permission.PAYMENTS_READ
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


def visible_file(request: OfficerRequest, pk: int) -> PaymentFile:
    seen: QuerySet[PaymentFile] = files.visible_files(request.user, on=timezone.localdate())
    return get_object_or_404(seen.select_related("uploaded_by"), pk=pk)


@require_safe
@permission_required(READ)
def result(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """The result as a workbook, of the whole file or of one division."""
    file = visible_file(request, pk)
    division = request.GET.get("division", "").strip()
    if division and not is_division_code(division):
        messages.error(request, _("A division code has 6, 9 or 12 digits."))
        return redirect("enrollment:payment_file", pk)
    if not file_results.answers_at_once(file, division):
        return _to_be_prepared(request, file, division)
    _note_download(request, file, division)
    return sent(
        result_workbooks.workbook(file, division=division, at=timezone.now()),
        f"result-{pk}{division and '-'}{division}.xlsx",
    )


@require_safe
@permission_required(READ)
def result_by_township(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """One workbook for each township, in one archive, so that each township gets only its own people."""
    file = visible_file(request, pk)
    if not file_results.answers_at_once(file):
        return _to_be_prepared(request, file, "")
    _note_download(request, file, "by_township")
    return sent(result_workbooks.by_township(file, at=timezone.now()), f"result-{pk}-townships.zip", kind=ZIP)


@require_POST
@permission_required(READ)
def request_result(request: OfficerRequest, pk: int) -> HttpResponse:
    """Have a worker write a result of a large file."""
    file = visible_file(request, pk)
    kind, division = request.POST.get("kind", ""), request.POST.get("division", "").strip()
    if kind not in set(ResultKind) or (division and not is_division_code(division)):
        messages.error(request, _("A division code has 6, 9 or 12 digits."))
        return redirect("enrollment:payment_file", pk)
    try:
        file_results.request(
            file=file, kind=kind, division=division, language=language(), by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        tell(request, refusal)
    return _page_of(file, division)


@require_safe
@permission_required(READ)
def results(request: OfficerRequest, pk: int) -> HttpResponse:
    """The moving part of the page: how far the workbooks are, and where to take them."""
    file = visible_file(request, pk)
    return render(
        request,
        "enrollment/parts/file_results.html",
        {"file": file} | shown(file, request.GET.get("division", "")),
    )


@require_safe
@permission_required(READ)
def written_result(request: OfficerRequest, pk: int, result_pk: int) -> HttpResponseBase:
    """A workbook that a worker has written."""
    file = visible_file(request, pk)
    asked = get_object_or_404(FileResult, pk=result_pk, file=file)
    try:
        stream = file_results.open_result(asked)
    except Refusal as refusal:
        tell(request, refusal)
        return _page_of(file, asked.division)
    _note_download(
        request, file, asked.division if asked.kind == ResultKind.WORKBOOK else "by_township", asked.pk
    )
    return sent(stream, asked.name, kind=ZIP if asked.kind == ResultKind.TOWNSHIPS else XLSX)


def shown(file: PaymentFile, division: str = "") -> dict[str, Any]:
    """What the card of the results needs; nothing for a file whose workbook is written at once."""
    if file.state != FileState.POSTED or file_results.answers_at_once(file):
        return {}
    known = file_results.results_of(file, language=language())
    rows = [(kind, "", known.get(kind.value)) for kind in ResultKind]
    if is_division_code(division) and not file_results.answers_at_once(file, division):
        own = file_results.results_of(file, language=language(), division=division)
        rows.append((ResultKind.WORKBOOK, division, own.get(ResultKind.WORKBOOK.value)))
    else:
        division = ""
    return {
        "results": rows,
        "results_division": division,
        "results_move": any(row is not None and row.is_moving for _kind, _division, row in rows),
    }


def language() -> str:
    return get_language() or "zh-hans"


def sent(stream: Any, name: str, *, kind: str = XLSX) -> FileResponse:
    """A file that was made on disk or kept, sent piece by piece."""
    return FileResponse(stream, as_attachment=True, filename=name, content_type=kind)


def _to_be_prepared(request: OfficerRequest, file: PaymentFile, division: str) -> HttpResponse:
    messages.info(request, _("The result of so many lines is written by a worker: have it prepared here."))
    return _page_of(file, division)


def _page_of(file: PaymentFile, division: str) -> HttpResponse:
    response = redirect("enrollment:payment_file", file.pk)
    response["Location"] += f"{'?division=' + division if division else ''}#results"
    return response


def _note_download(
    request: OfficerRequest, file: PaymentFile, division: str, result: int | None = None
) -> None:
    audit.record(
        "download_file_result",
        by=request.user,
        about=file,
        division_code=file.area,
        change={"division": division, "rows": file.rows_read} | ({"result": result} if result else {}),
    )
