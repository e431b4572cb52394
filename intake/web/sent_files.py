"""What do the pages of all sent files share: one list, one head, one set of buttons, one way to make a move?"""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from intake.layouts import Layout, layout_named, layout_of
from intake.models.jobs import SentFile
from intake.operations.officer_moves import ASK_WHY, make_move, offered
from intake.queries import sent_files
from intake.rules.fault_groups import grouped
from intake.rules.file_states import FileMove, FileState
from policy.terms import Text
from staff.queries import path_names
from staff.refusals import Refusal, spoken
from staff.web.fields import ANY
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest
from staff.web.refused import tell

PROBLEMS_SHOWN = 100
TONES = {
    FileState.ASKING: "warning",
    FileState.REFUSED: "danger",
    FileState.FAILED: "danger",
    FileState.READY: "info",
    FileState.WRITTEN: "success",
    FileState.POSTED: "success",
    FileState.SETTLED: "success",
}
PRIMARY = (FileMove.CONFIRM, FileMove.RETRY, FileMove.RESUME, FileMove.RESUME_UNDOING)


class SentFileFilter(forms.Form):
    layout = forms.ChoiceField(label=_("Kind of file"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    area = forms.CharField(label=_("Division code"), required=False, max_length=12)

    def __init__(self, *args: Any, layouts: list[Layout[Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(one.code, f"{spoken(one.name)} {one.code}") for one in layouts]
        states = [(state.value, spoken(state.label)) for state in FileState]
        self.fields["layout"].choices = [*ANY, *kinds]  # type: ignore[attr-defined]
        self.fields["state"].choices = [*ANY, *states]  # type: ignore[attr-defined]


@require_safe
def file_list(request: OfficerRequest) -> HttpResponse:
    """Every sent file that the officer may see, of whatever layout."""
    on = timezone.localdate()
    kinds = sent_files.visible_layouts(request.user, on=on)
    form = SentFileFilter(request.GET or None, layouts=kinds)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = sent_files.all_visible(
        request.user,
        on=on,
        layout=asked.get("layout", ""),
        state=asked.get("state", ""),
        area=asked.get("area", "").strip(),
    )
    page = page_of(request, rows)
    context = {
        "form": form,
        "page": page,
        "rows": [row_of(row) for row in page],
        "places": path_names(row["area"] for row in page),
        "kinds": kinds,
    }
    return render(request, "intake/file_list.html", context)


def row_of(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `all_visible` with its words, address and color."""
    layout, state = layout_named(row["layout"]), FileState(row["state"])
    return {
        **row,
        "kind": spoken(layout.name),
        "url": address_of(layout, row["pk"]),
        "state_words": spoken(state.label),
        "tone": TONES.get(state, "secondary"),
    }


def address_of(layout: Layout[Any], pk: int) -> str:
    """Where a file is shown: on the page of its layout, or on the one that all share."""
    return reverse(layout.page, args=[pk]) if layout.page else reverse("intake:file", args=[layout.code, pk])


@require_safe
def file_page(request: OfficerRequest, code: str, pk: int) -> HttpResponse:
    """A file of a layout that has no page of its own."""
    file = sent_files.file_of(code, pk, request.user, on=timezone.localdate())
    layout = layout_of(file)
    if layout.page:
        return redirect(address_of(layout, pk))
    beside = [
        {"label": spoken(one.label), "url": reverse(one.address, args=[one.pk])}
        for one in layout.leads_to(file)
    ]
    return show(request, file, "intake/file_page.html", {"beside": beside})


@require_POST
def move(request: OfficerRequest, code: str, pk: int, move: str) -> HttpResponse:
    """Make a move of the file: confirm, discard, retry, undo ..."""
    on, at = timezone.localdate(), timezone.now()
    file = sent_files.file_of(code, pk, request.user, on=on)
    layout = layout_of(file)
    try:
        make_move(file, move, by=request.user, on=on, at=at, because=request.POST.get("because", ""))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect(address_of(layout, pk))


def show(request: OfficerRequest, file: SentFile, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page of a file; for htmx its moving part alone, and once the file rests, word to load the whole page anew.

    `context` is what the layout adds: for the moving part `done`, `total` and `figures`.
    """
    whole = _shown(request, file) | context
    if not getattr(request, "htmx", None):
        return render(request, template, whole)
    response = render(request, "intake/parts/file_progress.html", whole)
    if file.is_at_rest:
        response["HX-Refresh"] = "true"
    return response


def _shown(request: OfficerRequest, file: SentFile) -> dict[str, Any]:
    on = timezone.localdate()
    layout, refusal = layout_of(file), file.refusal
    problems = sent_files.problems_of(file)
    groups = grouped(problems)
    return {
        "file": file,
        "layout": layout,
        "kind": spoken(layout.name),
        "state_words": spoken(file.state_label.label),
        "tone": TONES.get(file.state_label, "secondary"),
        "place": path_names([file.area]).get(file.area, file.area),
        "is_moving": not file.is_at_rest,
        "page_url": address_of(layout, file.pk),
        "refusal": refusal
        and {"text": spoken(Text(**refusal["text"])), "remedy": spoken(Text(**refusal["remedy"]))},
        "problems": [_in_words(one) for one in problems[:PROBLEMS_SHOWN]],
        "problem_groups": [_in_words(one) for one in groups[:PROBLEMS_SHOWN]]
        if len(groups) < len(problems)
        else [],
        "notices": [_in_words(one) for one in sent_files.notices_of(file)[:PROBLEMS_SHOWN]],
        "problem_count": sent_files.problem_count(file),
        "moves": [_button(file, layout, one) for one in offered(file, by=request.user, on=on)],
    }


def buttons(request: OfficerRequest, file: SentFile, moves: Collection[FileMove]) -> list[dict[str, Any]]:
    """Those of the moves that the officer may make now, as forms, for the page on which a layout asks them."""
    made = offered(file, by=request.user, on=timezone.localdate())
    return [{**_button(file, layout_of(file), one), "page": ""} for one in made if one in moves]


def _in_words(cell: dict[str, Any]) -> dict[str, Any]:
    return {**cell, "text": spoken(Text(**cell["text"])), "remedy": spoken(Text(**cell["remedy"]))}


def _button(file: SentFile, layout: Layout[Any], one: FileMove) -> dict[str, Any]:
    return {
        "code": one.value,
        "label": spoken(one.label),
        "url": reverse("intake:move", args=[layout.code, file.pk, one.value]),
        "is_primary": one in PRIMARY,
        "page": reverse(layout.asked_on[one], args=[file.pk]) if one in layout.asked_on else "",
        "asks_why": one in ASK_WHY,
    }
