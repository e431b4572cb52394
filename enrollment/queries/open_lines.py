"""How many payment lines wait for a decision, by kind and by how long?"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Sum, Value, When

from enrollment.models import PaymentLine
from staff.rules.divisions import scope_prefix

AGES = (7, 30)  # days: up to the first, up to the second, longer


def open_lines_as_json(place: str, now: datetime) -> list[list[Any]]:
    """[outcome, 0 1 or 2 for how long, lines, held fen] of the open lines of a place; one statement."""
    young, middle = (now - timedelta(days=days) for days in AGES)
    age = Case(
        When(file__uploaded_at__gte=young, then=Value(0)),
        When(file__uploaded_at__gte=middle, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = PaymentLine.objects.filter(is_open=True, division_code__startswith=scope_prefix(place)).order_by()
    counted = rows.annotate(age=age).values_list("outcome", "age").annotate(Count("pk"), Sum("held_fen"))
    return [[outcome, old, number, int(fen or 0)] for outcome, old, number, fen in counted]
