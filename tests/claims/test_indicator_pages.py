"""Does the page of indicators open where bills were settled, with a name and an alarm for what is beyond the lines?"""

from datetime import date

import pytest
from django.urls import reverse

from claims.operations import settlement
from claims.queries.fund_pictures import income_and_spending
from claims.queries.indicators import Money
from pictures.kinds import Tone
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests.claims.test_settlement import visit

db = pytest.mark.django_db(transaction=True)


@db
def test_it_opens_where_bills_were_settled_and_alarms(clerk, who, client_as, make_officer) -> None:
    client = client_as(make_officer(Role.CITY_BUREAU, "370000"))
    page = client.get(reverse("claims:indicators"))
    assert page.context["form"].data["year"] == date.today().year
    settlement.settle(bill=visit(who, clerk, "V1", 12_000), on=care.ON, by=clerk)
    page = client.get(reverse("claims:indicators"))
    assert page.context["form"].data == {"area": make.HEZE, "year": 2022} and page.context["found"].bills == 1


@db
def test_a_year_without_bills_gives_no_ratio_of_nothing(clerk, client_as) -> None:
    html = (
        client_as(clerk).get(reverse("claims:indicators"), {"area": make.HEZE, "year": 2021}).content.decode()
    )
    assert "没有可计算的比例" in html and 'data-testid="actual"' not in html


@pytest.mark.parametrize(("spent", "tone"), [(84_00, Tone.GOOD), (85_00, Tone.HELD), (100_00, Tone.BAD)])
def test_spending_is_drawn_beside_the_lines_of_its_income(spent: int, tone: Tone) -> None:
    picture = income_and_spending(Money(60_00, 40_00, spent), (85, 100))
    assert [mark.value for mark in picture.marks] == [85_00, 100_00]
    assert picture.parts[2].tone is tone and picture.rows[1].total == spent
    assert income_and_spending(Money(0, 0, 1), (85, 100)).marks == ()
