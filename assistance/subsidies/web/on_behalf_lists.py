"""How does an officer take the pay-on-behalf list of a run: masked, or with numbers for the tax authority?"""

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from assistance.subsidies.operations import on_behalf_lists
from assistance.subsidies.web.subsidies import CSV, PAY, READ, visible_run
from assistance.subsidies.workbooks import subsidies as workbooks
from enrollment.web.file_results import sent
from intake.workbooks import as_csv
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell


@require_safe
@permission_required(READ)
def masked(request: OfficerRequest, pk: int, kind: str) -> HttpResponseBase:
    """The people for whom the fund pays the tax authority, with totals by category."""
    return _list(request, pk, kind, in_clear=False)


@require_safe
@permission_required(PAY)
def in_clear(request: OfficerRequest, pk: int, kind: str) -> HttpResponseBase:
    """The same with document numbers, as the tax authority needs it to collect."""
    return _list(request, pk, kind, in_clear=True)


def _list(request: OfficerRequest, pk: int, kind: str, *, in_clear: bool) -> HttpResponseBase:
    on = timezone.localdate()
    run = visible_run(request, pk, on)
    try:
        on_behalf_lists.release(run=run, in_clear=in_clear, on=on, by=request.user)
    except on_behalf_lists.NotApproved as refusal:
        tell(request, refusal)
        return redirect("assistance:subsidy_run", pk)
    name = f"on-behalf-{'numbers-' if in_clear else ''}{pk}"
    if kind == "csv":
        headings = workbooks.on_behalf_headings(in_clear=in_clear)
        rows = workbooks.on_behalf_rows(run, in_clear=in_clear)
        return sent(as_csv(headings, rows), f"{name}.csv", kind=CSV)
    return sent(workbooks.on_behalf_list(run, in_clear=in_clear), f"{name}.xlsx")
