"""Does a year that has only just begun leave the year that officers work in where it is?"""

from collections.abc import Callable

import pytest

from enrollment.operations import dues
from enrollment.queries.reports import latest_year
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_one_enrollment_for_a_later_year_does_not_turn_the_year(make_officer: Callable[..., Officer]) -> None:
    make.places()
    bureau = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    assert latest_year(make.MUDAN) is None
    people = [make.person(bureau) for _turn in range(11)]
    for who in people:
        dues.issue_for(enrollment=make.enrolled(who, bureau, year=2022), on=make.DAY, by=bureau)
    assert latest_year(make.MUDAN) == 2022
    dues.issue_for(enrollment=make.enrolled(people[0], bureau, year=2023), on=make.DAY, by=bureau)
    assert latest_year(make.MUDAN) == 2022
    dues.issue_for(enrollment=make.enrolled(people[1], bureau, year=2023), on=make.DAY, by=bureau)
    assert latest_year(make.MUDAN) == 2023
