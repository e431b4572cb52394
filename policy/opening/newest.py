"""Which values for care still stand on a day, once a newer one for the same question takes the place of an older?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from policy.schema.care_scope import ForCare, ForPeople, FromDay

Value = TypeVar("Value", bound=FromDay)


def standing_values(values: Sequence[Value]) -> list[Value]:
    """Values of one table that hold on one day, without those that newer ones replace; people that a newer one names are taken
    out of the older.
    """
    return list(_left(values))


def _left(values: Sequence[Value]) -> Iterator[Value]:
    for value in values:
        people = value.people
        newer = [one for one in values if one.from_on > value.from_on and _covers(one, value)]
        if not newer:
            yield value
            continue
        if not people and any(not one.people for one in newer):
            continue
        gone = {person for one in newer for person in one.people}
        left = tuple(person for person in people if person not in gone)
        if people and not left:
            continue
        is_whole = left == people or not isinstance(value, ForPeople)
        yield value if is_whole else value.model_copy(update={"who": left})


def _covers(newer: FromDay, older: FromDay) -> bool:
    """Whether the newer value answers the question of the older for every bill that the older is for."""
    if type(newer) is not type(older) or newer.question != older.question:
        return False
    if not isinstance(newer, ForCare) or not isinstance(older, ForCare):
        return True
    return (
        _holds(newer.settings, older.settings)
        and _holds(newer.tiers, older.tiers)
        and set(older.in_places) <= set(newer.in_places)
        and newer.filed in (None, older.filed)
        and newer.referred in (None, older.referred)
    )


def _holds(wide: Collection[object], narrow: Collection[object]) -> bool:
    return not wide or (bool(narrow) and set(narrow) <= set(wide))
