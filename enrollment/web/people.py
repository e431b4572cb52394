"""How does a clerk find a person, read what is known, and correct it?"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import Enrollment, Membership, Person, PersonMerge
from enrollment.operations import (
    death_undone,
    deaths,
    document_numbers,
    households,
    merged_money,
    merges,
    people,
)
from enrollment.queries.people import (
    find_by_name,
    find_households,
    usual_coverage_year,
    visible_households,
    visible_people,
)
from enrollment.queries.refunds import refunds_of
from enrollment.rules.groups import age_on
from enrollment.web import registry_forms
from enrollment.web.person_change import WRITE, change_page, writable
from enrollment.web.refusing import show_refusal
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.operations.reads import found_nobody, read_people, read_person
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web import fields
from staff.web.pages import page_of
from staff.web.permission import OfficerRequest, permission_required

READ = Permission.PEOPLE_READ
OUTSIDER_SECONDS = 15 * 60  # how long a look-up by number entitles to enroll somebody registered elsewhere


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("number")
@permission_required(READ)
def people_page(request: OfficerRequest) -> HttpResponse:
    """Find a person by document number (sent by POST, never in an address), by name or initials, or a household by number."""
    on = timezone.localdate()
    by_number = registry_forms.FindByNumberForm(request.POST or None)
    by_name = registry_forms.FindForm(request.GET or None)
    context: dict[str, Any] = {
        "by_number": by_number,
        "by_name": by_name,
        "may_write": _may(request.user, WRITE, on),
    }
    if request.method == "POST" and by_number.is_valid():
        person = people.find_by_number(by_number.cleaned_data["number"])
        if person is not None and visible_people(request.user, on=on).filter(pk=person.pk).exists():
            return redirect("enrollment:person", person.pk)
        context |= {"asked_by_number": True, **_outsider(request.user, person, on)}
    elif request.method == "GET" and by_name.is_bound and by_name.is_valid():
        if name := by_name.cleaned_data["name"]:
            page = page_of(request, find_by_name(visible_people(request.user, on=on), name))
            read_people(len(page), by=request.user, what="search")
            context |= {"page": page, "places": path_names(person.division_code for person in page)}
        elif number := by_name.cleaned_data["household"]:
            page = page_of(request, find_households(visible_households(request.user, on=on), number))
            read_people(len(page), by=request.user, what="search_households")
            context |= {
                "household_page": page,
                "places": path_names(household.division_code for household in page),
            }
    return render(request, "enrollment/person_find.html", context)


def _outsider(officer: Officer, person: Person | None, on: date) -> dict[str, Any]:
    """What may be said of somebody registered outside the officer's divisions: enough to know where to turn."""
    if person is None:
        found_nobody(officer, what="page")
        return {"not_found": True}
    audit.record("look_up_outsider", by=officer, about=person, division_code=person.division_code)
    enrolled = (
        Enrollment.objects.filter(person=person, cancelled_on=None)
        .order_by("-coverage_year")
        .select_related("enrolled_by")[:3]
    )
    return {
        "outsider": person,
        "outsider_place": path_names([person.division_code[:6]]).get(person.division_code[:6], ""),
        "outsider_enrollments": enrolled,
        "outsider_key": signing.dumps({"person": person.pk, "officer": officer.pk}, salt="outsider"),
    }


@require_safe
@permission_required(READ)
def person_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """All that is known of one person: facts, household, enrollments, dues and cover."""
    on = timezone.localdate()
    person = get_object_or_404(
        visible_people(request.user, on=on).select_related("mother", "merged_into"), pk=pk
    )
    read_person(person, by=request.user, division_code=person.division_code, what="page")
    membership = households.current_membership(person)
    members = _members_beside(membership)
    enrollments = list(
        Enrollment.objects.filter(person=person)
        .select_related("enrolled_by")
        .order_by("-coverage_year", "-pk")[:30]
    )
    codes = {
        person.division_code,
        person.hukou_division,
        *(e.division_code for e in enrollments),
        *(e.area for e in enrollments),
    }
    reach = {
        name: access.may(request.user, permission, person.division_code, on=on)
        for name, permission in {
            "may_write": WRITE, "may_reveal": Permission.NATIONAL_ID_REVEAL, "may_merge": Permission.PEOPLE_MERGE,
            "may_protect": Permission.PEOPLE_PROTECT,
            "may_enroll": Permission.ENROLLMENT_WRITE, "may_see_refunds": Permission.PAYMENTS_READ,
        }.items()
    }  # fmt: skip
    context = {
        "person": person,
        "age": age_on(person.born_on, person.died_on or on) if person.born_on else None,
        "membership": membership,
        "members": members,
        "enrollments": enrollments,
        "former_documents": person.former_documents.order_by("-replaced_on", "-pk")[:10],
        "exemptions": person.waiting_exemptions.order_by("-coverage_year", "pk")[:20],
        "refunds": refunds_of(person)[:20] if reach.pop("may_see_refunds") else [],
        "children": person.children.order_by("born_on")[:20],
        "merges": PersonMerge.objects.filter(Q(kept=person) | Q(absorbed=person)).select_related(
            "kept", "absorbed", "merged_by"
        )[:10],
        "places": path_names(code for code in codes if code),
        "coverage_year": usual_coverage_year(on),
        "is_open": person.merged_into_id is None and person.died_on is None,
        "left_to_do": death_undone.left_to_do(person) if membership is None else None,
        **reach,
    }
    return render(request, "enrollment/person_page.html", context)


def _members_beside(membership: Membership | None) -> list[Membership]:
    if membership is None:
        return []
    return list(
        membership.household.memberships.filter(left_on=None)
        .select_related("person")
        .order_by("joined_on", "pk")[:60]
    )


@require_POST
@permission_required(Permission.NATIONAL_ID_REVEAL)
def reveal(request: OfficerRequest, pk: int) -> HttpResponse:
    """Show one full document number, once, in the answer to this request and nowhere else."""
    on = timezone.localdate()
    person = get_object_or_404(visible_people(request.user, on=on), pk=pk)
    try:
        number = document_numbers.reveal_document(
            person=person, reason=request.POST.get("reason", ""), on=on, at=timezone.now(), by=request.user
        )
    except Refusal as refusal:
        return render(
            request, "enrollment/parts/person_number.html", {"person": person, "refusal": str(refusal)}
        )
    return render(request, "enrollment/parts/person_number.html", {"person": person, "number": number})


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def correct(request: OfficerRequest, pk: int) -> HttpResponse:
    person = writable(request, pk)
    fields = (
        "name",
        "sex",
        "born_on",
        "hukou_division",
        "residence_permit",
        "permit_last_day",
        "school",
        "phone",
    )
    form = registry_forms.CorrectForm(
        request.POST or None, initial={field: getattr(person, field) for field in fields}
    )
    return change_page(
        request, person, form, lambda r, p, data, on: people.correct_facts(person=p, **data, on=on, by=r.user),
        title=_("Correct facts"), button=_("Save"), hint=_("Birth date and sex must agree with the resident ID number."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("document_number")
@permission_required(WRITE)
def replace_document(request: OfficerRequest, pk: int) -> HttpResponse:
    person = writable(request, pk)
    form = registry_forms.ReplaceDocumentForm(request.POST or None)
    return change_page(
        request, person, form, lambda r, p, data, on: document_numbers.replace_document(person=p, **data, on=on, by=r.user),
        title=_("Replace document number"), button=_("Replace"),
        hint=_("For a newborn's first ID number, or a number the police changed. The old number still finds the person."),
        done=_("The number was replaced. Payments under the old one still find this person."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def change_residence(request: OfficerRequest, pk: int) -> HttpResponse:
    person = writable(request, pk)
    form = registry_forms.ResidenceForm(request.POST or None)
    fields.offer_places(
        form, "division_code", access.scope_prefixes(request.user, WRITE, on=timezone.localdate())
    )
    return change_page(
        request, person, form, lambda r, p, data, on: people.change_residence(person=p, **data, on=on, by=r.user),
        title=_("Change residence"), button=_("Save"), hint=_("Enrollments of the year stay where they are."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("account")
@permission_required(WRITE)
def one_card(request: OfficerRequest, pk: int) -> HttpResponse:
    person = writable(request, pk)
    form = registry_forms.OneCardForm(
        request.POST or None, initial={"owner": person.one_card_owner or person.name}
    )
    return change_page(
        request, person, form, lambda r, p, data, on: people.set_one_card(person=p, **data, on=on, by=r.user),
        title=_("One-Card account"), button=_("Save"), hint=_("The account into which refunds and subsidies are paid."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def record_death(request: OfficerRequest, pk: int) -> HttpResponse:
    person = writable(request, pk)
    form = registry_forms.DeathForm(request.POST or None)
    _ask_for_head(form, person)
    return change_page(
        request, person, form, lambda r, p, data, on: deaths.record_death(person=p, **data, on=on, by=r.user),
        title=_("Record death"), button=_("Record death"), is_grave=True,
        hint=_("The person leaves the household and cannot be enrolled any more. Cover already paid stays visible."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def retract_death(request: OfficerRequest, pk: int) -> HttpResponse:
    person = writable(request, pk)
    form = registry_forms.ReasonForm(request.POST or None)
    return change_page(
        request, person, form, lambda r, p, data, on: deaths.retract_death(person=p, **data, on=on, by=r.user),
        title=_("Retract death"), button=_("Retract"),
        hint=_("What the death ended is taken up again: the place in the household, the enrollments in their state."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def move_member(request: OfficerRequest, pk: int) -> HttpResponse:
    """Move a person into another household, named by its number and village."""
    on = timezone.localdate()
    person = writable(request, pk)
    form = registry_forms.MoveForm(request.POST or None, initial={"division_code": person.division_code})
    fields.offer_places(form, "division_code", access.scope_prefixes(request.user, WRITE, on=on))
    _ask_for_head(form, person)

    def move(r: OfficerRequest, p: Person, data: dict[str, Any], day: date) -> None:
        to = visible_households(r.user, on=day, permission=WRITE).filter(
            number=data["household_number"].strip(), division_code=data["division_code"], dissolved_on=None
        ).first()  # fmt: skip
        if to is None:
            raise households.HouseholdRefused(
                "no_such_household",
                Text("该村（社区）没有这个户编号，或您无权办理。", "No such household there, or not yours."),
                Text("请核对户编号和村（社区）。", "Check the number and the village."),
                field="household_number",
            )
        households.move_member(
            person=p, to=to, relationship=data["relationship"], reason=data["reason"], move_residence=data["move_residence"],
            new_head=data.get("new_head"), on=day, by=r.user,
        )  # fmt: skip

    return change_page(request, person, form, move, title=_("Move to another household"), button=_("Move"))


def _ask_for_head(form: registry_forms.NewHeadMixin, person: Person) -> None:
    membership = households.current_membership(person)
    if membership is None or membership.household.head_id != person.pk:
        return
    stay = Person.objects.filter(
        memberships__household=membership.household, memberships__left_on=None
    ).exclude(pk=person.pk)
    if stay.exists():
        form.offer_heads(stay, required=True)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("number")
@permission_required(Permission.PEOPLE_MERGE)
def merge(request: OfficerRequest, pk: int) -> HttpResponse:
    """Merge another record into this one: first a preview of both side by side, then the merge."""
    on = timezone.localdate()
    kept = writable(request, pk, Permission.PEOPLE_MERGE)
    form = registry_forms.MergeForm(request.POST or None)
    other, clashes = None, []
    if request.method == "POST" and form.is_valid():
        other = people.find_by_number(form.cleaned_data["number"])
        mine = visible_people(request.user, on=on, permission=Permission.PEOPLE_MERGE)
        if other is None or not mine.filter(pk=other.pk).exists():
            other = None
            form.add_error("number", _("No record with this number is registered in your divisions."))
        elif other.pk == kept.pk:
            other = None
            form.add_error("number", _("This is a number of the same record."))
        else:
            clashes = merged_money.conflicts(kept, other)
            if request.POST.get("do") == "merge":
                try:
                    merges.merge_people(
                        kept=kept, absorbed=other, reason=form.cleaned_data["reason"], on=on, by=request.user
                    )
                except Refusal as refusal:
                    show_refusal(form, refusal)
                else:
                    messages.success(
                        request, _("The two records are one now. It can be undone on this page.")
                    )
                    return redirect("enrollment:person", kept.pk)
    codes = [kept.division_code] + ([other.division_code] if other else [])
    context: dict[str, Any] = {
        "person": kept,
        "other": other,
        "form": form,
        "conflicts": clashes,
        "places": path_names(codes),
    }
    if other is not None:
        found = Membership.objects.filter(person__in=[kept, other], left_on=None).select_related("household")
        context |= {"households": {membership.person_id: membership.household for membership in found}}
    return render(request, "enrollment/person_merge.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.PEOPLE_MERGE)
def undo_merge(request: OfficerRequest, pk: int, merge_pk: int) -> HttpResponse:
    kept = writable(request, pk, Permission.PEOPLE_MERGE)
    merged = get_object_or_404(PersonMerge, pk=merge_pk, kept=kept, undone_on=None)
    form = registry_forms.ReasonForm(request.POST or None)
    return change_page(
        request, kept, form, lambda r, p, data, on: merges.undo_merge(merge=merged, **data, on=on, by=r.user),
        title=_("Undo merge"), button=_("Undo merge"), is_grave=True,
        hint=_("Each record gets again what it had before. Refused when money came in since."),
    )  # fmt: skip


def _may(officer: Officer, permission: Permission, on: date) -> bool:
    return access.may_anywhere(officer, permission, on=on)
