"""How does an officer find a bill, read it whole, and enter one?"""

from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.models import Bill, Provider
from claims.operations import bills
from claims.queries import diagnoses
from claims.queries.bills import visible_bills
from claims.queries.fact_words import facts_of
from claims.queries.tiers import tier_label
from claims.rules import filings, recognitions
from claims.rules.bill_states import BILL, BillState, Move
from claims.rules.eligibility import State
from claims.web import bill_forms
from claims.web.bill_forms import LineForm
from claims.web.bill_settlement import shown as settlement_shown
from claims.workbooks.bill_results import what_next
from policy.care import Place, Setting, TwoDisease
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.given import number_given
from staff.operations.reads import read_person
from staff.queries import path_names
from staff.refusals import Refusal, spoken
from staff.rules.divisions import scope_prefix
from staff.web.fields import own_divisions
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER = Permission.CLAIMS_READ, Permission.CLAIMS_ENTER
TONES = {
    BillState.READY: "info",
    BillState.HELD: "warning",
    BillState.UNDECIDED: "warning",
    BillState.SETTLED: "success",
    BillState.REFUSED: "danger",
}
# Where what is missing in a register is entered, by the codes of what holds a bill back.
REGISTER_PAGES = (
    (recognitions.HOLDS, "claims:apply_recognition"),
    ((*filings.HOLDS, filings.LOCAL), "claims:submit_filing"),
)
LINE_FIELDS = {"item_class", "total_fen", "tcm_fen"}  # where a fault of one line is shown


def _words(bill: Bill) -> tuple[BillState, str, Setting]:
    state = BillState(bill.state)
    return state, TONES.get(state, "secondary"), Setting(bill.setting)


@require_safe
@permission_required(READ)
def bill_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One bill: its facts, its lines, how far it is and why."""
    on = timezone.localdate()
    bill = get_object_or_404(
        visible_bills(request.user, on=on).select_related("person", "provider", "entered_by"), pk=pk
    )
    read_person(bill.person, by=request.user, division_code=bill.division_code, what="bill")
    state, tone, setting = _words(bill)
    context = {
        "bill": bill,
        "state": state,
        "tone": tone,
        "setting": setting,
        "file_id": bill.source.removeprefix("file:") if bill.source.startswith("file:") else "",
        "tier": tier_label(bill.division_code, bill.provider_tier),
        "place_of_care": Place(bill.place),
        "eligibility": State(bill.eligibility),
        "two_diseases": [TwoDisease(code).label for code in bill.two_diseases],
        "facts": _facts(bill),
        "lines": bill.lines.order_by("number")[: bill_forms.LINES_MAX],
        "holds": [_hold(hold) for hold in bill.holds],
        "places": path_names([bill.division_code, bill.area]),
        **settlement_shown(bill, request.user, on),
        "may_withdraw": BILL.allows(bill.state, Move.WITHDRAW)
        and access.may(request.user, ENTER, bill.division_code, on=on),
    }
    return render(request, "claims/bill_page.html", context)


def _facts(bill: Bill) -> list[tuple[Text, bool]]:
    """The named facts that the bill answers, each with its answer."""
    words = facts_of([bill.division_code, bill.area])
    asked = [(code, True) for code in bill.facts] + [(code, False) for code in bill.facts_ruled_out]
    return [(words.get(code, Text(code, code)), answer) for code, answer in sorted(asked)]


def _hold(hold: dict[str, Any]) -> dict[str, Any]:
    return {
        "page": next((page for codes, page in REGISTER_PAGES if hold.get("code") in codes), ""),
        "text": spoken(Text(**hold["text"])),
        "next": what_next(hold),
        "clause": hold.get("clause", ""),
        "readings": hold.get("readings", []),
    }


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("document_number")
@permission_required(ENTER)
def new_bill(request: OfficerRequest) -> HttpResponse:
    """The whole bill on one page: head, facts, lines."""
    on = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    facts = facts_of(code for code, _name in own_divisions(request.user, ENTER, on=on, below=False))
    if data is not None and "add_rows" in data:
        rows = min((number_given(data.get("line-TOTAL_FORMS")) or 0) + 5, bill_forms.LINES_MAX)
        head = {**data.dict(), "two_diseases": data.getlist("two_diseases")}
        return _form(request, bill_forms.BillForm(initial=head, facts=facts), _kept(data, rows))
    form, formset = bill_forms.BillForm(data, facts=facts), bill_forms.line_formset(data)
    if data is not None and all([form.is_valid(), formset.is_valid()]):
        filled = [line for line in formset.forms if line.is_filled]
        try:
            bill = bills.enter_bill(
                entry=form.entry(tuple(line.entry() for line in filled)),
                document_number=form.cleaned_data["document_number"], on=on, at=timezone.now(), by=request.user,
                source="desk",
            )  # fmt: skip
        except Refusal as refusal:
            _say(form, filled, refusal)
        else:
            messages.success(request, _("The bill is entered."))
            return redirect("claims:bill", bill.pk)
    return _form(request, form, formset, status=422 if data is not None else 200)


def _kept(data: Any, rows: int) -> "BaseFormSet[LineForm]":
    """The lines written so far, and empty ones below them."""
    names = LineForm.base_fields
    written = [{name: data.get(f"line-{row}-{name}", "") for name in names} for row in range(rows)]
    made = formset_factory(LineForm, extra=0, max_num=bill_forms.LINES_MAX)
    return made(initial=written, prefix="line")


def _form(
    request: OfficerRequest, form: bill_forms.BillForm, formset: "BaseFormSet[LineForm]", *, status: int = 200
) -> HttpResponse:
    on = timezone.localdate()
    prefixes = {scope_prefix(code)[:4] for code, _name in own_divisions(request.user, ENTER, on=on)}
    offered = [
        provider for prefix in sorted(prefixes)[:5]
        for provider in Provider.objects.filter(division_code__startswith=prefix).order_by("name")[:200]
    ]  # fmt: skip
    context = {
        "form": form,
        "formset": formset,
        "providers": offered,
        "diagnoses": [(code, spoken(name)) for code, name in diagnoses.known().items()],
    }
    return render(request, "claims/bill_new.html", context, status=status)


def _say(form: bill_forms.BillForm, filled: list[LineForm], refusal: Refusal) -> None:
    """Each fault at its field or line; what is about the bill as a whole above the form."""
    faults = refusal.context.get("faults") or []
    if not faults:
        form.add_error(_FIELD_OF.get(refusal.code), str(refusal))
    for fault in faults:
        text = f"{spoken(Text(**fault['text']))} {spoken(Text(**fault['remedy']))}"
        if fault["line"]:
            line = filled[fault["line"] - 1]
            line.add_error(fault["field"] if fault["field"] in LINE_FIELDS else None, text)
            form.add_error(None, text)
        else:
            field = "special_subsidy" if fault["field"] == "special_subsidy_fen" else fault["field"]
            form.add_error(field if field in form.fields else None, text)
    if other := refusal.context.get("bill_id"):
        form.other_bill = other  # type: ignore[attr-defined]


_FIELD_OF = {
    "unknown_person": "document_number",
    "unknown_provider": "provider_code",
    "not_designated": "provider_code",
    "number_taken": "number",
    "already_entered": "number",
    "invoice_taken": "invoice_number",
    "overlapping_stay": "admitted_on",
}


@require_POST
@permission_required(ENTER)
def withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take back a bill that was entered by mistake."""
    on = timezone.localdate()
    bill = get_object_or_404(visible_bills(request.user, on=on, permission=ENTER), pk=pk)
    try:
        bills.withdraw_bill(bill=bill, reason=request.POST.get("reason", ""), on=on, by=request.user)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The bill is withdrawn."))
    return redirect("claims:bill", pk)
