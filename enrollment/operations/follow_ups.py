"""What follows from a change of a person's cover, category, number, death or standing, opened in the same transaction?

Whoever changes such a fact calls `changed`. Each app says in one module what of its own stands on it: the modules of
`FOLLOW_UPS` in the settings, lowest app first. What nobody looked at yet stays open and is taken up by the sweeper, so nothing
stands on a fact that is no longer so without a row that says it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, NamedTuple, Protocol, cast

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from enrollment.models import FollowUp, Person
from enrollment.rules.follow_ups import Fact, Task
from policy.terms import Text
from staff.models import Officer

AT_ONCE = 200  # people; a roster touches more, and the sweeper takes the rest
SWEPT = 500


class Change(NamedTuple):
    """What changed: of whom, in which year (None: every year), and which row says so."""

    person_id: int
    coverage_year: int | None
    fact: Fact
    cause: str


@dataclass(frozen=True, slots=True)
class Touched:
    """A thing that stands on the changed fact, and what is to be done about it; nothing to do (`task` None): look again later."""

    change: Change
    about: str
    task: Task | None
    coverage_year: int | None = None


class Follower(Protocol):
    """What an app says of its own."""

    def concerned(self, person_ids: Sequence[int]) -> set[int]:
        """Of these people those of whom anything could stand on what changed."""

    def touched(self, changes: Sequence[Change], *, by: Officer | None, at: datetime) -> list[Touched]:
        """What stands on the changed facts; what can be prepared (a list of differences) is made now."""

    def settled(self, rows: Sequence[FollowUp], *, at: datetime) -> Collection[int]:
        """Of these open rows those whose thing no longer stands on the fact."""

    def standing(self, people: Any) -> Sequence[tuple[str, Text, int, int | None]]:
        """What stands on the cover of these people (a subquery of their numbers): code, what it is, how many, their money."""


def followers() -> list[Follower]:
    return [cast(Follower, import_module(name)) for name in settings.FOLLOW_UPS]


@transaction.atomic
def changed(changes: Iterable[Change], *, by: Officer | None, at: datetime) -> None:
    """Open what follows from the changes, and look at it at once unless they are very many."""
    wanted = list(changes)
    ids = sorted({change.person_id for change in wanted})
    found = set().union(*(follower.concerned(ids) for follower in followers())) if ids else set()
    _open(
        [
            Touched(change, f"person:{change.person_id}", Task.LOOK)
            for change in wanted
            if change.person_id in found
        ],
        by,
        at,
    )
    if len(found) <= AT_ONCE:
        look(people=found, by=by, at=at)


def registered(person_ids: Iterable[int], *, by: Officer) -> None:
    """People were registered: a child may be on record already, and of whom a list named before there may be an answer."""
    changes = [Change(pk, None, Fact.REGISTERED, f"person:{pk}") for pk in person_ids]
    if changes:
        changed(changes, by=by, at=timezone.now())


@transaction.atomic
def look(
    *, by: Officer | None, at: datetime, people: Collection[int] | None = None, since: datetime | None = None
) -> int:
    """Look at what waits to be looked at: of these people, or of what was opened at a moment; how many changes it were."""
    waiting = FollowUp.objects.filter(task=Task.LOOK.value, closed_at=None)
    if people is not None:
        waiting = waiting.filter(person__in=people)
    if since is not None:
        waiting = waiting.filter(opened_at=since)
    return _looked_at(waiting, by=by, at=at)


def sweep(*, at: datetime) -> int:
    """Take up what was opened and nobody looked at, and close what is done; safe to call at any time."""
    with transaction.atomic():
        looked = _looked_at(FollowUp.objects.filter(task=Task.LOOK.value, closed_at=None), by=None, at=at)
    close_settled(FollowUp.objects.filter(closed_at=None).exclude(task=Task.LOOK.value), at=at)
    return looked


def close_settled(rows: QuerySet[FollowUp], *, at: datetime) -> int:
    """Close the open rows whose thing no longer stands on what changed; how many were closed."""
    opened = list(rows.order_by("pk")[:SWEPT])
    done = {pk for follower in followers() for pk in follower.settled(opened, at=at)}
    return FollowUp.objects.filter(pk__in=done, closed_at=None).update(closed_at=at)


def _looked_at(waiting: QuerySet[FollowUp], *, by: Officer | None, at: datetime) -> int:
    rows = list(
        waiting.select_related("opened_by")
        .order_by("pk")
        .select_for_update(of=("self",), skip_locked=True)[:SWEPT]
    )
    if not rows:
        return 0
    changes = [Change(row.person_id, row.coverage_year, Fact(row.fact), row.cause) for row in rows]
    found = [
        one
        for follower in followers()
        for one in follower.touched(changes, by=by or rows[0].opened_by, at=at)
    ]
    _open([one for one in found if one.task is not None], by, at)
    later = {one.change for one in found if one.task is None}
    done = [row.pk for row, change in zip(rows, changes, strict=True) if change not in later]
    FollowUp.objects.filter(pk__in=done).update(closed_at=at)
    people = {row.person_id for row in rows}
    close_settled(
        FollowUp.objects.filter(person__in=people, closed_at=None).exclude(task=Task.LOOK.value), at=at
    )
    return len(rows)


def _open(found: Sequence[Touched], by: Officer | None, at: datetime) -> None:
    people = Person.objects.in_bulk({one.change.person_id for one in found})
    FollowUp.objects.bulk_create(
        [
            FollowUp(
                person_id=one.change.person_id, division_code=people[one.change.person_id].division_code,
                coverage_year=one.coverage_year or one.change.coverage_year, fact=one.change.fact.value,
                cause=one.change.cause, task=(one.task or Task.LOOK).value, about=one.about, opened_at=at, opened_by=by,
            )
            for one in found
        ],
        ignore_conflicts=True,
    )  # fmt: skip
