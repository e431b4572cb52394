"""Which providers are known, and at which tier are they designated on a day?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, Q, QuerySet

from claims.models import Designation, Provider
from policy.book import default_book
from staff.rules.divisions import scope_prefix


@dataclass(frozen=True)
class KnownProvider:
    """A provider with all its designations, for many bills at once."""

    id: int
    code: str
    name: str
    division_code: str
    spans: tuple[tuple[date, date | None, str], ...]

    @cached_property
    def area(self) -> str | None:
        """The pooling area in which it stands."""
        return default_book().pooling_area(self.division_code)

    def tier_on(self, day: date) -> str | None:
        """The tier of the designation that holds on a day, None when there is none."""
        for start, until, tier in self.spans:
            if start <= day and (until is None or day < until):
                return tier
        return None


def providers_by_code(codes: Iterable[str]) -> dict[str, KnownProvider]:
    """The providers of some codes with their designations, in two queries."""
    found = Provider.objects.filter(code__in=set(codes)).prefetch_related("designations")
    return {
        provider.code: KnownProvider(
            provider.pk, provider.code, provider.name, provider.division_code,
            tuple((d.from_on, d.until_on, d.tier) for d in provider.designations.all()),
        )
        for provider in found
    }  # fmt: skip


def filtered(
    *, text: str = "", tier: str = "", inside: str = "", on: date | None = None
) -> QuerySet[Provider]:
    """Providers by beginning of name or code, tier on a day, and place; each with the designation of that day."""
    found = Provider.objects.order_by("division_code", "name", "pk")
    if text := text.strip():
        found = found.filter(Q(name__contains=text) | Q(code__startswith=text.upper()))
    if inside:
        found = found.filter(division_code__startswith=scope_prefix(inside))
    designations = Designation.objects.order_by("from_on")
    if on is not None:
        designations = designations.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        if tier:
            found = found.filter(pk__in=designations.filter(tier=tier).values("provider"))
    return found.prefetch_related(Prefetch("designations", designations, to_attr="in_force"))
