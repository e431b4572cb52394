"""Which refunds are there in which state, and which lists went to the tax bureau?"""

from collections.abc import Mapping, Sequence
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

from enrollment.models import Refund
from enrollment.queries import refunds as queries
from enrollment.queries.refund_lists import visible_lists
from enrollment.rules.refund_states import RefundState
from enrollment.web.refund_forms import ListForm, RefundFilter
from enrollment.web.refunds import DECIDE, READ, RESOLVE, TONES
from staff import access
from staff.models import Officer
from staff.web.fields import own_divisions
from staff.web.lists import columns, pages
from staff.web.lists.columns import Column, day_said
from staff.web.lists.listed import Listed
from staff.web.lists.listing import Empty, Listing, known
from staff.web.permission import OfficerRequest, permission_required

LISTS_SHOWN = 10
Clocks = dict[int, Any]


def _narrowed(
    rows: QuerySet[Refund], asked: Mapping[str, Any], officer: Officer, on: date
) -> QuerySet[Refund]:
    if division := asked.get("division", "").strip():
        rows = rows.filter(division_code__startswith=division)
    if ticket := asked.get("ticket", "").strip():
        rows = rows.filter(ticket=ticket)
    for name in ("ground", "state"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    return rows


def _look(rows: Sequence[Refund]) -> Clocks:
    return queries.clocks(rows, timezone.localdate())


def _until(row: Refund, clocks: Clocks) -> str:
    clock = clocks.get(row.pk)
    if not clock:
        return "–"
    return day_said(clock["due_by"]) if clock["due_by"] else _("undecided: no figure entered")


def _left(row: Refund, clocks: Clocks) -> str:
    clock = clocks.get(row.pk)
    if not clock or not clock["due_by"]:
        return ""
    days = clock["days_left"]
    return (
        _("late")
        if clock["is_late"]
        else ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    )


def _undecided(clocks: Clocks) -> dict[str, Any]:
    """Why no clock runs, when the area has no figure for it."""
    return {"missing_days": next((clock["missing"] for clock in clocks.values() if clock["missing"]), None)}


REFUNDS = known(
    Listing(
        code="refunds",
        address="enrollment:refunds",
        permission=READ,
        rows=lambda officer, on: queries.visible_refunds(officer, on=on),
        form=lambda request: RefundFilter(request.GET or None),
        narrow=_narrowed,
        look=_look,
        url=lambda row, _k: reverse("enrollment:refund", args=[row.pk]),
        order="since",
        people="refunds",
        private=("ticket",),
        sums=((lazy("Yuan"), "amount_fen"),),
        empty=Empty(
            lazy("Nothing is to go back"),
            lazy(
                "Proposals appear here by themselves when money is held for nothing; an application can be entered at any time."
            ),
        ),
        columns=(
            Column("number", lazy("No."), lambda row, _k: row.pk, sort="pk", leads=True),
            Column("person", lazy("Person"), lambda row, _k: row.person.name, columns.NAME),
            Column("ground", lazy("Ground of the refund"), lambda row, _k: row.ground_label),
            Column("year", lazy("Year"), lambda row, _k: row.coverage_year),
            Column("ticket", lazy("Ticket"), lambda row, _k: row.ticket, columns.CODE),
            Column("amount", lazy("Yuan"), lambda row, _k: row.amount_fen, columns.YUAN, sort="amount_fen"),
            Column(
                "state",
                lazy("State"),
                lambda row, _k: row.state_label,
                columns.BADGE,
                tone=lambda row, _k: TONES.get(row.state_label, "secondary"),
            ),
            Column("until", lazy("Until"), _until, below=_left),
            Column(
                "since", lazy("Since"), lambda row, _k: row.since, columns.MOMENT, sort="since", usual=False
            ),
            Column(
                "division", lazy("Division"), lambda row, _k: row.division_code, columns.CODE, usual=False
            ),
        ),
    )
)


@require_safe
@permission_required(READ)
def refund_list(request: OfficerRequest) -> HttpResponseBase:
    """The refunds of the officer's divisions with counts by state, what waits longest first, and the lists that went out."""
    on = timezone.localdate()
    asked = Listed(REFUNDS, request).asked
    others = {name: value for name, value in asked.items() if name != "state"}
    counts = queries.counts(_narrowed(queries.visible_refunds(request.user, on=on), others, request.user, on))
    buttons = [pages.button("enrollment:ask_refund", _("New application"), "plus", is_main=True)]
    return pages.show(
        request,
        REFUNDS,
        template="enrollment/refund_list.html",
        also=_undecided,
        title=_("Refunds"),
        lead=_("Money that is to go back. It stays on its due, or held, until the tax bureau has paid."),
        buttons=buttons if access.may_anywhere(request.user, RESOLVE, on=on) else [],
        chips={
            "field": "state",
            "chosen": asked.get("state", ""),
            "all": [(state.value, state, count, fen) for state, (count, fen) in counts.items()],
        },
        lists=visible_lists(request.user, on=on).prefetch_related("withdrawals")[:LISTS_SHOWN],
        list_form=ListForm(areas=own_divisions(request.user, DECIDE, on=on)),
        may_list=RefundState.APPROVED in counts and access.may_anywhere(request.user, DECIDE, on=on),
    )
