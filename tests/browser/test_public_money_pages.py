"""Can the risk fund, population figures, public notices and changed grants be used by ear, by keyboard and on a phone?"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from assistance.cases.operations import case_moves
from assistance.categories.operations import categories
from assistance.figures.models import EnteredParameter, FigureSheet
from assistance.public_money.operations import risk_fund
from assistance.public_money.queries.public_money import risk_balance_fen
from policy.terms import Category
from staff.models import Officer
from staff.operations import officers
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance import case_desk as desk
from tests.assistance.case_desk import CaseTown
from tests.assistance.subsidy_desk import DECEMBER, SubsidyDesk
from tests.browser.test_accessibility import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOWN, SECOND = "371702001", "371702002"
PASTED = f"区划代码\t名称\t户籍人口\n{TOWN}\t区划{TOWN}\t12000\n{SECOND}\t区划{SECOND}\t9000\n"


def looked_at(screen: Page, phone: Page, address: str) -> list[str]:
    """What is wrong with a page by ear, and whether it is wider than a phone."""
    for page in (screen, phone):
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, address
    found = faults(screen)
    if (width := phone.evaluate("document.documentElement.scrollWidth")) > 390:
        found.append(f"{address}: {width} pixels wide on a phone")
    return found


def test_a_table_is_pasted_previewed_and_approved(
    make_officer: Callable[..., Officer], make_page: Callable[..., Page]
) -> None:
    make.places(f"{TOWN}001", f"{SECOND}001")
    maker, checker = (make_officer(Role.COUNTY_BUREAU, make.MUDAN) for _ in range(2))
    page, phone = make_page(maker, language="en"), make_page(maker, language="en", width=390, height=844)
    enter = reverse("assistance:enter_populations")
    found = looked_at(page, phone, f"{enter}?area={make.MUDAN}&year=2022")
    expect(page.locator("textarea[name=pasted]")).to_have_value(
        re.compile(f"{TOWN}\t区划{TOWN}\t+\n{SECOND}")
    )
    page.fill("input[name=document_number]", "菏统〔2022〕1号")
    page.fill("textarea[name=pasted]", PASTED.replace("9000", "nine"))
    page.get_by_role("button", name="Check and preview").click()
    expect(page.locator("#problems")).to_contain_text("C3")
    found += faults(page)
    page.fill("textarea[name=pasted]", PASTED)
    page.get_by_role("button", name="Check and preview").click()
    expect(page.locator("body")).to_contain_text("2 figures would be entered")
    found += faults(page)
    page.get_by_role("button", name="Enter it").click()
    expect(page.locator("h1")).to_contain_text("waits for a second officer")
    sheet = FigureSheet.objects.get()
    second = make_page(checker, language="en")
    second.on("dialog", lambda dialog: dialog.accept())
    for name, given in (("population_sheets", []), ("population_sheet", [sheet.pk])):
        found += looked_at(second, phone, reverse(f"assistance:{name}", args=given))
    second.get_by_role("button", name="Approve").click()
    expect(second.locator("h1")).to_contain_text("approved")
    assert EnteredParameter.objects.filter(approved_by=checker).count() == 2
    assert not found, "\n".join(found)


def test_the_risk_fund_moves_when_the_second_officer_agrees(
    make_officer: Callable[..., Officer], make_page: Callable[..., Page]
) -> None:
    make.places()
    maker, checker = (make_officer(Role.COUNTY_BUREAU, make.MUDAN) for _ in range(2))
    at = timezone.now()
    given: dict[str, Any] = {"county": make.MUDAN, "year": 2022, "by": maker, "at": at}
    for kind, number in (("opening", "结转1号"), ("use", "用1号")):
        risk_fund.propose(kind=kind, amount_fen=20000, document_number=number, **given)
    page, phone = make_page(checker, language="en"), make_page(maker, width=390, height=844)
    page.on("dialog", lambda dialog: dialog.accept())
    address = reverse("assistance:risk_fund")
    found = looked_at(page, phone, address)
    page.locator("tr", has_text="结转1号").get_by_role("button", name="Approve").click()
    expect(page.locator("tr", has_text="结转1号")).to_contain_text("Take back")
    assert risk_balance_fen(make.MUDAN) == 20000
    found += looked_at(page, phone, address)
    officers.keep_identity(officer=maker, number=make.resident_number(), by=None)
    admin = make_officer(Role.SYSTEM_ADMIN, "000000")
    officer_page = reverse("officer", args=[maker.pk])
    found += looked_at(make_page(admin), make_page(admin, language="en", width=390, height=844), officer_page)
    assert not found, "\n".join(found)


def test_notices_and_changed_grants_are_usable(
    make_officer: Callable[..., Officer], make_page: Callable[..., Page], settings: Any
) -> None:
    settings.CASE_NOTICE_DAYS = 7
    town, today = CaseTown(make_officer), timezone.localdate()
    case = desk.verified(town.woman, town.clerk, town.first, day=today - timedelta(days=1))
    case_moves.publish(case=case, version=None, by=town.first, at=desk.at(today))
    subsidies = SubsidyDesk(make_officer)
    who = subsidies.person(Category("dibao_rural_2"))
    subsidies.approved()
    categories.end_category(
        span=who.categories.get(),
        until_on=date(2020, 11, 20),
        because="退出",
        on=DECEMBER,
        by=subsidies.civil,
    )
    changed = f"{reverse('assistance:changed_grants')}?coverage_year=2021"
    addresses = {
        town.first: [reverse("assistance:case_notices"), reverse("assistance:case_notice", args=[case.pk])],
        subsidies.civil: [changed, reverse("assistance:subsidy_runs")],
    }
    found: list[str] = []
    for officer, pages in addresses.items():
        screen, phone = make_page(officer), make_page(officer, language="en", width=390, height=844)
        for address in pages:
            found += looked_at(screen, phone, address)
    assert not found, "\n".join(found)
