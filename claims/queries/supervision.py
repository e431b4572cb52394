"""Which inspections and exchanges of data were held in a place and year, and how many inspections are missing?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from assistance.figures.queries.parameters import entered, for_rules
from claims.models import SupervisionEntry
from claims.rules.supervision import LogKind, Rounds, rounds
from policy.book import default_book
from policy.topics import Topic
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

READ = Permission.CLAIMS_READ


@dataclass(frozen=True, slots=True)
class YearOfSupervision:
    """A place's year: inspections against what is asked for, and the day of the last exchange of data."""

    area: str
    year: int
    rounds: Rounds
    exchanges: int
    last_exchange: date | None


def visible_entries(
    officer: Officer, *, on: date, permission: Permission = READ
) -> QuerySet[SupervisionEntry]:
    """The entries of the officer's places, the newest first."""
    rows = SupervisionEntry.objects.select_related("recorded_by", "taken_back_by")
    return access.scope(rows, officer, permission, on=on, field="area").order_by("-held_on", "-pk")


def year_of(entries: QuerySet[SupervisionEntry], area: str, year: int) -> YearOfSupervision:
    """What counts of a place's year: entries of the place and inside it that were not taken back."""
    standing = entries.filter(area__startswith=scope_prefix(area), held_on__year=year, taken_back_by=None)
    held = standing.filter(kind=LogKind.INSPECTION.value).count()
    exchanges = list(standing.filter(kind=LogKind.EXCHANGE.value).values_list("held_on", flat=True))
    figure = entered(area, Topic.INSPECTIONS_A_YEAR.value, date(year, 12, 31), str(year))
    asked = rounds(default_book().policy(area), year, held, for_rules(figure) if figure else None)
    return YearOfSupervision(area, year, asked, len(exchanges), max(exchanges, default=None))


def entry_json(one: SupervisionEntry) -> dict[str, Any]:
    """For programs and the command."""
    return {
        "id": one.pk,
        "kind": one.kind,
        "area": one.area,
        "held_on": one.held_on.isoformat(),
        "with_whom": one.with_whom,
        "outcome": one.outcome,
        "document_number": one.document_number,
        "taken_back_because": one.taken_back_because,
    }


def year_json(found: YearOfSupervision) -> dict[str, Any]:
    """For programs and the command; `wanted` None is undecided."""
    return {
        "area": found.area,
        "year": found.year,
        "inspections": found.rounds.held,
        "wanted": found.rounds.wanted,
        "lacking": found.rounds.lacking,
        "clause": found.rounds.clause,
        "document": found.rounds.document,
        "exchanges": found.exchanges,
        "last_exchange": found.last_exchange and found.last_exchange.isoformat(),
    }
