"""How does a list of refunds go to the tax bureau, and how does its answer come back?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from enrollment.models import Refund, RefundList
from enrollment.operations import list_withdrawals, refund_answers, refund_lists
from enrollment.operations.refund_sheets import list_rows, workbook
from enrollment.queries.refund_lists import answers_of, visible_lists, withdrawal_of
from enrollment.refund_layout import LIST_HEADINGS
from enrollment.rules.refund_states import RefundState, WithdrawalMove, WithdrawalState
from enrollment.web.file_results import sent
from enrollment.web.refund_forms import AnswerForm, ListForm
from enrollment.web.refunds import DECIDE, READ, TONES
from enrollment.web.refusing import show_refusal
from intake.rules.file_states import FileState
from intake.workbooks import as_csv
from staff import access
from staff.access import Permission
from staff.operations.reads import read_people
from staff.queries import path_names
from staff.refusals import Refusal, spoken_language
from staff.web.fields import own_divisions
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

SEND = Permission.PAYMENTS_UPLOAD
PROBLEMS_SHOWN = 100
CSV = "text/csv; charset=utf-8"


@require_POST
@permission_required(DECIDE)
def make_list(request: OfficerRequest) -> HttpResponse:
    """Put the approved refunds of a division on a list."""
    form = ListForm(request.POST, areas=own_divisions(request.user, DECIDE, on=timezone.localdate()))
    if not form.is_valid():
        messages.error(request, _("Choose the division of the list."))
        return redirect("enrollment:refunds")
    try:
        listed = refund_lists.make_list(area=form.cleaned_data["area"], by=request.user, at=timezone.now())
    except Refusal as refusal:
        tell(request, refusal)
        return redirect("enrollment:refunds")
    return redirect("enrollment:refund_list", listed.pk)


@require_safe
@permission_required(READ)
def list_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One list with what became of each line, and the answers that came."""
    return _shown(request, _visible(request, pk, READ), AnswerForm())


@require_POST
@permission_required(SEND)
def take_answer(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take in the tax bureau's answer."""
    listed = _visible(request, pk, SEND)
    form = AnswerForm(request.POST, request.FILES)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        asked, file = form.cleaned_data, form.cleaned_data["file"]
        try:
            received = refund_answers.receive(
                listed=listed, content=file, name=file.name, by=request.user, at=timezone.now(),
                expected_count=asked["expected_count"], expected_fen=asked["expected_sum"],
            )  # fmt: skip
        except Refusal as refusal:
            show_refusal(form, refusal)
            problems = _in_words(refusal)
        else:
            if received.state == FileState.ASKING:
                return redirect("intake:reading", "RF-1", received.pk)
            if received.is_at_rest:
                messages.success(request, _("The answer was taken in."))
            else:
                messages.info(request, _("The answer is being worked on. Reload the page in a while."))
            return redirect("enrollment:refund_list", pk)
    return _shown(request, listed, form, problems, status=422)


@require_POST
@permission_required(DECIDE)
def withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """Ask that a list be withdrawn that nobody answered."""
    listed = _visible(request, pk, DECIDE)
    try:
        list_withdrawals.ask(
            listed=listed, because=request.POST.get("because", ""), by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Another officer decides on it."))
    return redirect("enrollment:refund_list", pk)


@require_POST
@permission_required(DECIDE)
def decide_withdrawal(request: OfficerRequest, pk: int) -> HttpResponse:
    """Agree to the withdrawal that another officer asked for, or turn it down."""
    listed = _visible(request, pk, DECIDE)
    try:
        list_withdrawals.decide_on(
            listed=listed, made=request.POST.get("move", ""), by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Done."))
    return redirect("enrollment:refund_list", pk)


@require_safe
@permission_required(DECIDE)
def download(request: OfficerRequest, pk: int, kind: str) -> HttpResponseBase:
    """The list for the tax bureau, with numbers and accounts in clear."""
    listed = _visible(request, pk, DECIDE)
    try:
        refund_lists.release(listed=listed, by=request.user, at=timezone.now())
    except Refusal as refusal:
        tell(request, refusal)
        return redirect("enrollment:refund_list", pk)
    if kind == "csv":
        return sent(as_csv(LIST_HEADINGS, list_rows(listed)), f"{listed.number}.csv", kind=CSV)
    if kind != "xlsx":
        raise Http404
    return sent(workbook(listed), f"{listed.number}.xlsx")


def _shown(
    request: OfficerRequest,
    listed: RefundList,
    form: AnswerForm,
    problems: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    on = timezone.localdate()
    page = page_of(
        request, listed.lines.select_related("refund__person", "refund__listed_as").order_by("number")
    )
    read_people(len(page), by=request.user, division_code=listed.area, what="refund_list")
    told = answers_of(listed, [line.pk for line in page])
    may_send = access.may(request.user, SEND, listed.area, on=on)
    asked = withdrawal_of(listed)
    state = asked.state if asked else ""
    may_decide = access.may(request.user, DECIDE, listed.area, on=on)
    is_waiting = Refund.objects.filter(listed_as__list=listed, state=RefundState.LISTED.value).exists()
    context: dict[str, Any] = {
        "listed": listed,
        "place": path_names([listed.area]).get(listed.area, listed.area),
        "page": page,
        "rows": [(line, told.get(line.pk), TONES.get(line.refund.state_label, "secondary")) for line in page],
        "answers": listed.answers.select_related("uploaded_by").order_by("-pk"),
        "form": form if may_send and state != WithdrawalState.AGREED else None,
        "may_download": may_decide and state != WithdrawalState.AGREED,
        "withdrawal": asked,
        "may_withdraw": may_decide and is_waiting and state in ("", WithdrawalState.TURNED_DOWN),
        "moves": list(WithdrawalMove)
        if may_decide and asked and state == WithdrawalState.ASKED and asked.asked_by_id != request.user.pk
        else [],
        "problems": problems or [],
    }
    return render(request, "enrollment/refund_list_page.html", context, status=status)


def _visible(request: OfficerRequest, pk: int, permission: Permission) -> RefundList:
    return get_object_or_404(
        visible_lists(request.user, on=timezone.localdate(), permission=permission), pk=pk
    )


def _in_words(refusal: Refusal) -> list[dict[str, str]]:
    language = spoken_language()
    return [
        {"cell": one["cell"], "message": one["text"][language], "remedy": one["remedy"][language]}
        for one in refusal.context.get("problems", [])[:PROBLEMS_SHOWN]
    ]
