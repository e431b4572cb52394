"""Which population figures of a year are in force in an area, what would a table change, and which tables were entered?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from assistance.figures.models import EnteredParameter, FigureSheet
from assistance.figures.queries.parameters import above
from policy.entered import POPULATIONS
from policy.topics import Topic
from staff import access
from staff.access import Permission
from staff.models import Division, Officer
from staff.queries import children_of
from staff.rules.divisions import scope_prefix

Figures = Mapping[tuple[str, Topic], int]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of a table beside what is in force; `is_shadowed`: a nearer area's own figure stays in force."""

    division: str
    topic: Topic
    before: int | None
    after: int
    is_shadowed: bool

    @property
    def is_change(self) -> bool:
        return self.before != self.after


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The names of the divisions among some codes."""
    return dict(Division.objects.filter(code__in=set(codes)).values_list("code", "name"))


def changes(area: str, year: int, figures: Figures, *, on: date) -> list[Change]:
    """What each figure would change on a day, in the order of the table; one query."""
    standing = {
        (row.key.partition(":")[0], Topic(row.topic)): row for row in _in_force(area, year, on)
    }  # the nearest area's entry comes last and counts, of those the latest
    found = []
    for (division, topic), people in figures.items():
        row = standing.get((division, topic))
        shadowed = row is not None and row.area > area
        found.append(Change(division, topic, None if row is None else int(row.value), people, shadowed))
    return found


def figures_below(area: str, year: int, *, on: date) -> tuple[dict[str, str], dict[tuple[str, Topic], int]]:
    """The places directly inside an area, by code, and their figures in force: what a form starts from."""
    places = dict(children_of(area).values_list("code", "name"))
    figures = {
        (code, Topic(row.topic)): int(row.value)
        for row in _in_force(area, year, on)
        if (code := row.key.partition(":")[0]) in places
    }
    return places, figures


def visible_sheets(officer: Officer, *, on: date) -> QuerySet[FigureSheet]:
    """The tables of the officer's areas, newest first, with how many of their figures wait or were approved."""
    rows = access.scope(FigureSheet.objects.all(), officer, Permission.PARAMETERS_READ, on=on, field="area")
    undecided = Q(rows__approved_by=None, rows__rejected_by=None)
    return (
        rows.select_related("entered_by")
        .annotate(
            waiting=Count("rows", filter=undecided),
            approved=Count("rows", filter=Q(rows__approved_by__isnull=False)),
        )
        .order_by("-pk")
    )


def _in_force(area: str, year: int, on: date) -> QuerySet[EnteredParameter]:
    inside = scope_prefix(area)
    return EnteredParameter.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on),
        Q(area__in=above(area)) | Q(area__startswith=inside),
        topic__in=[topic.value for topic in POPULATIONS],
        key__startswith=inside,
        key__endswith=f":{year}",
        from_on__lte=on,
        approved_by__isnull=False,
    ).order_by("area", "from_on", "pk")
