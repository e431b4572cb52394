"""Linxia: does the subsidy of a county wait for the ratio that the prefecture files, and reach the sheet once two agree?"""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from staff.models import Officer
from tests.assistance import public_money as money

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DONGXIANG = "622926"


def count(page: Page) -> None:
    page.goto(reverse("assistance:count_fiscal_request"))
    page.select_option("select[name=area]", money.LINXIA)
    page.select_option("select[name=fiscal_year]", "2020")
    page.fill("input[name=on]", "2020-06-30")
    page.get_by_role("button", name="Count").click()


def test_a_request_waits_for_the_filed_ratio(
    make_officer: Callable[..., Officer], make_page: Callable[..., Page]
) -> None:
    linxia = money.treasury(money.LINXIA, make_officer, DONGXIANG)
    linxia.insured(DONGXIANG, 3)
    maker, checker = make_page(linxia.maker, language="en"), make_page(linxia.checker, language="en")

    # Counted, but nobody has said how prefecture and county share their 10 yuan.
    count(maker)
    expect(maker.locator(".alert-warning")).to_contain_text("the ratio filed for city and counties")
    expect(maker.locator(".alert-warning")).to_contain_text("GS-1.1c")
    expect(maker.get_by_role("button", name="Submit")).to_have_count(0)

    # One officer enters the ratio under its document, another approves it.
    maker.goto(reverse("assistance:parameters"))
    maker.select_option("#topic_to_enter", "city_county_split")
    maker.get_by_role("button", name="Go on").click()
    maker.select_option("select[name=area]", money.LINXIA)
    maker.fill("input[name=value]", "6:4")
    maker.fill("input[name=from_on]", "2020-01-01")
    maker.fill("input[name=document_number]", "临州财〔2020〕15号")
    maker.get_by_role("button", name="Enter", exact=True).click()
    expect(maker.get_by_role("button", name="Approve")).to_have_count(0)
    entry = maker.url
    checker.on("dialog", lambda dialog: dialog.accept())
    checker.goto(entry)
    checker.get_by_role("button", name="Approve").click()
    expect(checker.locator("main")).to_contain_text("approved")

    # Counted again, it can be submitted; the one who counted cannot approve it.
    count(maker)
    expect(maker.locator(".alert-warning")).to_have_count(0)
    maker.get_by_role("button", name="Submit").click()
    expect(maker.locator("h1")).to_contain_text("submitted")
    expect(maker.get_by_role("button", name="Approve")).to_have_count(0)
    checker.goto(maker.url)
    checker.get_by_role("button", name="Approve").click()
    expect(checker.locator("h1")).to_contain_text("approved")

    # The county's sheet names every sum and the document behind the ratio.
    checker.locator("main tbody a").first.click()
    sheet = checker.locator("article")
    for words in ("1,650.00", "1,320.00", "300.00", "18.00", "12.00", "临州财〔2020〕15号", "GS-T1"):
        expect(sheet).to_contain_text(words)

    # What arrives is held against it.
    maker.goto(reverse("assistance:fiscal_transfers"))
    maker.select_option("select[name=area]", money.LINXIA)
    maker.select_option("select[name=fiscal_year]", "2020")
    maker.select_option("select[name=payer]", "county")
    maker.fill("input[name=county]", DONGXIANG)
    maker.fill("input[name=amount_fen]", "12.00")
    maker.fill("input[name=arrived_on]", "2021-02-01")
    maker.fill("input[name=document_number]", "东财拨1号")
    maker.get_by_role("button", name="Write down").click()
    checker.goto(reverse("assistance:public_money"))
    rows = checker.locator("main .card").first.locator("tbody tr")
    expect(rows.filter(has_text="county finance")).to_contain_text("arrived in full")
    expect(rows.filter(has_text="central finance")).to_contain_text("no date in the text")
