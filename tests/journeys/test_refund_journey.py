"""Heze: how does the money of somebody who died before the year began go back, from the death to the tax bureau's answer?"""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from enrollment.models import RefundList
from enrollment.operations.people import document_number
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.case_desk import png
from tests.enrollment.refund_desk import answer_file
from tests.journeys.at_desk import PATIENCE, Desk
from tests.pipeline.tax_desk import assert_ledger_holds, line

pytestmark = [pytest.mark.browser, pytest.mark.worker]
HEZE, MUDAN = make.HEZE, make.MUDAN


def test_who_died_before_the_year_gets_the_contribution_back(
    officer: Callable[[Role, str], Officer],
    sits_down: Callable[..., Desk],
    it_is: Callable[[str], None],
    worker: object,
) -> None:
    it_is("2021-10-08")
    bureau = officer(Role.COUNTY_BUREAU, MUDAN)
    who = make.person(bureau, "周桂兰")
    make.enrolled(who, bureau)
    it_is("2021-11-02")
    paid = line(who, paid_at="2021-10-25 09:30:00")
    sits_down(Role.TAX_OFFICER, HEZE).sends_and_waits(paid, area=HEZE)

    # The family reports the death; the money is held at once, and stands in the list of refunds.
    it_is("2021-12-05")
    clerk = sits_down(Role.COUNTY_BUREAU, MUDAN)
    clerk.finds_person(document_number(who))
    clerk.page.goto(f"{clerk.page.url}death")
    clerk.fills(died_on="2021-11-30", document="死亡医学证明2021-118")
    clerk.page.locator("main form[method=post] button[type=submit]").click()
    clerk.opens("Refunds")
    row = clerk.page.locator("#refunds tbody tr", has_text="周桂兰")
    expect(row).to_contain_text("待申请")
    row.get_by_role("link").first.click()
    clerk.follows("Turn into an application")
    clerk.fills(payee="周小军", payee_account="6217 0000 1111 2222 333", payee_relation="女婿")
    clerk.presses("Apply")
    clerk.page.wait_for_url(re.compile(r"/refunds/\d+/$"))
    assert "N21-16" in clerk.main_text() and "2333" in clerk.main_text() and "6217" not in clerk.main_text()
    expect(clerk.page.locator("[data-move=approve]")).to_have_count(0)  # not by who asked

    # Another officer decides; without a proof of whose account it is nothing is approved.
    city = sits_down(Role.CITY_BUREAU, HEZE)
    _opens_the_refund(city)
    _approves(city)
    expect(city.page.get_by_text("没有上传证明材料")).to_be_visible()
    clerk.attaches("户口簿.png", png())
    clerk.fills(title="户口簿")
    clerk.presses("Attach")
    expect(clerk.page.get_by_role("link", name="户口簿")).to_be_visible()
    _opens_the_refund(city)
    _approves(city)
    expect(city.page.get_by_role("heading", level=1)).to_contain_text("已复核待报送")
    city.follows("Letter")
    assert "退费告知书" in city.main_text() and "320.00" in city.main_text()
    city.opens("Refunds")
    city.fills(area=HEZE)
    city.presses("Put all approved refunds on a list")
    expect(city.page.locator("#lines tbody tr")).to_contain_text("已报税务部门")

    # The tax bureau pays, and says so in its own file.
    it_is("2021-12-20")
    tax = sits_down(Role.TAX_OFFICER, HEZE)
    tax.opens("Refunds")
    listed = RefundList.objects.get()
    tax.follows(listed.number)
    tax.attaches("答复.csv", answer_file(listed, day=date(2021, 12, 18)))
    tax.presses("Upload")
    expect(tax.page.locator("#answers")).to_be_visible(timeout=PATIENCE)
    for _ in range(20):
        if "已退费 2021-12-18" in tax.main_text():
            break
        tax.page.wait_for_timeout(500)
        tax.page.reload()
    assert "已退费 2021-12-18" in tax.main_text()

    # The person's page shows it.
    clerk = sits_down(Role.COUNTY_BUREAU, MUDAN)
    clerk.finds_person(document_number(who))
    expect(clerk.page.locator("#refunds")).to_contain_text("已退费")
    assert_ledger_holds()


def _opens_the_refund(desk: Desk) -> None:
    desk.opens("Refunds")
    desk.page.locator("#refunds tbody tr", has_text="周桂兰").get_by_role("link").first.click()


def _approves(desk: Desk) -> None:
    desk.page.locator("[data-move=approve] summary").click()
    desk.page.locator("[data-move=approve] button").click()
