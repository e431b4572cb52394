"""Which own-cost alerts and lists may an officer see, and which statements stand behind an alert?"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from assistance.categories.queries.category_list import category_label
from claims.models import OwnCostAlert, OwnCostList, OwnCostListLine, Statement
from claims.rules.own_cost_watch import CLAUSE, HOUSEHOLD, AlertState
from enrollment.models import Person
from policy.periods import ONE_DAY
from policy.terms import Text
from policy.topics import OTHERS
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import searched_prefix

READ = Permission.CLAIMS_READ
FALLEN = "fallen"
_GROUPS = {
    HOUSEHOLD: Text("家庭", "household"),
    OTHERS: Text("其他人员", "everybody else"),
}


class Cost(NamedTuple):
    """One statement behind an alert: what it adds to the sum, nothing when it was taken back."""

    statement: Statement
    fen: int


def visible_alerts(officer: Officer, *, on: date) -> QuerySet[OwnCostAlert]:
    """The alerts of the officer's places, the newest first."""
    rows = access.scope(OwnCostAlert.objects.all(), officer, READ, on=on)
    return rows.select_related("person", "household__head", "finding").order_by("-opened_on", "-pk")


def filtered(rows: QuerySet[OwnCostAlert], *, state: str = "", inside: str = "") -> QuerySet[OwnCostAlert]:
    """Only those in a state (`fallen`: those that a reversal marked), only inside a division."""
    if state == FALLEN:
        rows = rows.exclude(fallen_on=None)
    elif state:
        rows = rows.filter(state=state)
    return rows.filter(division_code__startswith=searched_prefix(inside)) if inside else rows


def visible_lists(officer: Officer, *, on: date) -> QuerySet[OwnCostList]:
    """The lists of the officer's counties with how many lines are still open, the newest first."""
    rows = access.scope(OwnCostList.objects.all(), officer, READ, on=on, field="area")
    waiting = Count("lines", filter=Q(lines__alert__state=AlertState.OPEN))
    return rows.select_related("frozen_by").annotate(waiting=waiting).order_by("-month", "area")


def costs_of(alert: OwnCostAlert) -> list[Cost]:
    """The statements of the alert's own months, in the order of service, with what each adds now."""
    rows = Statement.objects.filter(
        person__in=records_of(alert), service_on__gte=alert.from_on, service_on__lt=alert.until_on
    )
    rows = rows.select_related("bill__provider", "person").order_by("service_on", "pk")
    return [Cost(one, one.person_fen if one.state == "posted" else 0) for one in rows]


def records_of(alert: OwnCostAlert) -> QuerySet[Person]:
    """Everybody whose statements count, under all records of each."""
    if alert.person_id is not None:
        return Person.objects.filter(Q(pk=alert.person_id) | Q(merged_into=alert.person_id))
    members = Person.objects.filter(memberships__household=alert.household_id, memberships__left_on=None)
    return Person.objects.filter(Q(pk__in=members.values("pk")) | Q(merged_into__in=members.values("pk")))


def group_label(group: str) -> Text:
    """What the group of a line is called."""
    return _GROUPS.get(group) or category_label(group)


def subject_of(alert: OwnCostAlert) -> str:
    """The name of the person, or the number of the household with its head."""
    if alert.person is not None:
        return alert.person.name
    household = alert.household
    assert household is not None
    return f"{household.number} {household.head.name if household.head else ''}".strip()


def alert_json(alert: OwnCostAlert) -> dict[str, Any]:
    """An alert in the shape that programs and the command read; sums in fen, `to` the last day that counts."""
    finding = alert.finding
    return {
        "id": alert.pk,
        "person_id": alert.person_id,
        "household_id": alert.household_id,
        "name": subject_of(alert),
        "division_code": alert.division_code,
        "group": alert.group,
        "line_fen": alert.line_fen,
        "line_document": alert.line_document,
        "level": alert.level,
        "from": alert.from_on.isoformat(),
        "to": (alert.until_on - ONE_DAY).isoformat(),
        "own_fen": alert.own_fen,
        "year_fen": alert.year_fen,
        "opened_on": alert.opened_on.isoformat(),
        "fallen_on": alert.fallen_on and alert.fallen_on.isoformat(),
        "fallen_to_fen": alert.fallen_to_fen,
        "state": alert.state,
        "answered_on": alert.answered_on and alert.answered_on.isoformat(),
        "answer_document": alert.answer_document,
        "finding": finding
        and {"from": finding.from_on.isoformat(), "until": finding.until_on.isoformat(), "document": finding.document_number},
        "clauses": [CLAUSE],
    }  # fmt: skip


def list_json(one: OwnCostList) -> dict[str, Any]:
    """A frozen list; `waiting` lines have no answer yet."""
    return {
        "id": one.pk,
        "number": one.number,
        "area": one.area,
        "month": f"{one.month:%Y-%m}",
        "lines": one.line_count,
        "waiting": getattr(one, "waiting", None),
        "digest": one.digest,
        "frozen_at": one.frozen_at.isoformat(),
    }


def lines_json(lines: Iterable[OwnCostListLine]) -> list[dict[str, Any]]:
    """The lines of a list as they were frozen, with what was answered since."""
    return [
        {
            "number": line.number,
            "alert_id": line.alert_id,
            "name": line.name,
            "own_fen": line.own_fen,
            "line_fen": line.line_fen,
            "level": line.level,
            "state": line.alert.state,
        }
        for line in lines
    ]
