"""Which list is the queue of exceptions: rows, columns, filter, and what is looked up for a page of it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enrollment.models import PaymentLine
from enrollment.queries import lines
from enrollment.web.payment_forms import QueueFilter
from staff.access import Permission
from staff.models import Handover, Officer
from staff.operations import handing
from staff.queries import near_names
from staff.web.lists import columns
from staff.web.lists.columns import Column
from staff.web.lists.listing import Empty, Listing, known
from staff.web.permission import OfficerRequest

ROOM = "exceptions"


@dataclass(frozen=True, slots=True)
class Looked:
    """Of a page of lines: names of places, why each waits, and to whom it was handed."""

    places: dict[str, str]
    causes: dict[int, lines.Cause]
    handovers: dict[int, Handover]


def look(rows: Sequence[PaymentLine]) -> Looked:
    handovers = handing.handed(ROOM).filter(row__in=[line.pk for line in rows]).select_related("to_officer")
    by_row = {handover.row: handover for handover in handovers}
    codes = {line.division_code for line in rows} | {one.to_division for one in by_row.values()}
    return Looked(near_names(codes), {line.pk: lines.cause_of(line) for line in rows}, by_row)


def waiting(officer: Officer, on: date) -> QuerySet[PaymentLine]:
    return lines.visible_lines(officer, on=on).filter(is_open=True).select_related("person", "file")


def narrow(
    rows: QuerySet[PaymentLine], asked: Mapping[str, Any], officer: Officer, on: date
) -> QuerySet[PaymentLine]:
    if division := asked.get("division", "").strip():
        rows = lines.in_division(rows, division)
    if asked.get("file"):
        rows = rows.filter(file_id=asked["file"])
    if asked.get("days"):
        rows = lines.older_than(rows, asked["days"], now=timezone.now())
    if ticket := asked.get("ticket", "").strip():
        rows = rows.filter(ticket=ticket)
    if asked.get("outcome"):
        rows = rows.filter(outcome=asked["outcome"])
    match asked.get("whose"):
        case "mine":
            mine = handing.handed_to(ROOM, officer, Permission.EXCEPTIONS_RESOLVE, on=on)
            rows = rows.filter(pk__in=mine.values("row"))
        case "handed":
            rows = rows.filter(pk__in=handing.handed(ROOM).values("row"))
        case "nobody":
            rows = rows.exclude(pk__in=handing.handed(ROOM).values("row"))
    return rows


def _name(line: PaymentLine, looked: Looked) -> str:
    return line.name or (line.person.name if line.person else "")


def _masked(line: PaymentLine, looked: Looked) -> str:
    return line.document_masked or (line.person.document_masked if line.person else "")


def _whose(line: PaymentLine, looked: Looked) -> str:
    handover = looked.handovers.get(line.pk)
    if handover is None:
        return ""
    to = handover.to_officer
    return to.display_name if to else looked.places.get(handover.to_division, handover.to_division)


def _note(line: PaymentLine, looked: Looked) -> str:
    handover = looked.handovers.get(line.pk)
    return handover.note if handover else ""


def _page(line: PaymentLine, looked: Looked) -> str:
    return reverse("enrollment:exception", args=[line.pk])


EXCEPTIONS = known(
    Listing(
        code=ROOM,
        address="enrollment:exceptions",
        permission=Permission.PAYMENTS_READ,
        rows=waiting,
        form=lambda request: QueueFilter(request.GET or None),
        narrow=narrow,
        look=look,
        url=_page,
        order="row",
        size=20,  # a row takes several lines on a phone
        people="exceptions",
        private=("ticket",),
        sums=((_("Held"), "held_fen"),),
        empty=Empty(
            _("Nothing waits here"),
            _("A line that a tax file could not post comes here by itself. There is nothing to do."),
        ),
        columns=(
            Column("row", _("Row"), lambda line, _k: f"{line.file_id}-{line.number}", sort="pk", leads=True),
            Column("ticket", _("Ticket"), lambda line, _k: line.ticket, columns.CODE),
            Column("name", _("Name"), _name, columns.NAME, below=_masked),
            Column(
                "division",
                _("Division"),
                lambda line, looked: looked.places.get(line.division_code, ""),
                sort="division_code",
                below=lambda line, _k: line.division_code,
            ),
            Column("year", _("Coverage year"), lambda line, _k: line.coverage_year),
            Column(
                "amount",
                _("Amount in yuan"),
                lambda line, _k: line.amount_fen,
                columns.YUAN,
                sort="amount_fen",
            ),
            Column("held", _("Held"), lambda line, _k: line.held_fen, columns.YUAN, sort="held_fen"),
            Column(
                "paid",
                _("Paid on"),
                lambda line, _k: line.paid_at and timezone.localdate(line.paid_at),
                columns.DAY,
            ),
            Column(
                "outcome",
                _("Why it waits"),
                lambda line, _k: line.outcome_label,
                below=lambda line, looked: looked.causes[line.pk].text,
            ),
            Column("whose", _("Handed to"), _whose, below=_note),
            Column(
                "came",
                _("Came in"),
                lambda line, _k: line.file.uploaded_at,
                columns.MOMENT,
                sort="file__uploaded_at",
                usual=False,
            ),
            Column(
                "treasury", _("Treasury day"), lambda line, _k: line.treasury_on, columns.DAY, usual=False
            ),
            Column("channel", _("Channel"), lambda line, _k: line.channel, usual=False),
            Column("file", _("File"), lambda line, _k: line.file.name, usual=False),
            Column("remedy", _("Remedy"), lambda line, looked: looked.causes[line.pk].remedy, usual=False),
        ),
    )
)


def counts(request: OfficerRequest, asked: Mapping[str, Any], on: date) -> dict[str, tuple[int, int]]:
    """outcome -> (lines, fen held) of the filter, whichever kind is chosen."""
    others = {name: value for name, value in asked.items() if name != "outcome"}
    return lines.open_counts(narrow(waiting(request.user, on), others, request.user, on))
