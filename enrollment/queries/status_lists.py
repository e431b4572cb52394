"""What do the status lists of other offices say, and of whom?"""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from enrollment.models import StatusList, StatusRow
from enrollment.rules.status_facts import StatusMatch
from intake.queries import sent_files
from staff import access
from staff.access import Permission
from staff.models import Officer


def visible_lists(officer: Officer, *, on: date) -> QuerySet[StatusList]:
    """The lists of the officer's divisions, the last one first."""
    seen = access.scope(StatusList.objects.all(), officer, Permission.PEOPLE_IMPORT, on=on, field="area")
    return seen.order_by("-pk")


def rows_of(listed: StatusList, *, match: str = "") -> QuerySet[StatusRow]:
    """The rows of a list in its order, or those that were matched in one way."""
    rows = StatusRow.objects.filter(list=listed)
    if match:
        rows = rows.filter(match=match)
    return rows.select_related("person").order_by("number")


def matches_of(listed: StatusList) -> dict[StatusMatch, int]:
    """How many rows were matched in which way, as counted when they were written."""
    counted = listed.summary.get("matches", {})
    return {match: counted[match.value] for match in StatusMatch if match.value in counted}


def report(listed: StatusList) -> dict[str, Any]:
    """What is said of a list for programs and the command."""
    return {
        **sent_files.report(listed),
        "office": listed.source,
        "listed_on": listed.listed_on.isoformat(),
        "matches": listed.summary.get("matches", {}),
    }
