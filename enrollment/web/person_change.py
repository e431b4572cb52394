"""How does a page change one person by one form?"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import Person
from enrollment.queries.people import visible_people
from enrollment.web.refusing import show_refusal
from enrollment.web.stale import stamp_of, unchanged
from staff import access
from staff.access import Permission
from staff.operations.reads import read_person
from staff.refusals import Refusal
from staff.web import fields
from staff.web.permission import OfficerRequest

WRITE = Permission.PEOPLE_WRITE
Change = Callable[[OfficerRequest, Person, dict[str, Any], date], object]


def change_page(
    request: OfficerRequest,
    person: Person,
    form: forms.Form,
    change: Change,
    *,
    title: str,
    button: str,
    hint: str = "",
    done: str = "",
    is_grave: bool = False,
    after: str = "",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """One form about one person: show it, call the operation, say what was refused at its field, or go back to the person."""
    on = timezone.localdate()
    if request.method == "POST" and form.is_valid():
        try:
            with unchanged(request, person):
                change(request, person, form.cleaned_data, on)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done or _("Saved."))
            return redirect(after) if after else redirect("enrollment:person", person.pk)
    read_person(person, by=request.user, division_code=person.division_code, what="change")
    shown = {
        "person": person,
        "seen": stamp_of(person),
        "form": form,
        "title": title,
        "button": button,
        "hint": hint,
        "is_grave": is_grave,
    }
    shown["villages"] = fields.villages_of(access.scope_prefixes(request.user, WRITE, on=on))
    return render(
        request,
        "enrollment/person_change.html",
        {**shown, **(context or {})},
        status=422 if form.errors else 200,
    )


def writable(request: OfficerRequest, pk: int, permission: Permission = WRITE) -> Person:
    return get_object_or_404(
        visible_people(request.user, on=timezone.localdate(), permission=permission), pk=pk
    )
