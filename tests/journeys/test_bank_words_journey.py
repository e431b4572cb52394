"""A bank answers in its own words: is it asked once, and its next file read without a question?"""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from assistance.subsidies.models import PayoutBatch
from intake.models import SenderProfile
from policy.terms import Category
from staff.models import Officer
from staff.rules.roles import Role
from tests.assistance.subsidy_desk import LANZHOU, SubsidyDesk, bank_rows
from tests.journeys.at_desk import Desk
from tests.pipeline.tax_desk import assert_ledger_holds

pytestmark = pytest.mark.browser
Sit = Callable[..., Desk]


def in_the_banks_words(batch: PayoutBatch, *, reason: str) -> bytes:
    """The own file of a bank: a title, headings and words of its own, a total and a signature."""
    rows = bank_rows(batch)
    lines = [
        f"{row['batch']},{row['number']},'{row['account']},{row['amount']},{'交易失败' if at == 0 else '交易成功'},{reason if at == 0 else ''}"
        for at, row in enumerate(rows)
    ]
    total = sum(int(row["amount"].replace(".", "")) for row in rows)
    head = ["兰州农商行代发结果,,,,,", "批次号,序号,账号,交易金额,交易结果,失败说明"]
    return "\n".join(
        [*head, *lines, f"合计：{len(rows)}笔,,,{total // 100}.{total % 100:02d},,", "制表人：赵六,,,,,"]
    ).encode("gb18030")


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 1366), ("en", 390)])
def test_a_banks_own_file_is_mapped_once(
    officer: Callable[[Role, str], Officer], sits_down: Sit, language: str, width: int
) -> None:
    desk = SubsidyDesk(officer)
    people = [desk.person(Category("dibao_rural_2"), name=name) for name in ("马建国", "王秀英")]
    desk.pays(*people)
    batch = desk.payout_list(desk.paid())

    finance = sits_down(Role.FINANCE, LANZHOU, language=language, width=width, height=900)
    finance.page.goto(f"/payouts/{batch.pk}/")
    finance.attaches("农商行.csv", in_the_banks_words(batch, reason="销户"))
    finance.presses("Upload")
    expect(finance.page.get_by_role("heading", level=1)).to_have_text(
        finance.word("How the file is to be read")
    )
    expect(finance.page.locator("#first-rows")).to_contain_text("兰州农商行代发结果")
    for heading, key in (("交易金额", "amount"), ("交易结果", "result"), ("失败说明", "reason")):
        finance.page.get_by_label(heading, exact=True).select_option(key)
    finance.fills(keep_as="兰州农商行")
    finance.presses("Read it so")

    expect(finance.page.get_by_label("交易成功", exact=True)).to_be_visible()
    finance.page.get_by_label("交易成功", exact=True).select_option("成功")
    finance.page.get_by_label("交易失败", exact=True).select_option("失败")
    finance.presses("Read it so")
    finance.page.wait_for_url("**/sent-files/BK-1/*/")
    finance.page.locator(f"a[href='/payouts/{batch.pk}/']").first.click()  # the page of the file leads on
    expect(finance.page.locator("#outcomes [data-state=returned]")).to_contain_text("1")
    expect(finance.page.locator("#outcomes [data-state=paid]")).to_contain_text("1")
    assert [profile.version for profile in SenderProfile.objects.order_by("pk")] == [1, 2]

    finance.attaches("农商行2.csv", in_the_banks_words(batch, reason="已销户"))
    finance.presses("Upload")
    expect(finance.page.locator("#read-as").first).to_contain_text("兰州农商行 v2")
    expect(finance.page.locator("#read-as").first).to_contain_text(
        "是标题行" if language == "zh-hans" else "is a title"
    )
    assert batch.returns.count() == 2 and set(batch.returns.values_list("state", flat=True)) == {"written"}
    assert_ledger_holds()
