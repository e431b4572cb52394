"""Heze: what happens to somebody who pays in the window, after it, and after 30 June; and when a payment is taken back?"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from enrollment.models import Person
from enrollment.operations.people import document_number
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.journeys.at_desk import PATIENCE, Desk
from tests.journeys.conftest import SleepyWorker
from tests.pipeline.tax_desk import line, reversal_of

pytestmark = [pytest.mark.browser, pytest.mark.worker]
HEZE, MUDAN = make.HEZE, make.MUDAN
Sit = Callable[..., Desk]


@pytest.fixture
def somebody_enrolled_for_2022(
    officer: Callable[[Role, str], Officer], it_is: Callable[[str], None]
) -> Callable[..., Person]:
    def enrolled(name: str) -> Person:
        it_is("2021-10-08")
        clerk = officer(Role.COUNTY_BUREAU, MUDAN)
        who = make.person(clerk, name)
        make.enrolled(who, clerk)
        return who

    return enrolled


def test_who_pays_inside_the_window_is_covered_for_the_whole_year(
    somebody_enrolled_for_2022: Callable[[str], Person],
    sits_down: Sit,
    it_is: Callable[[str], None],
    worker: SleepyWorker,
) -> None:
    wang, li = somebody_enrolled_for_2022("王秀英"), somebody_enrolled_for_2022("李娜")
    paid = [line(wang, paid_at="2021-10-25 09:30:00"), line(li), line(make.resident_number(), name="陌生人")]

    # The tax officer sends the file and knows from the treasury how much it must be.
    worker.sleep()
    it_is("2021-11-02")
    tax = sits_down(Role.TAX_OFFICER, HEZE)
    tax.sends_tax_file(paid, area=HEZE, count=3, yuan="960.00")
    bar = tax.page.locator("#file-progress progress")
    expect(bar).to_have_js_property("value", 0)  # nobody works at it yet, and the page says so
    expect(tax.page.locator("#file-progress")).to_contain_text(tax.word("Waiting for a worker"))

    # A worker takes it up; the page follows by itself.
    worker.wake()
    expect(bar).to_have_js_property("value", 100, timeout=PATIENCE)
    tax.waits_until_posted()
    assert tax.outcomes() == {"posted_in_full": 2, "unknown_person": 1}
    totals = tax.page.locator(".card", has_text=tax.word("Control totals")).last
    expect(totals).to_contain_text(tax.word("agree"))
    assert totals.get_by_text("960.00").count() == 3  # in the file, given at upload, over the outcomes

    # The clerk opens the person and reads due, payment, cover and clause.
    clerk = sits_down(Role.COUNTY_BUREAU, MUDAN)
    clerk.finds_person(document_number(wang))
    assert (clerk.reads("charged"), clerk.reads("credited"), clerk.reads("outstanding")) == (
        "320.00",
        "320.00",
        "0.00",
    )
    assert clerk.reads_days("cover") == ["2022-01-01", "2022-12-31"]
    assert clerk.reads_days("waiting") == []
    assert paid[0]["ticket"] in clerk.reads("entries")
    assert "2022年度的集中缴费期为2021年10月1日至2022年2月28日。 HZ-2.2a" in clerk.reads_reasons()
    assert "2022年度个人缴费部分320.00元。 HZ-1a" in clerk.reads_reasons()


def test_who_pays_late_waits_a_month_and_after_30_june_pays_the_fiscal_part_too(
    somebody_enrolled_for_2022: Callable[[str], Person],
    sits_down: Sit,
    it_is: Callable[[str], None],
    worker: object,
) -> None:
    in_spring, in_summer = somebody_enrolled_for_2022("赵敏"), somebody_enrolled_for_2022("马建国")

    # Before paying, the clerk tells the price of either day.
    it_is("2022-04-15")
    clerk = sits_down(Role.COUNTY_BUREAU, MUDAN)
    clerk.finds_person(document_number(in_summer))
    expect(clerk.shown("quote-due")).to_have_text("320.00")  # today
    clerk.fills(paid_on="2022-07-05")
    clerk.presses("Quote")
    expect(clerk.shown("quote-due")).to_have_text("900.00")
    expect(clerk.shown("quote")).to_contain_text("2022-07-06")
    expect(clerk.shown("quote")).to_contain_text("HZ-2.2d")

    # One pays on that very day, the other waits until July.
    it_is("2022-07-20")
    sits_down(Role.TAX_OFFICER, HEZE).sends_and_waits(
        line(in_spring, "320.00", "2022-04-15 10:00:00", kind="补缴"),
        line(in_summer, "900.00", "2022-07-05 10:00:00", kind="补缴"),
        area=HEZE,
    )
    clerk = sits_down(Role.COUNTY_BUREAU, MUDAN)
    clerk.finds_person(document_number(in_spring))
    assert (clerk.reads("charged"), clerk.reads("credited")) == ("320.00", "320.00")
    assert clerk.reads_days("waiting") == ["2022-04-16", "2022-05-15"]
    assert clerk.reads_days("cover") == ["2022-05-16", "2022-12-31"]

    clerk.finds_person(document_number(in_summer))
    assert (clerk.reads("charged"), clerk.reads("credited")) == ("900.00", "900.00")
    assert clerk.reads_days("waiting") == ["2022-07-06", "2022-08-05"]
    assert clerk.reads_days("cover") == ["2022-08-06", "2022-12-31"]
    reasons = clerk.reads_reasons()
    assert "另缴财政补助部分580.00元，按2021年财政补助标准。 HZ-2.2d" in reasons
    assert "设1个月等待期：2022年7月6日至2022年8月5日" in reasons and "HZ-2.2e" in reasons

    # The notice says the same on paper.
    clerk.follows("Notice")
    expect(clerk.page.locator("main")).to_contain_text("900.00")
    expect(clerk.page.locator("main")).to_contain_text("2022-08-06")


def test_a_reversed_payment_takes_the_cover_away_and_says_why(
    somebody_enrolled_for_2022: Callable[[str], Person],
    sits_down: Sit,
    it_is: Callable[[str], None],
    worker: object,
) -> None:
    who = somebody_enrolled_for_2022("陈丽")
    paid = line(who)
    it_is("2021-11-02")
    tax = sits_down(Role.TAX_OFFICER, HEZE)
    tax.sends_and_waits(paid, area=HEZE)
    clerk = sits_down(Role.COUNTY_BUREAU, MUDAN)
    clerk.finds_person(document_number(who))
    assert clerk.reads_days("cover") == ["2022-01-01", "2022-12-31"]

    # The bank took the money back, and the tax bureau reverses the ticket.
    it_is("2021-11-22")
    taken_back = reversal_of(paid, "2021-11-20 10:00:00")
    tax, clerk = sits_down(Role.TAX_OFFICER, HEZE), sits_down(Role.COUNTY_BUREAU, MUDAN)
    tax.sends_and_waits(taken_back, area=HEZE)
    assert tax.outcomes() == {"reversal_posted": 1}
    clerk.finds_person(document_number(who))
    assert clerk.reads_days("cover") == []
    assert (clerk.reads("credited"), clerk.reads("outstanding")) == ("0.00", "320.00")
    entries = clerk.shown("entries").locator("tbody tr")
    expect(entries).to_have_count(3)
    expect(entries.last).to_contain_text("2021-11-20")
    expect(entries.last).to_contain_text("-320.00")
    expect(entries.last).to_contain_text(taken_back["ticket"])

    # The line itself names the payment that it took back.
    tax.page.locator("#outcomes tr[data-outcome=reversal_posted] a").first.click()
    tax.page.locator("table a").first.click()
    expect(tax.page.locator("main")).to_contain_text(paid["ticket"])


def test_the_same_file_twice_is_refused_with_a_link_to_the_first(
    somebody_enrolled_for_2022: Callable[[str], Person],
    sits_down: Sit,
    it_is: Callable[[str], None],
    worker: object,
) -> None:
    paid = line(somebody_enrolled_for_2022("孙伟"))
    it_is("2021-11-02")
    tax = sits_down(Role.TAX_OFFICER, HEZE)
    tax.sends_and_waits(paid, area=HEZE)
    first = tax.page.url

    tax.sends_tax_file([paid], area=HEZE, name="又一次.csv")
    expect(tax.page.locator(".invalid-feedback")).to_contain_text("这个文件已经收到过")
    tax.page.locator(".alert a").first.click()
    tax.page.wait_for_url(first)
    assert tax.outcomes() == {"posted_in_full": 1}


def test_a_page_is_read_in_english_at_one_click(
    somebody_enrolled_for_2022: Callable[[str], Person],
    sits_down: Sit,
    it_is: Callable[[str], None],
    worker: object,
) -> None:
    who = somebody_enrolled_for_2022("吴刚")
    it_is("2021-11-02")
    tax = sits_down(Role.TAX_OFFICER, HEZE)
    tax.sends_and_waits(line(who), area=HEZE)
    here = tax.page.url
    tax.page.get_by_role("button", name="English").click()
    expect(tax.page.get_by_role("heading", name=re.compile(r"^Tax file TB-1 · \d+$"))).to_be_visible()
    assert tax.page.url == here
    expect(tax.page.locator("#outcomes")).to_contain_text("Posted in full")

    clerk = sits_down(Role.COUNTY_BUREAU, MUDAN, language="en")
    clerk.finds_person(document_number(who))
    assert clerk.reads("cover") == "2022-01-01 to 2022-12-31"
    assert "The window for coverage 2022 is 1 October 2021 to 28 February 2022." in clerk.reads_reasons()
    clerk.page.get_by_role("button", name="中文").click()
    expect(clerk.page.locator("html")).to_have_attribute("lang", "zh-hans")
    assert "2022年度的集中缴费期为2021年10月1日至2022年2月28日。" in clerk.reads_reasons()
