"""Which entered figure is in force in an area on a day, and how does each entry stand?"""

from datetime import date

from django.db.models import Q, QuerySet

from assistance.figures.models import EnteredParameter
from policy.entered import Entered
from policy.topics import OF_A_COVERAGE_YEAR, Topic
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import NATION


def in_force(area: str, topic: str, on: date) -> QuerySet[EnteredParameter]:
    """Approved entries of a topic whose span holds the day, the latest first day first."""
    return EnteredParameter.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on),
        area=area,
        topic=topic,
        from_on__lte=on,
        approved_by__isnull=False,
    ).order_by("key", "-from_on", "-pk")


def entered(area: str, topic: str, on: date, key: str = "") -> EnteredParameter | None:
    """The entry that counts for a key, None while nobody entered and approved one.

    A county's own entry comes before its prefecture's, that before its province's.
    """
    for code in above(area):
        found = in_force(code, topic, on).filter(key=key).first()
        if found is not None:
            return found
    return None


def figure_in_force(area: str, topic: Topic, on: date) -> Entered | None:
    """One figure as the plain rules read it, for who may not know this app (the setting FIGURE_IN_FORCE)."""
    found = entered(area, topic.value, on)
    return None if found is None else for_rules(found)


def above(area: str) -> tuple[str, ...]:
    """The area itself, its prefecture, its province."""
    return tuple(dict.fromkeys((area[:6], area[:4] + "00", area[:2] + "0000")))


def for_rules(entry: EnteredParameter) -> Entered:
    """An entry as the plain rules read it."""
    return Entered(
        Topic(entry.topic), entry.value, entry.document_number, entry.key, entry.area, entry.from_on
    )


def entered_for_rules(area: str, on: date) -> dict[tuple[Topic, str], Entered]:
    """Everything in force for an area, by topic and key, in one query: the nearest area's entry, of those the latest."""
    rows = EnteredParameter.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on),
        area__in=above(area),
        from_on__lte=on,
        approved_by__isnull=False,
    ).order_by("area", "from_on", "pk")  # province, prefecture, county: what comes later counts
    return {(Topic(row.topic), row.key): for_rules(row) for row in rows}


def of_coverage_year(area: str, coverage_year: int) -> list[Entered]:
    """What the rules of a coverage year read of an area (the setting ENTERED_FIGURES): the nearest area's entry of each topic
    and key that is in force on 1 January of the year, or else the first that begins within the year.
    """
    start, until = date(coverage_year, 1, 1), date(coverage_year + 1, 1, 1)
    rows = EnteredParameter.objects.filter(
        Q(until_on=None) | Q(until_on__gt=start),
        area__in=above(area),
        topic__in=OF_A_COVERAGE_YEAR,
        from_on__lt=until,
        approved_by__isnull=False,
    ).order_by("from_on", "pk")
    chosen: dict[tuple[str, str], EnteredParameter] = {}
    for row in rows:
        before = chosen.get((row.topic, row.key))
        further = 0 if before is None else _nearness(row) - _nearness(before)
        if before is None or further > 0 or (further == 0 and row.from_on <= start):
            chosen[row.topic, row.key] = row
    return [for_rules(row) for row in chosen.values()]


def _nearness(row: EnteredParameter) -> int:
    return len(row.area.rstrip("0"))


def visible_parameters(officer: Officer, *, on: date) -> QuerySet[EnteredParameter]:
    """The entries of the officer's divisions, and those of the areas above, which bind them too."""
    prefixes = access.scope_prefixes(officer, Permission.PARAMETERS_READ, on=on)
    binding = {code for prefix in prefixes if prefix for code in above(prefix[:6].ljust(6, "0"))}
    inside = access.scope(
        EnteredParameter.objects.all(), officer, Permission.PARAMETERS_READ, on=on, field="area"
    )
    return EnteredParameter.objects.filter(Q(pk__in=inside.values("pk")) | Q(area__in=binding - {NATION}))
