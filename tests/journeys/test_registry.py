"""Do a newborn of Linxia and a village's household list find their way from the desk to cover?"""

import csv
import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from enrollment.operations.people import document_number
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.journeys.at_desk import PATIENCE, Desk
from tests.pipeline.tax_desk import line

pytestmark = [pytest.mark.browser, pytest.mark.worker]
LINXIA, LINXIA_CITY = "622900", "622901"
CERTIFICATE = "S622900118"


def test_a_newborn_of_linxia_is_covered_from_birth_and_stays_one_person(
    officer: Callable[[Role, str], Officer],
    sits_down: Callable[..., Desk],
    it_is: Callable[[str], None],
    worker: object,
) -> None:
    it_is("2018-06-20")
    mother = make.household(
        officer(Role.COUNTY_BUREAU, LINXIA_CITY),
        make.member("head", "马海车", male=False, village=make.LINXIA_VILLAGE),
        village=make.LINXIA_VILLAGE,
    ).head
    assert mother is not None

    # Born on 5 March without a number yet: registered by birth certificate, under its mother.
    clerk = sits_down(Role.COUNTY_BUREAU, LINXIA_CITY)
    clerk.finds_person(document_number(mother))
    clerk.page.locator("main a[href^='/households/']").first.click()
    clerk.follows("Newborn")
    clerk.fills(
        relationship="son", name="马艾沙", document_number=CERTIFICATE, born_on="2018-03-05", sex="male",
        mother_number=document_number(mother),
    )  # fmt: skip
    clerk.presses("Register")
    clerk.page.wait_for_url(re.compile(r"/people/\d+/$"))
    child = clerk.page.url
    expect(clerk.page.locator("main")).to_contain_text("马海车")  # the mother

    clerk.follows("Enroll")
    clerk.fills(coverage_year="2018")
    clerk.presses("Enroll")
    clerk.page.wait_for_url(child)
    assert clerk.reads_days("cover") == []
    expect(clerk.shown("quote-due")).to_have_text("180.00")

    # The parents pay under the certificate number within six months.
    it_is("2018-07-03")
    paid = line(
        CERTIFICATE, "180.00", "2018-07-01 16:00:00", name="马艾沙", division=LINXIA_CITY, year="2018"
    )
    sits_down(Role.TAX_OFFICER, LINXIA).sends_and_waits(paid, area=LINXIA)
    clerk = sits_down(Role.COUNTY_BUREAU, LINXIA_CITY)
    clerk.page.goto(child)
    assert (clerk.reads("charged"), clerk.reads("credited")) == ("180.00", "180.00")
    assert clerk.reads_days("cover") == ["2018-03-05", "2018-12-31"]
    assert "LX-4.5a" in clerk.reads_reasons()

    # In autumn the child has its number. Both numbers lead to the same person, whose cover did not change.
    it_is("2018-11-05")
    number = make.resident_number(date(2018, 3, 5), county="622901")
    clerk = sits_down(Role.COUNTY_BUREAU, LINXIA_CITY)
    clerk.page.goto(child)
    clerk.presses("Change")
    clerk.follows("Replace document number")
    clerk.fills(document_number=number, reason="户口簿登记")
    clerk.presses("Replace")
    for known_by in (number, CERTIFICATE):
        clerk.finds_person(known_by)
        assert clerk.page.url == child
        assert clerk.reads_days("cover") == ["2018-03-05", "2018-12-31"]


def test_a_household_list_is_looked_at_before_it_is_written(
    officer: Callable[[Role, str], Officer],
    sits_down: Callable[..., Desk],
    it_is: Callable[[str], None],
    worker: object,
) -> None:
    it_is("2021-10-10")
    people = [
        ("001", "户主", "张建国", make.resident_number(date(1970, 2, 1))),
        ("001", "配偶", "李秀英", make.resident_number(date(1972, 3, 1), male=False)),
        ("001", "子", "张𠮷", make.resident_number(date(2010, 4, 1))),
        ("002", "户主", "阿依古丽·买买提", make.resident_number(date(1985, 5, 1), male=False)),
    ]
    text = io.StringIO()
    rows = [["户编号", "与户主关系", "姓名", "证件号码", "居住地区划"]]
    csv.writer(text).writerows([*rows, *[[*person, make.VILLAGE] for person in people]])

    # The clerk sends the list and sees what it would change.
    clerk = sits_down(Role.COUNTY_BUREAU, make.MUDAN)
    clerk.opens("Household lists")
    clerk.attaches("牡丹区.csv", text.getvalue().encode())
    clerk.fills(area=make.MUDAN, coverage_year="2022")
    clerk.presses("Upload and check")
    confirm = clerk.page.locator("[data-move=confirm]")
    expect(confirm).to_be_visible(timeout=PATIENCE)
    figures = clerk.page.locator("#preview .datagrid").inner_text().split()
    assert figures.count("4") == 2  # people on the list, new
    listed = clerk.page.url
    clerk.finds_nobody(people[0][3])

    # Only then is it written; everybody is enrolled and the dues are issued.
    clerk.page.goto(listed)
    confirm.click()
    written = clerk.page.locator("#file-progress .badge.bg-success-lt")
    expect(written).to_be_visible(timeout=PATIENCE)
    clerk.finds_person(people[3][3])
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("阿依古丽·买买提")
    assert (clerk.reads("charged"), clerk.reads("outstanding")) == ("320.00", "320.00")
    clerk.finds_person(people[2][3])
    clerk.page.locator("main a[href^='/households/']").first.click()
    members = clerk.page.locator("main table tbody tr")
    expect(members).to_have_count(3)
    for member in members.all():
        expect(member).to_contain_text("320.00")
