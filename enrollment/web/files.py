"""How does a tax officer upload a file, follow it, and take the result away?"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import PaymentFile
from enrollment.models.payments import Outcome
from enrollment.operations import payments
from enrollment.queries import files, lines
from enrollment.web import file_results, payment_forms
from enrollment.web.file_results import visible_file
from intake.operations import jobs
from intake.rules.file_states import FileState
from staff import access
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal, spoken_language
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, UPLOAD = Permission.PAYMENTS_READ, Permission.PAYMENTS_UPLOAD
PROBLEMS_SHOWN = 50


@require_safe
@permission_required(READ)
def file_list(request: OfficerRequest) -> HttpResponse:
    """The files of the officer's divisions, newest first."""
    on = timezone.localdate()
    form = payment_forms.FileFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    found = files.filtered(
        files.visible_files(request.user, on=on),
        state=asked.get("state", ""),
        area=asked.get("area", "").strip(),
        since=asked.get("since"),
    )
    page = page_of(request, found.select_related("uploaded_by"))
    outcomes = files.outcomes_of_files(file.pk for file in page)
    context = {
        "form": form,
        "page": page,
        "rows": [(file, files.sum_of(outcomes.get(file.pk, {}))) for file in page],
        "places": path_names(file.area for file in page),
        "may_upload": access.may_anywhere(request.user, UPLOAD, on=on),
    }
    return render(request, "enrollment/file_list.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(UPLOAD)
def upload(request: OfficerRequest) -> HttpResponse:
    """Send a tax file. The same bytes as before are refused with a link to the first."""
    on = timezone.localdate()
    form = payment_forms.UploadForm(
        request.POST or None, request.FILES or None, areas=payment_forms.upload_areas(request.user, on=on)
    )
    first = None
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            file = payments.receive_file(
                content=asked["file"], name=asked["file"].name, area=asked["area"], by=request.user, at=timezone.now(),
                expected_count=asked["expected_count"], expected_fen=asked["expected_fen"], check_only=asked["check_only"],
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error("area" if refusal.code in ("no_policy", "not_allowed") else "file", str(refusal))
            visible = files.visible_files(request.user, on=on)
            first = visible.filter(pk=refusal.context.get("file_id", 0)).first()
        else:
            return redirect("enrollment:payment_file", file.pk)
    context = {"form": form, "first": first}
    return render(request, "enrollment/file_upload.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required(READ)
def file_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One file: how far it is, its totals, how its lines ended, what is wrong. The moving part alone for htmx."""
    file = visible_file(request, pk)
    shown = _shown(request, file)
    if getattr(request, "htmx", None):
        response = render(request, "enrollment/parts/file_progress.html", shown)
        if shown["progress"].is_at_rest:
            response["HX-Refresh"] = "true"
        return response
    may_retry = file.state == FileState.FAILED and access.may(
        request.user, UPLOAD, file.area, on=timezone.localdate()
    )
    malformed = lines.lines_of_file(pk).filter(outcome=Outcome.MALFORMED, is_open=True).order_by("pk")[:20]
    shown |= file_results.shown(file, request.GET.get("division", ""))
    shown |= {
        "may_retry": may_retry,
        "place": path_names([file.area]).get(file.area, file.area),
        "malformed": [(line, lines.cause_of(line)) for line in malformed]
        if file.state == FileState.POSTED
        else [],
        "open": lines.open_counts(lines.lines_of_file(pk).filter(is_open=True))
        if file.state == FileState.POSTED
        else {},
    }
    return render(request, "enrollment/file_page.html", shown)


def _shown(request: OfficerRequest, file: PaymentFile) -> dict[str, Any]:
    outcomes = files.outcomes_of(file)
    how_far = files.progress(file, now=timezone.now())
    language = spoken_language()
    refusal = file.refusal
    return {
        "file": file,
        "progress": how_far,
        "speed": how_far.lines_per_second(file.line_count if how_far.is_at_rest else how_far.lines_posted),
        "outcomes": [(Outcome(code), figures) for code, figures in outcomes.items()],
        "total": files.sum_of(outcomes),
        "control": files.control_totals(file, outcomes),
        "refusal": refusal and {"text": refusal["text"][language], "remedy": refusal["remedy"][language]},
        "problems": [
            {
                "cell": p.get("cell", ""),
                "field": p.get("field", ""),
                "text": p["text"][language],
                "remedy": p["remedy"][language],
            }
            for p in (refusal or {}).get("problems", [])[:PROBLEMS_SHOWN]
        ],
        "problem_count": (refusal or {}).get("problem_count", 0),
    }


@require_POST
@permission_required(UPLOAD)
def retry(request: OfficerRequest, pk: int) -> HttpResponse:
    """Start a failed file again."""
    file = visible_file(request, pk)
    try:
        jobs.retry(file=file, by=request.user, on=timezone.localdate())
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The file is taken up again. What was posted before stays posted."))
    return redirect("enrollment:payment_file", pk)


@require_safe
@permission_required(READ)
def file_lines(request: OfficerRequest, pk: int) -> HttpResponse:
    """The lines of a file, by outcome and division."""
    file = visible_file(request, pk)
    found = lines.lines_of_file(pk).select_related("person").order_by("pk")
    if (outcome := request.GET.get("outcome", "")) in Outcome.values:
        found = found.filter(outcome=outcome)
    if division := request.GET.get("division", "").strip():
        found = lines.in_division(found, division)
    page = page_of(request, found)
    context = {
        "file": file,
        "page": page,
        "rows": [(line, lines.cause_of(line)) for line in page],
        "outcomes": Outcome,
        "outcome": outcome,
        "division": division,
    }
    return render(request, "enrollment/file_lines.html", context)
