"""The platform's contribution detail is sent as it is exported: is it read by the profile that comes with the product?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from enrollment.models import PaymentFile
from intake.operations import jobs
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.journeys.at_desk import Desk
from tests.pipeline.platform_lines import PLATFORM, platform
from tests.pipeline.tax_desk import TaxDesk, assert_ledger_holds, line, money

pytestmark = pytest.mark.browser


def test_the_platforms_columns_are_read_without_a_question(
    officer: Callable[[Role, str], Officer], sits_down: Callable[..., Desk]
) -> None:
    bureau = TaxDesk(officer(Role.TAX_OFFICER, make.HEZE), officer(Role.COUNTY_BUREAU, make.MUDAN))
    paid, aided = bureau.person(), bureau.person()
    lines = [
        platform(line(paid)),
        platform(line(aided), PSN_CLCT_AMT="0", OTH_CLCT_AMT="320", CLCT_SUMAMT="900"),
    ]

    desk = sits_down(Role.TAX_OFFICER, make.HEZE, width=1366, height=900)
    desk.page.goto("/files/new")
    desk.attaches("居民缴费明细.csv", "\n".join([PLATFORM, *lines]).encode("gb18030"))
    desk.fills(area=make.HEZE, expected_count="2", expected_fen="320.00")
    desk.presses("Upload")
    jobs.work_on(PaymentFile.objects.get())  # as a worker does meanwhile
    desk.waits_until_posted()

    assert desk.outcomes() == {"posted_in_full": 1, "posted_in_part": 1}
    read_as = desk.page.locator("#read-as")
    expect(read_as).to_contain_text("国家医保信息平台居民缴费明细 v1")
    expect(read_as).to_contain_text("所属期 202201..202212 读作参保年度 2022")
    expect(read_as).to_contain_text("“CASHYM”按说明不读取")
    assert money(paid) == (32_000, 32_000) and money(aided)[1] == 0

    desk.page.goto("/sender-profiles/")
    expect(desk.page.locator("main")).to_contain_text("国家医保信息平台居民缴费明细")
    assert_ledger_holds()
