"""What followed from which change, what of it still waits, and where is it dealt with?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from enrollment.models import FollowUp
from enrollment.rules.follow_ups import Task
from staff import access
from staff.access import Permission
from staff.models import Officer

# Where a thing is dealt with: its kind -> the name of the page. Upper apps are named, not imported.
PAGES = {
    "line": "enrollment:exception",
    "person": "enrollment:person",
    "grant": "assistance:grant",
    "bill": "claims:bill",
}


def visible_follow_ups(
    officer: Officer, *, on: date, permission: Permission = Permission.PEOPLE_READ
) -> QuerySet[FollowUp]:
    """What touched people of the officer's divisions, newest first; changes that touched nothing are no row of it."""
    rows = access.scope(FollowUp.objects.all(), officer, permission, on=on)
    return (
        rows.exclude(task=Task.LOOK.value, closed_at__isnull=False).select_related("person").order_by("-pk")
    )


def follow_up_report(row: FollowUp) -> dict[str, Any]:
    """One row for a program."""
    return {
        "id": row.pk,
        "person_id": row.person_id,
        "coverage_year": row.coverage_year,
        "fact": row.fact,
        "cause": row.cause,
        "task": row.task,
        "about": row.about,
        "opened_at": row.opened_at.isoformat(),
        "is_open": row.closed_at is None,
        "closed_at": row.closed_at and row.closed_at.isoformat(),
    }


def open_counts(rows: QuerySet[FollowUp]) -> dict[str, int]:
    """Task -> how many wait."""
    counts: dict[str, int] = {}
    for task in rows.filter(closed_at=None).values_list("task", flat=True):
        counts[task] = counts.get(task, 0) + 1
    return counts


def page_of_thing(about: str, person_id: int = 0) -> tuple[str, int] | None:
    """The name of the page on which a thing is dealt with, and its number; a notice is printed anew for its person."""
    kind, _, key = about.partition(":")
    if kind == "notice":
        return "enrollment:notice", person_id
    return (PAGES[kind], int(key)) if kind in PAGES and key.isdecimal() else None


def reports(rows: Iterable[FollowUp]) -> list[dict[str, Any]]:
    return [follow_up_report(row) for row in rows]
