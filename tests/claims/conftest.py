"""Who stands at the desk in tests of claims? Two of the county bureau, a tax officer, and somebody covered in 2022."""

import pytest

from enrollment.models import Person
from staff.models import Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make


@pytest.fixture
def clerk(make_officer) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def second(make_officer) -> Officer:
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def collector(make_officer) -> Officer:
    return make_officer(Role.TAX_OFFICER, make.HEZE)


@pytest.fixture
def who(clerk: Officer, collector: Officer) -> Person:
    care.provider(clerk)
    return care.covered(clerk, collector)
