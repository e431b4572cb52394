"""What reached the treasury on which day, and does the ledger hold?"""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from enrollment.operations import kept_counts, ledger_checks
from enrollment.operations.task_names import CHECK_LEDGER
from enrollment.queries import reports
from enrollment.rules.invariant_words import invariant_words
from enrollment.web import payment_forms
from intake.operations.wakes import wake
from staff import access
from staff.access import Permission
from staff.models import AuditEvent
from staff.queries import path_names
from staff.rules.divisions import is_division_code, scope_prefix
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

DAYS_AT_FIRST = 31


@require_safe
@permission_required(Permission.REPORTS_READ)
def fund_report(request: OfficerRequest) -> HttpResponse:
    """Payments, refunds and reversals by treasury day and county, in the officer's divisions."""
    on = timezone.localdate()
    initial: dict[str, Any] = {"since": on - timedelta(days=DAYS_AT_FIRST), "until": on, "area": ""}
    form = payment_forms.ReportForm(request.GET or None, initial=initial)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else initial
    prefixes = access.scope_prefixes(request.user, Permission.REPORTS_READ, on=on)
    if code := asked["area"].strip():
        inside = is_division_code(code) and access.may(request.user, Permission.REPORTS_READ, code, on=on)
        prefixes = (scope_prefix(code),) if inside else ()
    days = {name: asked[name].isoformat() for name in ("since", "until")}
    counted = kept_counts.Counted([])
    if prefixes:
        places = {"inside": ",".join(prefixes)}
        counted = kept_counts.counted("treasury_days", places | days, now=timezone.now())
    rows = [reports.treasury_day_of(row) for row in counted.found or ()]
    names = (
        "payments",
        "paid_fen",
        "posted_fen",
        "held_fen",
        "refunds",
        "refunded_fen",
        "reversals",
        "reversed_fen",
        "net_fen",
    )
    context = {
        "form": form,
        "counted": counted,
        "page": page_of(request, rows, size=200),
        "total": {name: sum(getattr(row, name) for row in rows) for name in names},
        "places": path_names(row.county for row in rows),
        "since": asked["since"],
        "until": asked["until"],
    }
    return render(request, "enrollment/report_fund.html", context)


@require_safe
@permission_required(Permission.AUDIT_READ)
def ledger_report(request: OfficerRequest) -> HttpResponse:
    """What the last checks of the ledger found. They run by themselves, and by `bin/manage check_ledger`."""
    events = AuditEvent.objects.filter(action="check_ledger").order_by("-at", "-pk")[:30]
    rows = [
        (event, [(invariant_words(name), name, count) for name, count in event.change.items()])
        for event in events
    ]
    names = [(invariant_words(name), name) for name in sorted(ledger_checks.invariants())]
    return render(request, "enrollment/report_ledger.html", {"rows": rows, "invariants": names})


@require_POST
@permission_required(Permission.AUDIT_READ)
def check_now(request: OfficerRequest) -> HttpResponse:
    """Have a worker check now; what it finds appears in the list."""
    wake(CHECK_LEDGER)
    messages.success(
        request, _("A worker checks now. What it finds appears here; load the page again in a moment.")
    )
    return redirect("enrollment:ledger_report")
