"""Does a registered poor inpatient of Linxia find the way from eligibility to a settled bill, and does a late death bring it back?"""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from assistance.categories.models import PersonCategory
from claims.models import Bill, Statement
from enrollment.operations.people import document_number
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.journeys.at_desk import Desk
from tests.pipeline.tax_desk import assert_ledger_holds, line

pytestmark = [pytest.mark.browser, pytest.mark.worker]
LINXIA, LINXIA_CITY = "622900", "622901"
HOSPITAL = "H62290100001"


def test_an_inpatient_of_linxia_from_eligibility_to_a_settled_bill_and_a_late_death_to_its_recovery(
    officer: Callable[[Role, str], Officer],
    sits_down: Callable[..., Desk],
    it_is: Callable[[str], None],
    worker: object,
) -> None:
    # Registered and enrolled in autumn, and certified as registered poor; paid inside the window.
    it_is("2020-11-05")
    bureau = officer(Role.COUNTY_BUREAU, LINXIA_CITY)
    who = make.person(bureau, "马海车", village=make.LINXIA_VILLAGE)
    make.enrolled(who, bureau, year=2021, village=make.LINXIA_VILLAGE, on=date(2020, 11, 5))
    PersonCategory.objects.create(
        person=who, category="registered_poor", certifier="rural_revitalization", document_number="临县扶办〔2018〕5号",
        from_on=date(2018, 1, 1), division_code=make.LINXIA_VILLAGE, source="desk",
    )  # fmt: skip
    number = document_number(who)

    # In May, before anything was paid, the desk says what is missing.
    it_is("2021-05-20")
    clerk = sits_down(Role.COUNTY_BUREAU, LINXIA_CITY)
    _asks(clerk, number, "2021-05-12")
    expect(clerk.page.locator("#eligibility")).to_have_attribute("data-state", "unpaid")
    expect(clerk.shown("reason")).to_contain_text("280.00")

    paid = line(number, "280.00", "2020-11-10 10:00:00", name="马海车", division=LINXIA_CITY, year="2021")
    sits_down(Role.TAX_OFFICER, LINXIA).sends_and_waits(paid, area=LINXIA)

    clerk = sits_down(Role.COUNTY_BUREAU, LINXIA_CITY)
    _asks(clerk, number, "2021-05-12")
    expect(clerk.page.locator("#eligibility")).to_have_attribute("data-state", "covered")
    assert clerk.reads_days("cover") == ["2021-01-01", "2021-12-31"]
    assert "LX-" in clerk.reads("clause")
    clerk.page.get_by_role("link", name=clerk.word("Sheet to hand over")).click()
    expect(clerk.page.locator("article.notice")).to_contain_text("马海车")
    assert number not in clerk.page.url and number not in clerk.main_text()

    # The county hospital is registered, then the bill is entered on one page; a slip is found before anything is kept.
    clerk.opens("Providers")
    clerk.follows("Register a provider")
    clerk.fills(
        code=HOSPITAL, name="临夏市人民医院", division_code=LINXIA_CITY, tier="county", from_on="2018-01-01",
        document_number="临医保〔2018〕1号",
    )  # fmt: skip
    clerk.presses("Register")
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("临夏市人民医院")
    clerk.opens("Bills")
    clerk.follows("Enter a bill")
    clerk.fills(
        document_number=number, provider_code=HOSPITAL, number="ZY20210512001", setting="inpatient", admitted_on="2021-05-05",
        discharged_on="2021-05-12", diagnosis_code="K35.900", bill_total="5100.00",
    )  # fmt: skip
    clerk.fills(
        **{
            "line-0-item_class": "B", "line-0-item_name": "手术费", "line-0-eligible_fen": "4500.00",
            "line-0-first_pay_fen": "200.00", "line-0-non_covered_fen": "300.00",
        }
    )  # fmt: skip
    clerk.presses("Enter the bill")
    expect(clerk.page.locator("main")).to_contain_text("100.00")  # the difference of the sums
    assert not Bill.objects.exists()
    clerk.fills(bill_total="5,000.00")
    clerk.presses("Enter the bill")
    clerk.page.wait_for_url(re.compile(r"/claims/bills/\d+/$"))
    expect(clerk.page.locator("#bill-state")).to_have_attribute("data-state", "ready")

    # Previewed, then settled: no deductible, 75 + 10 points, exactly 85 % and so no top-up (G068).
    clerk.presses("Preview")
    expect(clerk.page.locator("main")).to_contain_text("3,825.00")
    assert not Statement.objects.exists()
    clerk.follows("Back to the bill")
    clerk.presses("Settle")
    expect(clerk.page.locator("#bill-state")).to_have_attribute("data-state", "settled")
    expect(clerk.page.locator("#statement")).to_contain_text("3,825.00")
    expect(clerk.shown("statement-total")).to_have_text("5,000.00")
    statement = Statement.objects.get()
    assert (statement.basic_fen, statement.person_fen) == (382500, 117500)

    # In December it becomes known that the person had died before that stay: what followed names the bill at once.
    it_is("2021-12-06")
    clerk = sits_down(Role.COUNTY_BUREAU, LINXIA_CITY)
    clerk.finds_person(number)
    clerk.page.goto(f"{clerk.page.url}death")
    clerk.fills(died_on="2021-04-20", document="死亡医学证明2021-44")
    clerk.page.locator("main form[method=post] button[type=submit]").click()
    clerk.opens("What followed")
    row = clerk.page.locator("main tbody tr", has_text="马海车").filter(has_text="账单差额待确认")
    row.get_by_role("link").last.click()
    expect(clerk.page.locator("#bill-state")).to_have_attribute("data-state", "settled")
    clerk.page.goto("/claims/differences/")
    clerk.page.locator("main table tbody a").first.click()
    expect(clerk.page.locator("main")).to_contain_text("2021年4月20日")
    expect(clerk.page.get_by_role("button", name=clerk.word("Post"), exact=True)).to_have_count(
        0
    )  # who listed it

    # It is taken back, and the hospital owes the fund what it got: the sheet of this month says so.
    clerk.page.locator("main table").get_by_role("link").first.click()
    clerk.page.locator("summary", has_text=clerk.word("Take the settlement back")).click()
    clerk.fills(reason="参保人2021-04-20已死亡")
    clerk.page.once("dialog", lambda dialog: dialog.accept())
    clerk.presses("Take back")
    expect(clerk.page.locator("#bill-state")).to_have_attribute("data-state", "reversed")
    clerk.page.goto("/claims/clearing/?month=2021-12")
    expect(clerk.page.locator("main tbody tr")).to_contain_text("-3,825.00")
    assert_ledger_holds()


def _asks(clerk: Desk, number: str, day: str) -> None:
    clerk.opens("Eligibility")
    clerk.fills(number=number, service_on=day)
    clerk.presses("Look up")
