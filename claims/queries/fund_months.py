"""What did the basic fund pay in each month?"""

from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from claims.models import Statement
from staff.rules.divisions import scope_prefix


def spent_as_json(place: str, months: list[date]) -> dict[str, int]:
    """First day of a month (YYYY-MM-DD) -> fen that statements settled in it take from the basic fund; one statement."""
    found = {month.isoformat(): 0 for month in months}
    rows = Statement.objects.filter(
        state="posted", settled_on__gte=months[0], division_code__startswith=scope_prefix(place)
    ).order_by()
    for month, fen in (
        rows.annotate(month=TruncMonth("settled_on")).values_list("month").annotate(Sum("basic_fen"))
    ):
        if month.isoformat() in found:
            found[month.isoformat()] = int(fen or 0)
    return found
