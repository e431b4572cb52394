"""Are a hundred exceptions of one kind worked in under ten clicks, and can the pages of it be used by ear and by keyboard?"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from enrollment.models import LineAction, PaymentFile, PaymentLine
from enrollment.models.payments import LINES_PER_FILE_MAX
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.browser.test_accessibility import faults

pytestmark = pytest.mark.browser
AT = datetime(2023, 1, 5, 2, 0, tzinfo=UTC)
MANY = 100


@pytest.fixture
def bureau(transactional_db: None, make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def held(bureau: Officer) -> None:
    """A hundred lines that paid too much, and one of another kind."""
    file = PaymentFile.objects.create(
        sha256="0" * 64,
        name="税票.csv",
        size_bytes=1,
        area=make.HEZE,
        uploaded_by=bureau,
        uploaded_at=AT,
        state="posted",
    )
    PaymentLine.objects.bulk_create(
        PaymentLine(
            pk=file.pk * LINES_PER_FILE_MAX + number,
            file=file,
            number=number,
            ticket=f"T{number:03}",
            kind="payment",
            amount_fen=32_000,
            held_fen=32_000,
            division_code=make.VILLAGE,
            coverage_year=make.YEAR,
            name="曾小明",
            paid_at=AT,
            outcome="already_settled" if number <= MANY else "unknown_person",
            is_open=True,
        )
        for number in range(1, MANY + 2)
    )


def test_a_hundred_exceptions_are_worked_in_six_clicks(
    make_page: Callable[..., Page], bureau: Officer, held: None
) -> None:
    page, clicks = make_page(bureau, language="en"), 0

    def click(selector: str) -> None:
        nonlocal clicks
        page.locator(selector).first.click()
        clicks += 1

    began = time.monotonic()
    page.goto("/")
    click("a[href='/exceptions/']")
    page.wait_for_url("**/exceptions/")  # with its script
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-selected]")).to_contain_text("320.00")
    click("a[href*='outcome=already_settled']")
    click("[name=every]")
    click("button[value=hold_for_refund]")
    expect(page.locator("#fitting")).to_contain_text("32,000.00")
    found = faults(page)
    click("[name=reason]")
    page.keyboard.type("paid twice, told by the tax bureau")
    click("button[value=hold_for_refund]")
    expect(page.locator("#worked")).to_contain_text("100 rows are done", timeout=60_000)
    took = time.monotonic() - began
    assert LineAction.objects.filter(action="hold_for_refund").count() == MANY
    assert clicks < 10 and took < 180, (clicks, took)
    assert not (found + faults(page))


def test_without_script_rows_are_ticked_and_worked(
    make_page: Callable[..., Page], bureau: Officer, held: None
) -> None:
    page = make_page(bureau, language="en")
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/exceptions/")
    page.locator("input[name=row]").nth(1).check()
    page.locator("button[value=reject]").click()
    page.locator("[name=reason]").fill("not ours")
    page.locator("button[value=reject]").click()
    expect(page.locator("#worked")).to_contain_text("1 row is done")
