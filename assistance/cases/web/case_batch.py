"""How are many cases decided on one page, each row by itself?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assistance.cases.models import AssistanceCase
from assistance.cases.operations.case_decisions import Decision, decide_many
from assistance.cases.queries.cases import rows_of, visible_cases, waiting_at, waiting_for, with_people
from assistance.cases.rules.case_reasons import RejectReason
from assistance.cases.rules.case_states import Move
from staff.access import Permission
from staff.given import number_given, numbers_given
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

APPROVE = Permission.CASES_APPROVE
SHOWN_MAX = 50
ACTIONS = ("approve", "reject", "skip")


@require_http_methods(["GET", "POST"])
@permission_required(APPROVE)
def decide_cases(request: OfficerRequest) -> HttpResponse:
    """The cases that wait for this approver, each with its decision; afterwards what became of each row."""
    on = timezone.localdate()
    if request.method == "POST":
        decisions = _decisions(request)
        if not any(decision.action != "skip" for decision in decisions):
            messages.error(request, _("Choose a decision for at least one row."))
            return redirect("assistance:decide_cases")
        try:
            outcomes = decide_many(decisions=decisions, by=request.user, at=timezone.now())
        except Refusal as refusal:
            tell(request, refusal)
            return redirect("assistance:decide_cases")
        counts = {
            result: sum(outcome.result == result for outcome in outcomes)
            for result in ("done", "skipped", "refused")
        }
        done = {"outcomes": outcomes, "counts": counts}
        return render(request, "assistance/case_batch_result.html", done)
    waiting = waiting_at(waiting_for(request.user, on=on), Move.APPROVE)
    cases = list(with_people(waiting)[:SHOWN_MAX])
    context = {
        "rows": rows_of(cases, on=on),
        "left": max(waiting.count() - len(cases), 0),
        "reasons": list(RejectReason),
        "places": path_names(case.division_code for case in cases),
    }
    return render(request, "assistance/case_batch.html", context)


def _decisions(request: OfficerRequest) -> list[Decision]:
    """What was chosen for each row that was shown; cases outside the officer's places are not there."""
    asked = numbers_given(request.POST.getlist("case"))[: SHOWN_MAX * 2]
    seen = visible_cases(request.user, on=timezone.localdate(), permission=APPROVE)
    cases: dict[int, AssistanceCase] = seen.select_related("person").in_bulk(asked)
    return [
        Decision(
            cases[pk],
            number_given(request.POST.get(f"version_{pk}")) or 0,
            request.POST.get(f"action_{pk}", "skip"),
            request.POST.get(f"reason_code_{pk}", ""),
            request.POST.get(f"reason_{pk}", "").strip(),
            _left_out(request, pk),
        )
        for pk in asked
        if pk in cases
    ]


def _left_out(request: OfficerRequest, case_pk: int) -> dict[int, str]:
    """The people of a case who are ticked as not getting it, each with the reason beside the name."""
    asked = numbers_given(request.POST.getlist(f"left_out_{case_pk}"))
    return {pk: request.POST.get(f"because_{pk}", "") for pk in asked}
