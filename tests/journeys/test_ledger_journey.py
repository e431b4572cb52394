"""Does a village clerk work her ledger on a phone, take it out as a sheet and send it back, with one change and one conflict?"""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, expect

from enrollment.models import BaseAnswer
from enrollment.operations import base_answers
from enrollment.rules.base_answers import Answer, Heard
from intake.api.sent_files import XLSX
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.journeys.at_desk import Desk

pytestmark = pytest.mark.browser
PHONE = 390


def test_a_village_clerk_works_her_ledger_on_a_phone(
    officer: Callable[[Role, str], Officer], sits_down: Callable[..., Desk], it_is: Callable[[str], None]
) -> None:
    it_is("2022-01-10")
    township = officer(Role.TOWNSHIP_CLERK, make.VILLAGE[:9])
    home = make.household(
        township,
        make.member("head", "欧阳建国", phone="13800000001"),
        make.member("spouse", "阿依古丽", male=False),
    )
    first, second = (one.person for one in home.memberships.order_by("pk"))
    for who in (first, second):
        make.enrolled(who, township)
    clerk = sits_down(Role.VILLAGE_CLERK, make.VILLAGE, width=PHONE)
    page = clerk.page

    # A person in three lines, a telephone to tap, the sum of the household and of all; nothing is wider than the phone.
    page.goto(f"/base/?coverage_year={make.YEAR}")
    row = page.locator(f"[data-person='{first.pk}']")
    expect(row).to_contain_text("尚未询问")
    assert row.locator("> div").count() == 3
    expect(row.locator("a[href='tel:13800000001']")).to_be_visible()
    expect(page.locator("#sum")).to_have_text("640.00")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    row.get_by_role("link", name="欧阳建国").click()
    clerk.fills(heard="promised", promise_on="2022-01-20", next_visit_on="2022-01-21")
    clerk.presses("Save the answer")
    expect(page.locator("main")).to_contain_text("答应缴费")

    # The sheet goes out; meanwhile the township hears something else of one of them.
    page.goto(f"/base/?coverage_year={make.YEAR}")
    with page.expect_download() as going_out:
        page.locator("#download").click()
    book = openpyxl.load_workbook(io.BytesIO(going_out.value.path().read_bytes()))
    rows = {cells[1].value: cells for cells in book.active.iter_rows(min_row=2)}
    for who in (first, second):
        rows[str(who.pk)][9].value, rows[str(who.pk)][10].value = "无力缴费", "2022-01-10"
        rows[str(who.pk)][11].value = rows[str(who.pk)][12].value = None
    base_answers.answer(
        person=second,
        coverage_year=make.YEAR,
        answer=Answer(Heard.REFUSES, timezone.localdate()),
        seen_version=0,
        by=township,
        at=timezone.now(),
    )
    filled = io.BytesIO()
    book.save(filled)

    clerk.follows("Send it back")
    page.locator("[name=file]").set_input_files(
        FilePayload(name="台账.xlsx", mimeType=XLSX, buffer=filled.getvalue())
    )
    clerk.presses("Send")
    page.wait_for_url("**/rows")
    expect(page.locator("[data-ended=changed]")).to_contain_text("欧阳建国")
    conflict = page.locator("[data-ended=conflict]")
    expect(conflict).to_contain_text("无力缴费")
    expect(conflict).to_contain_text("不愿参保")
    clerk.presses("Take the sheet's answer")
    expect(page.locator("[data-ended=conflict]")).to_contain_text("采用表中内容")
    answers = BaseAnswer.objects.order_by("person", "version").values_list("person", "heard")
    assert list(answers) == [
        (first.pk, "promised"),
        (first.pk, "cannot_pay"),
        (second.pk, "refuses"),
        (second.pk, "cannot_pay"),
    ]
