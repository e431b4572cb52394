"""How is a category of a person recorded or ended at the desk?"""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assistance.categories.operations import categories
from assistance.categories.queries.categories import spans_of
from assistance.categories.queries.category_list import category_label, policy_at
from assistance.categories.rules.category_terms import end_states
from assistance.categories.web.category_forms import CategoryForm, EndCategoryForm
from enrollment.models import Person
from enrollment.web.person_change import change_page, writable
from policy.terms import Category, Certifier
from staff.access import Permission
from staff.refusals import spoken
from staff.web.permission import OfficerRequest, permission_required

CONFIRM = Permission.ROSTERS_CONFIRM


@require_http_methods(["GET", "POST"])
@permission_required(CONFIRM)
def record(request: OfficerRequest, pk: int) -> HttpResponse:
    person = writable(request, pk, CONFIRM)
    form = CategoryForm(
        request.POST or None, initial={"from_on": timezone.localdate()}, place=person.division_code
    )

    def change(r: OfficerRequest, p: Person, data: dict[str, Any], on: date) -> None:
        named = {"category": Category(data["category"]), "certifier": Certifier(data["certifier"])}
        categories.record_category(person=p, **{**data, **named}, source="desk", on=on, by=r.user)

    return change_page(
        request, person, form, change, title=_("Record a category"), button=_("Record"),
        hint=_("All identities are kept side by side; which one counts is worked out. Due and cover follow at once."),
        done=_("The category was recorded."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@permission_required(CONFIRM)
def end(request: OfficerRequest, pk: int, span_pk: int) -> HttpResponse:
    person = writable(request, pk, CONFIRM)
    span = get_object_or_404(spans_of(person), pk=span_pk)
    policy, today = policy_at(person.division_code), max(timezone.localdate(), span.from_on)
    states = end_states(policy, Category(span.category), today) if policy else {}
    form = EndCategoryForm(request.POST or None, initial={"until_on": today}, states=states)
    return change_page(
        request, person, form, lambda r, p, data, on: _end(span, data, on, r),
        title=_("End “%(category)s”") % {"category": spoken(category_label(span.category))},
        button=_("End"), done=_("The category was ended."),
        hint=_("Payments made while it held keep their price and cover (A04)."),
    )  # fmt: skip


def _end(span: Any, data: dict[str, Any], on: date, request: OfficerRequest) -> None:
    categories.end_category(span=span, **data, on=on, by=request.user)
