"""How does a clerk suspend, resume, end or take up again an enrollment, and where does its history stand?"""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.models import Enrollment, Person
from enrollment.operations import enrollment_states, notices
from enrollment.queries.enrollment_states import changes_of
from enrollment.rules.enrollment_states import ENROLLMENT, ENTERED, EnrollmentMove, StateReason
from enrollment.rules.state_letters import what_to_do
from enrollment.web.person_change import change_page
from policy.book import default_book
from staff import access
from staff.access import Permission
from staff.operations.reads import read_person
from staff.queries import path_names
from staff.web.fields import DateInput, set_choices, term_choices
from staff.web.permission import OfficerRequest, permission_required

WRITE = Permission.ENROLLMENT_WRITE


class StateForm(forms.Form):
    move = forms.ChoiceField(label=gettext_lazy("Change"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    from_on = forms.DateField(
        label=gettext_lazy("From"), widget=DateInput(),
        help_text=gettext_lazy("The first day of the new state. Left the employee scheme: the day after the last covered day."),
    )  # fmt: skip
    document_number = forms.CharField(label=gettext_lazy("Certifying document"), max_length=100)

    def __init__(self, *args: Any, offered: tuple[EnrollmentMove, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        reasons = {reason: None for move in offered for reason in ENTERED[move]}
        set_choices(self, "move", term_choices(offered))
        set_choices(self, "reason", term_choices(reasons))


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def change_state(request: OfficerRequest, pk: int) -> HttpResponse:
    """The moves out of the state in which the enrollment is, and what moved it before."""
    rows = access.scope(
        Enrollment.objects.select_related("person"), request.user, WRITE, on=timezone.localdate()
    )
    enrollment = get_object_or_404(rows, pk=pk, cancelled_on=None)
    offered = ENROLLMENT.offered(enrollment.state, {WRITE})
    # A row of a status list fills the form in; whoever saves it decides.
    form = StateForm(request.POST or None, offered=offered, initial=request.GET.dict())

    def change(r: OfficerRequest, _person: Person, data: dict[str, Any], _on: date) -> None:
        enrollment_states.move(
            enrollment=enrollment, made=EnrollmentMove(data["move"]), reason=StateReason(data["reason"]),
            from_on=data["from_on"], document_number=data["document_number"], by=r.user, at=timezone.now(),
        )  # fmt: skip

    return change_page(
        request, enrollment.person, form, change,
        title=_("State of the enrollment for %(year)d") % {"year": enrollment.coverage_year}, button=_("Save"),
        hint=_("Suspended while insured with the employee scheme or as a resident elsewhere (N33-a). For any other reason no"
               " document on record says it: an officer decides under a document. Cover and money of the past stay as they are."),
        context={"changes": changes_of(enrollment), "enrollment": enrollment},
    )  # fmt: skip


@require_safe
@permission_required(Permission.DUES_READ)
def letter(request: OfficerRequest, pk: int) -> HttpResponse:
    """The letter to the person (参保状态告知书): how the enrollment stands, since when, by which clause or document, and what
    to do."""
    on, at = timezone.localdate(), timezone.now()
    seen = access.scope(
        Enrollment.objects.select_related("person"), request.user, Permission.DUES_READ, on=on
    )
    enrollment = get_object_or_404(seen, pk=pk, cancelled_on=None)
    person = enrollment.person
    read_person(person, by=request.user, division_code=person.division_code, what="state_letter")
    changes = changes_of(enrollment)
    last = changes[-1] if changes else None
    clause = last["clause"] if last else ""
    context = {
        "enrollment": enrollment,
        "person": person,
        "place": path_names([person.division_code]).get(person.division_code, ""),
        "area": path_names([enrollment.area]).get(enrollment.area, enrollment.area),
        "last": last,
        "todo": what_to_do(enrollment.state_label, StateReason(last["row"].reason) if last else None),
        "document": default_book().policy(enrollment.area).document(clause) if clause else None,
        "clause_prefix": clause.partition("-")[0],
        "notice": notices.keep_letter(enrollment=enrollment, by=request.user, at=at),
        "on": on,
    }
    return render(request, "enrollment/state_letter.html", context)
