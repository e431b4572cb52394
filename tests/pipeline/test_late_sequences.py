"""Does the end state of a person's year depend on the order in which its events came, or on how the files were cut?"""

import os
import random
from collections.abc import Callable

import pytest

from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.late_sequences import Life, any_order, end_of, in_time, live, story
from tests.pipeline.tax_desk import TaxDesk

SEQUENCES = int(os.environ.get("CANBAO_LATE_SEQUENCES", "50"))
SEED = int(os.environ.get("CANBAO_LATE_SEED", "20221231"))


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> TaxDesk:
    make.places()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))


def test_any_order_cut_into_any_files_ends_as_the_order_of_time(desk: TaxDesk) -> None:
    chance = random.Random(SEED)
    pairs: list[tuple[Life, Life]] = []
    for _ in range(SEQUENCES):
        events = story(chance)
        mixed = Life(desk.person(), events, any_order(events, chance, chance.randint(1, 6)))
        pairs.append((mixed, Life(desk.person(), events, in_time(events))))
    live(desk, [life for pair in pairs for life in pair])
    differ = [
        (mixed.events, mixed.steps, end_of(mixed), end_of(sorted_life))
        for mixed, sorted_life in pairs
        if end_of(mixed) != end_of(sorted_life)
    ]
    for events, steps, ended, expected in differ[:3]:
        print(
            "\n".join(f"{steps[event.key]} {event}" for event in events), f"\n got {ended}\nwant {expected}\n"
        )
    assert not differ, f"{len(differ)} of {SEQUENCES} sequences end otherwise (seed {SEED})"
