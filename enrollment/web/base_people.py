"""How does an officer record what somebody said, and how does another one confirm a death that was told?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from enrollment.models import Household, Membership, Person
from enrollment.operations import base_answers
from enrollment.queries import reports
from enrollment.queries.people import visible_people
from enrollment.queries.village_ledgers import LedgerPerson, ledger_person, place_on, versions_of
from enrollment.web.base_forms import AnswerForm, DeathForm, TurnDownForm, first_answer
from enrollment.web.refusing import show_refusal
from enrollment.web.village_ledgers import READ, TONES, WRITE
from staff import access
from staff.given import year_given
from staff.operations.reads import read_person
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web.fields import years_around
from staff.web.permission import OfficerRequest, permission_required


@require_http_methods(["GET", "POST"])
@permission_required(READ)
def person_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One person of the base: what decides the class, every answer, and the form for the next one."""
    person = _person(request, pk)
    year = _year(request, person)
    found = _found(person, year)
    form = AnswerForm(request.POST or None, initial=first_answer(found.version, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            base_answers.answer(
                person=person,
                coverage_year=year,
                answer=form.answer(),
                seen_version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
            found = _found(person, year)
        else:
            messages.success(request, _("The answer is written down."))
            return redirect(f"{reverse('enrollment:base_person', args=[pk])}?coverage_year={year}")
    return _show(request, person, year, found, form)


@require_POST
@permission_required(WRITE)
def decide_death(request: OfficerRequest, pk: int) -> HttpResponse:
    """Confirm a death that was told, or turn the report down."""
    person = _person(request, pk)
    year, at = _year(request, person), timezone.now()
    found = _found(person, year)
    confirm = DeathForm(request.POST, members=_other_members(person)) if "confirm" in request.POST else None
    turn_down = TurnDownForm(request.POST) if confirm is None else None
    form: forms.Form | None = confirm or turn_down
    assert form is not None
    if form.is_valid():
        try:
            if confirm is not None:
                given = dict(confirm.cleaned_data)
                head = given.pop("new_head", None)
                new_head = Person.objects.filter(pk=head).first() if head else None
                base_answers.confirm_death(
                    person=person, coverage_year=year, new_head=new_head, by=request.user, at=at, **given
                )
            else:
                base_answers.turn_down_death(
                    person=person,
                    coverage_year=year,
                    because=form.cleaned_data["because"],
                    by=request.user,
                    at=at,
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Done."))
            return redirect(f"{reverse('enrollment:base_person', args=[pk])}?coverage_year={year}")
    answer = AnswerForm(initial=first_answer(found.version, timezone.localdate()))
    return _show(request, person, year, found, answer, confirm=confirm, turn_down=turn_down)


def _show(
    request: OfficerRequest,
    person: Person,
    year: int,
    found: LedgerPerson,
    form: AnswerForm,
    *,
    confirm: DeathForm | None = None,
    turn_down: TurnDownForm | None = None,
) -> HttpResponse:
    read_person(person, by=request.user, division_code=person.division_code, what="base_person")
    versions = versions_of(person, year)
    is_report = found.is_death_report
    is_own = bool(versions) and versions[0].said_by_id == request.user.pk
    context: dict[str, Any] = {
        "person": person,
        "year": year,
        "one": found,
        "tones": TONES,
        "versions": versions,
        "form": form,
        "place": path_names([person.division_code]).get(person.division_code, ""),
        "may_write": access.may(request.user, WRITE, person.division_code, on=timezone.localdate())
        and person.died_on is None,
        "is_report": is_report,
        "is_own_report": is_report and is_own,
    }
    if is_report and not is_own:
        context |= {
            "confirm": confirm
            or DeathForm(initial={"died_on": found.told_died_on}, members=_other_members(person)),
            "turn_down": turn_down or TurnDownForm(),
        }
    has_errors = any(one is not None and one.errors for one in (form, confirm, turn_down))
    return render(request, "enrollment/base_person.html", context, status=422 if has_errors else 200)


def _person(request: OfficerRequest, pk: int) -> Person:
    return get_object_or_404(visible_people(request.user, on=timezone.localdate(), permission=READ), pk=pk)


def _year(request: OfficerRequest, person: Person) -> int:
    return (
        year_given(request.GET.get("coverage_year", ""))
        or reports.latest_year(person.division_code)
        or years_around(timezone.localdate())[0]
    )


def _found(person: Person, year: int) -> LedgerPerson:
    """The person as the base holds them; whoever died long ago or lies in no area is not in it."""
    place = place_on(person.division_code, year, timezone.localdate())
    found = ledger_person(place, person) if place is not None else None
    if found is None:
        raise Http404
    return found


def _other_members(person: Person) -> list[tuple[int, str]]:
    """Who may become the head, where the person is the head of a household with others."""
    household = Household.objects.filter(head=person, dissolved_on=None).first()
    if household is None:
        return []
    others = Membership.objects.filter(household=household, left_on=None).exclude(person=person)
    return [(one.person_id, one.person.name) for one in others.select_related("person").order_by("pk")]
