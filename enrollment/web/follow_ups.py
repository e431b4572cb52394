"""What followed from the changes of facts in the officer's divisions, and what of it still waits?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from enrollment.models import FollowUp
from enrollment.queries import follow_ups
from enrollment.rules.follow_ups import Fact, Task
from staff.access import Permission
from staff.models import Officer
from staff.refusals import spoken
from staff.web.fields import ANY
from staff.web.lists import columns, pages
from staff.web.lists.columns import Column
from staff.web.lists.listing import Empty, Listing, known
from staff.web.permission import OfficerRequest, permission_required


class FollowUpFilter(forms.Form):
    state = forms.ChoiceField(
        label=lazy("State"), required=False, choices=[("open", lazy("waits")), ("all", lazy("all"))]
    )
    task = forms.ChoiceField(label=lazy("What is to be done"), required=False)
    fact = forms.ChoiceField(label=lazy("What changed"), required=False)
    division = forms.CharField(label=lazy("Division code"), required=False, max_length=12)
    person = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, terms in (("task", Task), ("fact", Fact)):
            choices = [*ANY, *((term.value, spoken(term.label)) for term in terms)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]


def _narrowed(
    rows: QuerySet[FollowUp], asked: Mapping[str, Any], officer: Officer, on: date
) -> QuerySet[FollowUp]:
    if asked.get("person"):
        rows = rows.filter(person_id=asked["person"])
    elif asked.get("state") != "all":
        rows = rows.filter(closed_at=None)
    for name in ("task", "fact"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if division := asked.get("division", "").strip():
        rows = rows.filter(division_code__startswith=division)
    return rows


def _address(row: FollowUp, looked: None) -> str:
    found = follow_ups.page_of_thing(row.about, row.person_id)
    return reverse(found[0], args=[found[1]]) if found else ""


FOLLOW_UPS = known(
    Listing(
        code="follow_ups",
        address="enrollment:follow_ups",
        permission=Permission.PEOPLE_READ,
        rows=lambda officer, on: follow_ups.visible_follow_ups(officer, on=on),
        form=lambda request: FollowUpFilter(request.GET or None),
        narrow=_narrowed,
        url=lambda row, _k: reverse("enrollment:person", args=[row.person_id]),
        order="-when",
        people="follow_ups",
        private=("person",),
        empty=Empty(
            lazy("Nothing waits here"),
            lazy(
                "When a fact changes after something was decided on it, what it touched comes here by itself."
            ),
        ),
        columns=(
            Column("when", lazy("When"), lambda row, _k: row.opened_at, columns.MOMENT, sort="pk"),
            Column(
                "person",
                lazy("Person"),
                lambda row, _k: row.person.name,
                columns.NAME,
                below=lambda row, _k: row.person.document_masked,
                leads=True,
            ),
            Column("fact", lazy("What changed"), lambda row, _k: row.fact_label),
            Column("year", lazy("Year"), lambda row, _k: row.coverage_year),
            Column("task", lazy("What is to be done"), lambda row, _k: row.task_label, link=_address),
            Column(
                "state",
                lazy("State"),
                lambda row, _k: _("done") if row.closed_at else _("waits"),
                columns.BADGE,
                tone=lambda row, _k: "secondary" if row.closed_at else "warning",
            ),
            Column("closed", lazy("Done on"), lambda row, _k: row.closed_at, columns.MOMENT, usual=False),
            Column(
                "division", lazy("Division"), lambda row, _k: row.division_code, columns.CODE, usual=False
            ),
        ),
    )
)


@require_safe
@permission_required(Permission.PEOPLE_READ)
def follow_up_list(request: OfficerRequest) -> HttpResponseBase:
    """Each thing that a change touched: whose, what changed, what is to be done, and where."""
    lead = _(
        "A fact about a person changed after something was decided on it. "
        "Here stands what it touched; it waits until somebody has dealt with it."
    )
    return pages.show(request, FOLLOW_UPS, title=_("What followed"), lead=lead)
