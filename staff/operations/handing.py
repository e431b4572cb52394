"""How is a row of a list that waits handed to a colleague or to those who work in a division, and taken back?"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Handover, Officer
from staff.refusals import Refusal
from staff.rules.divisions import chain, contains
from staff.rules.roles import roles_with

NOTE_MIN, NOTE_MAX = 2, 300


class HandoverRefused(Refusal):
    """The row cannot be handed so."""


@transaction.atomic
def hand(
    *,
    room: str,
    row: int,
    place: str,
    permission: Permission,
    note: str,
    by: Officer,
    at: datetime,
    to_officer: Officer | None = None,
    to_division: str = "",
) -> Handover:
    """Hand a row of `place` to an officer who may work it, or to a division that holds it; what stood before is ended."""
    on = timezone.localdate(at)
    access.require(by, permission, place, on=on)
    if len(note.strip()) < NOTE_MIN:
        raise HandoverRefused(
            "note_required", Text("请写明要做什么。", "Say what is to be done."), field="note"
        )
    if to_officer is not None and not access.may(to_officer, permission, place, on=on):
        raise HandoverRefused(
            "colleague_elsewhere",
            Text(
                f"{to_officer.display_name}在区划 {place} 没有办理权限。",
                f"{to_officer.display_name} may not work on rows of division {place}.",
            ),
            Text("请选择有权限的同事。", "Choose a colleague who may."),
            field="to_officer",
        )
    if to_officer is None and not (to_division and contains(to_division, place)):
        raise HandoverRefused(
            "division_elsewhere",
            Text(
                f"这一行属于区划 {place}，不在所选乡镇。",
                f"The row is of division {place}, which does not lie in that township.",
            ),
            Text("请单独办理。", "Work it by itself."),
            field="to_division",
        )
    _end(room, [row], by=by, at=at)
    handover = Handover.objects.create(
        room=room,
        row=row,
        to_officer=to_officer,
        to_division="" if to_officer else to_division,
        note=note.strip()[:NOTE_MAX],
        handed_by=by,
        handed_at=at,
    )
    change = {
        "to_officer": to_officer and to_officer.pk,
        "to_division": handover.to_division,
        "note": handover.note,
    }
    audit.record("hand_row", by=by, about=(room, row), division_code=place, at=at, change=change)
    return handover


@transaction.atomic
def take_back(*, room: str, row: int, place: str, permission: Permission, by: Officer, at: datetime) -> None:
    """Nobody in particular is to look at the row any more."""
    access.require(by, permission, place, on=timezone.localdate(at))
    if not _end(room, [row], by=by, at=at):
        raise HandoverRefused("not_handed", Text("这一行没有交办给任何人。", "The row was handed to nobody."))
    audit.record("take_row_back", by=by, about=(room, row), division_code=place, at=at)


def _end(room: str, rows: Iterable[int], *, by: Officer, at: datetime) -> int:
    held = Handover.objects.filter(room=room, row__in=list(rows), ended_at=None)
    return held.update(ended_by=by, ended_at=at)


def handed(room: str) -> QuerySet[Handover]:
    """What is handed out now."""
    return Handover.objects.filter(room=room, ended_at=None)


def handed_to(room: str, officer: Officer, permission: Permission, *, on: date) -> QuerySet[Handover]:
    """To the officer, or to a division in or around the officer's places below the county."""
    places = [prefix for prefix in access.scope_prefixes(officer, permission, on=on) if len(prefix) > 6]
    around = {part for code in places for part in chain(code) if len(part) > 6}
    return handed(room).filter(Q(to_officer=officer) | Q(to_division__in=around))


def colleagues(officer: Officer, permission: Permission, *, on: date) -> QuerySet[Officer]:
    """Officers who hold the permission in a division of this officer, or around one."""
    prefixes = access.scope_prefixes(officer, permission, on=on)
    if not prefixes:
        return Officer.objects.none()
    places = Q()
    for prefix in prefixes:
        around = chain(prefix.ljust(6, "0")) if prefix else ()
        places |= Q(division_code__startswith=prefix) | Q(division_code__in=around)
    roles = [role.value for role in roles_with(permission)]
    grants = access.grants_in_force(on).filter(places, role__in=roles)
    found = Officer.objects.filter(Exists(grants.filter(officer=OuterRef("pk"))), is_active=True)
    return found.exclude(pk=officer.pk).order_by("display_name", "pk")
