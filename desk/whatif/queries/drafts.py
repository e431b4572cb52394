"""Which drafts may an officer see, what does each say, and how did its last run come out?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from desk.whatif.models import Draft, DraftRun
from desk.whatif.rules.run_states import RunState
from staff import access
from staff.access import Permission
from staff.models import Officer

READ = Permission.REPORTS_READ
_LAST_DUES = "SELECT max(coverage_year) FROM enrollment_due WHERE area = %s AND withdrawn_on IS NULL"


def visible_drafts(officer: Officer, *, on: date) -> QuerySet[Draft]:
    """The drafts of the officer's areas; a county sees those of its city."""
    prefixes = access.scope_prefixes(officer, READ, on=on)
    above = {f"{prefix[:4]}00" for prefix in prefixes if len(prefix) >= 4}
    inside = access.scope(Draft.objects.all(), officer, READ, on=on, field="area")
    return Draft.objects.filter(pk__in=inside.values("pk")) | Draft.objects.filter(area__in=above)


def given_of(draft: Draft) -> dict[str, Any]:
    """Question -> rows, as they are now."""
    return dict(draft.given.order_by("question").values_list("question", "rows"))


def last_run(draft: Draft) -> DraftRun | None:
    """The run asked for last."""
    return draft.runs.select_related("asked_by").order_by("-pk").first()


def last_done(draft: Draft) -> DraftRun | None:
    """The last run that came to its end."""
    return draft.runs.filter(state=RunState.DONE.value).order_by("-pk").first()


def last_due_year(area: str) -> int | None:
    """The newest coverage year of which anybody in the area has a due."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_DUES, [area])
        found: int | None = cursor.fetchone()[0]
    return found
