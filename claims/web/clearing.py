"""What do the funds owe each provider for a month?"""

import re
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.models import Provider, Statement
from claims.queries.clearing import COLUMNS, FUNDS, Month, lines_of, signed, totals
from claims.workbooks.clearing_sheets import clearing_sheet
from enrollment.web.file_results import sent
from policy.periods import first_of_month_after
from staff import access, audit
from staff.access import Permission
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

READ = Permission.CLAIMS_READ


@require_safe
@permission_required(READ)
def clearing(request: OfficerRequest) -> HttpResponse:
    """One row for each provider of the officer's people."""
    month = month_of(request)
    rows = totals(_visible(request), month)
    sums = {name: sum(row.amounts[name] for row in rows) for name in COLUMNS}
    context = {
        "month": month,
        "before": first_of_month_after(month.first, -1),
        "after": month.until,
        "page": page_of(request, rows, size=100),
        "sums": sums,
        "funds_fen": sum(sums[name] for name in FUNDS),
        "payers": list(Statement.AMOUNTS.items()),
    }
    return render(request, "claims/clearing.html", context)


@require_safe
@permission_required(READ)
def sheet(request: OfficerRequest, pk: int) -> HttpResponse:
    """The monthly clearing sheet (月度清算单) of one provider, to be printed."""
    provider, month = get_object_or_404(Provider, pk=pk), month_of(request)
    found = lines_of(_visible(request), provider, month)
    page = page_of(request, found, size=200)
    total = next((row for row in totals(_visible(request).filter(bill__provider=provider), month)), None)
    context = {
        "provider": provider,
        "month": month,
        "page": page,
        "rows": list(signed(list(page), month)),
        "total": total,
        "payers": list(Statement.AMOUNTS.items()),
    }
    return render(request, "claims/clearing_sheet.html", context)


@require_safe
@permission_required(READ)
def workbook(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """The same as a workbook."""
    provider, month = get_object_or_404(Provider, pk=pk), month_of(request)
    visible = _visible(request)
    total = next((row for row in totals(visible.filter(bill__provider=provider), month)), None)
    audit.record("download_clearing_sheet", by=request.user, about=provider, change={"month": month.text})
    cleared = signed(lines_of(visible, provider, month).iterator(chunk_size=2_000), month)
    return sent(
        clearing_sheet(provider, month, total, cleared),
        f"clearing-{provider.code}-{month.text}.xlsx",
    )


def month_of(request: HttpRequest) -> Month:
    """The month asked for as YYYY-MM; without one, the present month."""
    asked = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", request.GET.get("month", ""))
    if asked:
        return Month(date(int(asked[1]), int(asked[2]), 1))
    return Month(timezone.localdate().replace(day=1))


def _visible(request: OfficerRequest) -> QuerySet[Statement]:
    return access.scope(Statement.objects.all(), request.user, READ, on=timezone.localdate())
