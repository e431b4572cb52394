"""How does an officer propose, review, freeze, approve and pay premium subsidies, and look at a single grant?"""

from datetime import date

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistance.subsidies.models import Grant, SubsidyRun
from assistance.subsidies.operations import subsidy_payments, subsidy_runs
from assistance.subsidies.queries import subsidies as found
from assistance.subsidies.queries.payouts import waiting_counts
from assistance.subsidies.rules.grant_states import RUN, RunMove, RunState
from assistance.subsidies.web.subsidy_forms import BecauseForm, GrantFilter, MonthForm, ProposeForm
from enrollment.web.enrollments import years_offered
from enrollment.web.refusing import show_refusal
from policy.terms import Flow, SubsidyPayer
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal
from staff.rules.divisions import searched_prefix
from staff.web.fields import own_divisions
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, PROPOSE, PAY = Permission.SUBSIDIES_READ, Permission.SUBSIDIES_PROPOSE, Permission.SUBSIDIES_PAY
CSV = "text/csv; charset=utf-8"
MOVE_BUTTONS = (RunMove.FREEZE, RunMove.APPROVE, RunMove.PAY)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def runs(request: OfficerRequest) -> HttpResponse:
    """The runs of the officer's places, and a form to propose another."""
    on = timezone.localdate()
    form = _propose_form(request, on)
    if request.method == "POST":
        if form is None:
            access.require(request.user, PROPOSE, "", on=on)  # there is no place where they may
        elif form.is_valid():
            try:
                run = subsidy_runs.propose(**form.cleaned_data, on=on, by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                return redirect("assistance:subsidy_run", run.pk)
    page = page_of(
        request,
        found.visible_runs(request.user, on=on).select_related("proposed_by").order_by("-pk"),
        size=20,
    )
    context = {
        "form": form,
        "page": page,
        "places": path_names(run.division_code for run in page),
        "to_review": found.to_review(request.user, on=on).count(),
    }
    return render(
        request, "assistance/subsidy_runs.html", context, status=422 if form and form.errors else 200
    )


@require_safe
@permission_required(READ)
def run_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One run: totals by category and township, what is open and why, and what may be done with it."""
    on = timezone.localdate()
    run = visible_run(request, pk, on)
    grants = found.paying_grants(run)
    townships = found.sums(grants, "township")
    batches = list(run.batches.order_by("-pk")[:50])
    context = {
        "run": run,
        "place": path_names([run.division_code])[run.division_code],
        "by_category": found.sums(grants, "basis", "mode", "flow"),
        "by_township": townships,
        "by_payer": [(SubsidyPayer(row["payer"]), row) for row in found.payer_sums(grants)],
        "places": path_names(row["township"] for row in townships),
        "open_decisions": found.open_decisions(run),
        "states": found.state_sums(run),
        "paid_fen": found.paid_fen(run),
        "waiting": waiting_counts(run) if run.approved_by_id else {},
        "batches": batches,
        "moves": _moves(run, request.user, on),
        "may_cancel": _may(run, RunMove.CANCEL, request.user, on),
        "may_list": run.approved_by_id is not None
        and access.may(request.user, PAY, run.division_code, on=on),
        "because_form": BecauseForm(),
        "month_form": MonthForm(initial={"month": on.replace(day=1)}),
        "surplus": grants.filter(was_paid=True, flow=Flow.PAID_DIRECT.value).count(),
        "is_moving": run.state == RunState.PAYING,
    }
    return render(request, "assistance/subsidy_run.html", context)


@require_POST
@permission_required(READ)
def move(request: OfficerRequest, pk: int) -> HttpResponse:
    """Freeze, approve, pay or cancel; the operation asks for the right to each."""
    on, at = timezone.localdate(), timezone.now()
    run = visible_run(request, pk, on)
    try:
        match request.POST.get("do"):
            case "freeze":
                subsidy_runs.freeze(run=run, by=request.user, at=at)
            case "approve":
                subsidy_runs.approve(run=run, by=request.user, at=at)
            case "pay":
                subsidy_payments.pay(run=run, on=on, by=request.user, at=at)
            case "cancel":
                subsidy_runs.cancel(
                    run=run, because=request.POST.get("because", "")[:200], by=request.user, at=at
                )
            case _:
                raise BadRequest
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Done."))
    return redirect("assistance:subsidy_run", pk)


@require_safe
@permission_required(READ)
def grants(request: OfficerRequest, pk: int) -> HttpResponse:
    """The people of a run, by township, category and state."""
    on = timezone.localdate()
    run = visible_run(request, pk, on)
    form = GrantFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = run.grants.select_related("person", "decision").order_by("division_code", "pk")
    if place := asked.get("township", "").strip():
        rows = rows.filter(division_code__startswith=searched_prefix(place))
    for name in ("basis", "state"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    page = page_of(request, rows)
    read_people(len(page), by=request.user, what="subsidy_run")
    context = {
        "run": run,
        "form": form,
        "page": page,
        "places": path_names(grant.division_code for grant in page),
    }
    return render(request, "assistance/subsidy_grants.html", context)


@require_safe
@permission_required(READ)
def review(request: OfficerRequest) -> HttpResponse:
    """Grants that somebody should look at: the category or the due changed, or crediting was not possible."""
    on = timezone.localdate()
    rows = (
        found.to_review(request.user, on=on)
        .select_related("person", "decision")
        .order_by("division_code", "pk")
    )
    page = page_of(request, rows)
    read_people(len(page), by=request.user, what="subsidy_grants")
    context = {"page": page, "places": path_names(grant.division_code for grant in page)}
    return render(request, "assistance/subsidy_review.html", context)


@require_safe
@permission_required(READ)
def grant_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One grant: how much, by which clause, what is missing, and what became of it."""
    on = timezone.localdate()
    rows = found.visible_grants(request.user, on=on).select_related(
        "person", "run", "decision", "due", "proposed_by", "approved_by"
    )
    grant = get_object_or_404(rows, pk=pk)
    context = {
        "grant": grant,
        "place": path_names([grant.division_code])[grant.division_code],
        "lines": grant.payout_lines.select_related("batch").order_by("pk"),
        "may_take_back": grant.state == "credited"
        and access.may(request.user, PAY, grant.division_code, on=on),
        "because_form": BecauseForm(),
        "may_see_run": found.visible_runs(request.user, on=on).filter(pk=grant.run_id).exists(),
    }
    return render(request, "assistance/subsidy_grant.html", context)


@require_POST
@permission_required(PAY)
def take_back(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take back what was paid on behalf."""
    on = timezone.localdate()
    grant = get_object_or_404(access.scope(Grant.objects.all(), request.user, PAY, on=on), pk=pk)
    try:
        subsidy_payments.take_back(
            grant=grant,
            reason=request.POST.get("because", "")[:200],
            on=on,
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Taken back; due and cover follow."))
    return redirect("assistance:grant", pk)


def visible_run(request: OfficerRequest, pk: int, on: date) -> SubsidyRun:
    rows = found.visible_runs(request.user, on=on).select_related(
        "proposed_by", "frozen_by", "approved_by", "paid_by"
    )
    return get_object_or_404(rows, pk=pk)


def _propose_form(request: OfficerRequest, on: date) -> ProposeForm | None:
    areas = [choice for choice in own_divisions(request.user, PROPOSE, on=on) if len(choice[0]) <= 9]
    if not areas:
        return None
    years = years_offered(on, [code for code, _name in areas])
    return ProposeForm(request.POST or None, areas=areas, years=years)


def _moves(run: SubsidyRun, officer: Officer, on: date) -> list[RunMove]:
    return [one for one in MOVE_BUTTONS if _may(run, one, officer, on)]


def _may(run: SubsidyRun, one: RunMove, officer: Officer, on: date) -> bool:
    """Whether the button is shown; the operation decides."""
    step = RUN.step(run.state, one)
    if step is None or not access.may(officer, step.by[0], run.division_code, on=on):
        return False
    return one is not RunMove.APPROVE or officer.pk not in (run.proposed_by_id, run.frozen_by_id)
