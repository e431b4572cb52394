"""Which lines of own cost are in force on a day, county by county, and where was none entered?"""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from assistance.figures.models import EnteredParameter
from assistance.figures.queries.parameters import above
from claims.rules.own_cost_watch import HOUSEHOLD, Line, Lines
from policy.money import yuan_to_fen
from policy.topics import Topic
from staff.models import Division

_TOPICS = (Topic.OWN_COST_LINE.value, Topic.HOUSEHOLD_OWN_COST_LINE.value)


def lines_on(on: date, areas: Collection[str] | None = None) -> Lines:
    """The lines of these counties (None: of all): the nearest area's entry for each group, of those the latest."""
    entries = list(
        EnteredParameter.objects.filter(
            Q(until_on=None) | Q(until_on__gt=on),
            topic__in=_TOPICS,
            from_on__lte=on,
            approved_by__isnull=False,
        ).order_by("from_on", "pk")
    )
    if areas is None:
        areas = _counties({entry.area for entry in entries})
    of_people: dict[str, dict[str, Line]] = {}
    of_households: dict[str, Line] = {}
    for area in areas:
        for code in reversed(above(area)):  # province, prefecture, county: what comes later counts
            for entry in entries:
                if entry.area != code:
                    continue
                line = Line(entry.key or HOUSEHOLD, yuan_to_fen(entry.value), entry.document_number)
                if entry.topic == Topic.OWN_COST_LINE:
                    of_people.setdefault(area, {})[entry.key] = line
                else:
                    of_households[area] = line
    return Lines(of_people, of_households)


def _counties(areas: Collection[str]) -> list[str]:
    """The codes of six digits at or below these areas."""
    inside = Q(pk__in=areas)
    for area in areas:
        inside |= Q(
            pk__startswith=area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area
        )
    return list(Division.objects.filter(inside, level__lte=3).values_list("pk", flat=True)) if areas else []
