"""How does an officer look through the findings about care and decide on one?"""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from claims.operations import care_findings as operations
from claims.queries import care_findings as queries
from claims.rules.care_findings import FindingMove, FindingRule, FindingState
from policy.terms import Text
from policy.topics import Topic
from staff.access import Permission
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal, spoken
from staff.web.fields import ANY, YuanField, set_choices, term_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, REVIEW = Permission.CLAIMS_READ, Permission.CLAIMS_REVIEW
FALLEN = Text("账单已不成立", "a bill stands no longer")
TONES = {
    FindingState.OPEN: "warning",
    FindingState.CONFIRMED: "danger",
    FindingState.EXPLAINED: "success",
    FindingState.RECOVERY_PROPOSED: "danger",
}
FIGURES = (
    Topic.FREQUENT_STAYS,
    Topic.FREQUENT_STAY_DAYS,
    Topic.HELPED_STAY_SHARE,
    Topic.HELPED_STAY_LEAST,
    Topic.TIER_STAY_LIMIT,
)


class FindingFilter(forms.Form):
    state = forms.ChoiceField(label=lazy("State"), required=False)
    rule = forms.ChoiceField(label=lazy("Rule"), required=False)
    inside = forms.CharField(label=lazy("Division code"), required=False, max_length=12)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        set_choices(self, "state", [*ANY, *term_choices(FindingState), (queries.FALLEN, spoken(FALLEN))])
        set_choices(self, "rule", [*ANY, *term_choices(FindingRule)])


class RecoveryField(forms.Form):
    recovery_fen = YuanField(label=lazy("Amount to recover, yuan"), required=False)


@require_safe
@permission_required(READ)
def finding_list(request: OfficerRequest) -> HttpResponse:
    """The findings of the officer's places, the newest first, and which rules need a figure."""
    on = timezone.localdate()
    form = FindingFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = page_of(request, queries.filtered(queries.visible_findings(request.user, on=on), **asked))
    read_people(sum(1 for one in page if one.person_id), by=request.user, what="care_findings")
    context = {
        "form": form,
        "page": page,
        "rows": [(one, TONES[one.state_label]) for one in page],
        "places": path_names(one.division_code for one in page),
        "figures": [topic.label for topic in FIGURES],
    }
    return render(request, "claims/care_findings.html", context)


@require_safe
@permission_required(READ)
def finding_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One finding with its bills, to be read, printed and decided."""
    on = timezone.localdate()
    one = get_object_or_404(queries.visible_findings(request.user, on=on), pk=pk)
    bills = list(queries.bills_of(one))
    people = {bill.person_id for bill in bills} | ({one.person_id} if one.person_id else set())
    read_people(len(people), by=request.user, division_code=one.division_code, what="care_finding")
    context = {
        "one": one,
        "tone": TONES[one.state_label],
        "bills": bills,
        "moves": queries.moves_for(one, request.user, on=on),
        "recovery": RecoveryField(initial={"recovery_fen": one.funds_fen}),
        "place": path_names([one.division_code]).get(one.division_code, one.division_code),
    }
    return render(request, "claims/care_finding.html", context)


@require_POST
@permission_required(REVIEW)
def move(request: OfficerRequest, pk: int) -> HttpResponse:
    """Decide on a finding."""
    rows = queries.visible_findings(request.user, on=timezone.localdate(), permission=REVIEW)
    one = get_object_or_404(rows, pk=pk)
    chosen = {move.value: move for move in FindingMove}.get(request.POST.get("move", ""))
    form = RecoveryField(request.POST)
    try:
        if chosen is None or not form.is_valid():
            messages.error(request, _("Choose what to do, and write amounts in yuan."))
        else:
            operations.move(
                finding=one,
                move=chosen,
                because=request.POST.get("because", ""),
                recovery_fen=form.cleaned_data["recovery_fen"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("Done."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("claims:care_finding", pk)
