"""Does a county go from 2026 to 2027 by carry-over, work a row of its status list by two officers, and see it on the person's page?"""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from enrollment.models import CarryOver, Enrollment, Person, StatusList
from enrollment.operations import carry_overs
from enrollment.operations.people import document_number
from intake.operations import jobs
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.journeys.at_desk import Desk

pytestmark = pytest.mark.browser


def insured(by: Officer, name: str) -> Person:
    who = make.person(by, name)
    Enrollment.objects.create(
        person=who, area=make.HEZE, coverage_year=2026, division_code=make.VILLAGE, basis="hukou", group="adult",
        enrolled_on=date(2025, 11, 1), enrolled_by=by,
    )  # fmt: skip
    return who


def test_a_county_is_carried_over_and_works_its_status_list(
    officer: Callable[[Role, str], Officer], sits_down: Callable[..., Desk], it_is: Callable[[str], None]
) -> None:
    it_is("2026-11-30")
    clerk = officer(Role.COUNTY_BUREAU, make.MUDAN)
    employed, renamed = insured(clerk, "欧阳建国"), insured(clerk, "阿依古丽·买买提")
    desk = sits_down(Role.COUNTY_BUREAU, make.MUDAN)
    chief = sits_down(Role.COUNTY_BUREAU, make.HEZE, language="en")

    # Counted by one, agreed to by another; the worker's part is done here.
    desk.opens("Carry-over")
    desk.fills(division=make.MUDAN, coverage_year="2027")
    desk.presses("Count")
    row = CarryOver.objects.get()
    carry_overs.work(row.pk)
    chief.page.goto(f"/carry-overs/{row.pk}/")
    chief.page.locator("button[value=agree]").click()
    carry_overs.work(row.pk)
    chief.page.reload()
    expect(chief.page.locator("main")).to_contain_text("carried over")
    assert Enrollment.objects.filter(coverage_year=2027).count() == 2

    # A list of the employee scheme: one row is sure, of the other the name differs.
    desk.opens("Status lists")
    head = "证件号码,姓名,状态,起始日期,终止日期,备注"
    rows = [
        f"{document_number(employed)},欧阳建国,职工参保,2025-01-01,,",
        f"{document_number(renamed)},古丽,职工参保,2025-01-01,,",
    ]
    desk.attaches("职工参保.csv", "\n".join([head, *rows, ""]).encode())
    desk.fills(
        area=make.MUDAN, source="employee_scheme", listed_on="2026-11-20", document_number="职保〔2026〕8号"
    )
    desk.page.locator("main form[method=post] button[type=submit]").click()
    desk.page.wait_for_url("**/ST-1/**")
    listed = StatusList.objects.get()
    jobs.work_on(listed)
    desk.page.goto(f"/status-lists/{listed.pk}/rows")
    desk.page.locator("[data-check-all=row]").check()
    desk.fills(act="suggested")
    desk.presses("Do it for the chosen rows")
    outcomes = desk.page.locator("#outcomes")
    expect(outcomes).to_contain_text("已办理 1 行")
    expect(outcomes).to_contain_text("1 行未变")
    expect(desk.page.locator("[data-row='3']")).to_contain_text("证件号码或姓名不一致")
    assert set(Enrollment.objects.values_list("state", flat=True)) == {"normal"}

    chief.page.goto(f"/status-lists/{listed.pk}/rows?proposal=waiting")
    chief.page.locator("[name=row]").check()
    chief.fills(act="agree")
    chief.presses("Do it for the chosen rows")
    expect(chief.page.locator("#outcomes")).to_contain_text("1 row done")

    # The person's page shows it, and the letter says why and what to do.
    desk.finds_person(document_number(employed))
    expect(desk.page.locator("main")).to_contain_text("暂停参保")
    desk.follows("Letter")
    letter = desk.page.locator("article.notice")
    expect(letter).to_contain_text("N33-a")
    expect(letter).to_contain_text("职保〔2026〕8号")
    expect(letter).to_contain_text("恢复参保")
