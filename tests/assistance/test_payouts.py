"""Does every line of a payout list end exactly once, with sums that agree, and is what came back paid again?"""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from assistance.subsidies.models import BankReturn, BankReturnLine, Grant, PayoutLine
from assistance.subsidies.operations import payouts, subsidy_runs
from assistance.subsidies.operations.bank_returns import BankFileRefused
from assistance.subsidies.operations.payouts import NothingToPay, account_number
from assistance.subsidies.queries.payouts import waiting_counts
from enrollment.models import Person
from intake.operations.receiving import SameFileReceived
from intake.queries.sent_files import problems_of
from policy.terms import Category
from staff.access import NotAllowed
from staff.models import Officer
from staff.refusals import Refusal
from tests import factories as make
from tests.assistance.subsidy_desk import (
    DECEMBER,
    VILLAGE,
    SubsidyDesk,
    bank_file,
    bank_rows,
    grant_of,
    moment,
)
from tests.pipeline.tax_desk import everything_stored

JANUARY = date(2021, 1, 1)


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SubsidyDesk:
    return SubsidyDesk(make_officer)


@pytest.fixture
def three(desk: SubsidyDesk) -> list[Person]:
    """Three with a fixed subsidy who paid in full."""
    people = [
        desk.person(Category("dibao_rural_2")),
        desk.person(Category("dibao_rural_3")),
        desk.person(Category("registered_poor")),
    ]
    desk.pays(*people)
    return people


def test_paid_returned_and_reissued(desk: SubsidyDesk, three: list[Person]) -> None:
    run = desk.paid()
    batch = desk.payout_list(run)
    assert (batch.line_count, batch.amount_fen) == (3, 50_000)
    received = desk.bank_says(batch, bank_file(bank_rows(batch, {2: "账号户名不符"})))
    assert (received.line_count, received.amount_fen) == (3, 50_000)
    assert [grant_of(who).state for who in three] == ["paid", "returned", "paid"]
    with pytest.raises(NothingToPay):
        desk.payout_list(run, JANUARY)
    assert waiting_counts(run)["to_correct"] == 1
    desk.give_card(three[1], "6217999900000001")
    again = desk.payout_list(run, JANUARY)
    line = again.lines.get()
    assert (again.amount_fen, account_number(line)) == (20_000, "6217999900000001")
    assert line.reissue_of is not None and line.reissue_of.batch == batch
    desk.bank_says(again, bank_file(bank_rows(again), encoding="utf-8-sig"))
    assert grant_of(three[1]).state == "paid"
    paid = PayoutLine.objects.filter(state="paid")
    assert (
        sum(line.amount_fen for line in paid)
        == sum(grant.amount_fen or 0 for grant in Grant.objects.all())
        == 50_000
    )


def test_each_row_has_one_outcome(desk: SubsidyDesk, three: list[Person]) -> None:
    batch = desk.payout_list(desk.paid())
    rows = bank_rows(batch)
    stranger = {**rows[0], "number": "9"}
    dearer, elsewhere = {**rows[1], "amount": "201.00"}, {**rows[2], "account": "6217000000000000"}
    received = desk.bank_says(batch, bank_file([rows[0], dearer, elsewhere, stranger]))
    told = received.rows.order_by("row").values_list("outcome", "reason")
    assert list(told) == [
        ("paid", ""), ("unknown", "amount_differs"), ("unknown", "account_differs"), ("unknown", "not_on_the_list"),
    ]  # fmt: skip
    assert [grant_of(who).state for who in three] == ["paid", "listed", "listed"]
    second = desk.bank_says(batch, bank_file(rows))
    assert list(second.rows.order_by("row").values_list("outcome", flat=True)) == ["repeated", "paid", "paid"]


def test_the_same_file_twice_is_refused(desk: SubsidyDesk, three: list[Person]) -> None:
    batch = desk.payout_list(desk.paid())
    content = bank_file(bank_rows(batch))
    desk.bank_says(batch, content)
    with pytest.raises(SameFileReceived) as refusal:
        desk.bank_says(batch, content)
    assert refusal.value.code == "same_file_received" and BankReturn.objects.count() == 1


def test_all_faults_are_told_at_once_and_nothing_is_done(desk: SubsidyDesk, three: list[Person]) -> None:
    batch = desk.payout_list(desk.paid())
    good, other, third = bank_rows(batch)
    rows = [
        {**good, "batch": "620100-202012-999999"}, {**other, "result": "处理中"},
        {**third, "amount": "1e2", "account": "6.217E+15"}, {**third, "result": "退回", "reason": ""}, {**good, "number": "1.5"},
    ]  # fmt: skip
    asking = desk.bank_says(batch, bank_file(rows, trailer=False))
    assert (asking.state, [question["key"] for question in asking.questions]) == ("asking", ["result"])
    assert [one["cell"] for one in problems_of(asking)] == ["A2", "C4", "E4", "G5", "B6"], "F3 is asked"
    rows[1] = {**rows[1], "result": ""}
    with pytest.raises(BankFileRefused) as refusal:
        desk.bank_says(batch, bank_file(rows, trailer=False))
    problems = refusal.value.context["problems"]
    assert [problem["cell"] for problem in problems] == ["A2", "F3", "C4", "E4", "G5", "B6"]
    assert all(problem["remedy"]["zh"] for problem in problems)
    assert not BankReturnLine.objects.exists() and [grant_of(who).state for who in three] == ["listed"] * 3


@pytest.mark.parametrize("given", [{"expected_count": 2}, {"expected_fen": 49_999}])
def test_control_totals_must_agree(desk: SubsidyDesk, three: list[Person], given: dict[str, int]) -> None:
    batch = desk.payout_list(desk.paid())
    with pytest.raises(BankFileRefused) as refusal:
        desk.bank_says(batch, bank_file(bank_rows(batch), trailer=False), **given)
    assert refusal.value.code == "control_totals_differ"
    content = bank_file(bank_rows(batch)).replace("合计,3".encode("gb18030"), "合计,4".encode("gb18030"))
    with pytest.raises(BankFileRefused) as refused:
        desk.bank_says(batch, content)
    assert refused.value.code == "control_totals_differ"
    desk.bank_says(batch, bank_file(bank_rows(batch)), expected_count=3, expected_fen=50_000)


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"PK\x03\x04broken", "姓名,金额\n甲,1\n".encode()])
def test_hostile_files_are_refused(desk: SubsidyDesk, three: list[Person], content: bytes) -> None:
    batch = desk.payout_list(desk.paid())
    with pytest.raises(BankFileRefused):
        desk.bank_says(batch, content)
    refused = BankReturn.objects.get()
    assert refused.state == "refused" and refused.line_count is None and not refused.rows.exists()


def test_without_an_account_the_head_of_household_receives(desk: SubsidyDesk) -> None:
    household = make.household(
        desk.tax.clerk, make.member("head", "王建国", village=VILLAGE), make.member("daughter", "王小芳", village=VILLAGE),
        village=VILLAGE, on=date(2020, 10, 1),
    )  # fmt: skip
    assert household.head is not None
    child = household.memberships.get(relationship="daughter").person
    make.enrolled(child, desk.tax.clerk, year=2021, village=VILLAGE, on=date(2020, 10, 20))
    desk.certify(child, Category("dibao_rural_2"), date(2020, 1, 1))
    desk.pays(child)
    run = desk.paid()
    assert waiting_counts(run)["without_account"] == 1
    desk.give_card(household.head, "6217888800000001")
    line = desk.payout_list(run).lines.get()
    assert (line.owner, line.relation, account_number(line)) == ("王建国", "daughter", "6217888800000001")
    assert "6217888800000001" not in everything_stored(), "the account stands nowhere in clear"


def test_an_open_run_has_no_list_and_only_finance_makes_one(desk: SubsidyDesk, three: list[Person]) -> None:
    run = desk.propose()
    with pytest.raises(Refusal, match="尚未审批"):
        payouts.make_list(run=run, month=DECEMBER, by=desk.finance, at=moment(DECEMBER))
    run = subsidy_runs.freeze(run=run, by=desk.civil, at=moment(DECEMBER))
    run = subsidy_runs.approve(run=run, by=desk.approver, at=moment(DECEMBER))
    with pytest.raises(NotAllowed):
        payouts.make_list(run=run, month=DECEMBER, by=desk.civil, at=moment(DECEMBER))


def test_a_payout_line_ends_once(desk: SubsidyDesk, three: list[Person]) -> None:
    batch = desk.payout_list(desk.paid())
    desk.bank_says(batch, bank_file(bank_rows(batch)))
    for statement in (
        "UPDATE assistance_payoutline SET state = 'sent', bank_return_id = NULL",
        "DELETE FROM assistance_payoutline",
        "UPDATE assistance_payoutbatch SET amount_fen = 1",
        "DELETE FROM assistance_bankreturnline",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)
    paid = PayoutLine.objects.filter(batch=batch).first()
    assert paid is not None
    with pytest.raises(IntegrityError, match="grant_on_one_open_payout_line"), transaction.atomic():
        PayoutLine.objects.create(
            batch=batch, number=99, grant=paid.grant, account_sealed=b"", account_masked="", owner="x", relation="self",
            amount_fen=1,
        )  # fmt: skip
