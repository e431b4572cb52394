"""Who stands at the desk in tests of claims? Two of the county bureau, a tax officer, and somebody covered in 2022."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from enrollment.models import Person
from staff.models import Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests.made_once import made_once


@dataclass
class Present:
    """Who is there; somebody covered, with a hospital, only where the test asks for `who`."""

    clerk: Officer
    second: Officer
    collector: Officer
    who: Person | None


@pytest.fixture
def present(request: pytest.FixtureRequest, make_officer: Callable[..., Officer]) -> Present:
    with_somebody = "who" in request.fixturenames

    def come() -> Present:
        make.places()
        clerk, second = (make_officer(Role.COUNTY_BUREAU, make.MUDAN) for _ in range(2))
        collector = make_officer(Role.TAX_OFFICER, make.HEZE)
        if not with_somebody:
            return Present(clerk, second, collector, None)
        care.provider(clerk)
        return Present(clerk, second, collector, care.covered(clerk, collector))

    return made_once(f"claims, with somebody: {with_somebody}", come)


@pytest.fixture
def clerk(present: Present) -> Officer:
    return present.clerk


@pytest.fixture
def second(present: Present) -> Officer:
    return present.second


@pytest.fixture
def collector(present: Present) -> Officer:
    return present.collector


@pytest.fixture
def who(present: Present) -> Person:
    assert present.who is not None
    return present.who
