"""How does an officer make a payout list, send it to the bank, and take in the bank's answer?"""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistance.subsidies.models import BankReturnLine, PayoutBatch
from assistance.subsidies.operations import bank_answers, bank_returns, payouts
from assistance.subsidies.queries.payouts import (
    contradictions,
    lines_of,
    outcome_totals,
    reissue_state,
    sums_by_bank,
    sums_by_township,
    unknown_rows,
)
from assistance.subsidies.rules.bank_answers import Verdict, verdicts
from assistance.subsidies.web.subsidies import CSV, PAY, READ, visible_run
from assistance.subsidies.web.subsidy_forms import BankFileForm, MonthForm
from assistance.subsidies.workbooks import subsidies as workbooks
from enrollment.web.file_results import sent
from enrollment.web.refusing import show_refusal
from intake.rules.file_states import FileState
from intake.workbooks import as_csv
from policy.money import yuan_to_fen
from policy.terms import Text
from staff import access, audit
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal, spoken
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

PROBLEMS_SHOWN = 100


@require_POST
@permission_required(PAY)
def make_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """Make the payout list of a run for a month."""
    run = visible_run(request, pk, timezone.localdate())
    form = MonthForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the month of the list."))
        return redirect("assistance:subsidy_run", pk)
    try:
        batch = payouts.make_list(
            run=run, month=form.cleaned_data["month"], by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        tell(request, refusal)
        return redirect("assistance:subsidy_run", pk)
    return redirect("assistance:payout_list", batch.pk)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def list_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One payout list with its lines and the bank's answers; takes the bank's next file."""
    on = timezone.localdate()
    batch = _visible(request, pk, on)
    may_pay = access.may(request.user, PAY, batch.division_code, on=on)
    form = BankFileForm(request.POST or None, request.FILES or None)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        asked, file = form.cleaned_data, form.cleaned_data["file"]
        fen = None if asked["expected_sum"] is None else yuan_to_fen(asked["expected_sum"])
        try:
            received = bank_returns.receive(
                batch=batch, content=file, name=file.name, by=request.user, at=timezone.now(),
                expected_count=asked["expected_count"], expected_fen=fen,
            )  # fmt: skip
        except Refusal as refusal:
            show_refusal(form, refusal)
            problems = _in_words(refusal)
        else:
            if received.state == FileState.ASKING:
                return redirect("intake:reading", "BK-1", received.pk)
            if received.is_at_rest:
                messages.success(request, _("The bank's file was taken in."))
            else:
                messages.info(request, _("The bank's file is being worked on. Reload the page in a while."))
            return redirect("assistance:payout_list", pk)
    lines = lines_of(batch)
    if request.GET.get("state"):
        lines = lines.filter(state=request.GET["state"])
    page = page_of(request, lines)
    read_people(len(page), by=request.user, what="payout_list")
    townships = sums_by_township(batch)
    context = {
        "batch": batch,
        "place": path_names([batch.division_code])[batch.division_code],
        "totals": outcome_totals(batch),
        "townships": townships,
        "banks": sums_by_bank(batch) if may_pay else [],
        "places": path_names(code for code, _count, _fen in townships),
        "page": page,
        "returns": batch.returns.select_related("uploaded_by").order_by("-pk"),
        "unknown": unknown_rows(batch),
        "contradictions": [(row, verdicts(row.outcome, _reissue(row))) for row in contradictions(batch)],
        "form": form if may_pay else None,
        "problems": problems,
    }
    return render(request, "assistance/payout_list.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(PAY)
def decide_bank_answer(request: OfficerRequest, pk: int) -> HttpResponse:
    """Decide which of two answers of the bank holds."""
    batches = access.scope(PayoutBatch.objects.all(), request.user, PAY, on=timezone.localdate())
    row = get_object_or_404(
        BankReturnLine.objects.filter(bank_return__batch__in=batches).select_related("bank_return"), pk=pk
    )
    verdict = next((one for one in Verdict if one.value == request.POST.get("verdict")), None)
    if verdict is None:
        messages.error(request, _("Choose which answer holds."))
        return redirect("assistance:payout_list", row.bank_return.batch_id)
    try:
        bank_answers.decide(
            row=row,
            verdict=verdict,
            reason=request.POST.get("reason", ""),
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The decision was written down."))
    return redirect("assistance:payout_list", row.bank_return.batch_id)


@require_safe
@permission_required(PAY)
def download(request: OfficerRequest, pk: int, kind: str) -> HttpResponseBase:
    """The list for the bank, with accounts in clear."""
    batch = get_object_or_404(
        access.scope(PayoutBatch.objects.all(), request.user, PAY, on=timezone.localdate()), pk=pk
    )
    read_people(batch.line_count, by=request.user, division_code=batch.division_code, what="payout_file")
    audit.record(
        "download_payout_list", by=request.user, about=batch, division_code=batch.division_code,
        change={"lines": batch.line_count},
    )  # fmt: skip
    if kind == "csv":
        return sent(
            as_csv(workbooks.PAYOUT_HEADINGS, workbooks.payout_rows(batch)),
            f"{batch.number}.csv",
            kind=CSV,
        )
    return sent(workbooks.payout_list(batch), f"{batch.number}.xlsx")


def _visible(request: OfficerRequest, pk: int, on: date) -> PayoutBatch:
    rows = access.scope(PayoutBatch.objects.all(), request.user, READ, on=on)
    return get_object_or_404(rows.select_related("run", "made_by"), pk=pk)


def _reissue(row: BankReturnLine) -> str:
    return reissue_state(row.payout_line) if row.payout_line is not None else ""


def _in_words(refusal: Refusal) -> list[dict[str, str]]:
    """The faults of a refused file in the language of the page."""
    return [
        {"cell": one["cell"], "message": spoken(Text(**one["text"])), "remedy": spoken(Text(**one["remedy"]))}
        for one in refusal.context.get("problems", [])[:PROBLEMS_SHOWN]
    ]
