"""Which bills may an officer see, and which of them are asked for?"""

from datetime import date

from django.db.models import QuerySet

from claims.models import Bill
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix


def visible_bills(
    officer: Officer, *, on: date, permission: Permission = Permission.CLAIMS_READ
) -> QuerySet[Bill]:
    """The bills of people enrolled in the officer's divisions."""
    return access.scope(Bill.objects.all(), officer, permission, on=on)


def filtered(
    found: QuerySet[Bill],
    *,
    state: str = "",
    setting: str = "",
    provider: str = "",
    number: str = "",
    since: date | None = None,
    until: date | None = None,
    inside: str = "",
    person: int | None = None,
) -> QuerySet[Bill]:
    """Narrowed as asked, the latest discharge first."""
    exact = {
        "state": state,
        "setting": setting,
        "provider__code": provider.strip().upper(),
        "person_id": person,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if number:
        found = found.filter(number__startswith=number.strip())
    if since:
        found = found.filter(discharged_on__gte=since)
    if until:
        found = found.filter(discharged_on__lte=until)
    if inside:
        found = found.filter(division_code__startswith=scope_prefix(inside))
    return found.order_by("-discharged_on", "-pk")
