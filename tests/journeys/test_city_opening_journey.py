"""A city that has no folder opens its first year in a browser from its files: do a quote and a bill come out as in its worked cases?

The city is that of `tests/cases/books/made_up_city`: hospitals by class, joint limits, waits that depend on missed years. Only its
province is in the book. Its documents are made up.
"""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from claims.models import Statement
from enrollment.models import Coverage, OpenedYear
from enrollment.operations.people import document_number
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.case_desk import png
from tests.enrollment import later_years as late
from tests.journeys.at_desk import Desk
from tests.pipeline.tax_desk import TaxDesk, assert_ledger_holds, line

pytestmark = pytest.mark.browser
BOOK = Path(__file__).parents[1] / "cases" / "books" / "made_up_city"
CITY, COUNTY, VILLAGE = "990100", "990101", "990101001001"
HOSPITAL = "H99010100001"


def test_a_city_without_a_folder_is_opened_from_its_files(
    officer: Callable[[Role, str], Officer],
    sits_down: Callable[..., Desk],
    it_is: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    shutil.copytree(BOOK / "990000", tmp_path / "990000")
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))
    make.places(VILLAGE)
    it_is("2026-11-30")
    desk = sits_down(Role.CITY_BUREAU, CITY)
    desk.opens("Coverage years")
    desk.fills(area=CITY, coverage_year="2027")
    desk.presses("Begin")
    desk.follows("Policy files and scans")
    scan = FilePayload(name="通知.png", mimeType="image/png", buffer=png())
    files = [
        FilePayload(name=path.name, mimeType="application/toml", buffer=path.read_bytes())
        for path in sorted((BOOK / CITY).iterdir())
    ]
    wrong = FilePayload(name="window.toml", mimeType="application/toml", buffer=b"[[regular]]\nopens = 3\n")
    desk.page.locator("[name=tables]").set_input_files([wrong])
    desk.presses("Take over")
    expect(desk.page.locator(".error-summary")).to_contain_text("window.toml")
    desk.page.locator("[name=tables]").set_input_files(files)
    desk.presses("Take over")
    expect(desk.page.locator("[data-question='area.tiers']")).to_contain_text("二级")
    desk.page.locator("button[value=propose]").click()
    expect(desk.page.locator("main")).to_contain_text("没有扫描件")
    for _ in range(2):  # the document on care and that on contributions
        desk.follows("Policy files and scans")
        desk.page.locator("form[data-document] [name=scan]").first.set_input_files(scan)
        desk.presses("Attach")
        desk.page.goto(f"/years/{OpenedYear.objects.get().pk}/")
    desk.page.locator("button[value=propose]").click()
    expect(desk.shown("year-state")).to_have_attribute("data-state", "proposed")

    other = sits_down(Role.CITY_BUREAU, "990000", language="en", width=390, height=844)
    other.page.goto(desk.page.url)
    other.page.locator("button[value=approve]").click()
    expect(other.shown("year-state")).to_have_attribute("data-state", "open")

    # Case M01: missed 2025 and 2026, paid in March: 3 + (2 - 1) months; one year repaired for another 430 takes one off.
    bureau, second = officer(Role.COUNTY_BUREAU, COUNTY), officer(Role.COUNTY_BUREAU, CITY)
    poor, well = (make.person(bureau, name, village=VILLAGE) for name in ("赵一", "赵二"))
    for who in (poor, well):
        make.enrolled(who, bureau, year=2027, village=VILLAGE, on=date(2026, 11, 20))
    late.shown_insured(well, 2026, by=bureau, confirmed_by=second)
    it_is("2027-06-20")
    late.shown_insured(poor, 2024, by=bureau, confirmed_by=second)
    late.missed(poor, 2025, 2026, by=bureau, confirmed_by=second)
    clerk = sits_down(Role.COUNTY_BUREAU, COUNTY)
    clerk.page.goto(f"/people/{poor.pk}/dues?coverage_year=2027&paid_on=2027-03-15")
    rows = [row.locator("td").all_inner_texts() for row in clerk.shown("ways").locator("tbody tr").all()]
    ways = {"|".join(cell.strip() for cell in row[1:]) for row in rows}
    assert {"430.00|2027-07-16", "860.00|2027-06-16"} <= ways

    # Case M03: insured without a break, paid in the window, covered for the whole year.
    tax = TaxDesk(officer(Role.TAX_OFFICER, CITY), bureau, area=CITY)
    tax.upload([line(well, "430.00", "2026-11-25 09:00:00", year="2027", division=COUNTY)])
    assert Coverage.objects.get(person=well).cover_from == date(2027, 1, 1)

    # Case C02: 60,000 yuan in a hospital of class 3: 5,400 + 28,000 + 7,500 from the pool; of the 19,100 left what is over
    # 14,000 at 62 %, the ratio of 2024.
    clerk.opens("Providers")
    clerk.follows("Register a provider")
    clerk.fills(
        code=HOSPITAL, name="河阳市第一医院", division_code=COUNTY, tier="level_3", from_on="2026-01-01",
        document_number="河医保〔2026〕1号",
    )  # fmt: skip
    clerk.presses("Register")
    expect(clerk.page.locator("main")).to_contain_text("三级")
    clerk.opens("Bills")
    clerk.follows("Enter a bill")
    clerk.fills(
        document_number=document_number(well), provider_code=HOSPITAL, number="ZY20270601001", setting="inpatient",
        admitted_on="2027-05-20", discharged_on="2027-06-01", diagnosis_code="K35.900", bill_total="60000.00",
    )  # fmt: skip
    clerk.fills(**{"line-0-item_class": "A", "line-0-item_name": "手术费", "line-0-eligible_fen": "60000.00"})
    clerk.presses("Enter the bill")
    clerk.page.wait_for_url(re.compile(r"/claims/bills/\d+/$"))
    clerk.presses("Settle")
    expect(clerk.page.locator("#bill-state")).to_have_attribute("data-state", "settled")
    expect(clerk.page.locator("#statement")).to_contain_text("40,900.00")
    statement = Statement.objects.get()
    assert (statement.basic_fen, statement.critical_illness_fen, statement.person_fen) == (
        4_090_000,
        316_200,
        1_593_800,
    )
    linked = clerk.page.locator("main a.cited").evaluate_all(
        "links => links.map(one => one.getAttribute('href'))"
    )
    assert any(path.startswith("/clauses/990100Y2027") for path in linked)
    for path in dict.fromkeys(linked):
        assert clerk.page.request.get(path).ok, path
    assert_ledger_holds()
