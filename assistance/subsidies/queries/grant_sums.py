"""How far are the premium subsidies of a place and year, in people and money?"""

from django.db.models import Count, Sum

from assistance.subsidies.models import Grant
from staff.rules.divisions import scope_prefix


def grants_as_json(place: str, year: int) -> dict[str, list[int]]:
    """State of a grant -> [grants, fen]; one statement."""
    rows = Grant.objects.filter(coverage_year=year, division_code__startswith=scope_prefix(place)).order_by()
    counted = rows.values_list("state").annotate(Count("pk"), Sum("amount_fen"))
    return {state: [number, int(fen or 0)] for state, number, fen in counted}
