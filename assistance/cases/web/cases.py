"""How is a case opened, and how are its facts changed?"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assistance.cases.models import AssistanceCase
from assistance.cases.operations import cases as operations
from assistance.cases.queries.cases import visible_cases
from assistance.cases.rules.case_reasons import CaseKind
from assistance.cases.rules.case_states import EDITABLE, State
from assistance.cases.web.case_forms import CaseForm, years_around
from enrollment.models import Household, Membership, Person
from enrollment.queries.people import visible_people
from enrollment.web.refusing import show_refusal
from staff.access import Permission
from staff.given import number_given, numbers_given
from staff.refusals import Refusal
from staff.web.permission import OfficerRequest, permission_required

READ, ENTER = Permission.CASES_READ, Permission.CASES_ENTER
PAGE_SIZE = 25
MEMBERS_SHOWN = 60


@require_http_methods(["GET", "POST"])
@permission_required(ENTER)
def open_case(request: OfficerRequest, person_pk: int) -> HttpResponse:
    """Open a case for a person, or for them and others of their household."""
    on = timezone.localdate()
    seen = visible_people(request.user, on=on, permission=ENTER).filter(merged_into=None)
    person = get_object_or_404(seen, pk=person_pk)
    about = _about(request, person)
    kind = _kind(request, about)
    membership = Membership.objects.filter(person=person, left_on=None).select_related("household").first()
    others = _others(membership)
    initial = {"from_on": on, "kind": kind.value} | (_of(about) if about else {})
    form = CaseForm(
        request.POST or None, years=years_around(on), kind=kind, initial=initial, place=person.division_code
    )
    chosen = set(numbers_given(request.POST.getlist("member")))
    if about is not None and request.method != "POST":
        chosen = set(about.members.values_list("person_id", flat=True))
    if request.method == "POST" and form.is_valid():
        listed = [member.person for member in others if member.person_id in chosen]
        household: Household | None = membership.household if membership and listed else None
        try:
            case = operations.open_case(
                kind=CaseKind(form.cleaned_data["kind"]), person=person, members=listed, household=household,
                about=about, facts=form.facts(), by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The case is opened. Attach the documents, then submit it."))
            return redirect("assistance:case", case.pk)
    context = {
        "form": form,
        "person": person,
        "kind": kind,
        "about": about,
        "others": others,
        "chosen": chosen,
        "household": membership.household if membership else None,
    }
    return render(request, "assistance/case_open.html", context, status=422 if form.errors else 200)


def _about(request: OfficerRequest, person: Person) -> AssistanceCase | None:
    """The approved case that is to be revoked, if one is named."""
    asked = number_given(request.GET.get("about"))
    if asked is None:
        return None
    seen = visible_cases(request.user, on=timezone.localdate(), permission=ENTER)
    return get_object_or_404(seen.filter(state=State.APPROVED, person=person), pk=asked)


def _kind(request: OfficerRequest, about: AssistanceCase | None) -> CaseKind:
    if about is not None:
        return CaseKind.REVOCATION
    asked = request.GET.get("kind", "")
    return CaseKind(asked) if asked in set(CaseKind) - {CaseKind.CANNOT_PAY} else CaseKind.APPLICATION


def _of(about: AssistanceCase) -> dict[str, Any]:
    return {
        name: getattr(about, name) for name in ("category", "certifier", "document_number", "coverage_year")
    }


def _others(membership: Membership | None) -> list[Membership]:
    if membership is None:
        return []
    present = membership.household.memberships.filter(left_on=None, person__died_on=None)
    return list(
        present.exclude(person_id=membership.person_id)
        .select_related("person")
        .order_by("joined_on", "pk")[:MEMBERS_SHOWN]
    )


def visible_case(request: OfficerRequest, pk: int, permission: Permission = READ) -> AssistanceCase:
    """The case, or 404 outside the officer's places."""
    seen = visible_cases(request.user, on=timezone.localdate(), permission=permission)
    related = (
        "person",
        "household",
        "about",
        "entered_by",
        "submitted_by",
        "verified_by",
        "first_approved_by",
        "approved_by",
    )
    return get_object_or_404(seen.select_related(*related), pk=pk)


@require_http_methods(["GET", "POST"])
@permission_required(ENTER)
def change_case(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct the facts of a draft or of a returned case."""
    case = visible_case(request, pk, ENTER)
    if State(case.state) not in EDITABLE:
        messages.error(request, _("The case was submitted: its facts stay as they are until it is returned."))
        return redirect("assistance:case", pk)
    on = timezone.localdate()
    fields = ("category", "grade", "certifier", "document_number", "certified_on", "from_on", "until_on")
    initial = {
        name: getattr(case, name)
        for name in (*fields, "coverage_year", "amount_fen", "source", "reason", "kind")
    }
    kind = CaseKind(case.kind)
    years = sorted({*years_around(on), case.coverage_year}, reverse=True)
    form = CaseForm(request.POST or None, years=years, kind=kind, initial=initial, place=case.division_code)
    form.fields["kind"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_case(
                case=case, version=version_of(request), facts=form.facts(), by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("assistance:case", pk)
    context = {"form": form, "case": case, "person": case.person, "kind": kind}
    return render(request, "assistance/case_open.html", context, status=422 if form.errors else 200)


def version_of(request: OfficerRequest) -> int:
    """The version of the page; a page without one is an old page."""
    return number_given(request.POST.get("version")) or 0
