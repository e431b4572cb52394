"""Linxia: does a sick man find recognition, care elsewhere, an alert and help that reaches his card, from desk to desk?

Arithmetic: a stay in a provincial hospital of which nobody knows beforehand what remains; the line of 1,000 yuan is far below it.
Help is half of what he bore above 1,000 yuan.
"""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import FilePayload, Page, expect

from assistance.cases.models import AssistanceCase
from assistance.figures.models import EnteredParameter
from assistance.subsidies.models import PayoutBatch
from claims.models import Bill, OwnCostAnswerFile, OwnCostList, Statement
from claims.operations import providers
from claims.operations.own_cost_watch import watch
from enrollment.models import Person
from enrollment.operations import people
from enrollment.operations.people import document_number
from intake.operations import jobs
from policy.care import ProviderTier
from policy.topics import OTHERS, Topic
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax
from tests.assistance.case_desk import at, png
from tests.assistance.subsidy_desk import bank_file, bank_rows
from tests.claims.test_own_cost_lists import answers
from tests.journeys.at_desk import Desk
from tests.journeys.test_case_journey import does, state_of
from tests.pipeline.tax_desk import assert_ledger_holds

pytestmark = pytest.mark.browser
LINXIA, CITY, LANZHOU = "622900", "622901", "620102"
FAR = "H62010200001"
FIGURES = (
    (Topic.OWN_COST_LINE, "1000.00"),
    (Topic.AID_LINE, "1000.00"),
    (Topic.AID_RATE, "0.5"),
    (Topic.AID_LIMIT, "50000.00"),
)


@pytest.fixture
def sick(officer: Callable[[Role, str], Officer], it_is: Callable[[str], None]) -> Person:
    """Covered for 2021, with a card; the hospital and the figures of the prefecture are on record."""
    it_is("2021-02-01")
    bureau, city = officer(Role.COUNTY_BUREAU, CITY), officer(Role.CITY_BUREAU, LINXIA)
    who = make.person(bureau, "马海车", village=make.LINXIA_VILLAGE)
    make.enrolled(who, bureau, year=2021, village=make.LINXIA_VILLAGE, on=date(2020, 11, 5))
    paid = tax.row(who, "K1", amount="280.00", paid="2020-11-10 10:00:00", year=2021)
    tax.posted([paid], officer(Role.TAX_OFFICER, LINXIA), area=LINXIA)
    people.set_one_card(
        person=who, account="6217000000000001", owner=who.name, reason="发卡", on=date(2021, 2, 1), by=bureau
    )
    providers.register_provider(
        code=FAR, name="省人民医院", division_code=LANZHOU, kept_by=CITY, tier=ProviderTier.PROVINCE,
        from_on=date(2018, 1, 1), until_on=None, document_number="甘医保〔2018〕1号", on=date(2021, 2, 1), by=bureau,
    )  # fmt: skip
    for topic, value in FIGURES:
        EnteredParameter.objects.create(
            area=LINXIA, topic=topic.value, key=OTHERS, value=value, from_on=date(2021, 1, 1), document_number="示例〔2021〕1号",
            entered_by=bureau, entered_at=at(date(2021, 1, 5)), approved_by=city, approved_at=at(date(2021, 1, 5)),
        )  # fmt: skip
    return who


def decides(desk: Desk, address: str, move: str, **fields: str) -> None:
    """A move of a register on its page."""
    desk.page.goto(address)
    form = desk.page.locator(f"form:has(input[name=move][value={move}])")
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button[type=submit]").click()


def attaches(page: Page, name: str, content: bytes) -> None:
    page.locator("[name=file]").set_input_files(FilePayload(name=name, mimeType="text/csv", buffer=content))


def test_from_the_recognition_to_the_help_on_the_card(
    sick: Person,
    officer: Callable[[Role, str], Officer],
    make_officer: Callable[..., Officer],
    make_page: Callable[..., Page],
    sits_down: Callable[..., Desk],
    it_is: Callable[[str], None],
) -> None:
    number = document_number(sick)
    counter, bureau = sits_down(Role.COUNTY_BUREAU, CITY), sits_down(Role.CITY_BUREAU, LINXIA)

    # His disease is recognised and his care elsewhere filed: entered at the counter, decided by the city.
    counter.page.goto("/claims/recognitions/new")
    counter.fills(
        document_number=number, setting="chronic", disease="冠心病", from_on="2021-02-01", proof="出院记录"
    )
    counter.page.locator("main form[method=post] button[type=submit]").click()
    counter.page.wait_for_url(re.compile(r"/recognitions/\d+/$"))
    bureau.page.goto("/")
    expect(bureau.page.locator("[data-work=recognitions]")).to_have_attribute("data-number", "1")
    decides(bureau, counter.page.url, "recognize", document_number="临州认定1号")
    expect(bureau.page.locator("[data-state=recognized]")).to_be_visible()
    counter.page.goto("/claims/filings/new")
    counter.fills(
        document_number=number, kind="referred", destination="620100", from_on="2021-02-01", proof="转诊单1号"
    )
    counter.page.locator("main form[method=post] button[type=submit]").click()
    counter.page.wait_for_url(re.compile(r"/filings/\d+/$"))
    decides(bureau, counter.page.url, "file", document_number="备案1号")
    expect(bureau.page.locator("[data-state=filed]")).to_be_visible()

    # The stay in the provincial hospital is entered and settled.
    it_is("2021-05-20")
    counter = sits_down(Role.COUNTY_BUREAU, CITY)
    counter.page.goto("/claims/bills/new")
    counter.fills(
        document_number=number, provider_code=FAR, number="ZY1", setting="inpatient", admitted_on="2021-05-02",
        discharged_on="2021-05-12", diagnosis_code="I25.101", bill_total="7000.00",
    )  # fmt: skip
    counter.fills(
        **{
            "line-0-item_class": "B", "line-0-item_name": "治疗费", "line-0-eligible_fen": "6000.00",
            "line-0-first_pay_fen": "500.00", "line-0-non_covered_fen": "500.00",
        }
    )  # fmt: skip
    counter.presses("Enter the bill")
    counter.page.wait_for_url(re.compile(r"/claims/bills/\d+/$"))
    counter.presses("Settle")
    expect(counter.page.locator("#bill-state")).to_have_attribute("data-state", "settled")
    own = Statement.objects.get().person_fen
    assert Bill.objects.get().holds == [] and own > 200_000

    # At night the watch opens an alert; the list of the month goes to civil affairs, who answer.
    watch(on=date(2021, 5, 31), at=at(date(2021, 6, 1)))
    it_is("2021-06-02")
    counter = sits_down(Role.COUNTY_BUREAU, CITY)
    counter.page.goto("/claims/own-costs/")
    expect(counter.page.locator("main")).to_contain_text("马海车")
    counter.page.goto("/claims/own-costs/lists/")
    counter.fills(area=CITY, month="2021-06-01")
    counter.presses("Freeze")
    counter.page.wait_for_url(re.compile(r"/lists/\d+/$"))
    listed = OwnCostList.objects.get()
    risk = {
        "list": listed.number, "number": "1", "name": "马海车", "answer": "有风险", "from_on": "2021-05-02",
        "document": "临市民函〔2021〕7号",
    }  # fmt: skip
    civil, civil_two, civil_three = (
        Desk(make_page(make_officer(Role.CIVIL_AFFAIRS, CITY), language="zh-hans")) for _ in range(3)
    )
    civil.page.goto(f"/claims/own-costs/lists/{listed.pk}/")
    attaches(civil.page, "核查.csv", answers(risk))
    civil.page.locator("main form[enctype] button").click()
    civil.page.wait_for_url(re.compile(r"OW-1"))
    civil_two.page.goto(civil.page.url)
    civil_two.page.locator("[data-move=confirm]").click()
    confirmed = OwnCostAnswerFile.objects.get()
    jobs.work_on(confirmed)
    civil_two.page.goto(f"/claims/own-costs/lists/{listed.pk}/")
    expect(civil_two.page.locator("main")).to_contain_text("临市民函〔2021〕7号")

    # He applies for help; it is verified and approved by others, and pays half of what he bore above 1,000 yuan.
    counter.page.goto(f"/people/{sick.pk}/cases/new?kind=aid")
    counter.fills(
        category="impoverished_by_illness", certifier="civil_affairs", document_number="申请书1号", from_on="2021-06-02",
        coverage_year="2021", reason="医疗费用负担重",
    )  # fmt: skip
    counter.presses("Open the case")
    counter.page.wait_for_url(re.compile(r"/cases/\d+/"))
    case = AssistanceCase.objects.get()
    counter.page.goto(f"/cases/{case.pk}/aid")
    counter.fills(income_fen="9000.00", proof_document="村委证明1号")
    counter.page.locator("button[value=facts]").click()
    counter.page.goto(f"/cases/{case.pk}/")
    counter.fills(title="证明")
    counter.page.locator("[name=file]").set_input_files(
        FilePayload(name="证明.png", mimeType="image/png", buffer=png())
    )
    counter.presses("Attach")
    does(counter, "submit")
    assert state_of(counter) == "submitted"
    civil.page.goto(counter.page.url)
    does(civil, "accept")
    does(civil, "verify")
    civil_three.page.goto(counter.page.url)
    does(civil_three, "approve")
    assert state_of(civil_three) == "approved"
    case.refresh_from_db()
    assert case.amount_fen == (own - 100_000) // 2

    # Finance puts it on a list, and the bank's answer ends it.
    finance = sits_down(Role.FINANCE, CITY)
    finance.page.goto("/payouts/aid/")
    finance.fills(division_code=CITY, month="2021-06-02")
    finance.presses("Make a payout list")
    finance.page.wait_for_url(re.compile(r"/payouts/\d+/$"))
    finance.attaches("回盘.csv", bank_file(bank_rows(PayoutBatch.objects.get())))
    finance.presses("Upload")
    expect(finance.page.locator("#outcomes [data-state=paid]")).to_contain_text("1")
    counter.page.goto(f"/cases/{case.pk}/aid")
    expect(counter.page.locator("#aid-payment")).to_have_attribute("data-state", "paid")
    assert_ledger_holds()
