"""Which printed notices does an officer see, and what is told of each?"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from enrollment.models import PrintedNotice
from staff import access
from staff.access import Permission
from staff.models import Officer

STATES = {
    "superseded": Q(superseded_at__isnull=False, replaced_by=None),
    "replaced": Q(replaced_by__isnull=False),
    "holds": Q(superseded_at=None, replaced_by=None),
}


def visible_notices(
    officer: Officer, *, on: date, state: str = "", person: int | None = None
) -> QuerySet[PrintedNotice]:
    """The notices of people of the officer's divisions, newest first."""
    rows = access.scope(PrintedNotice.objects.all(), officer, Permission.DUES_READ, on=on)
    return narrowed(rows, state=state, person=person).select_related("person", "printed_by").order_by("-pk")


def narrowed(
    rows: QuerySet[PrintedNotice], *, state: str = "", person: int | None = None
) -> QuerySet[PrintedNotice]:
    """Those in a state, or of one person."""
    if state:
        rows = rows.filter(STATES[state])
    return rows if person is None else rows.filter(person_id=person)


def notice_report(notice: PrintedNotice) -> dict[str, Any]:
    """One notice for a program."""
    return {
        "id": notice.pk,
        "person_id": notice.person_id,
        "coverage_year": notice.coverage_year,
        "kind": notice.kind,
        "state": notice.state,
        "said": notice.said,
        "printed_at": notice.printed_at.isoformat(),
        "superseded_at": notice.superseded_at and notice.superseded_at.isoformat(),
        "fact": notice.fact,
        "replaced_by": notice.replaced_by_id,
    }
