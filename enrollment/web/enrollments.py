"""How does a clerk enroll people for a coverage year, cancel or transfer that, and note facts that free from waiting?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrollment.models import Enrollment, Person, WaitingExemption
from enrollment.operations import enrollments, exemptions
from enrollment.queries.people import standings, usual_coverage_year, visible_households
from enrollment.queries.policies import policies_of, with_open_years
from enrollment.rules.coverage_years import years_named
from enrollment.rules.dues import tiers_of
from enrollment.rules.waiting import waiting_terms
from enrollment.web import enrollment_forms, registry_forms
from enrollment.web.from_line import back_to, line_asked
from enrollment.web.people import OUTSIDER_SECONDS
from enrollment.web.person_change import change_page, writable
from enrollment.web.refusing import link_of
from policy.book import default_book
from policy.terms import Basis, ExemptionReason, Group
from staff import access
from staff.access import Permission
from staff.given import numbers_given, year_given
from staff.refusals import Refusal, spoken
from staff.rules.divisions import searched_prefix
from staff.web import fields
from staff.web.permission import OfficerRequest, permission_required

WRITE = Permission.ENROLLMENT_WRITE


def years_offered(on: date, places: Iterable[str] = ()) -> list[int]:
    """The year usually meant first, then its neighbors and every year that the documents of the places price."""
    usual = usual_coverage_year(on)
    years = {usual, on.year, on.year + 1, on.year - 1}
    book, asked = default_book(), set[str]()
    for place in places:
        code = place[:6].ljust(6, "0")
        asked |= {area.code for area in book.areas() if area.code.startswith(searched_prefix(place))}
        if book.chain(code):
            asked.add(book.pooling_area(place) or code)
    for policy in policies_of(asked).values():
        years |= years_named(policy, until=max(years))
    return sorted(years, key=lambda year: (year != usual, -year))


def _tiers(place: str, years: Iterable[int]) -> list[str]:
    """The tiers that the place offers in any of these years; the operation asks for the year chosen."""
    if not default_book().chain(place):
        return []
    policy = with_open_years(place)
    return list(dict.fromkeys(tier for year in years for tier in tiers_of(policy, year)))


def _events(place: str, years: Iterable[int]) -> list[tuple[str, str]]:
    """The events of special groups that the place's rules name, in any of these years."""
    if not default_book().chain(place):
        return []
    policy = with_open_years(place)
    rules = [rule for year in years for rule in waiting_terms(policy, year).events.items()]
    return list({event: spoken(rule.text) for event, rule in rules}.items())


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def enroll(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enroll one person."""
    return _enroll(request, writable(request, pk, WRITE))


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def enroll_outsider(request: OfficerRequest, key: str) -> HttpResponse:
    """Enroll somebody registered elsewhere, whose document number was entered a moment ago (a student, a worker who moved)."""
    try:
        said = signing.loads(key, salt="outsider", max_age=OUTSIDER_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    if said["officer"] != request.user.pk:
        raise Http404
    return _enroll(request, get_object_or_404(Person, pk=said["person"]), outsider=True)


def _enroll(request: OfficerRequest, person: Person, *, outsider: bool = False) -> HttpResponse:
    on = timezone.localdate()
    initial: dict[str, Any] = {
        "division_code": "" if outsider else person.division_code,
        "school": person.school,
        "basis": Basis.HUKOU.value,
    }
    prefixes = access.scope_prefixes(request.user, WRITE, on=on)
    line = line_asked(request)
    years = years_offered(on, prefixes if outsider else [person.division_code])
    if line is not None and line.coverage_year in years:
        initial["coverage_year"] = line.coverage_year
    form = enrollment_forms.EnrollForm(
        request.POST or None, years=years, tiers=_tiers(person.division_code, years), initial=initial
    )
    fields.offer_places(form, "division_code", prefixes)

    def change(r: OfficerRequest, p: Person, data: dict[str, Any], day: date) -> None:
        enrollments.enroll(
            person=p, division_code=data["division_code"], coverage_year=data["coverage_year"], basis=Basis(data["basis"]),
            group=Group(data["group"]) if data["group"] else None, school=data["school"], tier=data.get("tier", ""), on=day,
            by=r.user,
        )  # fmt: skip

    answer = change_page(
        request, person, form, change, title=_("Enroll"), button=_("Enroll"), done=_("Enrolled; the due is issued."),
        hint=_("One enrollment per person and year in the whole country. The rules of the place decide what is due."),
        context={"is_outsider": outsider}, after=reverse("enrollment:people") if outsider else "",
    )  # fmt: skip
    return back_to(request, line) if line is not None and answer.status_code == 302 else answer


@require_http_methods(["POST"])
@permission_required(WRITE)
def enroll_household(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enroll the chosen members of a household at once; each refusal is told, the others go through."""
    on = timezone.localdate()
    household = get_object_or_404(visible_households(request.user, on=on, permission=WRITE), pk=pk)
    year = year_given(request.POST.get("coverage_year"))
    if year is None or year not in years_offered(on, [household.division_code]):
        messages.error(request, _("Choose a coverage year that is open for enrollment."))
        return redirect("enrollment:household", household.pk)
    chosen = numbers_given(request.POST.getlist("person"))
    done = 0
    for row in standings(household, coverage_year=year):
        if row.person.pk not in chosen:
            continue
        basis = Basis.SCHOOL if row.person.school else Basis.HUKOU
        try:
            enrollments.enroll(
                person=row.person,
                division_code=household.division_code,
                coverage_year=year,
                basis=basis,
                on=on,
                by=request.user,
            )
            done += 1
        except Refusal as refusal:
            link = link_of(refusal)
            messages.error(request, f"{row.person.name}: {refusal}" + (f" ({link['text']})" if link else ""))
    if done:
        messages.success(
            request,
            _("%(count)d enrolled for %(year)s; their dues are issued.") % {"count": done, "year": year},
        )
    elif not chosen:
        messages.error(request, _("Choose at least one member."))
    return redirect(f"{reverse('enrollment:household', args=[household.pk])}?year={year}")


def _enrollment(request: OfficerRequest, pk: int) -> Enrollment:
    rows = access.scope(
        Enrollment.objects.select_related("person"), request.user, WRITE, on=timezone.localdate()
    )
    return get_object_or_404(rows, pk=pk, cancelled_on=None)


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def cancel(request: OfficerRequest, pk: int) -> HttpResponse:
    enrollment = _enrollment(request, pk)
    form = registry_forms.ReasonForm(request.POST or None)
    return change_page(
        request, enrollment.person, form,
        lambda r, p, data, on: enrollments.cancel_enrollment(enrollment=enrollment, **data, on=on, by=r.user),
        title=_("Cancel enrollment for %(year)d") % {"year": enrollment.coverage_year},
        button=_("Cancel enrollment"), is_grave=True,
        hint=_("Only while no money stands to its credit; refund it first otherwise."), done=_("The enrollment was cancelled."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def transfer(request: OfficerRequest, pk: int) -> HttpResponse:
    enrollment = _enrollment(request, pk)
    form = enrollment_forms.TransferForm(request.POST or None, initial={"basis": enrollment.basis})
    fields.offer_places(
        form, "to_division", access.scope_prefixes(request.user, WRITE, on=timezone.localdate())
    )

    def change(r: OfficerRequest, _person: Person, data: dict[str, Any], on: date) -> None:
        enrollments.transfer_enrollment(
            enrollment=enrollment,
            to_division=data["to_division"],
            basis=Basis(data["basis"]),
            reason=data["reason"],
            on=on,
            by=r.user,
        )

    return change_page(
        request, enrollment.person, form, change,
        title=_("Transfer enrollment for %(year)d") % {"year": enrollment.coverage_year},
        button=_("Transfer"),
        hint=_("Inside one pooling area only the village changes; elsewhere the enrollment is opened anew."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def record_exemption(request: OfficerRequest, pk: int) -> HttpResponse:
    person = writable(request, pk, WRITE)
    years = years_offered(timezone.localdate(), [person.division_code])
    events = _events(person.division_code, years)
    form = enrollment_forms.ExemptionForm(request.POST or None, years=years, events=events)

    def change(r: OfficerRequest, p: Person, data: dict[str, Any], on: date) -> None:
        exemptions.record_exemption(
            person=p, **{**data, "reason": ExemptionReason(data["reason"])}, on=on, by=r.user
        )

    return change_page(
        request, person, form, change, title=_("Fact that frees from waiting"), button=_("Save"),
        hint=_("Hardship group, end of the employee scheme, newly added poor. The due is priced again with it."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def end_exemption(request: OfficerRequest, pk: int, exemption_pk: int) -> HttpResponse:
    person = writable(request, pk, WRITE)
    exemption = get_object_or_404(WaitingExemption, pk=exemption_pk, person=person, ended_on=None)
    form = registry_forms.ReasonForm(request.POST or None)
    return change_page(
        request, person, form, lambda r, p, data, on: exemptions.end_exemption(exemption=exemption, **data, on=on, by=r.user),
        title=_("End this fact"), button=_("End"), hint=_("The due is priced again without it."),
    )  # fmt: skip
