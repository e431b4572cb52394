"""Which coverage year does a page begin with, when nobody chose one?"""

from enrollment.models import Due
from enrollment.queries.reports import latest_year
from staff.rules.divisions import scope_prefix

ENOUGH = 1_000  # counted no further: the question is whether a year has begun in earnest


def working_year(place: str) -> int | None:
    """The newest coverage year of a place with a tenth of the dues of the year before it; None without any dues.

    The first enrollment for next year must not turn all pages to a year that is nearly empty.
    """
    latest = latest_year(place)
    if latest is None:
        return None
    return latest if 10 * _dues(place, latest) >= _dues(place, latest - 1) else latest - 1


def _dues(place: str, year: int) -> int:
    rows = Due.objects.filter(
        coverage_year=year, division_code__startswith=scope_prefix(place), withdrawn_on=None
    )
    return rows.order_by()[:ENOUGH].count()
