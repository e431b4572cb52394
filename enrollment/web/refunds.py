"""What does a refund rest on, and how do officers ask for it and decide?"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import PaymentLine, Refund, RefundDocument
from enrollment.operations import refunds as operations
from enrollment.operations.refunds import Asked
from enrollment.queries import refunds as queries
from enrollment.rules.entries import Payer
from enrollment.rules.refund_states import REFUND, RefundGround, RefundMove, RefundState
from enrollment.web.refund_forms import ApplicationForm, DecisionForm, EvidenceForm
from enrollment.web.refusing import show_refusal
from policy.book import NoPolicy, default_book
from staff import access
from staff.access import Permission
from staff.models import AuditEvent
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, RESOLVE, DECIDE = Permission.PAYMENTS_READ, Permission.EXCEPTIONS_RESOLVE, Permission.EXCEPTIONS_DECIDE
TONES = {
    RefundState.PROPOSED: "warning",
    RefundState.SUBMITTED: "warning",
    RefundState.RETURNED: "danger",
    RefundState.APPROVED: "info",
    RefundState.LISTED: "info",
    RefundState.REFUNDED: "success",
}


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("payer_account", "payee_account")
@permission_required(RESOLVE)
def ask(request: OfficerRequest) -> HttpResponse:
    """The form of an application; a proposal or a payment fills in what is known of it."""
    on = timezone.localdate()
    form = ApplicationForm(request.POST or None, initial=_known(request, on))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = Asked(
            ticket=given["ticket"], ground=RefundGround(given["ground"]), amount_fen=given["amount"],
            received_on=given["received_on"], payee=given["payee"], payee_account=given["payee_account"],
            payee_relation=given["payee_relation"], payer=given["payer"], payer_account=given["payer_account"],
        )  # fmt: skip
        try:
            refund = operations.apply(asked=asked, by=request.user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The application was taken in. Another officer decides on it."))
            return redirect("enrollment:refund", refund.pk)
    return render(request, "enrollment/refund_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def refund_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One refund: its payment, ground, accounts and evidence, what the rules say, what may be done, what was done."""
    on = timezone.localdate()
    refund = visible_refund(request, pk, on)
    read_people(1, by=request.user, division_code=refund.division_code, what="refund")
    offered = queries.moves_for(refund, request.user, on=on)
    made = next((move for move in RefundMove if move.value == request.POST.get("do")), None)
    bound = DecisionForm(request.POST, made=made) if made is not None else None
    if request.method == "POST":
        if made is None or made not in offered or made is RefundMove.APPLY:
            messages.error(
                request, _("This cannot be done with the refund as it is now. Look at its present state.")
            )
            return redirect("enrollment:refund", pk)
        if bound is not None and bound.is_valid():
            try:
                operations.move(
                    refund=refund, made=made, by=request.user, at=timezone.now(), **bound.cleaned_data
                )
            except Refusal as refusal:
                if refusal.context.get("field") not in bound.fields:
                    tell(request, refusal)
                    return redirect("enrollment:refund", pk)
                show_refusal(bound, refusal)
            else:
                messages.success(request, _("Done."))
                return redirect("enrollment:refund", pk)
    context = page_of_refund(request, refund, on) | {
        "choices": [
            (move, bound if move is made and bound is not None else DecisionForm(made=move))
            for move in offered
            if move is not RefundMove.APPLY
        ],
        "may_apply": RefundMove.APPLY in offered,
        "own": refund.asked_by_id == request.user.pk and refund.state == RefundState.SUBMITTED,
    }
    status = 422 if bound is not None and bound.errors else 200
    return render(request, "enrollment/refund_page.html", context, status=status)


@require_POST
@permission_required(RESOLVE)
def attach(request: OfficerRequest, pk: int) -> HttpResponse:
    """Keep a picture or PDF as evidence."""
    refund = visible_refund(request, pk, timezone.localdate(), RESOLVE)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("enrollment:refund", pk)
    file = form.cleaned_data["file"]
    try:
        operations.attach(
            refund=refund,
            content=file,
            name=file.name,
            title=form.cleaned_data["title"],
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Attached."))
    return redirect("enrollment:refund", pk)


@require_safe
@permission_required(READ)
def document(request: OfficerRequest, pk: int, document_pk: int) -> FileResponse:
    """Evidence as a download, never opened inside a page of ours."""
    refund = visible_refund(request, pk, timezone.localdate())
    found = get_object_or_404(RefundDocument, refund=refund, removed_at=None, pk=document_pk)
    return operations.as_download(found, by=request.user, at=timezone.now())


@require_safe
@permission_required(READ)
def letter(request: OfficerRequest, pk: int) -> HttpResponse:
    """The letter of decision to the person (退费告知书): what was decided, by which clause or document, and what comes next."""
    on = timezone.localdate()
    refund = visible_refund(request, pk, on)
    read_people(1, by=request.user, division_code=refund.division_code, what="refund_letter")
    return render(request, "enrollment/refund_letter.html", page_of_refund(request, refund, on) | {"on": on})


def visible_refund(request: OfficerRequest, pk: int, on: date, permission: Permission = READ) -> Refund:
    """A refund of the officer's divisions, else 404."""
    return get_object_or_404(queries.visible_refunds(request.user, on=on, permission=permission), pk=pk)


def page_of_refund(request: OfficerRequest, refund: Refund, on: date) -> dict[str, Any]:
    """What page and letter say of a refund."""
    clause = str(refund.answer.get("clause", ""))
    try:
        policy_document = default_book().policy(refund.division_code).document(clause) if clause else None
    except NoPolicy:
        policy_document = None
    payers = {payer.value: payer.label for payer in Payer}
    return {
        "refund": refund,
        "state": refund.state_label,
        "tone": TONES.get(refund.state_label, "secondary"),
        "place": path_names([refund.division_code]).get(refund.division_code, refund.division_code),
        "left_fen": queries.left_of(refund.line),
        "parts": [(part, payers[part.payee]) for part in refund.parts.order_by("pk")],
        "documents": refund.documents.filter(removed_at=None).order_by("pk"),
        "evidence_form": EvidenceForm(),
        "may_attach": refund.state_label in REFUND.before(RefundMove.APPLY, RefundMove.APPROVE)
        and access.may(request.user, RESOLVE, refund.division_code, on=on),
        "clock": queries.clocks([refund], on).get(refund.pk),
        "because": queries.BECAUSE.get(refund.because),
        "clause": clause,
        "policy_document": policy_document,
        "history": AuditEvent.objects.filter(about_kind="refund", about_id=str(refund.pk))
        .exclude(action__startswith="read_")
        .select_related("officer")
        .order_by("pk"),
    }


def _known(request: OfficerRequest, on: date) -> dict[str, Any]:
    """What a proposal (`?refund=`) or a ticket (`?ticket=`) says already."""
    refund = (
        queries.visible_refunds(request.user, on=on, permission=RESOLVE)
        .filter(pk=_number(request, "refund"))
        .first()
    )
    if refund is not None:
        person = refund.person
        return {
            "ticket": refund.ticket, "ground": refund.ground, "amount": refund.amount_fen, "payee": refund.payee or person.name,
            "payer": refund.payer, "payee_relation": refund.payee_relation, "received_on": refund.received_on or on,
        }  # fmt: skip
    ticket = request.GET.get("ticket", "").strip()
    mine = access.scope(PaymentLine.objects.all(), request.user, RESOLVE, on=on)
    line = mine.filter(ticket=ticket, owns_ticket=True).select_related("person").first() if ticket else None
    if line is None:
        return {"ticket": ticket, "received_on": on}
    person_name = line.person.name if line.person else ""
    return {"ticket": ticket, "amount": queries.left_of(line), "payee": person_name, "received_on": on}


def _number(request: OfficerRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
