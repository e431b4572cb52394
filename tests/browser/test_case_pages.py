"""Can the pages of cases be used by ear, by keyboard and on a phone?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from assistance.cases.operations import case_moves
from assistance.subsidies.operations import recoveries
from staff.models import Officer
from tests import factories as make
from tests.assistance import case_desk as desk
from tests.assistance.case_desk import CaseTown, at
from tests.browser.test_accessibility import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_pages_of_cases_are_usable(
    make_officer: Callable[..., Officer], make_page: Callable[..., Page]
) -> None:
    town = CaseTown(make_officer)
    approved = town.approve(town.verified(), town.second)
    waiting = [town.verified(person=make.person(town.bureau, f"欧阳{mark}"), grade="一级") for mark in "甲乙"]
    draft = desk.opened(make.person(town.bureau, "吴用"), town.clerk)
    desk.attached(
        draft, town.clerk, name="一张名字很长很长很长很长很长很长很长很长很长很长很长很长的照片.png"
    )
    rejected = case_moves.reject(
        case=town.verified(person=make.person(town.bureau, "钱多")),
        version=None,
        reason_code="not_qualified",
        by=town.second,
        at=at(),
    )
    claim = recoveries.enter_claim(
        person=town.woman, amount_fen=96_00, reason="重复资助", document_number="函1", by=town.clerk, at=at()
    )
    addresses = {
        town.second: [
            "/cases/mine", "/cases/", "/cases/decide", f"/cases/{waiting[0].pk}/", f"/cases/{approved.pk}/",
            f"/cases/{approved.pk}/sheet", f"/cases/{rejected.pk}/sheet", f"/recoveries/{claim.pk}/", "/recoveries/",
        ],
        town.clerk: [
            f"/cases/{draft.pk}/", f"/cases/{draft.pk}/facts", f"/people/{town.woman.pk}/cases/new",
            f"/people/{town.woman.pk}/recoveries/new", f"/people/{town.woman.pk}/",
        ],
    }  # fmt: skip
    found: list[str] = []
    for officer, pages in addresses.items():
        screen = make_page(officer)
        phone = make_page(officer, language="en", width=390, height=844)
        for address in pages:
            for page in (screen, phone):
                answer = page.goto(address)
                assert answer is not None and answer.status == 200, address
            found += faults(screen)
            if (width := phone.evaluate("document.documentElement.scrollWidth")) > 390:
                found.append(f"{address}: {width} pixels wide on a phone")
    assert not found, "\n".join(found)
