"""How does an officer enter what a document says of earlier or other cover, and another one decide?"""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import CoverEvidence, Due, Person
from enrollment.operations import evidence
from enrollment.queries.evidence import evidence_of, moves_for, visible_evidence, waiting_evidence
from enrollment.queries.people import visible_people
from enrollment.rules.evidence import EvidenceMove, Scheme
from enrollment.web.person_change import change_page, writable
from staff.access import Permission
from staff.operations.reads import read_people
from staff.refusals import Refusal
from staff.web.fields import DateInput, set_choices, term_choices
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required
from staff.web.refused import tell

READ, ENTER, DECIDE = Permission.DUES_READ, Permission.ENROLLMENT_WRITE, Permission.EXCEPTIONS_DECIDE
SHOWN_MAX = 50


class EvidenceForm(forms.Form):
    scheme = forms.ChoiceField(label=gettext_lazy("Insured on these days"))
    from_on = forms.DateField(label=gettext_lazy("First day"), widget=DateInput())
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), required=False, widget=DateInput(),
        help_text=gettext_lazy("Empty: it goes on. Insured nowhere: whole years that are over."),
    )  # fmt: skip
    document_number = forms.CharField(label=gettext_lazy("Certifying document"), max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "scheme", term_choices(Scheme))


@require_http_methods(["GET", "POST"])
@permission_required(ENTER)
def enter(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enter a document; it has no effect until another officer confirms it."""
    person = writable(request, pk, ENTER)
    form = EvidenceForm(request.POST or None)

    def change(r: OfficerRequest, p: Person, data: dict[str, Any], on: date) -> None:
        evidence.enter(person=p, **{**data, "scheme": Scheme(data["scheme"])}, by=r.user, at=timezone.now())

    return change_page(
        request, person, form, change, title=_("Evidence of earlier or other cover"), button=_("Enter"),
        hint=_("Missed years, waits and conflicts follow from the document once another officer has confirmed it."),
        done=_("Entered. It takes effect once another officer confirms it."),
    )  # fmt: skip


@require_safe
@permission_required(READ)
def person_evidence(request: OfficerRequest, pk: int) -> HttpResponse:
    """All documents of one person."""
    on = timezone.localdate()
    person = get_object_or_404(visible_people(request.user, on=on, permission=READ), pk=pk)
    rows = list(evidence_of(person).select_related("person")[:SHOWN_MAX])
    due = Due.objects.filter(person=person, withdrawn_on=None).order_by("-coverage_year").first()
    context = {
        "person": person,
        "rows": rows,
        "moves": moves_for(rows, request.user, on=on),
        "due": due,
        "history": evidence.history_asked(person, due.area, due.coverage_year) if due else None,
    }
    return render(request, "enrollment/evidence_of_person.html", context)


@require_safe
@permission_required(READ)
def waiting_list(request: OfficerRequest) -> HttpResponse:
    """What waits for a second officer in the divisions of this one."""
    on = timezone.localdate()
    page = page_of(request, waiting_evidence(request.user, on=on))
    read_people(len(page), by=request.user, what="evidence")
    context = {"page": page, "moves": moves_for(page, request.user, on=on)}
    return render(request, "enrollment/evidence_list.html", context)


@require_POST
@permission_required(DECIDE)
def decide(request: OfficerRequest, pk: int) -> HttpResponse:
    """Confirm, turn down or withdraw a document; nobody decides on their own."""
    rows = visible_evidence(request.user, on=timezone.localdate(), permission=DECIDE)
    row: CoverEvidence = get_object_or_404(rows, pk=pk)
    chosen = {move.value: move for move in EvidenceMove}.get(request.POST.get("move", ""))
    if chosen is None:
        messages.error(request, _("Choose what to do with the document."))
    else:
        try:
            evidence.move(
                evidence=row,
                move=chosen,
                because=request.POST.get("because", ""),
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            tell(request, refusal)
        else:
            messages.success(request, _("Done. The dues that depend on it were priced again."))
    return redirect("enrollment:person_evidence", row.person_id)
