"""What did tax lines bring lately, day by day and month by month, beside what the treasury received?"""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from enrollment.models import PaymentLine
from enrollment.queries.reports import treasury_days
from enrollment.queries.treasury import receipts_in_force
from enrollment.rules.treasury import ReceiptKind
from staff.rules.divisions import scope_prefix

DAYS = 14


def last_days_as_json(place: str, on: date) -> dict[str, Any]:
    """{"lines": {day: fen}, "treasury": {day: fen}} of the last days on which lines of the place reached the treasury."""
    prefix = scope_prefix(place)
    came = PaymentLine.objects.filter(treasury_on__lte=on, division_code__startswith=prefix).order_by(
        "-treasury_on"
    )
    days = list(came.values_list("treasury_on", flat=True).distinct()[:DAYS])
    shown = {day for day in days if day is not None}
    if not shown:
        return {"lines": {}, "treasury": {}}
    first, last = min(shown), max(shown)
    lines: dict[str, int] = defaultdict(int)
    for day in treasury_days((prefix,), since=first, until=last):
        if day.treasury_on is not None and day.treasury_on in shown:
            lines[day.treasury_on.isoformat()] += day.net_fen
    received: dict[str, int] = defaultdict(int)
    rows = receipts_in_force(place).filter(received_on__range=(first, last)).order_by()
    for received_on, kind, fen in rows.values_list("received_on", "kind").annotate(Sum("amount_fen")):
        received[received_on.isoformat()] += fen if kind == ReceiptKind.RECEIVED.value else -fen
    return {"lines": dict(lines), "treasury": dict(received)}


def months_as_json(place: str, months: list[date]) -> dict[str, int]:
    """First day of a month (YYYY-MM-DD) -> fen that reached the treasury in it, net of what went back."""
    found = {month.isoformat(): 0 for month in months}
    until = (months[-1] + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    for day in treasury_days((scope_prefix(place),), since=months[0], until=until):
        if day.treasury_on is not None:
            found[day.treasury_on.replace(day=1).isoformat()] += day.net_fen
    return found
