"""Lanzhou: the notice does not say what a late payer owes. Who decides, and what does the clerk read afterwards?"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from enrollment.operations.people import document_number
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.journeys.conftest import LANZHOU_VILLAGE
from tests.journeys.desk import Desk
from tests.pipeline.tax_desk import line

pytestmark = [pytest.mark.browser, pytest.mark.worker]
LANZHOU, CHENGGUAN = "620100", "620102"
DOCUMENT = "兰医保函〔2021〕15号"


def test_a_late_payer_of_lanzhou_is_held_until_the_bureau_decides(
    officer: Callable[[Role, str], Officer],
    sits_down: Callable[..., Desk],
    it_is: Callable[[str], None],
    worker: object,
) -> None:
    it_is("2020-11-10")
    registrar = officer(Role.COUNTY_BUREAU, CHENGGUAN)
    who = make.person(registrar, "杨军", village=LANZHOU_VILLAGE)
    make.enrolled(who, registrar, year=2021, village=LANZHOU_VILLAGE)

    # Paid in March, when the window had closed: nothing is posted, nothing is lost.
    it_is("2021-03-22")
    paid = line(who, "280.00", "2021-03-18 10:04:34", division=CHENGGUAN, year="2021")
    tax = sits_down(Role.TAX_OFFICER, LANZHOU)
    tax.sends_and_waits(paid, area=LANZHOU)
    assert tax.outcomes() == {"no_rule": 1}

    # It waits in the queue, with what is missing and who could decide it.
    bureau = sits_down(Role.CITY_BUREAU, LANZHOU)
    bureau.opens("Exceptions")
    waiting = bureau.page.locator("main table tbody tr")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("杨军")
    waiting.get_by_role("link").first.click()
    said = bureau.main_text()
    assert "缴费期结束后能否补缴、补缴金额和待遇开始日" in said and "GS-6.2b" in said
    assert "统筹地区医疗保障局、财政局、税务局" in said

    # Without a document nothing is decided.
    decision = bureau.page.locator("[data-action=decide]")
    if decision.get_attribute("open") is None:
        decision.locator("summary").click()
    bureau.fills(amount_fen="280.00", cover_from="2021-04-01", cover_to="2021-12-31", reason="市局会议纪要")
    decision.get_by_role("button").click()
    assert decision.locator("[name=document_number]").evaluate("field => field.validity.valueMissing")
    bureau.fills(document_number=DOCUMENT)
    decision.get_by_role("button").click()
    expect(bureau.page.locator(".messages .alert-success")).to_be_visible()
    expect(bureau.page.locator("main")).to_contain_text(DOCUMENT)
    bureau.opens("Exceptions")
    expect(bureau.page.locator("main table tbody tr")).to_have_count(0)

    # The clerk reads cover and decision at the person.
    clerk = sits_down(Role.COUNTY_BUREAU, CHENGGUAN)
    clerk.finds_person(document_number(who))
    assert (clerk.reads("charged"), clerk.reads("credited")) == ("280.00", "280.00")
    assert clerk.reads_days("cover") == ["2021-04-01", "2021-12-31"]
    reasons = clerk.reads_reasons()
    assert re.search(f"依据{DOCUMENT}决定：应缴280.00元", reasons) and "市局会议纪要" in reasons
