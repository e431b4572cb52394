"""Who sits at the desks of civil affairs?"""

from collections.abc import Callable

import pytest

from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.roster_desk import (
    LANZHOU,
    OTHER_TOWN_VILLAGE,
    VILLAGE,
    RosterDesk,
    seeded,
)


@pytest.fixture
def roster_desk(make_officer: Callable[..., Officer]) -> RosterDesk:
    make.places(VILLAGE, OTHER_TOWN_VILLAGE, make.VILLAGE)
    seeded()
    return RosterDesk(
        make_officer(Role.CIVIL_AFFAIRS, LANZHOU),
        make_officer(Role.CIVIL_AFFAIRS, LANZHOU),
        make_officer(Role.COUNTY_BUREAU, LANZHOU),
    )
