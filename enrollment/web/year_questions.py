"""How is one question of a year answered on a page: entered, carried over, left open, or taken back?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrollment.models import OpenedYear, YearAnswer
from enrollment.operations import opened_years
from enrollment.operations.opened_years import ENTER
from enrollment.operations.year_checks import InvalidYear
from enrollment.queries.opened_years import drafted, overview, visible_years
from enrollment.rules.opened_years import OPENED_YEAR
from enrollment.web import year_forms
from enrollment.web.opened_years import READ
from enrollment.web.year_forms import RowForm
from policy.opening.answers import How
from policy.opening.comparison import Standing
from policy.opening.questions import questions
from policy.terms import Text
from staff import access
from staff.given import number_given
from staff.queries import path_names
from staff.refusals import Refusal, spoken
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

MORE, CLEAR = "more", "clear"


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def question_page(request: OfficerRequest, pk: int, question: str) -> HttpResponse:
    """What the year says, what the last one said, and the form of the table."""
    on = timezone.localdate()
    year = get_object_or_404(visible_years(request.user, on=on), pk=pk)
    if question not in questions():
        raise Http404
    may_enter = year.state == OPENED_YEAR.start and access.may(request.user, ENTER, year.area, on=on)
    if request.method == "POST" and not may_enter:
        access.require(request.user, ENTER, year.area, on=on)
    [standing] = overview(year, questions()[question]).rows
    kept = year.answers.filter(question=question).first()
    form = _Filled(request, year, standing, kept)
    if request.method == "POST":
        step = request.POST.get("how", "")
        if step == CLEAR:
            return _clear(request, year, question)
        if step != MORE and form.save(step):
            messages.success(request, _("Kept. It holds once the year is approved."))
            return redirect("enrollment:opened_year", year.pk)
    context = {
        "year": year,
        "place": path_names([year.area]).get(year.area, year.area),
        "standing": standing,
        "kept": kept,
        "form": form,
        "may_enter": may_enter,
    }
    status = 422 if form.is_refused else 200
    return render(request, "enrollment/year_question.html", context, status=status)


def _clear(request: OfficerRequest, year: OpenedYear, question: str) -> HttpResponse:
    try:
        opened_years.clear(
            year=year, version=number_given(request.POST.get("version")), question=question, by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("enrollment:opened_year", year.pk)


class _Filled:
    """The three parts of the form: the document, the rows of the table, who decides what is left open."""

    def __init__(
        self, request: OfficerRequest, year: OpenedYear, standing: Standing, kept: YearAnswer | None
    ) -> None:
        self._request, self._year, self._standing = request, year, standing
        question, (_book, policy) = standing.question, drafted(year)
        before = list(standing.before.rows_for(year.area)) if standing.before else []
        rows = list(kept.rows) if kept and kept.how != How.UNDECIDED else before
        data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        count = number_given(data.get("rows", ""), places=2) if data is not None else None
        if count is not None and data is not None and data.get("how") == MORE:
            count += 1
        template = before[0] if before else {}
        self.rows: list[RowForm] = year_forms.row_forms(question, policy, rows, template, data, count=count)
        self.document = year_forms.DocumentOfYearForm(data, files, initial=self._named(kept))
        who = kept.decided_by_zh if kept and kept.how == How.UNDECIDED else spoken(standing.decided_by)
        self.open = year_forms.OpenForm(data, initial={"decided_by": who})
        self.is_refused, self.refusal = False, ""

    def _named(self, kept: YearAnswer | None) -> dict[str, Any]:
        """The document of the answer, or that of the answer entered last: most notices answer several questions."""
        row = kept or self._year.answers.order_by("-entered_at").first()
        if row is None:
            return {}
        section = row.section if kept else ""
        return {
            "document_number": row.document_number,
            "document_title": row.document_title,
            "issued_on": row.issued_on,
            "section": section,
        }

    def save(self, step: str) -> bool:
        """Keep the answer; False with the faults at their fields when it is refused."""
        how = next((one for one in (How.ENTERED, How.CARRIED, How.UNDECIDED) if one.value == step), None)
        if how is None:
            self.is_refused, self.refusal = True, _("Choose what to do with the question.")
            return False
        sound = [self.document.is_valid(), self.open.is_valid(), all([row.is_valid() for row in self.rows])]
        if not all(sound):
            self.is_refused = True
            return False
        read = [(form, row) for form in self.rows if (row := form.read()) is not None]
        try:
            self._keep(how, [row for _, row in read])
        except Refusal as refusal:
            self.is_refused = True
            self._show(refusal, [form for form, _ in read])
            return False
        return True

    def _keep(self, how: How, rows: list[dict[str, Any]]) -> None:
        given = self.document.cleaned_data
        upload = given.pop("scan", None)
        scan = opened_years.scan_of(upload, upload.name or "scan") if upload else None
        who = self.open.cleaned_data["decided_by"].strip()
        opened_years.answer(
            year=self._year, version=number_given(self._request.POST.get("version")),
            question=self._standing.question.code, how=how, rows=rows if how is How.ENTERED else [],
            decided_by=(who, who) if how is How.UNDECIDED else ("", ""), scan=scan, by=self._request.user,
            at=timezone.now(), **given,
        )  # fmt: skip

    def _show(self, refusal: Refusal, forms_of: list[RowForm]) -> None:
        """Each fault at its field; what has none stands above."""
        faults = refusal.context.get("faults") if isinstance(refusal, InvalidYear) else None
        name = refusal.context.get("field")
        if not faults:
            if name in self.document.fields:
                self.document.add_error(name, str(refusal))
            else:
                self.refusal = str(refusal)
            return
        for fault in faults:
            text = spoken(Text(fault["zh"], fault["en"]))
            row = fault["row"]
            if fault["field"] in self.document.fields:
                self.document.add_error(fault["field"], text)
            elif fault["field"] in self.open.fields:
                self.open.add_error(fault["field"], text)
            elif row is not None and 0 <= row < len(forms_of):
                forms_of[row].show_fault(fault["field"], text)
            else:
                self.refusal = f"{self.refusal} {text}".strip()
