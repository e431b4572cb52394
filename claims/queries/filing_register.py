"""Which filings of care elsewhere may an officer see, which are asked for, and how many hours are left for each?"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.models import Filing
from claims.queries.figures import FiguresBook
from claims.rules.benefit_terms import terms_on
from claims.rules.decision_deadlines import Deadline, of_filing
from claims.rules.filing_states import FILING, FilingMove, FilingState
from claims.rules.filings import clock
from enrollment.queries.policies import policies_of
from policy.periods import ONE_DAY
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

IN_FORCE = "in_force"
_M = FilingMove


def visible_filings(
    officer: Officer, *, on: date, permission: Permission = Permission.CLAIMS_READ
) -> QuerySet[Filing]:
    """Those of people enrolled in the officer's divisions."""
    rows = access.scope(Filing.objects.all(), officer, permission, on=on)
    return rows.select_related("person", "submitted_by", "decided_by", "closed_by")


def filtered(
    found: QuerySet[Filing],
    *,
    on: date,
    state: str = "",
    kind: str = "",
    person: int | None = None,
    inside: str = "",
) -> QuerySet[Filing]:
    """Narrowed as asked; those that wait come by the moment of their submission, the least time left first."""
    if kind:
        found = found.filter(kind=kind)
    if person is not None:
        found = found.filter(person_id=person)
    if inside:
        found = found.filter(division_code__startswith=scope_prefix(inside))
    if state == IN_FORCE:
        found = found.filter(
            Q(until_on=None) | Q(until_on__gt=on), state=FilingState.FILED.value, from_on__lte=on
        )
    elif state == FilingState.SUBMITTED.value:
        return found.filter(state=state).order_by("submitted_at", "pk")
    elif state:
        found = found.filter(state=state)
    return found.order_by("-submitted_at", "-pk")


def deadlines_of(rows: Iterable[Filing], *, at: datetime) -> dict[int, Deadline]:
    """Number -> how much time is left, of those that wait; two statements for all."""
    waiting = [row for row in rows if row.state == FilingState.SUBMITTED]
    if not waiting:
        return {}
    policies = policies_of({row.area for row in waiting})
    figures = FiguresBook({row.division_code[:6] for row in waiting})
    found = {}
    for row in waiting:
        day = timezone.localdate(row.submitted_at)
        told = clock(terms_on(policies[row.area], day), row.submitted_at, figures.on(row.division_code, day))
        found[row.pk] = of_filing(told.due_at, told.clause, told.document, at)
    return found


def moves_for(row: Filing, officer: Officer, *, on: date) -> tuple[FilingMove, ...]:
    """What this officer may do with it: nothing that other hands must do."""
    held = [
        permission
        for permission in (Permission.CLAIMS_REVIEW, Permission.CLAIMS_ENTER)
        if access.may(officer, permission, row.division_code, on=on)
    ]
    own: dict[FilingMove, int | None] = {_M.FILE: row.submitted_by_id, _M.REFUSE: row.submitted_by_id}
    own[_M.UNDO] = row.decided_by_id
    return tuple(move for move in FILING.offered(row.state, held) if own.get(move) != officer.pk)


def report(row: Filing, deadline: Deadline | None = None) -> dict[str, Any]:
    """One filing as programs and commands read it; `last_day` is included."""
    due = deadline.due if deadline else None
    return {
        "id": row.pk,
        "person_id": row.person_id,
        "person_name": row.person.name,
        "document_masked": row.person.document_masked,
        "area": row.area,
        "division_code": row.division_code,
        "kind": row.kind,
        "destination": row.destination,
        "from_on": row.from_on.isoformat(),
        "last_day": (row.until_on - ONE_DAY).isoformat() if row.until_on else None,
        "proof": row.proof,
        "state": row.state,
        "submitted_through": row.submitted_through,
        "submitted_at": row.submitted_at.isoformat(),
        "due_at": due.isoformat() if due else None,
        "due_clause": deadline.clause if deadline else "",
        "document_number": row.document_number,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "because": row.because,
    }
