"""Which rosters may an officer see, which came last, and which rows does one have?"""

from datetime import date

from django.db.models import QuerySet

from assistance.categories.models import Roster
from intake.rules.file_states import FileState
from staff import access
from staff.access import Permission
from staff.models import Officer


def last_written(roster: Roster) -> Roster | None:
    """The last written list of the same area, certifier, kind and categories."""
    return (
        Roster.objects.filter(
            area=roster.area,
            certifier=roster.certifier,
            kind=roster.kind,
            categories=roster.categories,
            state=FileState.WRITTEN,
        )
        .exclude(pk=roster.pk)
        .order_by("-month", "-pk")
        .first()
    )


def visible_rosters(
    officer: Officer, *, on: date, permission: Permission = Permission.ROSTERS_UPLOAD
) -> QuerySet[Roster]:
    """Rosters of the officer's places."""
    return access.scope(Roster.objects.all(), officer, permission, on=on, field="area")
