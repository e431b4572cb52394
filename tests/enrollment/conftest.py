"""Which officers of a city open and correct its coverage years in these tests?"""

from collections.abc import Callable

import pytest

from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make


@pytest.fixture
def city(make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.CITY_BUREAU, make.HEZE)


@pytest.fixture
def second(make_officer: Callable[..., Officer], city: Officer) -> Officer:
    return make_officer(Role.CITY_BUREAU, make.HEZE)
