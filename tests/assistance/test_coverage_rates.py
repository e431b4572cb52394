"""Is a coverage rate made of entered figures by an entered formula, compared exactly, and ranked place by place?"""

from datetime import date

import pytest
from django.urls import reverse

from assistance.categories.models import PersonCategory
from assistance.public_money.queries.coverage_rates import rates
from policy.terms import Category, Certifier
from policy.topics import Topic
from staff.rules.roles import Role
from tests.assistance import public_money as money

pytestmark = pytest.mark.django_db
COUNTY, OTHER = "140502", "140521"
ON = date(2021, 6, 30)


@pytest.fixture
def jincheng(make_officer) -> money.Treasury:
    found = money.treasury(money.JINCHENG, make_officer, COUNTY, OTHER)
    found.insured(COUNTY, 3, year=2021)
    found.insured(OTHER, 1, year=2021)
    return found


def with_figures(jincheng: money.Treasury, *, residents: dict[str, int]) -> None:
    jincheng.entered("coverage_formula", "+hukou_population-employees_insured", key="2021")
    for place, people in residents.items():
        jincheng.entered("hukou_population", people + 10, key=f"{place}:2021", area=money.JINCHENG)
        jincheng.entered("employees_insured", 10, key=f"{place}:2021", area=money.JINCHENG)


def test_without_a_formula_or_a_figure_the_rate_is_undecided(jincheng) -> None:
    found = rates(money.JINCHENG, coverage_year=2021, on=ON)
    assert found.formula is None and found.whole.rate is None and found.whole.insured == 4
    with_figures(jincheng, residents={COUNTY: 3})
    found = rates(money.JINCHENG, coverage_year=2021, on=ON)
    by_code = {row.code: row for row in found.places}
    assert by_code[COUNTY].denominator.count == 3 and by_code[COUNTY].rate.met is True
    assert by_code[OTHER].denominator.missing == (Topic.HUKOU_POPULATION, Topic.EMPLOYEES_INSURED)
    assert [row.code for row in found.places] == [COUNTY, OTHER], "what is undecided comes last"
    other_year = rates(money.JINCHENG, coverage_year=2022, on=date(2022, 1, 5))
    assert other_year.formula is None and other_year.whole.insured == 0


def test_the_best_comes_first_and_a_hair_below_is_not_met(jincheng) -> None:
    with_figures(jincheng, residents={COUNTY: 4, OTHER: 1, money.JINCHENG: 5})
    found = rates(money.JINCHENG, coverage_year=2021, on=ON)
    assert [(row.code, row.rate.percent, row.rate.met) for row in found.places] == [
        (OTHER, "100", True),
        (COUNTY, "75", False),
    ]
    assert (found.whole.rate.percent, found.whole.rate.short_by) == ("80", 1)


def test_who_holds_a_category_must_be_insured(jincheng, make_officer) -> None:
    [insured] = jincheng.insured(COUNTY, 1, year=2021)
    [uninsured] = jincheng.insured(COUNTY, 1, year=2020)
    for who in (insured, uninsured):
        PersonCategory.objects.create(
            person=who, category=Category("registered_poor"), certifier=Certifier.RURAL_REVITALIZATION,
            document_number="1", from_on=date(2020, 1, 1), division_code=who.division_code, source="test",
        )  # fmt: skip
    found = rates(COUNTY, coverage_year=2021, on=ON).whole.must_insure
    assert (found.numerator, found.denominator, found.met) == (1, 2, False)


def test_the_page_and_the_api(
    jincheng, client_as, api_as, make_officer, django_assert_max_num_queries
) -> None:
    with_figures(jincheng, residents={COUNTY: 4})
    asked = {"division": money.JINCHENG, "coverage_year": 2021, "on": "2021-06-30"}
    url = reverse("assistance:coverage_rates")
    client = client_as(jincheng.maker, language="en")
    with django_assert_max_num_queries(20):
        told = client.get(url, asked).content.decode()
    assert (
        "people with hukou - insured in the employee scheme" in told and "75 %" in told and "not met" in told
    )
    clerk = make_officer(Role.TOWNSHIP_CLERK, f"{COUNTY}001")
    outside = client_as(clerk, language="en").get(url, asked).content.decode()
    assert "75 %" not in outside, "not a division of the clerk"
    found = api_as(jincheng.maker).get("/api/v1/coverage-rates", asked | {"division": COUNTY}).json()
    assert found["whole"]["percent"] == "75" and found["whole"]["met"] is False
    assert found["formula"] == {"plus": ["hukou_population"], "minus": ["employees_insured"]}
    assert api_as(clerk).get("/api/v1/coverage-rates", asked).status_code == 403
