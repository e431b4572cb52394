"""How is a draft of policy made, filled in, run and read on pages?"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk.whatif import forms
from desk.whatif.models import Draft, DraftRun
from desk.whatif.operations import drafts, runs
from desk.whatif.operations.drafts import ENTER, question_named
from desk.whatif.operations.readings import opened
from desk.whatif.queries.drafts import READ, given_of, last_run, visible_drafts
from desk.whatif.queries.policies import DraftPolicies
from desk.whatif.queries.questions import Told, told, told_of
from desk.whatif.queries.result_pictures import of_result
from desk.whatif.queries.results import Part
from desk.whatif.rules.run_states import MOVING, RunState
from desk.whatif.rules.tallies import named
from desk.whatif.workbook import workbook
from enrollment.operations.year_checks import InvalidYear
from enrollment.web.year_forms import RowForm
from policy.opening.questions import Question
from policy.show import HEADINGS
from policy.terms import Text
from staff import access
from staff.given import number_given
from staff.queries import path_names
from staff.refusals import Refusal, spoken, spoken_language
from staff.web import fields
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

MORE, CLEAR = "more", "clear"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def draft_list(request: OfficerRequest) -> HttpResponse:
    """The drafts of the officer's areas, and the form to begin one."""
    on = timezone.localdate()
    areas = [
        choice
        for choice in fields.pooling_areas(request.user, ENTER, on=on)
        if access.may(request.user, ENTER, choice[0], on=on)
    ]
    form = forms.StartForm(request.POST or None, areas=areas)
    if request.method == "POST":
        if not areas:
            access.require(request.user, ENTER, "", on=on)
        if form.is_valid():
            try:
                draft = drafts.start(**form.cleaned_data, by=request.user, at=timezone.now())
            except Refusal as refusal:
                form.add_error(refusal.context.get("field"), str(refusal))
            else:
                return redirect("what_if_draft", draft.pk)
    page = page_of(
        request, visible_drafts(request.user, on=on).select_related("made_by").order_by("-made_at", "-pk")
    )
    context = {"form": form if areas else None, "page": page, "places": path_names(one.area for one in page)}
    return render(request, "desk/what_if.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def draft_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """What the draft says beside what is in force, and its last run."""
    draft = draft_for(request, pk)
    if request.method == "POST":
        return _move(request, draft)
    given = given_of(draft)
    policies = DraftPolicies.of(draft, given)
    run = last_run(draft)
    context = {
        "draft": draft,
        "place": path_names([draft.area]).get(draft.area, draft.area),
        "sections": _sections(told(policies)),
        "changed": len(given),
        "faults": [fault.worded() for fault in policies.faults()],
        "run": run,
        "is_moving": run is not None and run.state in [state.value for state in MOVING],
        "is_done": run is not None and run.state == RunState.DONE.value,
        "is_stale": run is not None and run.draft_version != draft.version,
        "may_enter": _may_enter(request, draft, timezone.localdate()),
    }
    return render(request, "desk/what_if_draft.html", context)


def _sections(rows: list[Told]) -> list[tuple[Any, list[Told]]]:
    sections: dict[str, list[Told]] = {}
    for row in rows:
        sections.setdefault(row.question.file, []).append(row)
    return [(HEADINGS[file], listed) for file, listed in sections.items()]


def _move(request: OfficerRequest, draft: Draft) -> HttpResponse:
    by, at = request.user, timezone.now()
    access.require(by, ENTER, draft.area, on=timezone.localdate(at))
    try:
        match request.POST.get("move"):
            case "run":
                runs.ask(draft=draft, by=by, at=at)
            case "retry":
                runs.retry(run=get_object_or_404(draft.runs.order_by("-pk")[:1]), by=by, at=at)
            case "remove":
                drafts.remove(draft=draft, by=by, at=at)
                messages.success(request, _("The draft was put away."))
                return redirect("what_if")
            case _:
                raise drafts.InvalidDraft("unknown_move", Text("没有这一步骤。", "There is no such move."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("what_if_draft", draft.pk)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def question_page(request: OfficerRequest, pk: int, question: str) -> HttpResponse:
    """What is in force, and the rows of the draft in its place."""
    on, draft = timezone.localdate(), draft_for(request, pk)
    try:
        asked = question_named(question)
    except drafts.InvalidDraft as unknown:
        raise Http404 from unknown
    may_enter = _may_enter(request, draft, on)
    if request.method == "POST" and not may_enter:
        access.require(request.user, ENTER, draft.area, on=on)
    policies = DraftPolicies.of(draft, given_of(draft))
    form = _Filled(request, draft, policies, asked)
    if request.method == "POST" and request.POST.get("how") != MORE and form.save():
        messages.success(request, _("Kept in the draft. Nothing real changes by it."))
        return redirect("what_if_draft", draft.pk)
    context = {
        "draft": draft,
        "place": path_names([draft.area]).get(draft.area, draft.area),
        "told": told_of(policies, asked),
        "form": form,
        "may_enter": may_enter,
        "year": policies.year_of(asked),
    }
    status = 422 if form.is_refused else 200
    return render(request, "desk/what_if_question.html", context, status=status)


class _Filled:
    """The rows of a question as they are filled in."""

    def __init__(
        self, request: OfficerRequest, draft: Draft, policies: DraftPolicies, question: Question
    ) -> None:
        self._request, self._draft, self._question = request, draft, question
        data = request.POST if request.method == "POST" else None
        given = policies.given.get(question.code)
        rows = list(given if given is not None else policies.rows_today(question))
        count = number_given(data.get("rows", ""), places=2) if data is not None else None
        if count is not None and data is not None and data.get("how") == MORE:
            count += 1
        policy = policies.policy_of(question)
        self.rows: list[RowForm] = forms.rows_of(question, policy, rows, data, count=count)
        self.is_refused, self.refusal = False, ""
        self.is_kept = given is not None

    def save(self) -> bool:
        """Keep the rows, or take the question out of the draft; False with the faults at their fields when refused."""
        version = number_given(self._request.POST.get("version"))
        shared: dict[str, Any] = {
            "draft": self._draft, "version": version, "question": self._question.code, "by": self._request.user,
            "at": timezone.now(),
        }  # fmt: skip
        is_clearing = self._request.POST.get("how") == CLEAR
        if not is_clearing and not all([row.is_valid() for row in self.rows]):
            self.is_refused = True
            return False
        read = [] if is_clearing else [(form, row) for form in self.rows if (row := form.read()) is not None]
        try:
            if is_clearing:
                drafts.clear(**shared)
            else:
                drafts.answer(rows=[row for _, row in read], **shared)
        except Refusal as refusal:
            self.is_refused = True
            self._show(refusal, [form for form, _ in read])
            return False
        return True

    def _show(self, refusal: Refusal, forms_of: list[RowForm]) -> None:
        """Each fault at its field; what has none stands above."""
        faults = refusal.context.get("faults") if isinstance(refusal, InvalidYear) else None
        if not faults:
            self.refusal = str(refusal)
            return
        for fault in faults:
            text, row = spoken(Text(fault["zh"], fault["en"])), fault["row"]
            if row is not None and 0 <= row < len(forms_of):
                forms_of[row].show_fault(fault["field"], text)
            else:
                self.refusal = f"{self.refusal} {text}".strip()


@require_safe
@permission_required(READ)
def result_page(request: OfficerRequest, pk: int, run_pk: int) -> HttpResponse:
    """Who is better and worse off, who pays, waits and balance beside today's, with examples."""
    draft = draft_for(request, pk)
    run = run_for(draft, run_pk)
    found = opened(run, request.user, at=timezone.now())
    counties = {row["of"] for row in found.people.by_county} | {row["of"] for row in found.bills.by_county}
    places = path_names(counties)
    shown = of_result(found, places)
    context = {
        "draft": draft,
        "run": run,
        "found": found,
        "parts": [
            ("people", _shown(found.people, places), shown["people"]),
            ("bills", _shown(found.bills, places), shown["bills"]),
        ],
        "county_heading": _("County"),
        "is_partly_open": bool(found.people.missing or found.bills.missing),
        "place": path_names([draft.area]).get(draft.area, draft.area),
        "places": places,
        "language": spoken_language(),
        "is_stale": run.draft_version != draft.version,
        "may_see_people": access.may_anywhere(
            request.user, access.Permission.PEOPLE_READ, on=timezone.localdate()
        ),
    }
    return render(request, "desk/what_if_result.html", context)


def _shown(part: Part, places: dict[str, str]) -> dict[str, Any]:
    """A part with the labels of its rows."""
    counties = [(places.get(row["of"], row["of"]), row) for row in part.by_county]
    return {
        "whole": part.whole,
        "county_rows": [*counties, (_("All"), part.whole)],
        "group_rows": [(spoken(label), row) for label, row in part.by_group],
        "category_rows": [(spoken(label), row) for label, row in part.by_category],
        "money": part.money,
        "missing": named(part.missing),
    }


@require_safe
@permission_required(READ)
def result_workbook(request: OfficerRequest, pk: int, run_pk: int) -> HttpResponse:
    """The same as a workbook."""
    draft = draft_for(request, pk)
    found = opened(run_for(draft, run_pk), request.user, at=timezone.now())
    with workbook(draft, found) as stream:
        response = HttpResponse(stream.read(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="what-if-{draft.area}-{run_pk}.xlsx"'
    return response


def draft_for(request: OfficerRequest, pk: int) -> Draft:
    """A draft that the officer may see; 404 else."""
    return get_object_or_404(visible_drafts(request.user, on=timezone.localdate()), pk=pk)


def run_for(draft: Draft, pk: int) -> DraftRun:
    """A run of the draft that is done."""
    return get_object_or_404(
        draft.runs.select_related("asked_by", "draft").filter(state=RunState.DONE.value), pk=pk
    )


def _may_enter(request: OfficerRequest, draft: Draft, on: date) -> bool:
    return access.may(request.user, ENTER, draft.area, on=on)
