"""What becomes of payments that nobody could post: undecided by the notice, unknown, under another name?"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from enrollment.operations.people import document_number
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.journeys.at_desk import Desk
from tests.journeys.conftest import LANZHOU_VILLAGE
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
    decision = bureau.chooses("decide")
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


def test_an_unknown_payer_is_registered_and_enrolled_and_the_line_is_posted_again(
    sits_down: Callable[..., Desk], it_is: Callable[[str], None], worker: object
) -> None:
    it_is("2021-11-02")
    number = make.resident_number()
    tax = sits_down(Role.TAX_OFFICER, make.HEZE)
    tax.sends_and_waits(line(number, name="郑浩然"), area=make.HEZE)
    assert tax.outcomes() == {"unknown_person": 1}

    # The clerk has the card in hand: registers, enrolls, and takes the line up again.
    clerk = sits_down(Role.COUNTY_BUREAU, make.MUDAN)
    clerk.opens("Exceptions")
    clerk.page.locator("main table tbody a").first.click()
    held = clerk.page.url
    clerk.follows("Register, then post again")
    clerk.fills(
        **{"division_code": make.VILLAGE, "members-0-name": "郑浩然", "members-0-document_number": number}
    )
    clerk.presses("Register")
    expect(clerk.page).to_have_url(held)
    clerk.follows("Enroll, then post again")
    clerk.presses("Enroll")
    expect(clerk.page).to_have_url(held)
    expect(clerk.page.locator("main")).to_contain_text("320.00")
    again = clerk.chooses("post_again")
    clerk.fills(reason="已核对身份证并登记")
    again.get_by_role("button").click()
    expect(clerk.page.locator(".messages .alert-success")).to_be_visible()
    clerk.finds_person(number)
    assert clerk.reads_days("cover") == ["2022-01-01", "2022-12-31"]


def test_a_name_written_otherwise_is_accepted_with_a_reason(
    officer: Callable[[Role, str], Officer],
    sits_down: Callable[..., Desk],
    it_is: Callable[[str], None],
    worker: object,
) -> None:
    it_is("2021-11-02")
    registrar = officer(Role.COUNTY_BUREAU, make.MUDAN)
    who = make.person(registrar, "张玮")
    make.enrolled(who, registrar)
    sits_down(Role.TAX_OFFICER, make.HEZE).sends_and_waits(line(who, name="张伟"), area=make.HEZE)

    # Both names stand beside each other.
    clerk = sits_down(Role.COUNTY_BUREAU, make.MUDAN)
    clerk.opens("Exceptions")
    clerk.page.locator("main table tbody a").first.click()
    assert "张伟" in clerk.main_text() and "张玮" in clerk.main_text()
    accepted = clerk.chooses("accept_name")
    clerk.fills(reason="与本人核对，银行录入有误")
    accepted.get_by_role("button").click()
    expect(clerk.page.locator(".messages .alert-success")).to_be_visible()
    expect(clerk.page.locator("main")).to_contain_text("与本人核对，银行录入有误")
    clerk.finds_person(document_number(who))
    assert clerk.reads("credited") == "320.00"
