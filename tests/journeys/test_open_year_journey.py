"""A new coverage year comes: do two officers open it in a browser, and is it then collected for as they said?

A newborn is quoted as decided. A late payer who missed three years sees both ways to pay, repairs two years by tax file, and is
covered on the right day. Document numbers are invented, as the marks in them say.
"""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import FilePayload, expect

from enrollment.models import Coverage, Enrollment, OpenedYear, PaymentFile
from enrollment.operations import dues
from intake.operations import jobs
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.case_desk import png
from tests.journeys.at_desk import Desk
from tests.pipeline.tax_desk import assert_ledger_holds, line

pytestmark = pytest.mark.browser
NOTICE, FIGURES = "示例医保发〔2026〕1号（演示）", "示例鲁医保发〔2026〕2号（演示）"


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
    for question in (
        "newborn.within",
        "newborn.later",
        "newborn.next_year",
        "catch_up.price",
        "catch_up.fiscal_part",
    ):
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
    assert "尚未开放" not in desk.main_text()
    desk.page.get_by_role("link", name="371700Y2027A-1", exact=True).first.click()
    expect(desk.shown("origin").first).to_contain_text(NOTICE)
    expect(desk.shown("origin").first).to_contain_text("420.00")
    desk.page.goto("/clauses/?q=420.00&area=371700")
    expect(desk.page.locator("main table")).to_contain_text("371700Y2027A-1")
    assert_ledger_holds()

    # What the papers of the whole country leave to an office is entered by one officer and approved by the other.
    for topic, key, value in (
        ("missed_years_from", "", "2024"),
        ("repair_at_individual_amount", "", "yes"),
        ("waiting_least", "4", "6"),
    ):
        enters_figure(desk, other, topic, key, value)
    pays_late(officer, sits_down, it_is)


def enters_figure(desk: Desk, other: Desk, topic: str, key: str, value: str) -> None:
    """The figure that an office states, under a document of its own."""
    desk.page.goto(f"/parameters/enter/{topic}")
    given = {"area": make.HEZE, "value": value, "from_on": "2026-10-01", "document_number": FIGURES} | (
        {"key": key} if key else {}
    )
    desk.fills(**given)
    desk.presses("Enter")
    desk.page.wait_for_url(re.compile(r"/parameters/\d+/$"))
    other.page.once("dialog", lambda asked: asked.accept())
    other.page.goto(desk.page.url)
    other.page.locator("button[value=approve]").click()
    expect(other.page.locator("main")).to_contain_text("Approved by")


def pays_late(
    officer: Callable[[Role, str], Officer], sits_down: Callable[..., Desk], it_is: Callable[[str], None]
) -> None:
    """Missed 2024 to 2026, shown by a document; pays on 15 March 2027."""
    clerk = officer(Role.COUNTY_BUREAU, make.HEZE)
    who = make.person(clerk, "周桂兰")
    make.enrolled(who, clerk, year=2027, on=date(2026, 11, 20))
    it_is("2027-03-20")
    desk, second = sits_down(Role.COUNTY_BUREAU, make.MUDAN), sits_down(Role.COUNTY_BUREAU, make.HEZE)
    page = f"/people/{who.pk}/dues?coverage_year=2027&paid_on=2027-03-15"
    desk.page.goto(page)
    expect(desk.page.locator("main")).to_contain_text("须凭参保凭证")
    desk.page.goto(f"/people/{who.pk}/evidence/new")
    desk.fills(
        scheme="nowhere",
        from_on="2024-01-01",
        last_day="2026-12-31",
        document_number="示例证〔2027〕1号（演示）",
    )
    desk.presses("Enter")
    second.page.goto(f"/people/{who.pk}/evidence/")
    second.page.locator("button[value=confirm]").click()
    # Two ways at least: 3 + (3 - 1) months without, one less for each repaired year (N38-2a to c).
    ways = ["420.00|2027-08-16", "840.00|2027-07-16", "1,260.00|2027-06-16"]
    for shown in (page, page.replace("/dues?", "/notice?")):
        desk.page.goto(shown)
        rows = [row.locator("td").all_inner_texts() for row in desk.shown("ways").locator("tbody tr").all()]
        assert ["|".join(cell.strip() for cell in row[1:]) for row in rows] == ways, shown

    tax = sits_down(Role.TAX_OFFICER, make.HEZE)
    paid = [line(who, "420.00", "2027-03-15 09:00:00", year="2027")]
    paid += [
        line(who, "420.00", "2027-03-15 09:00:00", year=year, kind="断保修复") for year in ("2025", "2026")
    ]
    tax.sends_tax_file(paid, area=make.HEZE, count=3, yuan="1260.00")
    jobs.work_on(PaymentFile.objects.get())
    tax.waits_until_posted()
    assert tax.outcomes() == {"posted_in_full": 3}
    desk.page.goto(page)
    assert desk.reads_days("cover") == ["2027-06-16", "2027-12-31"]
    cover = Coverage.objects.get(person=who)
    assert (cover.waiting_from, cover.cover_from) == (date(2027, 3, 16), date(2027, 6, 16))
    assert_ledger_holds()


def answers(desk: Desk, question: str, how: str, *, section: str, **fields: str) -> None:
    """Open the question, name the document, fill the fields, press the button."""
    desk.page.goto(f"/years/{OpenedYear.objects.get().pk}/questions/{question}")
    desk.fills(document_number=NOTICE, section=section, issued_on="2026-09-01", **fields)
    desk.page.locator(f"button[value={how}]").click()
