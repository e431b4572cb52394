"""How does a clerk enter what a household applies with, and who sees how the amount is worked out?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from assistance.cases.models import AidApplication, AidCost, AssistanceCase
from assistance.cases.operations import aid, aid_recoveries
from assistance.cases.operations.aid import AidEntry, InvoiceEntry
from assistance.cases.queries.aid import answer_json, answer_of, costs, live_costs, own_cost, span_of
from assistance.cases.rules.aid import CLAUSE
from assistance.cases.rules.case_reasons import CaseKind
from assistance.cases.rules.case_states import EDITABLE, State
from assistance.cases.web.cases import READ, version_of, visible_case
from assistance.subsidies.models import AidPayment
from enrollment.web.refusing import show_refusal
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.given import number_given
from staff.operations.reads import read_person
from staff.refusals import Refusal
from staff.web.fields import DateInput, YuanField, set_choices
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell


class AidForm(forms.Form):
    """Income, property and other help; the last two only for an amount that two officers decide."""

    income_fen = YuanField(
        label=lazy("Income of the household in the last 12 months, in yuan"), required=False
    )
    property_note = forms.CharField(label=lazy("Property"), max_length=300, required=False)
    proof_document = forms.CharField(
        label=lazy("Proof of income and property"), max_length=100, required=False
    )
    other_help_fen = YuanField(label=lazy("Help from others for these costs, in yuan"), required=False)
    other_help_note = forms.CharField(label=lazy("From whom"), max_length=200, required=False)
    by_hand_fen = YuanField(
        label=lazy("Amount decided case by case, in yuan"), required=False,
        help_text=lazy("Only where no figures are entered or they do not fit: two approvers decide it under its document."),
    )  # fmt: skip
    by_hand_document = forms.CharField(label=lazy("Its document"), max_length=100, required=False)

    def entry(self) -> AidEntry:
        """What was given."""
        given = dict(self.cleaned_data)
        return AidEntry(**{**given, "other_help_fen": given["other_help_fen"] or 0})


class InvoiceForm(forms.Form):
    """A paper bill of another place."""

    person = forms.TypedChoiceField(label=lazy("Person"), coerce=int)
    invoice_number = forms.CharField(label=lazy("Number of the invoice"), max_length=40)
    provider = forms.CharField(label=lazy("Provider"), max_length=100)
    service_on = forms.DateField(label=lazy("Day of service"), widget=DateInput())
    total_fen = YuanField(label=lazy("Total in yuan"))
    own_fen = YuanField(label=lazy("Own cost in yuan"))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "person", people)


class RefundForm(forms.Form):
    refunded_fen = YuanField(label=lazy("Came back in all, in yuan"))
    document_number = forms.CharField(label=lazy("Document"), max_length=100)


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def aid_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """What a household applies with: facts, bills settled here, paper bills, and the amount with its arithmetic."""
    case = visible_case(request, pk)
    if case.kind != CaseKind.AID:
        return redirect("assistance:case", pk)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    people = [
        (member.person_id, member.person.name)
        for member in case.members.select_related("person").order_by("pk")
    ]
    application = AidApplication.objects.filter(case=case).first()
    started = {name: getattr(application, name) for name in AidForm.base_fields} if application else {}
    form = AidForm(request.POST if do == "facts" else None, initial=started)
    invoice = InvoiceForm(request.POST if do == "invoice" else None, people=people)
    if do and (answer := _done(request, case, do, form, invoice)):
        return answer
    return _shown(request, case, application, form, invoice)


def _done(
    request: OfficerRequest, case: AssistanceCase, do: str, form: AidForm, invoice: InvoiceForm
) -> HttpResponse | None:
    """Do what was asked; None when a form must be shown again with what was refused."""
    at, by, version = timezone.now(), request.user, version_of(request)
    asked: forms.Form | None = {"facts": form, "invoice": invoice}.get(do)
    try:
        if asked is not None and not asked.is_valid():
            return None
        if do == "facts":
            aid.change_facts(case=case, version=version, entry=form.entry(), by=by, at=at)
        elif do == "invoice":
            given = dict(invoice.cleaned_data)
            person = case.members.get(person_id=given.pop("person")).person
            aid.add_invoice(
                case=case, version=version, person=person, entry=InvoiceEntry(**given), by=by, at=at
            )
        else:
            cost = get_object_or_404(
                AidCost, case=case, freed_at=None, pk=number_given(request.POST.get("cost")) or 0
            )
            if do == "remove":
                aid.remove_cost(cost=cost, version=version, by=by, at=at)
            else:
                refund = RefundForm(request.POST)
                if not refund.is_valid():
                    messages.error(request, _("Give the amount and the document of the refund."))
                    return redirect("assistance:aid", case.pk)
                aid_recoveries.record_refund(cost=cost, **refund.cleaned_data, by=by, at=at)
    except Refusal as refusal:
        if asked is None or refusal.code == "stale_case":
            tell(request, refusal)
            return redirect("assistance:aid", case.pk)
        show_refusal(asked, refusal)
        return None
    messages.success(request, _("Saved."))
    return redirect("assistance:aid", case.pk)


def _shown(
    request: OfficerRequest,
    case: AssistanceCase,
    application: AidApplication | None,
    form: AidForm,
    invoice: InvoiceForm,
) -> HttpResponse:
    on = timezone.localdate()
    read_person(case.person, by=request.user, division_code=case.division_code, what="aid")
    may_enter = access.may(request.user, Permission.CASES_ENTER, case.division_code, on=on)
    may_edit = may_enter and State(case.state) in EDITABLE
    rows, waiting = live_costs(case), []
    if State(case.state) in EDITABLE:  # the bills settled here are counted when it is submitted
        people = list(case.members.values_list("person_id", flat=True))
        waiting = [
            bill for bill in costs().bills_of(people, span_of(case)) if bill.own_fen is None or bill.own_fen
        ]
    answer = application.answer if application and application.answer else None
    if application and State(case.state) in EDITABLE:
        answer = answer_json(answer_of(case))
    context = {
        "case": case,
        "application": application,
        "span": span_of(case),
        "costs": rows,
        "sum_fen": own_cost(rows),
        "waiting": waiting,
        "answer": answer and _told(answer),
        "form": form if may_edit else None,
        "invoice": invoice if may_edit else None,
        "refund": RefundForm() if may_enter and case.state == State.APPROVED else None,
        "clause": CLAUSE,
        "payment": AidPayment.objects.filter(case=case).first(),
    }
    bad = form.errors or invoice.errors
    return render(request, "assistance/aid.html", context, status=422 if bad else 200)


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    """The stored answer with its sentences as texts."""
    return {
        "fen": answer["fen"],
        "steps": [{**step, "text": Text(step["zh"], step["en"])} for step in answer["steps"]],
        "missing": [
            {
                "what": Text(one["zh"], one["en"]),
                "by": Text(one["by_zh"], one["by_en"]),
                "clause": one["clause"],
            }
            for one in answer["missing"]
        ],
    }
