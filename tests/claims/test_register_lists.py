"""Do old filings (FL-1) and balances of former accounts (OA-1) come in by two officers, and are balances used once, never below zero?"""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from claims.models import Bill, Filing, OldAccount, OldAccountEntry, OldAccountList
from claims.operations import register_lists, reversal, settlement
from claims.operations.filing_lists import FILING_LISTS
from claims.operations.old_accounts import OLD_ACCOUNT_LISTS
from claims.queries.statements import statement_json
from enrollment.operations import ledger_checks, merges
from enrollment.operations.people import document_number
from intake.operations import jobs
from staff.identities import NotYours
from staff.models import Division, Officer
from tests import care
from tests import factories as make
from tests.claims.test_settlement import visit

pytestmark = pytest.mark.django_db(transaction=True)
USED_UP = """
[[old_account]]
settings = ["outpatient"]
from_on = 2022-01-01
clause = "HZ-9"
"""


@pytest.fixture
def balances_may_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In Heze, as GX-2.1a says it for Guangxi."""
    own, folder = Path("policy/data/371700"), tmp_path / "371700"
    folder.mkdir()
    for name, more in (("area.toml", ""), ("benefit.toml", USED_UP)):
        (folder / name).write_text((own / name).read_text(encoding="utf-8") + more, encoding="utf-8")
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))


def sent(of: Any, head: str, rows: list[str], by: Officer, **fields: Any) -> Any:
    content = "\n".join([head, *rows, ""]).encode()
    file = register_lists.receive(
        of, content=io.BytesIO(content), name="名单.csv", area=make.MUDAN, document_number="原登记〔2021〕5号", by=by,
        at=timezone.now(), **fields,
    )  # fmt: skip
    return jobs.work_on(file)


def balances(rows: list[str], by: Officer) -> OldAccountList:
    return sent(OLD_ACCOUNT_LISTS, "证件号码,姓名,账户余额", rows, by, closed_on=date(2020, 12, 31))


def opened(who, yuan: str, by: Officer, second: Officer) -> OldAccount:
    file = balances([f"{document_number(who)},{who.name},{yuan}"], by)
    assert file.state == "ready", file.refusal
    jobs.work_on(register_lists.confirm(listed=file, by=second, at=timezone.now()))
    return OldAccount.objects.get(person=who)


def settled(bill: Bill, by: Officer) -> Bill:
    settlement.settle(bill=bill, on=care.ON, by=by)
    bill.refresh_from_db()
    return bill


def codes(file: Any) -> list[tuple[str, str]]:
    return [(one["cell"], one["code"]) for one in file.refusal["problems"]]


def test_a_balance_pays_what_remains_and_comes_back_with_the_statement(
    balances_may_be_used, clerk: Officer, second: Officer, who, client_as
) -> None:
    account = opened(who, "700.00", clerk, second)
    bill = settled(visit(who, clerk, "V1", 70_000), clerk)  # 500 remain to the person
    account.refresh_from_db()
    assert (account.closing_fen, account.balance_fen) == (70_000, 20_000)
    told = statement_json(bill.statements.get())["old_account"]
    assert (
        told["fen"] == 50_000 and "200.00" in told["texts"][0]["zh"] and told["texts"][0]["clause"] == "HZ-9"
    )
    page = client_as(clerk).get(reverse("claims:statement", args=[bill.pk])).content.decode()
    assert "500.00元由原个人（家庭）账户余额支付" in page
    settled(
        visit(who, clerk, "V2", 30_000, date(2022, 6, 2)), clerk
    )  # 300 remain: the limit of the year is used up
    account.refresh_from_db()
    assert account.balance_fen == 0 and ledger_checks.run(at=timezone.now()) == []
    last = Bill.objects.get(number="V2")
    reversal.reverse(bill=last, reason="重复收费", on=care.ON, by=clerk)
    account.refresh_from_db()
    assert account.balance_fen == 20_000
    assert list(OldAccountEntry.objects.order_by("pk").values_list("fen", "left_fen")) == [
        (-50_000, 20_000), (-20_000, 0), (20_000, 20_000),
    ]  # fmt: skip
    assert ledger_checks.run(at=timezone.now()) == []
    seen = client_as(clerk, language="en").get(reverse("claims:old_accounts")).content.decode()
    assert "700.00" in seen and "HZ-9" in seen
    [row] = client_as(clerk).get("/api/v1/old-accounts").json()["results"]
    assert (row["closing_fen"], row["balance_fen"]) == (70_000, 20_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        OldAccount.objects.update(balance_fen=-1)
    for damage, invariant in (
        ("UPDATE claims_oldaccount SET balance_fen = balance_fen - 1", "old_accounts_equal_their_entries"),
        (
            "UPDATE claims_oldaccountentry SET fen = -60000 WHERE fen = -50000",
            "old_accounts_pay_what_the_person_bears",
        ),
        (
            "UPDATE claims_oldaccountentry SET fen = 1 WHERE is_reversal",
            "old_accounts_pay_what_the_person_bears",
        ),
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = 'replica'")
            cursor.execute(damage)
            assert invariant in {one.invariant for one in ledger_checks.run(at=timezone.now())}, damage
            transaction.set_rollback(True)
    for change in (
        lambda: OldAccount.objects.update(closing_fen=1),
        lambda: OldAccountEntry.objects.update(fen=-1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_balance_of_a_merged_record_pays_too_and_none_is_used_without_a_text(
    clerk: Officer, second: Officer, who, client_as
) -> None:
    opened(who, "700.00", clerk, second)
    bill = settled(visit(who, clerk, "V1", 70_000), clerk)
    assert bill.state == "settled" and not OldAccountEntry.objects.exists()
    page = client_as(clerk, language="en").get(reverse("claims:old_accounts")).content.decode()
    assert "no text on file says what becomes of the balances" in page


def test_the_balance_under_a_former_number_is_used(
    balances_may_be_used, clerk: Officer, second: Officer, who
) -> None:
    other = make.person(clerk, "张伟")
    account = opened(other, "100.00", clerk, second)
    merges.merge_people(kept=who, absorbed=other, reason="同一人", on=care.ON, by=clerk)
    settled(visit(who, clerk, "V1", 70_000), clerk)
    account.refresh_from_db()
    assert account.balance_fen == 0


def test_bad_rows_of_a_closing_list_are_told_by_cell(clerk: Officer, second: Officer, who) -> None:
    number = document_number(who)
    opened(who, "1.00", clerk, second)
    elsewhere = make.person(clerk, "王远")
    file = balances(
        [
            f"{number},{who.name},5.00",
            f"{number},{who.name},5.00",
            f"{document_number(elsewhere)},王远方,0.00",
        ],
        clerk,
    )
    assert file.state == "refused"
    assert sorted(codes(file)) == [
        ("A2", "account_known"),
        ("A3", "row_twice"),
        ("C4", "amount_not_positive"),
    ]
    assert OldAccount.objects.count() == 1


def test_old_filings_are_written_after_another_officer_confirmed_them(
    clerk: Officer, second: Officer, who, client_as
) -> None:
    Division.objects.get_or_create(code="110000", defaults={"name": "北京市", "level": 1})
    number, head = document_number(who), "证件号码,姓名,备案类别,就医地区划,起始日期,终止日期"
    refused = sent(
        FILING_LISTS, head,
        [f"{number},{who.name},转诊,371702,2022-01-01,", f"{number},{who.name},长期居住,990000,2022-01-01,",
         f"{number},{who.name},长期居住,110000,2022-02-01,"], clerk,
    )  # fmt: skip
    assert codes(refused) == [("D2", "destination_form"), ("E4", "row_twice"), ("D3", "division_unknown")]
    file = sent(FILING_LISTS, head, [f"{number},{who.name},长期居住,110000,2022-01-01,"], clerk)
    assert file.state == "ready", file.refusal
    with pytest.raises(NotYours):
        register_lists.confirm(listed=file, by=clerk, at=timezone.now())
    file = jobs.work_on(register_lists.confirm(listed=file, by=second, at=timezone.now()))
    row = Filing.objects.get()
    assert (row.kind, row.destination, row.state, row.document_number) == (
        "long_term", "110000", "filed", "原登记〔2021〕5号",
    )  # fmt: skip
    assert timezone.localdate(row.submitted_at) == date(2022, 1, 1), "not a late filing"
    again = sent(FILING_LISTS, head, [f"{number},{who.name},长期居住,110000,2022-03-01,"], clerk)
    assert codes(again) == [("E2", "filed_already")]
    desk = client_as(clerk, language="en")
    for kind in ("filings", "recognitions", "balances"):
        assert desk.get(reverse("claims:register_lists", args=[kind])).status_code == 200
    assert desk.get(reverse("claims:register_lists", args=["others"])).status_code == 404
