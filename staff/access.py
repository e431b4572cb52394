"""May this officer do this here? The one place where reads and writes are held to role and division."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from policy.terms import Text
from staff.models import Officer, RoleGrant
from staff.refusals import Refusal
from staff.rules.divisions import is_division_code, scope_prefix
from staff.rules.roles import GRANTED, Permission, Role, role_of, roles_with

__all__ = [
    "IN_FORCE",
    "NotAllowed",
    "Permission",
    "Role",
    "asking_once",
    "grants_in_force",
    "grants_of",
    "held",
    "may",
    "may_anywhere",
    "require",
    "roles_and_places",
    "roles_held",
    "scope",
    "scope_prefixes",
]


M = TypeVar("M", bound=Model)


class NotAllowed(Refusal):
    """The officer has no role for this here."""

    status = 403

    def __init__(self, text: Text, remedy: Text) -> None:
        super().__init__("not_allowed", text, remedy)


def grants_in_force(on: date) -> QuerySet[RoleGrant]:
    """Everybody's grants in force on a day."""
    return RoleGrant.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)


def grants_of(officer: Officer, *, on: date) -> QuerySet[RoleGrant]:
    """The grants in force on a day; none for an officer who may not log in."""
    if not getattr(officer, "is_active", False) or officer.pk is None:
        return RoleGrant.objects.none()
    return grants_in_force(on).filter(officer_id=officer.pk).order_by("division_code", "pk")


# The same of the grants `g` in a statement that asks for more besides; `today` is its parameter.
IN_FORCE = "g.valid_from <= %(today)s AND (g.valid_until IS NULL OR g.valid_until > %(today)s)"

_asked: ContextVar[dict[tuple[int | None, date], tuple[tuple[str, str], ...]] | None] = ContextVar(
    "asked", default=None
)


@contextmanager
def asking_once() -> Iterator[None]:
    """While one request is answered, an officer's grants are read once; the next request reads them anew."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def roles_and_places(officer: Officer, *, on: date) -> tuple[tuple[str, str], ...]:
    """Role and division of each grant in force: for menus and limits; `may` decides about rows."""
    asked = _asked.get()
    key = (officer.pk, on)
    if asked is not None and key in asked:
        return asked[key]
    found = tuple(grants_of(officer, on=on).values_list("role", "division_code"))
    if asked is not None:
        asked[key] = found
    return found


def held(officer: Officer, *, on: date) -> frozenset[Permission]:
    """What the officer may do somewhere: for menus, never for a decision about a row."""
    roles = {role_of(role) for role, _place in roles_and_places(officer, on=on)}
    permissions = {permission for role in roles for permission in GRANTED[role]}
    return frozenset(permission for permission in permissions if _is_open(officer, permission))


def _is_open(officer: Officer, permission: Permission) -> bool:
    """A program that acts by a key does no more than the key says."""
    limits = getattr(officer, "limited_to", None)
    return limits is None or permission.value in limits


def roles_held(officer: Officer) -> frozenset[Role]:
    """The roles an officer holds somewhere today: for limits, never for a decision about a row."""
    return frozenset(role_of(role) for role, _ in roles_and_places(officer, on=timezone.localdate()))


def may_anywhere(officer: Officer, permission: Permission, *, on: date) -> bool:
    return permission in held(officer, on=on)


def scope_prefixes(officer: Officer, permission: Permission, *, on: date) -> tuple[str, ...]:
    """What the codes begin with where the officer may do this; empty when nowhere."""
    if not _is_open(officer, permission):
        return ()
    roles = {role.value for role in roles_with(permission)}
    prefixes = sorted(
        {scope_prefix(code) for role, code in roles_and_places(officer, on=on) if role in roles}
    )
    return tuple(p for p in prefixes if not any(p != outer and p.startswith(outer) for outer in prefixes))


def may(officer: Officer, permission: Permission, division_code: str, *, on: date) -> bool:
    """Has the officer a role with this permission that covers the division on this day?"""
    if not is_division_code(division_code):
        return False  # a row without a place belongs to nobody's scope
    return division_code.startswith(scope_prefixes(officer, permission, on=on))


def require(officer: Officer, permission: Permission, division_code: str, *, on: date) -> None:
    """Raise `NotAllowed` unless `may`; with an empty code the officer may do it nowhere."""
    if may(officer, permission, division_code, on=on):
        return
    roles = [role.label for role in Role if permission in GRANTED[role]]
    zh = (
        f"您不能在区划 {division_code} 办理这项业务：需要该区划内的"
        if division_code
        else "您不能办理这项业务：需要"
    )
    en = (
        f"in division {division_code}: it takes a role there"
        if division_code
        else "anywhere: it takes a role"
    )
    raise NotAllowed(
        Text(
            zh=f"{zh}下列角色之一：{'、'.join(label.zh for label in roles)}。",
            en=f"You may not do this {en}: {', '.join(label.en for label in roles)}.",
        ),
        Text(
            zh="请由有权限的同事办理，或请系统管理员授予角色。",
            en="Ask a colleague who holds one, or ask the system administrator for the role.",
        ),
    )


def scope(
    queryset: QuerySet[M], officer: Officer, permission: Permission, *, on: date, field: str = "division_code"
) -> QuerySet[M]:
    """The rows of the places where the officer may do this; no rows when there is no such place."""
    prefixes = scope_prefixes(officer, permission, on=on)
    if not prefixes:
        return queryset.none()
    if "" in prefixes:
        return queryset
    inside = Q()
    for prefix in prefixes:
        inside |= Q(**{f"{field}__startswith": prefix})
    return queryset.filter(inside)
