"""Does a poor woman who missed the window get her case approved at four desks, and does her page say what changed and why?"""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import FilePayload, expect

from enrollment.models import Person
from enrollment.operations.people import document_number
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.case_desk import png
from tests.journeys.at_desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOWNSHIP = "371702001"
Sit = Callable[..., Desk]


@pytest.fixture
def late_woman(officer: Callable[[Role, str], Officer]) -> Person:
    """Enrolled in time for 2022 in Heze, not paid; in July she is asked for both parts."""
    bureau = officer(Role.COUNTY_BUREAU, make.MUDAN)
    who = make.person(bureau, "李秀英", male=False)
    make.enrolled(who, bureau, on=date(2021, 10, 20))
    return who


@pytest.fixture
def second_official(make_officer: Callable[..., Officer], towns: None) -> Officer:
    return make_officer(Role.CIVIL_AFFAIRS, make.MUDAN)


def does(desk: Desk, move: str, **fields: str) -> None:
    """One of the moves of the case on the screen."""
    form = desk.page.locator(f"[data-move={move}]")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator(f"button[value={move}]").click()


def state_of(desk: Desk) -> str:
    return desk.shown("case-state").get_attribute("data-state") or ""


def test_a_case_from_the_counter_to_the_changed_due(
    late_woman: Person,
    second_official: Officer,
    sits_down: Sit,
    make_page: Callable[..., object],
    it_is: Callable[[str], None],
) -> None:
    it_is("2022-07-05")
    number = document_number(late_woman)

    # She is asked for 900 yuan and would wait a month.
    clerk = sits_down(Role.TOWNSHIP_CLERK, TOWNSHIP)
    clerk.finds_person(number)
    expect(clerk.shown("quote-due")).to_have_text("900.00")
    her_page = clerk.page.url

    # The clerk opens a case, attaches the photograph of her certificate, submits.
    block = clerk.page.locator("#person-cases")
    block.get_by_role("button").click()
    block.get_by_role("link", name=re.compile("本人申请")).click()
    clerk.fills(
        category="dibao", certifier="civil_affairs", document_number="菏牡低保证〔2022〕88号", from_on="2022-07-05",
        coverage_year="2022", reason="丈夫患病，家庭收入低于低保标准",
    )  # fmt: skip
    clerk.presses("Open the case")
    clerk.page.wait_for_url(re.compile(r"/cases/\d+/$"))
    case_page = clerk.page.url
    clerk.fills(title="低保证")
    clerk.page.locator("[name=file]").set_input_files(
        FilePayload(name="IMG_0001.png", mimeType="image/png", buffer=png(800, 600))
    )
    clerk.presses("Attach")
    expect(clerk.page.locator("main")).to_contain_text("IMG_0001.png")
    does(clerk, "submit")
    assert state_of(clerk) == "submitted"
    assert clerk.reads("amount").startswith("96.00")

    # The civil-affairs official finds it in the queue, returns it once, then accepts and verifies it.
    official = sits_down(Role.CIVIL_AFFAIRS, make.MUDAN)
    official.opens("My queue")
    official.page.locator("tr[data-row] a").first.click()
    does(official, "return", reason_code="no_income", reason="请补收入证明")
    clerk.opens("My queue")
    clerk.page.locator("tr[data-row] a").first.click()
    expect(clerk.page.locator("#history")).to_contain_text("退回补正：缺收入或财产证明；请补收入证明")
    clerk.fills(title="收入证明")
    clerk.page.locator("[name=file]").set_input_files(
        FilePayload(name="收入.png", mimeType="image/png", buffer=png(801, 600))
    )
    clerk.presses("Attach")
    does(clerk, "submit")
    official.page.goto(case_page)
    does(official, "accept")
    does(official, "verify")
    assert state_of(official) == "verified"
    expect(official.page.locator("[data-move=approve]")).to_have_count(0)
    expect(official.page.locator("main")).to_contain_text("须由他人批准")

    # Another official approves: her late due is the individual part alone, and nobody waits.
    other = Desk(make_page(second_official))  # type: ignore[arg-type]
    other.opens("My queue")
    other.page.locator("tr[data-row] a").first.click()
    does(other, "approve", reason="与民政系统核对一致")
    assert state_of(other) == "approved"
    before, after = other.shown("before"), other.shown("after")
    expect(before.locator("[data-field=to-pay]")).to_have_text("900.00")
    expect(after.locator("[data-field=to-pay]")).to_have_text("320.00")
    expect(before.locator("[data-field=waiting]")).to_contain_text("2022-07-06")
    expect(after.locator("[data-field=waiting]")).to_have_text(other.word("none"))

    # The printed decision names the clauses.
    other.follows("Written decision")
    expect(other.page.get_by_role("heading", level=1).last).to_have_text("批准告知书")
    expect(other.page.locator("article")).to_contain_text("HZ-2.2h")
    expect(other.page.locator("article")).to_contain_text("HZ-3.2b")

    # Her own page says the same at the desk.
    clerk.page.goto(her_page)
    expect(clerk.shown("quote-due")).to_have_text("320.00")
    text = clerk.main_text()
    assert "HZ-2.2h" in text and "HZ-2.2i" in text and "低保对象" in text
    expect(clerk.page.locator("#person-cases")).to_contain_text("已批准")
