"""Which cases are there, and which wait for me?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from assistance.cases.models import AssistanceCase
from assistance.cases.queries import cases as queries
from assistance.cases.queries.cases import (
    CaseRow,
    rows_of,
    visible_cases,
    waiting_at,
    waiting_for,
    with_people,
)
from assistance.cases.rules.case_deadlines import Standing
from assistance.cases.rules.case_states import Move
from assistance.cases.web.case_forms import CaseFilter, QueueFilter
from policy.terms import Text
from staff.access import Permission, may_anywhere
from staff.models import Officer
from staff.queries import near_names
from staff.rules.divisions import searched_prefix
from staff.templatetags.canbao import yuan
from staff.web.lists import columns, pages
from staff.web.lists.columns import Column, words_of
from staff.web.lists.listed import Listed
from staff.web.lists.listing import Empty, Listing, known
from staff.web.permission import OfficerRequest, permission_required

READ = Permission.CASES_READ
PAGE_SIZE = 25
STANDINGS = {
    Standing.OVERDUE: Text("已逾期", "overdue"),
    Standing.SOON: Text("即将到期", "soon"),
    Standing.IN_TIME: Text("未到期", "in time"),
}
Rows = QuerySet[AssistanceCase]


@dataclass(frozen=True, slots=True)
class Looked:
    """Of a page of cases: each as a row of the queries, and the names of their places."""

    rows: dict[int, CaseRow]
    places: dict[str, str]


def _look(cases: Sequence[AssistanceCase]) -> Looked:
    rows = {row.case.pk: row for row in rows_of(cases, on=timezone.localdate())}
    return Looked(rows, near_names(case.division_code for case in cases))


def _narrowed(found: Rows, asked: Mapping[str, Any], officer: Officer, on: date) -> Rows:
    for name in ("kind", "category", "state"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("division"):
        found = found.filter(division_code__startswith=searched_prefix(asked["division"].strip()))
    if asked.get("find"):
        found = queries.searched(found, asked["find"])
    if asked.get("step"):
        found = waiting_at(found, Move(asked["step"]))
    return found.filter(due_on__lt=on) if asked.get("overdue") else found


def _people(case: AssistanceCase, looked: Looked) -> str:
    number = len(looked.rows[case.pk].people)
    if number < 2:
        return ""
    return ngettext("%(total)s person", "%(total)s people", number) % {"total": number}


def _asked_for(case: AssistanceCase, looked: Looked) -> str:
    parts = [words_of(case.kind_label), str(case.coverage_year), yuan(case.amount_fen)]
    return " · ".join(part for part in parts if part)


def _standing(case: AssistanceCase, looked: Looked) -> Any:
    return STANDINGS.get(looked.rows[case.pk].standing, "—")


def _unsure(case: AssistanceCase, looked: Looked) -> str:
    return " ".join(
        _("working days of %(year)s are not announced yet: it may move") % {"year": year}
        for year in looked.rows[case.pk].unsure_years
    )


COLUMNS = (
    Column("number", lazy("Case"), lambda case, _k: case.number, columns.CODE, sort="pk", leads=True),
    Column("person", lazy("People"), lambda case, _k: case.person.name, columns.NAME, below=_people),
    Column("asked", lazy("Asked for"), lambda case, _k: case.category_label, below=_asked_for),
    Column("state", lazy("State"), lambda case, _k: case.state_label),
    Column("due", lazy("Deadline"), lambda case, _k: case.due_on, columns.DAY, below=_unsure),
    Column(
        "standing",
        lazy("Clock"),
        _standing,
        columns.BADGE,
        tone=lambda case, looked: looked.rows[case.pk].tone,
    ),
    Column("age", lazy("Age in days"), lambda case, looked: looked.rows[case.pk].age_days, columns.NUMBER),
    Column("place", lazy("Place"), lambda case, looked: looked.places.get(case.division_code, "")),
    Column(
        "since",
        lazy("Since"),
        lambda case, _k: case.state_since,
        columns.MOMENT,
        sort="state_since",
        usual=False,
    ),
)


def _page(case: AssistanceCase, looked: Looked) -> str:
    return reverse("assistance:case", args=[case.pk])


CASES = known(
    Listing(
        code="cases",
        address="assistance:cases",
        permission=READ,
        rows=lambda officer, on: with_people(visible_cases(officer, on=on)),
        form=lambda request: CaseFilter(request.GET or None),
        narrow=_narrowed,
        look=_look,
        url=_page,
        order="-number",
        people="cases",
        private=("find",),
        size=PAGE_SIZE,
        empty=Empty(
            lazy("No case was found"),
            lazy("Open the page of a person to open a case."),
            "enrollment:people",
            lazy("Find a person"),
            Permission.PEOPLE_READ,
        ),
        columns=COLUMNS,
    )
)
QUEUE = known(
    Listing(
        code="case_queue",
        address="assistance:case_queue",
        permission=READ,
        rows=lambda officer, on: with_people(waiting_for(officer, on=on)),
        form=lambda request: QueueFilter(request.GET or None),
        narrow=_narrowed,
        look=_look,
        url=_page,
        order="since",
        people="case_queue",
        size=PAGE_SIZE,
        empty=Empty(lazy("Nothing waits for you"), lazy("All cases are under Cases.")),
        columns=COLUMNS,
    )
)


@require_safe
@permission_required(READ)
def queue(request: OfficerRequest) -> HttpResponseBase:
    """What waits for this officer, the longest waiting first."""
    on = timezone.localdate()
    found = waiting_for(request.user, on=on)
    steps = [(step.value, step, waiting_at(found, step).count(), None) for step in queries.STEPS]
    buttons = [pages.button("assistance:case_notices", _("Public notices"), "calendar")]
    if may_anywhere(request.user, Permission.CASES_APPROVE, on=on):
        buttons.append(
            pages.button("assistance:decide_cases", _("Decide many at once"), "list", is_main=True)
        )
    return pages.show(
        request,
        QUEUE,
        title=_("My queue"),
        lead=_(
            "Cases in which you have the next word, the longest waiting first. "
            "What you entered or verified yourself waits for somebody else."
        ),
        buttons=buttons,
        chips={
            "field": "step",
            "chosen": Listed(QUEUE, request).asked.get("step", ""),
            "all": [step for step in steps if step[2]],
        },
    )


@require_safe
@permission_required(READ)
def case_list(request: OfficerRequest) -> HttpResponseBase:
    """All cases of the officer's places, the newest first; found by number or name."""
    buttons = [pages.button("assistance:case_notices", _("Public notices"), "calendar")]
    lead = _("A case is opened on the page of the person it is about.")
    return pages.show(request, CASES, title=_("Cases"), lead=lead, buttons=buttons)
