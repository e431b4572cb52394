"""How is a month's own-cost list frozen, taken away and answered?"""

from datetime import date

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from claims.models import OwnCostList
from claims.operations import own_cost_answers, own_cost_lists
from claims.queries import own_cost_watch as queries
from claims.rules.own_cost_watch import AlertState
from claims.workbooks.own_cost_lists import own_cost_list
from enrollment.web.file_results import sent
from enrollment.web.refusing import show_refusal
from intake.rules.file_states import FileState
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal, spoken
from staff.web.fields import DateInput, TableField, own_divisions, set_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.places import PlaceChoiceField

READ, FREEZE = Permission.CLAIMS_READ, Permission.CLAIMS_REVIEW
REVEAL, SEND = Permission.NATIONAL_ID_REVEAL, Permission.ROSTERS_UPLOAD
PROBLEMS_SHOWN = 100


class FreezeForm(forms.Form):
    area = PlaceChoiceField(label=gettext_lazy("County"))
    month = forms.DateField(
        label=gettext_lazy("Month"),
        widget=DateInput(),
        help_text=gettext_lazy("Any day of the month of the list."),
    )

    def __init__(self, *args: object, areas: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        set_choices(self, "area", areas)


class AnswersForm(forms.Form):
    file = TableField("OW-1", label=gettext_lazy("The answers"))


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def list_list(request: OfficerRequest) -> HttpResponse:
    """The frozen lists of the officer's counties; freezes the next one."""
    on = timezone.localdate()
    counties = [
        (code, name) for code, name in own_divisions(request.user, FREEZE, on=on) if len(code) == 6 and not code.endswith("00")
    ]  # fmt: skip
    form = FreezeForm(request.POST or None, areas=counties, initial={"month": on})
    if request.method == "POST" and form.is_valid():
        try:
            frozen = own_cost_lists.freeze(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("claims:own_cost_list", frozen.pk)
    page = page_of(request, queries.visible_lists(request.user, on=on))
    context = {
        "page": page,
        "places": path_names(one.area for one in page),
        "form": form if counties else None,
    }
    return render(request, "claims/own_cost_lists.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def list_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One list with its lines and what was answered; takes the file of answers."""
    on = timezone.localdate()
    listed = _visible(request, pk, on)
    newest = own_cost_lists.latest(listed.area)
    is_latest = newest is not None and newest.pk == listed.pk
    may_send = is_latest and access.may(request.user, SEND, listed.area, on=on)
    form = AnswersForm(request.POST or None, request.FILES or None)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            received = own_cost_answers.receive(
                own_cost_list=listed, content=file, name=file.name, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
            problems = _in_words(refusal)
        else:
            if received.state == FileState.ASKING:
                return redirect("intake:reading", "OW-1", received.pk)
            return redirect("intake:file", "OW-1", received.pk)
    page = page_of(request, listed.lines.select_related("alert__finding").order_by("number"))
    read_people(len(page), by=request.user, division_code=listed.area, what="own_cost_list")
    context = {
        "listed": listed,
        "place": path_names([listed.area]).get(listed.area, listed.area),
        "page": page,
        "rows": [
            (line, queries.group_label(line.alert.group), AlertState(line.alert.state)) for line in page
        ],
        "files": listed.answer_files.select_related("uploaded_by", "confirmed_by").order_by("-pk")[:20],
        "newest": None if is_latest else newest,
        "form": form if may_send else None,
        "problems": problems,
        "may_reveal": access.may(request.user, REVEAL, listed.area, on=on),
        "is_as_frozen": own_cost_lists.is_as_frozen(listed),
    }
    return render(request, "claims/own_cost_list.html", context)


@require_safe
@permission_required(REVEAL)
def download(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """The list as a workbook to be filled in, with document numbers in clear."""
    on = timezone.localdate()
    visible = access.scope(OwnCostList.objects.all(), request.user, REVEAL, on=on, field="area")
    listed = get_object_or_404(visible, pk=pk)
    read_people(listed.line_count, by=request.user, division_code=listed.area, what="own_cost_file")
    audit.record(
        "download_own_cost_list", by=request.user, about=listed, division_code=listed.area,
        change={"lines": listed.line_count},
    )  # fmt: skip
    return sent(own_cost_list(listed), f"{listed.number}.xlsx")


def _visible(request: OfficerRequest, pk: int, on: date) -> OwnCostList:
    return get_object_or_404(queries.visible_lists(request.user, on=on), pk=pk)


def _in_words(refusal: Refusal) -> list[dict[str, str]]:
    """The faults of a refused file in the language of the page."""
    return [
        {
            "cell": one["cell"],
            "message": spoken(Text(**one["message"])),
            "remedy": spoken(Text(**one["remedy"])),
        }
        for one in refusal.context.get("problems", [])[:PROBLEMS_SHOWN]
    ]
