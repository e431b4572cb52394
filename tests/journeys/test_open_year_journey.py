"""A new coverage year comes: do two officers open it in a browser, and is the due of a newborn then quoted as decided?

Document numbers are invented, as the marks in them say.
"""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import FilePayload, expect

from enrollment.models import Enrollment, OpenedYear
from enrollment.operations import dues
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.case_desk import png
from tests.journeys.desk import Desk
from tests.pipeline.tax_desk import assert_ledger_holds

pytestmark = pytest.mark.browser
NOTICE = "示例医保发〔2026〕1号（演示）"


def test_2027_is_opened_for_heze(
    officer: Callable[[Role, str], Officer], sits_down: Callable[..., Desk], it_is: Callable[[str], None]
) -> None:
    it_is("2026-11-30")
    clerk = officer(Role.COUNTY_BUREAU, make.HEZE)
    child = make.household(
        clerk, make.member("head", "张小宝", born_on=date(2026, 11, 2)), on=date(2026, 11, 20)
    ).head
    assert child is not None
    enrolled = Enrollment.objects.create(
        person=child, area=make.HEZE, coverage_year=2027, division_code=make.VILLAGE, basis="hukou", group="minor",
        enrolled_on=date(2026, 11, 20),
    )  # fmt: skip
    dues.issue_for(enrollment=enrolled, on=date(2026, 11, 20), by=clerk)
    person = f"/people/{child.pk}/dues?coverage_year=2027&paid_on=2027-04-01"

    desk = sits_down(Role.CITY_BUREAU, make.HEZE, width=1366, height=900)
    desk.page.goto(person)
    expect(desk.page.locator("main")).to_contain_text("2027年度尚未开放，不收取费用")

    desk.opens("Coverage years")
    desk.fills(area=make.HEZE, coverage_year="2027")
    desk.presses("Begin")
    expect(desk.page.locator("main")).to_contain_text("2027 年度尚未开放")
    answers(desk, "contribution.individual", "entered", section="1", **{"row0-amount": "420元"})
    expect(desk.page.locator("main .invalid-feedback").first).to_contain_text("420元")
    desk.fills(**{"row0-amount": "420"})
    desk.page.locator("[name=scan]").set_input_files(
        FilePayload(name="通知.png", mimeType="image/png", buffer=png())
    )
    desk.page.locator("button[value=entered]").click()
    answers(
        desk, "window.regular", "entered", section="2", **{
            "row0-opens_year": "before", "row0-opens_month": "09", "row0-opens_day": "01", "row0-closes_year": "before",
            "row0-closes_month": "12", "row0-closes_day": "end",
        },
    )  # fmt: skip
    for question in ("newborn.within", "newborn.later", "newborn.next_year"):
        answers(desk, question, "carried", section="4")
    how = {row: desk.page.locator(f"[data-question='{row}']").get_attribute("data-how") for row in (
        "contribution.individual", "newborn.within", "waiting.ordinary", "subsidy.rule",
    )}  # fmt: skip
    assert list(how.values()) == ["entered", "carried", "stated", "undecided"]
    desk.page.locator("button[value=propose]").click()
    expect(desk.shown("year-state")).to_have_attribute("data-state", "proposed")
    expect(desk.page.locator("button[value=approve]")).to_have_count(0)

    other = sits_down(Role.CITY_BUREAU, "370000", language="en", width=390, height=844)
    other.page.goto(f"/years/{OpenedYear.objects.get().pk}/")
    expect(other.page.locator("[data-question='contribution.individual']")).to_contain_text("420.00")
    assert other.page.evaluate("document.documentElement.scrollWidth") <= 390
    other.page.locator("button[value=approve]").click()
    expect(other.shown("year-state")).to_have_attribute("data-state", "open")

    issued = dues.issue(area=make.HEZE, coverage_year=2027, on=date(2026, 11, 30), by=clerk)
    assert issued.priced_again == 1
    desk.page.goto(person)
    expect(desk.page.locator("main")).to_contain_text("420.00")
    assert "尚未开放" not in desk.main_text() and "Y2027A-1" in desk.page.content()
    assert_ledger_holds()


def answers(desk: Desk, question: str, how: str, *, section: str, **fields: str) -> None:
    """Open the question, name the document, fill the fields, press the button."""
    desk.page.goto(f"/years/{OpenedYear.objects.get().pk}/questions/{question}")
    desk.fills(document_number=NOTICE, section=section, issued_on="2026-09-01", **fields)
    desk.page.locator(f"button[value={how}]").click()
