"""How does a clerk register a household, see the whole of it, and change who belongs to it?"""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.models import Household, PaymentLine, Person
from enrollment.operations import household_changes, households, people
from enrollment.queries.people import standings, visible_households, years_of_household
from enrollment.rules.relationships import Relationship
from enrollment.web import registry_forms
from enrollment.web.enrollments import years_offered
from enrollment.web.from_line import back_to, line_asked
from enrollment.web.refusing import show_refusal
from enrollment.web.stale import stamp_of, unchanged
from staff import access
from staff.access import Permission
from staff.given import number_given, year_given
from staff.operations.reads import read_person
from staff.queries import path_names
from staff.refusals import Refusal
from staff.web import fields
from staff.web.fields import DivisionField, term_choices
from staff.web.permission import OfficerRequest, permission_required

READ, WRITE = Permission.PEOPLE_READ, Permission.PEOPLE_WRITE
ROWS_AT_FIRST = 3
ROWS_ADDED = 2


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@permission_required(WRITE)
def register_household(request: OfficerRequest) -> HttpResponse:
    """A new household and its members on one page."""
    on = timezone.localdate()
    prefixes = access.scope_prefixes(request.user, WRITE, on=on)
    data = request.POST if request.method == "POST" else None
    if data is not None and "add_rows" in data:
        return _more_rows(request, data, prefixes, on)
    line = line_asked(request)
    head = registry_forms.HouseholdForm(data, initial=_place_of(line))
    fields.offer_places(head, "division_code", prefixes)
    formset = _formset(data, on, name=line.name if line else "")
    if data is not None:
        filled = formset.filled()
        if all([head.is_valid(), formset.is_valid()]) and filled:
            division = head.cleaned_data["division_code"]
            try:
                household = households.register_household(
                    division_code=division, number=head.cleaned_data["number"],
                    members=[form.member(division) for _place, form in filled], on=on, by=request.user,
                )  # fmt: skip
            except Refusal as refusal:
                row = refusal.context.get("row")
                show_refusal(filled[row][1] if row is not None else head, refusal)
            else:
                messages.success(request, _("The household is registered. Enroll its members now."))
                if line is not None:
                    return back_to(request, line)
                return redirect("enrollment:household", household.pk)
        elif not filled:
            head.add_error(None, _("Fill in at least the head of household."))
    return _household_form(request, head, formset, prefixes)


def _place_of(line: PaymentLine | None) -> dict[str, str]:
    """The village that a tax file named, when it did."""
    return {"division_code": line.division_code} if line and len(line.division_code) == 12 else {}


def _formset(data: Any, on: date, *, name: str = "") -> Any:
    head = {"relationship": Relationship.HEAD, "name": name}
    return registry_forms.MemberFormSet(
        data, prefix="members", form_kwargs={"today": on},
        initial=None if data else [head, *[{}] * (ROWS_AT_FIRST - 1)],
    )  # fmt: skip


def _more_rows(request: OfficerRequest, data: Any, prefixes: tuple[str, ...], on: date) -> HttpResponse:
    """The same page with more rows and what was typed, not judged yet."""
    rows = _number(data.get("members-TOTAL_FORMS"))
    typed = [
        {name: data.get(f"members-{row}-{name}", "") for name in registry_forms.MemberForm.base_fields}
        for row in range(rows)
    ]
    formset = registry_forms.MemberFormSet(
        prefix="members", form_kwargs={"today": on}, initial=[*typed, *[{}] * ROWS_ADDED][:30]
    )
    head = registry_forms.HouseholdForm(
        initial={name: data.get(name, "") for name in ("division_code", "number")}
    )
    return _household_form(request, head, formset, prefixes)


def _number(text: str | None) -> int:
    number = number_given(text)
    return ROWS_AT_FIRST if number is None else min(number, 30)


def _household_form(
    request: OfficerRequest, form: forms.Form, formset: Any, prefixes: tuple[str, ...]
) -> HttpResponse:
    faulty = bool(form.errors) or any(row.errors for row in formset.forms)
    context = {
        "form": form,
        "formset": formset,
        "villages": fields.villages_of(prefixes),
        "is_faulty": faulty,
    }
    return render(request, "enrollment/household_register.html", context, status=422 if faulty else 200)


@require_safe
@permission_required(READ)
def household_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """The whole household in front of the clerk: who is enrolled, who has paid, what can be done."""
    on = timezone.localdate()
    household = get_object_or_404(visible_households(request.user, on=on).select_related("head"), pk=pk)
    read_person(household, by=request.user, division_code=household.division_code, what="page")
    years, first = years_of_household(household, on=on)
    year = year_given(request.GET.get("year"))
    if year is None:
        year = first
    rows = standings(household, coverage_year=year)
    former = (
        household.memberships.exclude(left_on=None).select_related("person").order_by("-left_on", "-pk")[:20]
    )
    context = {
        "household": household,
        "rows": rows,
        "former": former,
        "coverage_year": year,
        "years": sorted({*years, *years_offered(on, [household.division_code])}, reverse=True),
        "outstanding_fen": sum(row.outstanding_fen for row in rows),
        "not_enrolled": sum(row.state == "not_enrolled" for row in rows),
        "place": path_names([household.division_code]).get(household.division_code, ""),
        "may_write": access.may(request.user, WRITE, household.division_code, on=on)
        and household.dissolved_on is None,
        "may_enroll": access.may(request.user, Permission.ENROLLMENT_WRITE, household.division_code, on=on),
    }
    return render(request, "enrollment/household_page.html", context)


def _writable(request: OfficerRequest, pk: int) -> Household:
    return get_object_or_404(
        visible_households(request.user, on=timezone.localdate(), permission=WRITE), pk=pk
    )


def _change(
    request: OfficerRequest,
    household: Household,
    form: forms.Form,
    *,
    title: str,
    button: str,
    hint: str = "",
    **extra: Any,
) -> HttpResponse:
    read_person(household, by=request.user, division_code=household.division_code, what="change")
    context = {
        "household": household,
        "seen": stamp_of(household),
        "form": form,
        "title": title,
        "button": button,
        "hint": hint,
        **extra,
    }
    context["villages"] = fields.villages_of(
        access.scope_prefixes(request.user, WRITE, on=timezone.localdate())
    )
    return render(request, "enrollment/household_change.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@permission_required(WRITE)
def add_member(request: OfficerRequest, pk: int) -> HttpResponse:
    """One more member of a household."""
    on = timezone.localdate()
    household = _writable(request, pk)
    form = registry_forms.MemberForm(request.POST or None, today=on)
    if request.method == "POST" and form.is_valid():
        try:
            with unchanged(request, household):
                person = households.add_member(
                    household=household, member=form.member(household.division_code), on=on, by=request.user
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("%(name)s was added to the household.") % {"name": person.name})
            return redirect("enrollment:household", household.pk)
    return _change(request, household, form, title=_("Add a member"), button=_("Add"))


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@permission_required(WRITE)
def register_newborn(request: OfficerRequest, pk: int) -> HttpResponse:
    """A newborn, by birth certificate, before it has an ID number."""
    on = timezone.localdate()
    household = _writable(request, pk)
    form = registry_forms.NewbornForm(request.POST or None, today=on)
    if request.method == "POST" and form.is_valid():
        mother = None
        if number := form.cleaned_data["mother_number"]:
            mother = people.find_by_number(number)
            if mother is None:
                form.add_error(
                    "mother_number",
                    _("Nobody is registered under this number. Register the mother first, or check it."),
                )
        if not form.errors:
            try:
                with unchanged(request, household):
                    child = households.register_newborn(
                        household=household, mother=mother, relationship=form.cleaned_data["relationship"],
                        facts=form.facts(household.division_code), on=on, by=request.user,
                    )  # fmt: skip
            except Refusal as refusal:
                if refusal.context.get("field") == "mother":
                    refusal.context["field"] = "mother_number"
                show_refusal(form, refusal)
            else:
                messages.success(
                    request,
                    _("The newborn is registered. Enroll it here; replace the number once it has an ID."),
                )
                return redirect("enrollment:person", child.pk)
    hint = _(
        "Register the birth certificate now; when the child gets its ID, replace the number: it stays one person."
    )
    return _change(request, household, form, title=_("Register a newborn"), button=_("Register"), hint=hint)


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def change_head(request: OfficerRequest, pk: int) -> HttpResponse:
    """Another member becomes head; relationships to the new head are asked for at the same time."""
    on = timezone.localdate()
    household = _writable(request, pk)
    members = list(
        household.memberships.filter(left_on=None).select_related("person").order_by("joined_on", "pk")
    )
    others = Person.objects.filter(pk__in=[m.person_id for m in members]).exclude(pk=household.head_id or 0)
    form = registry_forms.ChangeHeadForm(request.POST or None, members=others)
    choices = term_choices(each for each in Relationship if each is not Relationship.HEAD)
    for member in members:
        initial = member.relationship if member.relationship != Relationship.HEAD else Relationship.OTHER
        form.fields[f"relationship_{member.person_id}"] = forms.ChoiceField(
            label=_("%(name)s is to the new head") % {"name": member.person.name},
            choices=choices,
            initial=initial,
            required=False,
        )
    form.order_fields([*[name for name in form.fields if name != "reason"], "reason"])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = {
            m.person_id: data[f"relationship_{m.person_id}"]
            for m in members
            if data.get(f"relationship_{m.person_id}")
        }
        try:
            with unchanged(request, household):
                household_changes.change_head(
                    household=household,
                    new_head=data["new_head"],
                    relationships=wanted,
                    reason=data["reason"],
                    on=on,
                    by=request.user,
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The head of household was changed."))
            return redirect("enrollment:household", household.pk)
    hint = _(
        "Say for each member what they are to the new head. The line of the new head itself does not count."
    )
    return _change(request, household, form, title=_("Change head of household"), button=_("Save"), hint=hint)


@require_http_methods(["GET", "POST"])
@permission_required(WRITE)
def split(request: OfficerRequest, pk: int) -> HttpResponse:
    """Some members form a household of their own."""
    on = timezone.localdate()
    household = _writable(request, pk)
    members = list(
        household.memberships.filter(left_on=None).select_related("person").order_by("joined_on", "pk")
    )
    form = registry_forms.ReasonForm(request.POST or None)
    for member in members:
        form.fields[f"leaves_{member.person_id}"] = forms.ChoiceField(
            label=f"{member.person.name} {member.person.document_masked}",
            choices=[
                ("", _("stays")),
                *[
                    (code, _("leaves as: %(what)s") % {"what": label})
                    for code, label in term_choices(Relationship)
                ],
            ],
            required=False,
        )
    stay_as_head = Person.objects.filter(pk__in=[m.person_id for m in members]).exclude(
        pk=household.head_id or 0
    )
    form.fields["number"] = forms.CharField(label=_("Number of the new household"), max_length=40, required=False,
                                            help_text=_("Empty: the next free number of the village."))  # fmt: skip
    form.fields["division_code"] = DivisionField(label=_("Village of the new household"), required=False)
    fields.offer_places(form, "division_code", access.scope_prefixes(request.user, WRITE, on=on))
    form.fields["new_head"] = registry_forms.MemberChoiceField(
        queryset=stay_as_head, required=False, label=_("New head of the old household, if its head leaves")
    )
    form.order_fields([*[name for name in form.fields if name != "reason"], "reason"])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        leaving = [
            (m.person, data[f"leaves_{m.person_id}"]) for m in members if data[f"leaves_{m.person_id}"]
        ]
        try:
            with unchanged(request, household):
                formed = household_changes.split_household(
                    household=household, leaving=leaving, number=data["number"], division_code=data["division_code"],
                    new_head=data["new_head"], reason=data["reason"], on=on, by=request.user,
                )  # fmt: skip
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The new household is registered."))
            return redirect("enrollment:household", formed.pk)
    hint = _(
        "Choose who leaves and what each is to the head of the new household; exactly one leaves as head."
    )
    return _change(request, household, form, title=_("Split household"), button=_("Split"), hint=hint)
