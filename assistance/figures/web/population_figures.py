"""How are a year's population figures of all townships or counties uploaded or pasted, looked at and decided on?"""

import io
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistance.figures.bulk.population_rows import FigureTable
from assistance.figures.layouts.populations import FIGURES
from assistance.figures.models import FigureFile, FigureSheet
from assistance.figures.operations import population_figures as operations
from assistance.figures.queries.population_figures import Change, changes, figures_below, visible_sheets
from assistance.figures.web.parameter_forms import RejectForm
from assistance.figures.web.parameters import areas_to_enter
from assistance.figures.web.population_forms import PlacesForm, PopulationForm
from intake.rules.file_states import FileState
from policy.terms import Text
from policy.topics import Topic
from staff import access
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal, spoken
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER, APPROVE = (
    Permission.PARAMETERS_READ,
    Permission.PARAMETERS_ENTER,
    Permission.PARAMETERS_APPROVE,
)
SHOWN_MAX = 500


@require_safe
@permission_required(READ)
def sheet_list(request: OfficerRequest) -> HttpResponse:
    """The tables that were entered for the officer's areas."""
    on = timezone.localdate()
    page = page_of(request, visible_sheets(request.user, on=on))
    context = {
        "page": page,
        "places": path_names(sheet.area for sheet in page),
        "may_enter": access.may_anywhere(request.user, ENTER, on=on),
    }
    return render(request, "assistance/population_sheets.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(ENTER)
def enter(request: OfficerRequest) -> HttpResponse:
    """Upload or paste a table, look at what it would change, then enter it. The faults are shown all at once."""
    on = timezone.localdate()
    areas = areas_to_enter(request.user, on=on)
    places = PlacesForm(request.GET or None, areas=areas, initial={"year": on.year})
    if request.method == "GET":
        form = PopulationForm(areas=areas, initial=_start(places, on))
        return render(request, "assistance/population_enter.html", {"form": form, "places_form": places})
    form = PopulationForm(request.POST, request.FILES, areas=areas)
    context: dict[str, Any] = {
        "form": form,
        "places_form": PlacesForm(areas=areas, initial={"year": on.year}),
    }
    if form.is_valid():
        given = dict(form.cleaned_data)
        file, pasted = given.pop("file"), given.pop("pasted")
        content, name = (file, file.name) if file else (io.BytesIO(pasted.encode()), "pasted.txt")
        is_preview = request.POST.get("do") != "enter"
        try:
            sent = operations.receive(
                content=content, name=name, **given, is_preview=is_preview, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            if problems := refusal.context.get("problems"):
                context |= {
                    "problems": _problems(problems),
                    "problem_count": refusal.context["problem_count"],
                }
            else:
                field = refusal.context.get("field")
                form.add_error(field if field in form.fields else None, str(refusal))
        else:
            if sent.state == FileState.ASKING:
                return redirect("intake:reading", "PF-1", sent.pk)
            if not is_preview:
                return _entered(request, sent)
            if (
                "figures" not in sent.summary
            ):  # not checked to its end yet, or failed: its page tells how it goes on
                return redirect("intake:file", "PF-1", sent.pk)
            figures = operations.figures_of(sent)
            found = changes(given["area"], given["year"], figures, on=given["from_on"])
            context |= _preview(found) | {
                "pasted": FigureTable(figures).as_text(),
                "without": sent.summary["without"],
            }
            return render(request, "assistance/population_preview.html", context)
    return render(request, "assistance/population_enter.html", context, status=422)


@require_safe
@permission_required(READ)
def sheet_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One table: its figures place by place, who entered it, who decided."""
    on = timezone.localdate()
    sheet = get_object_or_404(visible_sheets(request.user, on=on), pk=pk)
    rows = sheet.rows.select_related("approved_by", "rejected_by").order_by("pk")
    page = page_of(request, rows)
    decided = rows.exclude(approved_by=None, rejected_by=None).first()
    may_decide = (
        sheet.waiting > 0  # type: ignore[attr-defined]
        and sheet.entered_by_id != request.user.pk
        and access.may(request.user, APPROVE, sheet.area, on=on)
    )
    context = {
        "sheet": sheet,
        "page": page,
        "place": path_names([sheet.area])[sheet.area],
        "rows": [(row, Topic(row.topic), row.key.partition(":")[0]) for row in page],
        "places": path_names(row.key.partition(":")[0] for row in page),
        "decided": decided,
        "may_decide": may_decide,
        "reject_form": RejectForm(),
    }
    return render(request, "assistance/population_sheet.html", context)


@require_POST
@permission_required(APPROVE)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put a table of another officer in force, or turn it down with a reason."""
    visible = access.scope(
        FigureSheet.objects.all(), request.user, APPROVE, on=timezone.localdate(), field="area"
    )
    sheet, at = get_object_or_404(visible, pk=pk), timezone.now()
    try:
        if request.POST.get("decision") == "approve":
            operations.approve(sheet=sheet, by=request.user, at=at)
            messages.success(request, _("In force from the day stated."))
        else:
            because = request.POST.get("because", "")[:300]
            operations.reject(sheet=sheet, because=because, by=request.user, at=at)
            messages.success(request, _("Turned down."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("assistance:population_sheet", pk)


def _entered(request: OfficerRequest, sent: FigureFile) -> HttpResponse:
    sheet = sent.sheets.first()
    if sheet is None:
        messages.info(request, _("The table is being worked on. Reload the page in a while."))
        return redirect("assistance:population_sheets")
    messages.success(request, _("Entered. It takes effect once another officer approves it."))
    return redirect("assistance:population_sheet", sheet.pk)


def _start(places: PlacesForm, on: date) -> dict[str, Any]:
    """What the form begins with: the places of the area chosen and their figures in force, ready to be overwritten."""
    start: dict[str, Any] = {"year": on.year, "from_on": on}
    if places.is_bound and places.is_valid():
        area, year = places.cleaned_data["area"], places.cleaned_data["year"]
        names, figures = figures_below(area, year, on=on)
        heading = "\t".join(["区划代码", "名称", *(column.heading for column in FIGURES)])
        lines = [
            "\t".join([code, name, *(str(figures.get((code, Topic(one.key)), "")) for one in FIGURES)])
            for code, name in names.items()
        ]
        start |= {"area": area, "year": year, "pasted": "\n".join([heading, *lines]) + "\n"}
    return start


def _problems(problems: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [
        {
            "cell": problem["cell"],
            "message": spoken(Text(**problem["message"])),
            "remedy": spoken(Text(**problem["remedy"])),
        }
        for problem in problems[:SHOWN_MAX]
    ]


def _preview(found: list[Change]) -> dict[str, Any]:
    changed = [one for one in found if one.is_change]
    return {
        "changes": changed[:SHOWN_MAX],
        "changed": len(changed),
        "unchanged": len(found) - len(changed),
        "shadowed": sum(one.is_shadowed for one in changed),
        "places": path_names(one.division for one in changed[:SHOWN_MAX]),
    }
