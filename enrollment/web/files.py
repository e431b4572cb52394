"""How does a tax officer upload a file, follow it, and take the result away?"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import PaymentFile
from enrollment.operations import payments
from enrollment.queries import file_pictures, files, lines
from enrollment.rules.payment_lines import Outcome
from enrollment.web import file_results, payment_forms
from enrollment.web.file_results import visible_file
from intake.operations import jobs
from intake.rules.file_states import FileState
from intake.web import sent_files
from staff.access import Permission
from staff.operations.reads import read_people
from staff.refusals import Refusal
from staff.web.fields import term_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, UPLOAD = Permission.PAYMENTS_READ, Permission.PAYMENTS_UPLOAD


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
    context = _moving(file)
    if not getattr(request, "htmx", None):
        context |= _ended(file) | file_results.shown(file, request.GET.get("division", ""))
    return sent_files.show(request, file, "enrollment/file_page.html", context)


def _moving(file: PaymentFile) -> dict[str, Any]:
    how_far = files.progress(file, now=timezone.now())
    speed = how_far.lines_per_second(file.line_count if how_far.is_at_rest else how_far.lines_posted)
    return {
        "done": how_far.percent,
        "total": 100,
        "figures": [
            {"code": "rows-read", "label": _("Rows read"), "value": how_far.rows_read},
            {"code": "lines-posted", "label": _("Lines posted"), "value": how_far.lines_posted},
            {"code": "seconds", "label": _("Seconds"), "value": f"{how_far.seconds:.1f}"},
            {"code": "speed", "label": _("Lines per second"), "value": "–" if speed is None else speed},
        ],
    }


def _ended(file: PaymentFile) -> dict[str, Any]:
    """How the lines ended, or would end, beside the control totals."""
    outcomes = files.outcomes_of(file)
    is_posted = file.state == FileState.POSTED
    found = lines.lines_of_file(file.pk).filter(is_open=True)
    malformed = found.filter(outcome=Outcome.MALFORMED).order_by("pk")[:20] if is_posted else []
    return {
        "outcomes": [(Outcome(code), figures) for code, figures in outcomes.items()],
        "sums": files.sum_of(outcomes),
        "control": files.control_totals(file, outcomes),
        "flow": file_pictures.flow_of(outcomes, _lines_url(file) if is_posted else "") if outcomes else None,
        "malformed": [(line, lines.cause_of(line)) for line in malformed],
        "open": lines.open_counts(found) if is_posted else {},
    }


def _lines_url(file: PaymentFile) -> str:
    return reverse("enrollment:payment_file_lines", args=[file.pk])


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
    if (outcome := request.GET.get("outcome", "")) in set(Outcome):
        found = found.filter(outcome=outcome)
    if division := request.GET.get("division", "").strip():
        found = lines.in_division(found, division)
    page = page_of(request, found)
    read_people(len(page), by=request.user, what="tax_lines")
    context = {
        "file": file,
        "page": page,
        "rows": [(line, lines.cause_of(line)) for line in page],
        "outcomes": term_choices(Outcome),
        "outcome": outcome,
        "division": division,
    }
    return render(request, "enrollment/file_lines.html", context)
