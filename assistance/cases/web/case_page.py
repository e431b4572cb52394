"""What does one case say, what can be done with it now, what changed by it, and what is handed over on paper?"""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from assistance.cases.models import AssistanceCase, CaseDocument, CaseMember
from assistance.cases.operations.case_actions import make_move
from assistance.cases.queries import case_history
from assistance.cases.queries.cases import possible_moves, rows_of, why_not
from assistance.cases.queries.look_backs import looked_at
from assistance.cases.rules.case_reasons import ASKS_FOR_HELP, CaseKind
from assistance.cases.rules.case_states import EDITABLE, WAITS_FOR, Move, State
from assistance.cases.web.case_effects import Effect, effects_of
from assistance.cases.web.case_forms import DocumentForm, MoveForm
from assistance.cases.web.cases import READ, version_of, visible_case
from assistance.subsidies.queries.recoveries import repaid_fen
from enrollment.queries.policies import policy_of
from policy.book import NoPolicy
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.given import numbers_given
from staff.operations.reads import read_person
from staff.queries import path_name
from staff.refusals import Refusal, spoken
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

HINTS = {
    Move.SUBMIT: lazy(
        "The civil-affairs official gets it; facts and documents stay as they are from then on."
    ),
    Move.WITHDRAW: lazy("The applicant no longer asks for it."),
    Move.ACCEPT: lazy("The case is complete and will be looked into."),
    Move.RETURN: lazy("Something is missing or wrong: the clerk completes it and submits it again."),
    Move.VERIFY: lazy("You held the facts against the register of the certifying body."),
    Move.PUBLISH: lazy("The case is put on public notice; it can be approved when the notice has ended."),
    Move.APPROVE: lazy("It takes effect at once: category, due and cover of every listed person."),
    Move.REJECT: lazy("The applicant gets a written decision with the reason."),
    Move.CLOSE: lazy("Nothing more is to be done."),
}
TONES = {
    State.APPROVED: "success",
    State.REJECTED: "danger",
    State.REVOKED: "danger",
    State.RETURNED: "warning",
    State.SUBMITTED: "info",
    State.ACCEPTED: "info",
    State.VERIFIED: "info",
    State.ON_NOTICE: "info",
    State.FIRST_APPROVED: "info",
}


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def case_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One case: facts, people, documents, history, and the moves that this officer may make."""
    case, on = visible_case(request, pk), timezone.localdate()
    possible = possible_moves(case, request.user, on=on)
    asked = request.POST.get("move", "") if request.method == "POST" else ""
    bound: forms.Form | None = None
    if request.method == "POST":
        if asked not in {move.value for move in Move}:
            messages.error(request, _("This cannot be done with the case as it is now."))
            return redirect("assistance:case", pk)
        bound = MoveForm(request.POST, move=asked)
        if bound.is_valid() and (answer := _moved(request, case, Move(asked), bound)):
            return answer
    return _shown(request, case, possible, asked, bound)


def _moved(
    request: OfficerRequest, case: AssistanceCase, move: Move, form: forms.Form
) -> HttpResponse | None:
    """Make the move; None when the form must be shown again with what was refused."""
    try:
        after = make_move(
            case=case, move=move, version=version_of(request), reason=form.cleaned_data.get("reason", ""),
            reason_code=form.cleaned_data.get("reason_code", ""), by=request.user, at=timezone.now(),
            left_out=_left_out(request, case) if move is Move.APPROVE else None,
        )  # fmt: skip
    except Refusal as refusal:
        field = refusal.context.get("field")
        if refusal.code == "stale_case" or move not in possible_moves(
            case, request.user, on=timezone.localdate()
        ):
            tell(request, refusal)
            return redirect("assistance:case", case.pk)
        form.add_error(field if field in form.fields else None, str(refusal))
        return None
    messages.success(request, _("Done: %(state)s.") % {"state": spoken(after.state_label.label)})
    return redirect("assistance:case", case.pk)


def _left_out(request: OfficerRequest, case: AssistanceCase) -> dict[int, str]:
    """The members who are ticked as not getting it, each with the reason beside it."""
    members = set(case.members.values_list("pk", flat=True))
    asked = set(numbers_given(request.POST.getlist("left_out")))
    return {pk: request.POST.get(f"because_{pk}", "") for pk in asked & members}


def _shown(
    request: OfficerRequest, case: AssistanceCase, possible: list[Move], asked: str, bound: forms.Form | None
) -> HttpResponse:
    on = timezone.localdate()
    read_person(case.person, by=request.user, division_code=case.division_code, what="case")
    members = list(CaseMember.objects.filter(case=case).select_related("person").order_by("pk"))
    case.people = members  # type: ignore[attr-defined]
    documents = list(
        CaseDocument.objects.filter(case=case).select_related("added_by", "removed_by").order_by("pk")
    )
    may_edit = State(case.state) in EDITABLE and access.may(
        request.user, Permission.CASES_ENTER, case.division_code, on=on
    )
    claims = list(case.recovery_claims.select_related("person"))
    repaid = repaid_fen(claim.pk for claim in claims) if claims else {}
    context = {
        "case": case,
        "state_tone": TONES.get(State(case.state), "secondary"),
        "row": rows_of([case], on=on)[0],
        "members": members,
        "documents": [one for one in documents if one.removed_at is None],
        "looked_at": looked_at(case, members)
        if access.may(request.user, Permission.CLAIMS_READ, case.division_code, on=on)
        else [],
        "removed": [one for one in documents if one.removed_at is not None],
        "history": case_history.history_of(case),
        "choices": [
            (
                move,
                HINTS.get(move, ""),
                bound if bound is not None and move.value == asked else MoveForm(move=move.value),
            )
            for move in possible
        ],
        "asked": asked,
        "usual": WAITS_FOR.get(State(case.state)),
        "returned": _returned(case),
        "why_not": why_not(case, request.user, on=on),
        "may_edit": may_edit,
        "document_form": DocumentForm(),
        "effects": effects_of(members),
        "place": path_name(case.division_code),
        "is_aid": case.kind == CaseKind.AID,
        "is_recovery": case.kind == CaseKind.RECOVERY,
        "claims": [(claim, claim.amount_fen - repaid.get(claim.pk, 0)) for claim in claims],
        "revocations": list(case.revocations.order_by("-pk")[:10]),
        "may_revoke": case.state == State.APPROVED
        and case.kind in ASKS_FOR_HELP
        and access.may(request.user, Permission.CASES_ENTER, case.division_code, on=on),
        "has_sheet": State(case.state) in (State.APPROVED, State.REJECTED, State.REVOKED, State.CLOSED),
    }
    status = 422 if bound is not None and bound.errors else 200
    return render(request, "assistance/case_page.html", context, status=status)


def _returned(case: AssistanceCase) -> Text | None:
    """What the clerk must complete, of a case that was returned."""
    if State(case.state) is not State.RETURNED:
        return None
    last = case.events.filter(action=Move.RETURN).order_by("-pk").first()
    return case_history.reason_of(last.action, last.reason_code, last.reason) if last else None


@require_safe
@permission_required(READ)
def sheet(request: OfficerRequest, pk: int) -> HttpResponse:
    """The written decision (批准或不予批准告知书): what was decided, why, by which clause, and what follows."""
    case = visible_case(request, pk)
    members = list(CaseMember.objects.filter(case=case).select_related("person").order_by("pk"))
    decided = (
        case.events.filter(action__in=[Move.APPROVE, Move.REJECT])
        .select_related("officer")
        .order_by("-pk")
        .first()
    )
    if decided is None:
        messages.error(request, _("Nothing was decided on this case yet."))
        return redirect("assistance:case", pk)
    effects = effects_of(members)
    context = {
        "case": case,
        "effects": effects,
        "decided": decided,
        "is_approved": decided.action == Move.APPROVE,
        "why": case_history.reason_of(decided.action, decided.reason_code, decided.reason),
        "place": path_name(case.division_code),
        "documents": _documents(case, effects),
        "on": timezone.localdate(),
    }
    return render(request, "assistance/case_sheet.html", context)


def _documents(case: AssistanceCase, effects: list[Effect]) -> list[tuple[str, str, str]]:
    """The notices behind the clauses that the sheet names."""
    try:
        policy = policy_of(case.area, case.coverage_year)
    except NoPolicy:
        return []
    clauses = [
        said.clause for effect in effects for said in (*effect.reasons, *effect.subsidy) if said.clause
    ]
    found = {clause.partition("-")[0]: policy.document(clause) for clause in clauses}
    return [(prefix, one.number, one.title) for prefix, one in found.items() if one is not None]
