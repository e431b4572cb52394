"""How does an officer file care elsewhere, decide on a filing within its hours, and see which wait?"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.models import Bill, Filing
from claims.operations import filings
from claims.operations.filings import FilingDecision, Submission
from claims.operations.register_people import person_named
from claims.queries.filing_register import deadlines_of, filtered, moves_for, visible_filings
from claims.rules.filing_states import FilingMove, FilingState
from claims.web.recognitions import BILLS_SHOWN, decision_given
from claims.web.register_forms import FilingFilter, FilingForm, after
from enrollment.web.refusing import show_refusal
from policy.care import FilingKind, Place
from policy.periods import ONE_DAY
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.operations.reads import read_people, read_person
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER = Permission.CLAIMS_READ, Permission.CLAIMS_ENTER
TONES = {FilingState.SUBMITTED: "warning", FilingState.FILED: "success", FilingState.REFUSED: "danger"}


@require_safe
@permission_required(READ)
def filing_list(request: OfficerRequest) -> HttpResponse:
    """The filings of the officer's divisions; those that wait with the hours that are left."""
    at = timezone.now()
    on = timezone.localdate(at)
    form = FilingFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    seen = visible_filings(request.user, on=on)
    page = page_of(request, filtered(seen, on=on, **asked))
    read_people(len(page), by=request.user, what="filings")
    left = deadlines_of(page, at=at)
    context = {
        "form": form,
        "page": page,
        "rows": [(row, TONES.get(FilingState(row.state), "secondary"), left.get(row.pk)) for row in page],
        "places": path_names(code for row in page for code in (row.division_code, row.destination)),
        "waiting": seen.filter(state=FilingState.SUBMITTED.value).count(),
        "may_enter": access.may_anywhere(request.user, ENTER, on=on),
        "may_send": access.may_anywhere(request.user, Permission.CLAIMS_SETTLE, on=on),
    }
    return render(request, "claims/filing_list.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("document_number")
@permission_required(ENTER)
def submit(request: OfficerRequest) -> HttpResponse:
    """File care elsewhere for somebody at the counter."""
    form = FilingForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        number = given.pop("document_number")
        asked = Submission(kind=FilingKind(given.pop("kind")), until_on=after(given.pop("last_day")), **given)
        try:
            row = filings.submit(
                person=person_named(number), asked=asked, source="desk", by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The filing is entered. Another officer decides it."))
            return redirect("claims:filing", row.pk)
    return render(request, "claims/filing_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@permission_required(READ)
def filing_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One filing: what it says, how it was decided, the bills of its days and places, and what may be done."""
    row = _visible(request, pk)
    read_person(row.person, by=request.user, division_code=row.division_code, what="filing")
    return render(request, "claims/filing_page.html", _shown(request.user, row))


@require_safe
@permission_required(READ)
def sheet(request: OfficerRequest, pk: int) -> HttpResponse:
    """The receipt or the notice of the decision, to be printed and handed over."""
    row = _visible(request, pk)
    read_person(row.person, by=request.user, division_code=row.division_code, what="filing_sheet")
    shown = _shown(request.user, row) | {"today": timezone.localdate()}
    return render(request, "claims/filing_sheet.html", shown)


def _visible(request: OfficerRequest, pk: int) -> Filing:
    found: Filing = get_object_or_404(visible_filings(request.user, on=timezone.localdate()), pk=pk)
    return found


def _shown(officer: Officer, row: Filing) -> dict[str, Any]:
    at = timezone.now()
    on: date = timezone.localdate(at)
    bills = Bill.objects.filter(person_id=row.person_id, discharged_on__gte=row.from_on)
    bills = bills.exclude(place=Place.AREA.value)
    if row.until_on:
        bills = bills.filter(discharged_on__lt=row.until_on)
    return {
        "row": row,
        "tone": TONES.get(FilingState(row.state), "secondary"),
        "last_day": row.until_on and row.until_on - ONE_DAY,
        "left": deadlines_of([row], at=at).get(row.pk),
        "moves": moves_for(row, officer, on=on),
        "is_own": row.state == FilingState.SUBMITTED and row.submitted_by_id == officer.pk,
        "bills": bills.select_related("provider").order_by("-discharged_on")[:BILLS_SHOWN],
        "places": path_names([row.division_code, row.area, row.destination]),
    }


@require_POST
@permission_required(READ)
def move(request: OfficerRequest, pk: int) -> HttpResponse:
    """File, refuse, withdraw, end or undo."""
    row = _visible(request, pk)
    chosen = {one.value: one for one in FilingMove}.get(request.POST.get("move", ""))
    try:
        if chosen is None:
            messages.error(request, _("Choose what to do."))
        else:
            sent = decision_given(request)
            given = FilingDecision(sent.document_number, sent.because, sent.until_on)
            filings.move(filing=row, move=chosen, given=given, by=request.user, at=timezone.now())
            messages.success(request, _("Done. Bills that waited for it were looked at again."))
    except ValueError:
        messages.error(request, _("Write days as YYYY-MM-DD."))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("claims:filing", pk)
