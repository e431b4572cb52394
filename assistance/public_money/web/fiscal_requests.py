"""How is the fiscal subsidy counted, submitted, approved, printed and taken away?"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistance.figures.queries.parameters import entered_for_rules
from assistance.public_money.models import FiscalRequest, FiscalRequestLine
from assistance.public_money.operations import fiscal_requests
from assistance.public_money.queries import public_money
from assistance.public_money.rules.fiscal_requests import REQUEST, RequestMove, RequestState
from assistance.public_money.rules.work_funds import work_funds
from assistance.public_money.web.public_money_forms import BecauseForm, CountForm
from assistance.public_money.workbooks import fiscal
from policy.book import default_book
from staff import access
from staff.access import Permission
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import pooling_areas
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER, APPROVE = Permission.FUNDS_READ, Permission.FUNDS_ENTER, Permission.FUNDS_APPROVE
TONES = {
    "draft": "secondary",
    "submitted": "warning",
    "approved": "success",
    "returned": "danger",
    "replaced": "secondary",
}


@require_safe
@permission_required(READ)
def overview(request: OfficerRequest) -> HttpResponse:
    """The requests of the officer's areas, and what each payer still owes of the approved ones."""
    on = timezone.localdate()
    visible = public_money.visible_requests(request.user, on=on)
    page = page_of(request, visible.select_related("counted_by").order_by("-fiscal_year", "area", "-pk"))
    approved = sorted(set(visible.filter(state="approved").values_list("area", flat=True)))
    claims = [
        claim
        for claim in public_money.claims(approved)
        if claim.payer != "county"
        or claim.county.startswith(public_money.own_counties(request.user, claim.area, on=on))
    ]
    places = path_names(
        {row.area for row in page} | {one.county or one.area for one in claims} | set(approved)
    )
    context = {
        "page": page,
        "rows": [(row, RequestState(row.state), TONES[row.state]) for row in page],
        "claims": [(one, *_claim_words(one.tone(on))) for one in claims],
        "places": places,
        "may_count": access.may_anywhere(request.user, ENTER, on=on),
    }
    return render(request, "assistance/public_money.html", context)


def _claim_words(tone: str) -> tuple[str, str]:
    words = {
        "paid": ("success", _("arrived in full")),
        "over": ("info", _("paid too much")),
        "overdue": ("danger", _("overdue")),
        "soon": ("warning", _("due soon")),
        "open": ("secondary", _("open")),
        "undated": ("secondary", _("open, no date in the text")),
    }
    return words[tone]


@require_http_methods(["GET", "POST"])
@permission_required(ENTER)
def count(request: OfficerRequest) -> HttpResponse:
    """Count the heads of an area on a day."""
    on = timezone.localdate()
    areas = [
        choice
        for choice in pooling_areas(request.user, ENTER, on=on)
        if access.may(request.user, ENTER, choice[0], on=on)
    ]
    form = CountForm(request.POST or None, areas=areas, day=on, initial={"fiscal_year": on.year, "on": on})
    if request.method == "POST" and form.is_valid():
        try:
            made = fiscal_requests.count(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            field = refusal.context.get("field")
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("Counted and frozen. Nothing is asked for until it is submitted and approved.")
            )
            return redirect("assistance:fiscal_request", made.pk)
    return render(
        request,
        "assistance/fiscal_count.html",
        {"form": form, "areas": areas},
        status=422 if form.errors else 200,
    )


@require_safe
@permission_required(READ)
def request_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One request: lines by county, what is missing, its history, what may be done."""
    on = timezone.localdate()
    row, lines = visible_request(request, pk)
    places = path_names({row.area} | {line.county for line in lines})
    context = {
        "row": row,
        "state": RequestState(row.state),
        "tone": TONES[row.state],
        "lines": lines,
        "total": public_money.sums(lines),
        "counties": sorted({line.county for line in lines}),
        "places": places,
        "moves": [move.value for move in _moves(request, row)],
        "form": BecauseForm(),
        "may_count": access.may(request.user, ENTER, row.area, on=on),
    }
    return render(request, "assistance/fiscal_request.html", context)


def visible_request(request: OfficerRequest, pk: int) -> tuple[FiscalRequest, list[FiscalRequestLine]]:
    """A request that the officer may read, with the lines of the officer's own counties; else 404."""
    on = timezone.localdate()
    visible = public_money.visible_requests(request.user, on=on)
    row = get_object_or_404(visible.select_related("counted_by", "submitted_by", "decided_by"), pk=pk)
    inside = public_money.own_counties(request.user, row.area, on=on)
    return row, list(row.lines.filter(county__startswith=inside).order_by("county", "kind"))


def _moves(request: OfficerRequest, row: FiscalRequest) -> list[RequestMove]:
    """What this officer may do with the request now."""
    on = timezone.localdate()
    held = [each for each in (ENTER, APPROVE) if access.may(request.user, each, row.area, on=on)]
    is_maker = request.user.pk in (row.counted_by_id, row.submitted_by_id)
    return [move for move in REQUEST.offered(row.state, held) if move is RequestMove.SUBMIT or not is_maker]


@require_POST
@permission_required(READ)
def move(request: OfficerRequest, pk: int) -> HttpResponse:
    """Submit, approve or return a request."""
    row, _lines = visible_request(request, pk)
    at, asked = timezone.now(), request.POST.get("move")
    try:
        match asked:
            case "submit":
                fiscal_requests.submit(request=row, by=request.user, at=at)
                messages.success(request, _("Submitted. Another officer approves it."))
            case "approve":
                fiscal_requests.approve(request=row, by=request.user, at=at)
                messages.success(request, _("Approved. What arrives is held against it."))
            case "return":
                because = request.POST.get("because", "")[:300]
                fiscal_requests.return_request(request=row, because=because, by=request.user, at=at)
                messages.success(request, _("Returned with the reason. Count again when it is mended."))
            case _:
                raise BadRequest
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("assistance:fiscal_request", pk)


@require_safe
@permission_required(READ)
def sheet(request: OfficerRequest, pk: int, county: str) -> HttpResponse:
    """The request of one county on one sheet of paper."""
    row, lines = visible_request(request, pk)
    own = [line for line in lines if line.county == county]
    if not own:
        raise Http404
    steps: dict[str, dict[str, Any]] = {}
    for line in own:
        for step in line.steps:
            steps.setdefault(step["zh"], step)
    policy, entered = default_book().policy(county), entered_for_rules(county, row.headcount_on)
    context = {
        "row": row,
        "work": work_funds(policy, heads=sum(line.heads for line in own), entered=entered),
        "lines": own,
        "total": public_money.sums(own),
        "places": path_names([row.area, county]),
        "county": county,
        "steps": list(steps.values()),
        "on": timezone.localdate(),
        "state": RequestState(row.state),
    }
    return render(request, "assistance/fiscal_sheet.html", context)


@require_safe
@permission_required(READ)
def workbook(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """The request as a workbook: summary, and a sheet for each county."""
    row, lines = visible_request(request, pk)
    stream = fiscal.workbook(row, lines)
    return FileResponse(
        stream, as_attachment=True, filename=f"fiscal-request-{row.area}-{row.fiscal_year}-{row.pk}.xlsx"
    )
