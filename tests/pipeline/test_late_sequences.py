"""Does the end state of a person's year depend on the order in which its events came, or on how the files were cut?"""

import os
import random
from collections.abc import Callable

from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline import late_bills
from tests.pipeline.late_sequences import (
    Life,
    any_order,
    ends_of,
    in_time,
    live,
    of_stranger,
    people_for,
    story,
)
from tests.pipeline.tax_desk import TaxDesk

SEQUENCES = int(os.environ.get("CANBAO_LATE_SEQUENCES", "2000"))
SEED = int(os.environ.get("CANBAO_LATE_SEED", "20221231"))
ORDERS = 10  # of one story
ASTRAY = ("", "", "", "payment", "copy", "refund", "reversal")


def lives_of(chance: random.Random, stories: int) -> list[list[Life]]:
    """For each story the life in the order of time, then those in other orders."""
    groups: list[list[Life]] = []
    place = 0

    def life(events: list, steps: dict[str, int], astray: str) -> Life:  # type: ignore[type-arg]
        nonlocal place
        is_double = any(event.kind == "merge" for event in events)
        made = Life(place, place + 1 if is_double else None, events, steps, astray, is_stranger=is_stranger)
        place += 1 + is_double
        return made

    for _ in range(stories):
        events, is_stranger = story(chance), chance.random() < 0.1
        events = of_stranger(events) if is_stranger else events
        # A ticket paid again before its first payment came cannot be told from a copy (decision 0056).
        lost = (
            (*ASTRAY[:3], "payment", "refund") if any(event.kind == "again" for event in events) else ASTRAY
        )
        mixed = [
            life(events, any_order(events, chance, chance.randint(1, 6)), chance.choice(lost))
            for _ in range(ORDERS)
        ]
        groups.append([life(events, in_time(events), ""), *mixed])
    return groups


def test_any_order_cut_into_any_files_ends_as_the_order_of_time(
    transactional_db: None, make_officer: Callable[..., Officer]
) -> None:
    make.places()
    desk = TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.CITY_BUREAU, make.HEZE))
    clerk = make_officer(Role.COUNTY_BUREAU, make.HEZE)
    groups = lives_of(random.Random(SEED), max(1, SEQUENCES // ORDERS))
    lives = [life for group in groups for life in group]
    people_for(lives, clerk)
    late_bills.open_the_hospital(clerk)
    live(TaxDesk(desk.officer, clerk), lives, desk.clerk)
    ends = dict(zip(map(id, lives), ends_of(lives), strict=True))
    differ = [
        (life, ends[id(life)], ends[id(group[0])])
        for group in groups
        for life in group[1:]
        if ends[id(life)] != ends[id(group[0])]
    ]
    for life, ended, expected in differ[:3]:
        story_told = "\n".join(f"{life.steps[event.key]} {event}" for event in life.events)
        print(f"{story_told}\nastray {life.astray}\n got {ended}\nwant {expected}\n")
    assert not differ, f"{len(differ)} of {SEQUENCES} sequences end otherwise (seed {SEED})"
