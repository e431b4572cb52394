"""Which recognitions may an officer see, which are asked for, how much time is left, and which moves are open to whom?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.models import Recognition
from claims.queries.figures import FiguresBook
from claims.rules.benefit_terms import terms_on
from claims.rules.decision_deadlines import Deadline, of_recognition
from claims.rules.recognition_states import RECOGNITION, RecognitionMove, RecognitionState
from enrollment.queries.policies import policies_of
from policy.care import Setting
from policy.periods import ONE_DAY
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

TO_REVIEW = "to_review"
_M = RecognitionMove


def visible_recognitions(
    officer: Officer, *, on: date, permission: Permission = Permission.CLAIMS_READ
) -> QuerySet[Recognition]:
    """Those of people enrolled in the officer's divisions."""
    rows = access.scope(Recognition.objects.all(), officer, permission, on=on)
    return rows.select_related("person", "applied_by", "decided_by", "closed_by")


def filtered(
    found: QuerySet[Recognition],
    *,
    on: date,
    state: str = "",
    setting: str = "",
    disease: str = "",
    person: int | None = None,
    inside: str = "",
) -> QuerySet[Recognition]:
    """Narrowed as asked. Applications come by their day, the oldest first: that is the order of the time left in an area."""
    if setting:
        found = found.filter(setting=setting)
    if disease := disease.strip():
        found = found.filter(Q(disease__contains=disease) | Q(disease_code=disease.upper()))
    if person is not None:
        found = found.filter(person_id=person)
    if inside:
        found = found.filter(division_code__startswith=scope_prefix(inside))
    if state == TO_REVIEW:
        due = found.filter(state=RecognitionState.RECOGNIZED.value, review_on__lte=on)
        return due.order_by("review_on", "pk")
    if state == RecognitionState.APPLIED.value:
        return found.filter(state=state).order_by("applied_at", "pk")
    if state:
        found = found.filter(state=state)
    return found.order_by("-applied_at", "-pk")


def deadlines_of(rows: Iterable[Recognition], *, on: date) -> dict[int, Deadline]:
    """Number -> how much time is left, of those that wait for a decision; two statements for all."""
    waiting = [row for row in rows if row.state == RecognitionState.APPLIED]
    if not waiting:
        return {}
    policies = policies_of({row.area for row in waiting})
    figures = FiguresBook({row.division_code[:6] for row in waiting})
    found = {}
    for row in waiting:
        day = timezone.localdate(row.applied_at)
        terms = terms_on(policies[row.area], day)
        found[row.pk] = of_recognition(
            terms, Setting(row.setting), day, figures.on(row.division_code, day), on
        )
    return found


def moves_for(row: Recognition, officer: Officer, *, on: date) -> tuple[RecognitionMove, ...]:
    """What this officer may do with it: nothing that other hands must do."""
    held = [
        permission
        for permission in (Permission.CLAIMS_REVIEW, Permission.CLAIMS_ENTER)
        if access.may(officer, permission, row.division_code, on=on)
    ]
    offered = RECOGNITION.offered(row.state, held)
    own: dict[RecognitionMove, int | None] = {_M.RECOGNIZE: row.applied_by_id, _M.REFUSE: row.applied_by_id}
    own |= {_M.UNDO: row.decided_by_id, _M.REVIEW: row.decided_by_id}
    return tuple(move for move in offered if own.get(move) != officer.pk)


def report(row: Recognition, deadline: Deadline | None = None) -> dict[str, Any]:
    """One recognition as programs and commands read it; `last_day` is included."""
    due = deadline.due if deadline else None
    return {
        "id": row.pk,
        "person_id": row.person_id,
        "person_name": row.person.name,
        "document_masked": row.person.document_masked,
        "area": row.area,
        "division_code": row.division_code,
        "setting": row.setting,
        "disease_code": row.disease_code,
        "disease": row.disease,
        "table_version": row.table_version,
        "from_on": row.from_on.isoformat(),
        "last_day": (row.until_on - ONE_DAY).isoformat() if row.until_on else None,
        "review_on": row.review_on.isoformat() if row.review_on else None,
        "providers": row.providers,
        "proof": row.proof,
        "renews": row.renews_id,
        "state": row.state,
        "applied_through": row.applied_through,
        "applied_at": row.applied_at.isoformat(),
        "due_on": due.isoformat() if due else None,
        "due_clause": deadline.clause if deadline else "",
        "document_number": row.document_number,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "because": row.because,
    }
