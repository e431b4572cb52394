"""What changed in an officer's places since the last visit?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from policy.terms import Text
from staff.models import AuditEvent, Officer
from staff.rules.audit_words import action_words, is_look

FIRST_DAYS = 7  # of an officer who logs in for the first time
EVENTS_MAX, KINDS_SHOWN = 20_000, 5


def last_visit(officer: Officer, *, now: datetime) -> datetime:
    """The login before the present one; a week ago without any. One statement."""
    logins = AuditEvent.objects.filter(officer=officer, action="login", succeeded=True).order_by("-at", "-pk")
    earlier = list(logins.values_list("at", flat=True)[:2])
    return earlier[1] if len(earlier) > 1 else now - timedelta(days=FIRST_DAYS)


def changes_as_json(officer: int, prefixes: str, since: str) -> list[list[Any]]:
    """[action, times] of what others did in places whose codes begin so (commas between), the most frequent first.

    Looking at something changes nothing, so it is left out. Of very many events the latest are counted.
    """
    inside = Q(pk__in=[])
    for prefix in prefixes.split(","):
        inside |= Q(division_code__startswith=prefix)
    events = AuditEvent.objects.filter(inside, at__gt=datetime.fromisoformat(since), succeeded=True)
    events = events.exclude(officer=officer).exclude(division_code="").order_by("-at")
    counted = Counter(
        action for action in events.values_list("action", flat=True)[:EVENTS_MAX] if not is_look(action)
    )
    return [[action, times] for action, times in counted.most_common(KINDS_SHOWN)]


def asked(officer: Officer, prefixes: Iterable[str], since: datetime) -> dict[str, str | int]:
    """For the kept count: the same during one visit."""
    return {"officer": officer.pk, "prefixes": ",".join(prefixes), "since": since.isoformat()}


def lines(found: Iterable[list[Any]]) -> list[tuple[str, Text, int]]:
    """Action, its words, and how often."""
    return [(str(action), action_words(str(action)), int(times)) for action, times in found]
