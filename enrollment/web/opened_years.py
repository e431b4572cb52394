"""How is a coverage year opened on pages: begun, each question answered under a document, tried out, proposed, approved?"""

import io
import zipfile
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.models import OpenedYear
from enrollment.operations import kept_counts, opened_years, year_corrections
from enrollment.operations.dry_runs import within
from enrollment.operations.opened_years import ENTER
from enrollment.operations.year_checks import InvalidYear
from enrollment.queries.opened_years import (
    Overview,
    corrected_by,
    files_of,
    opening_of,
    overview,
    visible_years,
)
from enrollment.queries.policies import is_open
from enrollment.rules.opened_years import OPENED_YEAR, YearMove, YearState
from enrollment.web import year_forms
from intake.operations.stored_files import open_stored
from policy.book import default_book
from policy.opening.folder import written
from policy.show import HEADINGS
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.given import number_given
from staff.models import Officer
from staff.queries import path_names
from staff.refusals import Refusal, spoken_language
from staff.web import fields
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ = Permission.POLICY_READ
NAMES = Text("机构等级和事实的名称", "Names of levels and facts")
TONES = {"draft": "secondary", "proposed": "warning", "open": "success", "withdrawn": "secondary"}


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def year_list(request: OfficerRequest) -> HttpResponse:
    """The years being opened and opened in the officer's areas, and the form to begin one."""
    on = timezone.localdate()
    areas = [
        choice
        for choice in fields.pooling_areas(request.user, ENTER, on=on)
        if access.may(request.user, ENTER, choice[0], on=on)
    ]
    form = year_forms.StartForm(request.POST or None, areas=areas, years=[on.year + 1, on.year, on.year + 2])
    if request.method == "POST":
        if not areas:
            access.require(request.user, ENTER, "", on=on)
        if form.is_valid():
            try:
                year = opened_years.start(**form.cleaned_data, by=request.user, at=timezone.now())
            except Refusal as refusal:
                form.add_error(refusal.context.get("field"), str(refusal))
            else:
                return redirect("enrollment:opened_year", year.pk)
    visible = visible_years(request.user, on=on).select_related("started_by", "proposed_by", "decided_by")
    page = page_of(request, visible.order_by("-coverage_year", "-edition", "-pk"))
    now = [
        (code, name, [(year, is_open(code, year)) for year in (on.year, on.year + 1)])
        for code, name in _own(request, on)
    ]
    context = {
        "form": form if areas else None,
        "page": page,
        "rows": [(year, OPENED_YEAR_LABELS[year.state], TONES[year.state]) for year in page],
        "places": path_names(year.area for year in page),
        "now": now,
    }
    return render(request, "enrollment/year_list.html", context, status=422 if form.errors else 200)


OPENED_YEAR_LABELS = {state.value: state.label for state in OPENED_YEAR.states}


def _own(request: OfficerRequest, on: date) -> list[tuple[str, str]]:
    return fields.pooling_areas(request.user, READ, on=on)[:20]


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def year_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """Every question of the year beside the last one, what still lacks, and the moves."""
    on = timezone.localdate()
    year = _year(request, pk)
    if request.method == "POST":
        return _move(request, year)
    shown = overview(year)
    may = {move for move in OPENED_YEAR.offered(year.state, _permissions(request.user, year, on))}
    if year.state == "proposed" and request.user.pk in _makers(year):
        may -= {YearMove.APPROVE}
    context = {
        "year": year,
        "state": OPENED_YEAR_LABELS[year.state],
        "tone": TONES[year.state],
        "place": path_names([year.area]).get(year.area, year.area),
        "sections": _sections(shown),
        "changed": sum(row.has_changed for row in shown.rows),
        "undecided": len(shown.undecided),
        "faults": [fault.worded() for fault in shown.faults],
        "moves": [(move, move in (YearMove.RETURN, YearMove.WITHDRAW)) for move in YearMove if move in may],
        "may_enter": year.state == OPENED_YEAR.start and access.may(request.user, ENTER, year.area, on=on),
        "answers": year.answers.select_related("entered_by"),
        "may_correct": _may_correct(request, year, on),
        "earlier": corrected_by(year) if year.is_correction else None,
        "later": year_corrections.later_editions(year)
        .filter(state=YearState.OPEN.value)
        .order_by("edition")
        .first(),
        "may_redecide": _may_redecide(request, year, on),
        "waits_for_other": year.state == "proposed" and request.user.pk in _makers(year),
    }
    return render(request, "enrollment/year_page.html", context)


def _may_correct(request: OfficerRequest, year: OpenedYear, on: date) -> bool:
    """Only the last edition is corrected."""
    may = year.state == YearState.OPEN.value and access.may(request.user, ENTER, year.area, on=on)
    return may and not year_corrections.later_editions(year).exists()


def _may_redecide(request: OfficerRequest, year: OpenedYear, on: date) -> bool:
    is_ordered = year.redecides and year.state == YearState.OPEN.value
    return is_ordered and access.may(request.user, Permission.DUES_ISSUE, year.area, on=on)


def _makers(year: OpenedYear) -> set[int | None]:
    return {year.started_by_id, year.proposed_by_id, *year.answers.values_list("entered_by_id", flat=True)}


def _permissions(officer: Officer, year: OpenedYear, on: date) -> set[Permission]:
    wanted = {permission for move in YearMove for permission in OPENED_YEAR.permissions(move)}
    return {permission for permission in wanted if access.may(officer, permission, year.area, on=on)}


def _sections(shown: Overview) -> list[tuple[Any, list[Any]]]:
    sections: dict[str, list[Any]] = {}
    for row in shown.rows:
        sections.setdefault(row.question.file, []).append(row)
    return [(HEADINGS.get(file, NAMES), rows) for file, rows in sections.items()]


def _move(request: OfficerRequest, year: OpenedYear) -> HttpResponse:
    made = next((move for move in YearMove if move.value == request.POST.get("move")), None)
    try:
        if made is None:
            raise InvalidYear("unknown_move", Text("没有这一步骤。", "There is no such move."), field="move")
        opened_years.move(
            year=year, version=number_given(request.POST.get("version")), made=made, by=request.user,
            at=timezone.now(), because=request.POST.get("because", "")[:300],
        )  # fmt: skip
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Done."))
    return redirect("enrollment:opened_year", year.pk)


@require_safe
@permission_required(Permission.REPORTS_READ)
def dry_run(request: OfficerRequest, pk: int) -> HttpResponse:
    """Who would be charged, wait, be covered or helped otherwise than in the last year, by county, with examples."""
    year = _year(request, pk)
    counted = kept_counts.counted(
        "opened_year", {"year_id": year.pk, "version": year.version}, now=timezone.now()
    )
    found = within(counted.found, request.user, on=timezone.localdate()) if counted.found else None
    context = {
        "year": year,
        "counted": counted,
        "found": found,
        "place": path_names([year.area]).get(year.area, year.area),
        "places": path_names(row["county"] for row in found["counties"]) if found else {},
        "language": spoken_language(),
    }
    return render(request, "enrollment/year_dry_run.html", context)


@require_safe
@permission_required(READ)
def folder(request: OfficerRequest, pk: int) -> HttpResponse:
    """The answers as a folder of policy data, zipped; to be laid over the book or taken over elsewhere."""
    year = _year(request, pk)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in written(default_book(), opening_of(year), files_of(year)).items():
            packed.writestr(f"{year.area}/{name}", text)
    audit.record("export_year", by=request.user, about=year, division_code=year.area)
    response = HttpResponse(content.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{year.area}-{year.coverage_year}.zip"'
    return response


@require_safe
@permission_required(READ)
def scan(request: OfficerRequest, pk: int, answer_pk: int) -> FileResponse:
    """The scan of a document, as a download."""
    year = _year(request, pk)
    row = get_object_or_404(year.answers.exclude(scan_sha256=""), pk=answer_pk)
    audit.record("read_scan", by=request.user, about=row, division_code=year.area)
    response = FileResponse(
        open_stored(row.scan_sha256, row.scan_bytes), as_attachment=True, filename=row.scan_name,
        content_type=row.scan_type,
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _year(request: OfficerRequest, pk: int) -> OpenedYear:
    return get_object_or_404(visible_years(request.user, on=timezone.localdate()), pk=pk)
