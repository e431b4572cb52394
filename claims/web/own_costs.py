"""Whose own cost reached a line, and which statements stand behind it?"""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from assistance.categories.models import PersonFinding
from assistance.categories.operations.findings import end_finding
from claims.operations.own_cost_answers import people_of
from claims.queries import own_cost_watch as queries
from claims.queries.own_cost_lines import lines_on
from claims.rules.own_cost_watch import CLAUSE, AlertState
from policy.periods import ONE_DAY
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal, spoken
from staff.web.fields import ANY, DateInput, own_divisions, set_choices, term_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, CONFIRM = Permission.CLAIMS_READ, Permission.ROSTERS_CONFIRM
FALLEN = Text("已因冲正降到线下", "fell below the line by a reversal")


class AlertFilter(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    inside = forms.CharField(label=gettext_lazy("Division code"), required=False, max_length=12)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        set_choices(self, "state", [*ANY, *term_choices(AlertState), (queries.FALLEN, spoken(FALLEN))])


class EndFindingForm(forms.Form):
    until_on = forms.DateField(label=gettext_lazy("No longer from"), widget=DateInput())
    because = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


@require_safe
@permission_required(READ)
def alert_list(request: OfficerRequest) -> HttpResponse:
    """The alerts of the officer's places, with the lines that are in force there today."""
    on = timezone.localdate()
    form = AlertFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = queries.visible_alerts(request.user, on=on)
    rows = queries.filtered(rows, state=asked.get("state", ""), inside=asked.get("inside", "").strip())
    page = page_of(request, rows)
    read_people(len(page), by=request.user, what="own_cost_alerts")
    context = {
        "form": form,
        "page": page,
        "rows": [(alert, queries.subject_of(alert), queries.group_label(alert.group), AlertState(alert.state)) for alert in page],
        "places": path_names(alert.division_code for alert in page),
        "lines": _lines(request),
        "clauses": CLAUSE,
    }  # fmt: skip
    return render(request, "claims/own_cost_alerts.html", context)


@require_safe
@permission_required(READ)
def alert_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One alert: the statements of its months with the sum, the lists it stood on, what was answered."""
    on = timezone.localdate()
    alert = get_object_or_404(queries.visible_alerts(request.user, on=on), pk=pk)
    people = people_of(alert)
    read_people(len(people), by=request.user, division_code=alert.division_code, what="own_cost_alert")
    costs = queries.costs_of(alert)
    finding = alert.finding
    context = {
        "alert": alert,
        "subject": queries.subject_of(alert),
        "group": queries.group_label(alert.group),
        "state": AlertState(alert.state),
        "last_on": alert.until_on - ONE_DAY,
        "limit_fen": alert.line_fen * alert.level,
        "people": people,
        "costs": costs,
        "sum_fen": sum(cost.fen for cost in costs),
        "place": path_names([alert.division_code]).get(alert.division_code, alert.division_code),
        "lines": alert.lines.select_related("own_cost_list").order_by("pk"),
        "finding": finding,
        "form": EndFindingForm() if finding and access.may(request.user, CONFIRM, finding.division_code, on=on) else None,
        "may_apply": access.may(request.user, Permission.CASES_ENTER, alert.division_code, on=on),
        "clauses": CLAUSE,
    }  # fmt: skip
    return render(request, "claims/own_cost_alert.html", context)


@require_POST
@permission_required(CONFIRM)
def end(request: OfficerRequest, pk: int) -> HttpResponse:
    """End a finding, or take it back; back to the alert that it came from."""
    on = timezone.localdate()
    visible = access.scope(PersonFinding.objects.all(), request.user, CONFIRM, on=on)
    finding = get_object_or_404(visible, pk=pk)
    form = EndFindingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the day and the reason."))
    else:
        try:
            end_finding(finding=finding, **form.cleaned_data, on=on, by=request.user, at=timezone.now())
            messages.success(
                request, _("The finding was ended. Settled bills that stood on it are looked at again.")
            )
        except Refusal as refusal:
            tell(request, refusal)
    alert = queries.visible_alerts(request.user, on=on).filter(finding=finding).first()
    return redirect("claims:own_cost_alert", alert.pk) if alert else redirect("claims:own_cost_alerts")


def _lines(request: OfficerRequest) -> list[tuple[str, list[tuple[Text, int, str]]]]:
    """The counties of the officer, each with its lines; none where the office entered nothing."""
    on = timezone.localdate()
    names = {code[:6]: name for code, name in own_divisions(request.user, READ, on=on) if len(code) == 6}
    lines = lines_on(on, list(names))
    told = []
    for code, name in names.items():
        own = [*lines.of_people.get(code, {}).values()]
        if code in lines.of_households:
            own.append(lines.of_households[code])
        told.append((name, [(queries.group_label(one.group), one.fen, one.document) for one in own]))
    return told
