"""How is the cover of a due found? By its person and year, which the only index of covers holds."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from enrollment.models import Coverage


def covers_of(dues: Iterable[Any]) -> QuerySet[Coverage]:
    """The covers of some dues: numbers, rows or a query."""
    own = {"person": F("due__person"), "coverage_year": F("due__coverage_year")}
    return Coverage.objects.filter(due__in=dues, **own)


def is_covered(due: str = "") -> Exists:
    """Whether a due has cover: the row itself, or what it names as `due`."""
    path = f"{due}__" if due else ""
    names = {"due": "pk", "person": "person", "coverage_year": "coverage_year"}
    return Exists(Coverage.objects.filter(**{name: OuterRef(path + of) for name, of in names.items()}))
