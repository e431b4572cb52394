"""Lanzhou: how does help with the contribution reach a household of four, from the run to the bank's answer and back?

One is helped in full, one with 200, one with 100 yuan, one not at all (the worked case G017).
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from assistance.categories.operations import categories
from assistance.subsidies.models import PayoutBatch
from enrollment.models import Person
from enrollment.operations import people
from enrollment.operations.people import document_number
from policy.terms import Category, Certifier
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.subsidy_desk import CHENGGUAN, LANZHOU, VILLAGE, bank_file, bank_rows, grant_of
from tests.journeys.at_desk import PATIENCE, Desk
from tests.journeys.conftest import SleepyWorker
from tests.pipeline.tax_desk import assert_ledger_holds, line, money

pytestmark = [pytest.mark.browser, pytest.mark.worker]
Sit = Callable[..., Desk]
HELD = (Category("tekun"), Category("dibao_rural_2"), Category("registered_poor"), None)


@pytest.fixture
def four(officer: Callable[[Role, str], Officer], it_is: Callable[[str], None]) -> list[Person]:
    """A household of four who are enrolled for 2021, with accounts and what civil affairs certified."""
    it_is("2020-10-12")
    clerk, civil = officer(Role.COUNTY_BUREAU, CHENGGUAN), officer(Role.CIVIL_AFFAIRS, LANZHOU)
    names = (("head", "马建国"), ("spouse", "王秀英"), ("son", "马小龙"), ("daughter", "马小凤"))
    members = [make.member(relationship, name, village=VILLAGE) for relationship, name in names]
    home = make.household(clerk, *members, village=VILLAGE, on=make.DAY.replace(year=2020))
    found = [membership.person for membership in home.memberships.order_by("pk")]
    for who, category in zip(found, HELD, strict=True):
        make.enrolled(who, clerk, year=2021, village=VILLAGE, on=make.DAY.replace(year=2020))
        people.set_one_card(
            person=who,
            account=f"6217{who.pk:012d}",
            owner=who.name,
            reason="发卡",
            on=make.DAY.replace(year=2020),
            by=clerk,
        )
        if category is not None:
            categories.record_category(
                person=who, category=category, certifier=Certifier.CIVIL_AFFAIRS, document_number="兰民〔2020〕5号",
                from_on=make.DAY.replace(year=2020, month=1), source="desk", on=make.DAY.replace(year=2020), by=civil,
            )  # fmt: skip
    return found


def test_a_household_of_four_from_the_run_to_the_bank_and_back(
    four: list[Person],
    officer: Callable[[Role, str], Officer],
    sits_down: Sit,
    it_is: Callable[[str], None],
    worker: SleepyWorker,
) -> None:
    full, fixed, poor, ordinary = four
    it_is("2020-11-10")

    # Civil affairs proposes, looks and freezes; the city bureau approves what was frozen.
    civil = sits_down(Role.CIVIL_AFFAIRS, LANZHOU)
    civil.opens("Subsidies")
    civil.fills(area=LANZHOU, coverage_year="2021")
    civil.presses("Propose")
    expect(civil.page.locator("#by-category tbody tr")).to_have_count(3)
    civil.page.get_by_role("button", name="审核定稿").click()
    assert (civil.reads("run-people"), civil.reads("run-yuan")) == ("3", "580.00")
    expect(civil.page.get_by_role("button", name="审批", exact=True)).to_have_count(0)
    address = civil.page.url
    bureau = sits_down(Role.CITY_BUREAU, LANZHOU)
    bureau.page.goto(address)
    bureau.page.get_by_role("button", name="审批", exact=True).click()

    # Finance pays: the worker credits the due of the one who is helped in full, who pays nothing and is covered.
    finance = sits_down(Role.FINANCE, LANZHOU)
    finance.page.goto(address)
    finance.page.on("dialog", lambda dialog: dialog.accept())
    finance.page.get_by_role("button", name="拨付", exact=True).click()
    confirm = finance.page.locator("dialog[open] button.btn-primary")
    if confirm.count():
        confirm.click()
    expect(finance.page.locator("#run")).to_contain_text(
        "未全额拨付", timeout=PATIENCE
    )  # two cards still wait
    clerk = sits_down(Role.COUNTY_BUREAU, CHENGGUAN)
    clerk.finds_person(document_number(full))
    assert (clerk.reads("charged"), clerk.reads("credited")) == ("280.00", "280.00")
    assert clerk.reads_days("cover") == ["2021-01-01", "2021-12-31"]

    # The three others pay 280 each; then the subsidies of two go to their cards.
    tax = sits_down(Role.TAX_OFFICER, LANZHOU)
    paid = [
        line(who, "280.00", "2020-11-05 09:30:00", division=CHENGGUAN, year="2021")
        for who in (fixed, poor, ordinary)
    ]
    tax.sends_and_waits(*paid, area=LANZHOU)
    assert tax.outcomes() == {"posted_in_full": 3}
    assert sum(money(who, 2021)[1] for who in four) == 112_000, "received 1,120.00"

    it_is("2020-12-03")
    finance = sits_down(Role.FINANCE, LANZHOU)
    finance.page.goto(address)
    finance.fills(month="2020-12-01")
    finance.presses("Make a payout list")
    expect(finance.page.locator("#lines tbody tr")).to_have_count(2)
    first = PayoutBatch.objects.get()
    assert first.amount_fen == 30_000 and 84_000 - first.amount_fen == 54_000, (
        "the household's net cost is 540.00"
    )

    # The bank returns one; the account is corrected, and a second list pays it.
    finance.attaches("回盘.csv", bank_file(bank_rows(first, {1: "账号已销户"})))
    finance.presses("Upload")
    expect(finance.page.locator("#outcomes [data-state=returned]")).to_contain_text("1")
    back = next(who for who in (fixed, poor) if grant_of(who).state == "returned")
    clerk.page.goto(f"/people/{back.pk}/")
    people.set_one_card(
        person=back, account="6217999900000001", owner=back.name, reason="换卡", on=make.DAY.replace(year=2020, month=12),
        by=officer(Role.COUNTY_BUREAU, CHENGGUAN),
    )  # fmt: skip
    finance.page.goto(address)
    finance.fills(month="2020-12-01")
    finance.presses("Make a payout list")
    second = PayoutBatch.objects.latest("pk")
    expect(finance.page.locator("main")).to_contain_text(first.number)  # whose line it pays again
    finance.attaches("回盘2.csv", bank_file(bank_rows(second)))
    finance.presses("Upload")
    expect(finance.page.locator("#outcomes [data-state=paid]")).to_contain_text("1")
    assert [grant_of(who).state for who in (full, fixed, poor)] == ["credited", "paid", "paid"]
    assert_ledger_holds()
