"""Linxia: a registered poor patient lies in the prefecture hospital; who pays what, from the first question to the paper?"""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistance.categories.operations.categories import record_category
from claims.models import Bill, Statement
from claims.operations.providers import register_provider
from enrollment.models import Person
from enrollment.operations.people import document_number
from policy.care import ProviderTier
from policy.terms import Category, Certifier
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax
from tests.journeys.at_desk import Desk

pytestmark = pytest.mark.browser
LINXIA, COUNTY = "622900", "622901"
HOSPITAL = "H62290000001"


@pytest.fixture
def patient(officer: Callable[[Role, str], Officer], it_is: Callable[[str], None], towns: None) -> Person:
    """Registered poor, enrolled in Linxia for 2021, paid in the window of 2020; the hospital is designated."""
    it_is("2020-10-20")
    clerk = officer(Role.COUNTY_BUREAU, COUNTY)
    who = make.person(clerk, "马秀兰", village=make.LINXIA_VILLAGE)
    make.enrolled(who, clerk, year=2021, village=make.LINXIA_VILLAGE, on=date(2020, 10, 20))
    paid = tax.row(who, "L1", paid="2020-10-21 09:00:00", amount="280.00", year=2021, division=COUNTY)
    tax.posted([paid], officer(Role.TAX_OFFICER, LINXIA), area=LINXIA)
    official = officer(Role.CIVIL_AFFAIRS, COUNTY)
    record_category(
        person=who, category=Category("registered_poor"), certifier=Certifier.RURAL_REVITALIZATION,
        document_number="临州扶贫〔2019〕5号", from_on=date(2019, 12, 1), source="desk", on=date(2020, 10, 22), by=official,
    )  # fmt: skip
    register_provider(
        code=HOSPITAL, name="临夏州人民医院", division_code=COUNTY, kept_by=COUNTY, tier=ProviderTier.PREFECTURE,
        from_on=date(2015, 1, 1), document_number="定点〔2015〕1号", on=date(2020, 10, 20), by=clerk,
    )  # fmt: skip
    return who


def test_a_registered_poor_inpatient_from_eligibility_to_the_printed_statement(
    patient: Person, sits_down: Callable[..., Desk], it_is: Callable[[str], None]
) -> None:
    it_is("2021-05-20")
    desk = sits_down(Role.COUNTY_BUREAU, COUNTY)

    # Is she covered on the day she was discharged?
    desk.opens("Eligibility")
    desk.fills(number=document_number(patient), service_on="2021-05-18")
    desk.page.locator("main form[method=post] button[type=submit]").first.click()
    expect(desk.page.locator("main")).to_contain_text("LX-4.4d")

    # The bill: 6,000 yuan inside the policy scope, 200 first-pay, 300 outside.
    desk.opens("Bills")
    desk.follows("Enter a bill")
    desk.fills(
        document_number=document_number(patient), provider_code=HOSPITAL, number="ZY20210518", setting="inpatient",
        admitted_on="2021-05-10", discharged_on="2021-05-18", diagnosis_code="K35.900", diagnosis_name="急性阑尾炎",
        referral="yes", bill_total="6500.00",
    )  # fmt: skip
    desk.fills(**{"line-0-item_class": "B", "line-0-item_name": "住院费用", "line-0-eligible_fen": "6000.00",
                  "line-0-first_pay_fen": "200.00"})  # fmt: skip
    desk.fills(
        **{"line-1-item_class": "C", "line-1-item_name": "自费用品", "line-1-non_covered_fen": "300.00"}
    )
    desk.presses("Enter the bill")

    main = desk.page.locator("main")
    desk.presses("Settle")
    settled = main.locator("#settlement [data-preview=no]")
    expect(settled).to_contain_text("4,500.00")  # 75 %, no deductible: LX-4.12.2
    expect(settled).to_contain_text("600.00")  # up to 85 %: LX-4.12.2d
    expect(main.get_by_test_id("limits")).to_contain_text("75,500.00")  # left of 80,000 a year
    statement = Statement.objects.get(bill=Bill.objects.get(number="ZY20210518"))
    assert (statement.basic_fen, statement.top_up_fen, statement.person_fen) == (450_000, 60_000, 140_000)

    # The paper to take home, in plain words.
    desk.follows("Statement")
    article = desk.page.locator("article.notice")
    expect(article).to_contain_text("1,400.00")
    for clause in ("LX-4.12.2b", "LX-4.12.2d"):
        expect(article).to_contain_text(clause)
    desk.page.emulate_media(media="print")
    expect(article).to_be_visible()
    if folder := os.environ.get("CANBAO_PICTURES"):
        desk.page.screenshot(path=Path(folder) / "statement.png", full_page=True)
