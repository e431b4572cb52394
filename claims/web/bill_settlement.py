"""How does an officer see what settling a bill would give, settle it, and take a settlement back?"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.models import Bill, Statement
from claims.operations import reversal, settlement
from claims.queries.bills import visible_bills
from claims.queries.statements import rate_text
from claims.rules.bill_states import BILL, BillState, Move
from claims.rules.facts import Settlement
from claims.rules.review_states import StatementState
from policy.care import Payer, Tier
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal, spoken
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, SETTLE = Permission.CLAIMS_READ, Permission.CLAIMS_SETTLE


def shown(bill: Bill, officer: Officer, on: date) -> dict[str, Any]:
    """What the page of a bill shows of its settlement, and which buttons it has."""
    may = access.may(officer, SETTLE, bill.division_code, on=on)
    statement = (
        Statement.objects.filter(bill=bill, state=StatementState.POSTED).select_related("settled_by").first()
        if bill.state == BillState.SETTLED
        else None
    )
    return {
        "statement": statement and _posted(statement),
        "may_preview": bill.state == BillState.READY,
        "may_settle": may and bill.state == BillState.READY,
        "may_reverse": may and BILL.allows(bill.state, Move.REVERSE),
        "may_settle_again": may and BILL.allows(bill.state, Move.RESETTLE),
    }


def _posted(statement: Statement) -> dict[str, Any]:
    lines = [
        {
            "label": spoken(Text(line.label_zh, line.label_en)),
            "payer": Payer(line.payer).label,
            "base_fen": line.base_fen,
            "rate": rate_text(line.rate),
            "fen": line.amount_fen,
            "clause": line.clause,
        }
        for line in statement.lines.order_by("number")
    ]
    steps = [
        (Tier(tier["tier"]).label, [_step(step) for step in tier["steps"]])
        for tier in statement.body["tiers"]
    ]
    return {
        "row": statement,
        "payers": [(payer.label, getattr(statement, column)) for column, payer in Statement.AMOUNTS.items()],
        "lines": lines,
        "tiers": [(label, said) for label, said in steps if said],
    }


def _step(step: dict[str, Any]) -> dict[str, Any]:
    return {**step, "text": Text(step["zh"], step["en"])}


@require_POST
@permission_required(READ)
def preview(request: OfficerRequest, pk: int) -> HttpResponse:
    """What settling now would give; nothing is written."""
    on = timezone.localdate()
    bill = get_object_or_404(visible_bills(request.user, on=on).select_related("person", "provider"), pk=pk)
    done = settlement.preview(bill=bill, on=on, by=request.user)
    return render(request, "claims/bill_preview.html", {"bill": bill, **previewed(done)})


def previewed(done: Settlement) -> dict[str, Any]:
    """A settlement that is not written, as the preview shows it."""
    return {
        "done": done,
        "payers": [(payer.label, done.paid_by(payer)) for payer in Payer if payer is not Payer.PERSON],
        "lines": [
            {
                "label": spoken(line.label),
                "payer": line.payer.label,
                "base_fen": line.base_fen,
                "rate": rate_text(line.rate),
                "fen": line.fen,
                "clause": line.clause,
            }
            for line in done.lines
        ],
        "tiers": [(tier.tier.label, tier.steps) for tier in done.tiers if tier.steps],
    }


@require_POST
@permission_required(SETTLE)
def settle(request: OfficerRequest, pk: int) -> HttpResponse:
    """Settle the bill."""

    def act(bill: Bill, on: date) -> str:
        done = settlement.settle(bill=bill, on=on, by=request.user)
        if done.state is BillState.SETTLED:
            return _("The bill is settled.")
        return _("The bill is worked out and waits; see why below.")

    return _done(request, pk, act)


@require_POST
@permission_required(SETTLE)
def reverse(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a settlement back by new entries."""

    def act(bill: Bill, on: date) -> str:
        done = reversal.reverse(bill=bill, reason=request.POST.get("reason", ""), on=on, by=request.user)
        if done.plan_id is not None:
            return _(
                "Later bills come out differently: the differences are listed, another officer posts them."
            )
        return _("The settlement is taken back.")

    return _done(request, pk, act)


@require_POST
@permission_required(SETTLE)
def settle_again(request: OfficerRequest, pk: int) -> HttpResponse:
    """Settle a reversed bill anew."""

    def act(bill: Bill, on: date) -> str:
        reversal.settle_again(bill=bill, on=on, by=request.user)
        return _("The bill is settled anew.")

    return _done(request, pk, act)


def _done(request: OfficerRequest, pk: int, act: Callable[[Bill, date], str]) -> HttpResponse:
    on = timezone.localdate()
    bill = get_object_or_404(visible_bills(request.user, on=on, permission=SETTLE), pk=pk)
    try:
        said = act(bill, on)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, said)
    return redirect("claims:bill", pk)
