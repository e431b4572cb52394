"""When the bank says two things of one payment, does a person decide, and is a subsidy paid at most once?"""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from assistance.subsidies.models import (
    BankAnswerDecision,
    BankReturnLine,
    PayoutBatch,
    PayoutLine,
    RecoveryClaim,
    SubsidyRun,
)
from assistance.subsidies.operations import bank_answers
from assistance.subsidies.operations.bank_answers import NotToDecide
from assistance.subsidies.operations.payouts import NothingToPay
from assistance.subsidies.rules.bank_answers import BankAnswer, Verdict, outcome_of, verdicts
from assistance.subsidies.rules.grant_states import PayoutState
from policy.terms import Category
from staff.access import NotAllowed
from staff.models import Officer
from tests.assistance.subsidy_desk import DECEMBER, SubsidyDesk, bank_file, bank_rows, grant_of, moment
from tests.pipeline.tax_desk import assert_ledger_holds


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> SubsidyDesk:
    return SubsidyDesk(make_officer)


class Paid:
    """One person whose subsidy of 200 yuan goes to a card."""

    def __init__(self, desk: SubsidyDesk) -> None:
        self.desk = desk
        self.who = desk.person(Category("dibao_rural_2"))
        desk.pays(self.who)
        self.run = desk.paid()
        self.batch = desk.payout_list(self.run)

    def says(self, said: str, batch: PayoutBatch | None = None, note: str = "") -> BankReturnLine:
        """The bank says 成功 or 退回; each file is another one."""
        batch = batch or self.batch
        rows = bank_rows(batch, {1: f"账户已销户{note}"} if said == "退回" else {})
        rows[0]["owner"] += note
        self.desk.bank_says(batch, bank_file(rows))
        row = BankReturnLine.objects.filter(bank_return__batch=batch).order_by("-pk").first()
        assert row is not None
        return row

    def decide(self, row: BankReturnLine, verdict: Verdict, **given: Any) -> None:
        facts = {"reason": "经与银行核对", "by": self.desk.finance, "at": moment(DECEMBER), **given}
        bank_answers.decide(row=row, verdict=verdict, **facts)
        assert_ledger_holds()

    def again(self) -> PayoutBatch:
        self.desk.give_card(self.who, account="6217000000000999")
        return self.desk.payout_list(self.run)

    @property
    def state(self) -> tuple[str, str]:
        return grant_of(self.who).state, SubsidyRun.objects.get(pk=self.run.pk).state


def test_paid_then_bounced_waits_for_a_person_and_can_be_paid_again_once(desk: SubsidyDesk) -> None:
    paid = Paid(desk)
    assert paid.state == ("listed", "part_paid")
    paid.says("成功")
    assert paid.state == ("paid", "paid")
    row = paid.says("退回")
    assert row.outcome == "bounced" and paid.state == ("paid", "paid"), "nothing follows by itself"
    assert paid.says("退回", note="二").outcome == "repeated", "it waits already"
    with pytest.raises(NothingToPay):
        paid.again()
    paid.decide(row, Verdict.LATER)
    assert paid.state == ("returned", "part_paid")
    second = paid.again()
    assert paid.says("成功", second).outcome == "paid" and paid.state == ("paid", "paid")
    assert paid.says("成功", second, note="三").outcome == "repeated"
    assert PayoutLine.objects.filter(state="paid").count() == 1
    with pytest.raises(NothingToPay):
        paid.again()


def test_the_earlier_answer_may_hold(desk: SubsidyDesk) -> None:
    paid = Paid(desk)
    paid.says("成功")
    paid.decide(paid.says("退回"), Verdict.EARLIER)
    assert paid.state == ("paid", "paid")
    assert paid.says("退回", note="二").outcome == "bounced", "said once more, it is decided once more"


def test_returned_then_paid(desk: SubsidyDesk) -> None:
    paid = Paid(desk)
    paid.says("退回")
    row = paid.says("成功")
    assert row.outcome == "paid_after" and paid.state == ("returned", "part_paid")
    with pytest.raises(NothingToPay):
        paid.again()
    paid.decide(row, Verdict.LATER)
    assert paid.state == ("paid", "paid")
    with pytest.raises(NothingToPay):
        paid.again()


def test_paid_on_two_lists_is_claimed_back(desk: SubsidyDesk) -> None:
    paid = Paid(desk)
    paid.says("退回")
    second = paid.again()
    row = paid.says("成功")
    with pytest.raises(NotToDecide) as refused:
        paid.decide(row, Verdict.LATER)
    assert refused.value.code == "second_payment_on_its_way"
    paid.says("成功", second)
    with pytest.raises(NotToDecide):
        paid.decide(row, Verdict.LATER)
    paid.decide(row, Verdict.RECOVER)
    claim = RecoveryClaim.objects.get()
    assert (claim.amount_fen, claim.person, claim.approved_by) == (20_000, paid.who, None)
    assert paid.state == ("paid", "paid") and PayoutLine.objects.filter(state="paid").count() == 1


def test_who_decides_and_how_often(desk: SubsidyDesk) -> None:
    paid = Paid(desk)
    paid.says("成功")
    row = paid.says("退回")
    with pytest.raises(NotAllowed):
        paid.decide(row, Verdict.LATER, by=desk.civil)
    paid.decide(row, Verdict.EARLIER)
    with pytest.raises(NotToDecide):
        paid.decide(row, Verdict.LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("UPDATE assistance_bankanswerdecision SET verdict = 'later'")
    for table in ("grant", "payoutline"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            connection.cursor().execute(
                f"UPDATE assistance_{table} SET state = 'returned', reason = 'x'"
                if table == "payoutline"
                else "UPDATE assistance_grant SET state = 'returned'"
            )
    assert BankAnswerDecision.objects.count() == 1


def test_page_api_and_command_decide_alike(
    desk: SubsidyDesk, client_as: Callable[..., Client], api_as: Callable[..., APIClient]
) -> None:
    paid = Paid(desk)
    paid.says("成功")
    page, row = reverse("assistance:payout_list", args=[paid.batch.pk]), paid.says("退回")
    shown = client_as(desk.finance, language="en").get(page).content.decode()
    assert "paid, then bounced" in shown and "The later answer holds" in shown
    assert "Waits for a decision" in client_as(desk.civil, language="en").get(page).content.decode()
    api = api_as(desk.finance)
    listed = api.get(f"/api/v1/payout-lists/{paid.batch.pk}/contradictions").json()
    assert [(one["row_id"], one["verdicts"], one["verdict"]) for one in listed] == [
        (row.pk, ["later", "earlier"], "")
    ]
    address = f"/api/v1/bank-answers/{row.pk}/decide"
    asked = {"verdict": "recover", "reason": "核对"}
    assert (
        api.post(address, asked, format="json", headers={"Idempotency-Key": "bank-wrong"}).status_code == 409
    )
    client_as(desk.finance).post(
        reverse("assistance:decide_bank_answer", args=[row.pk]), {"verdict": "earlier", "reason": "银行更正"}
    )
    assert "银行更正" in client_as(desk.finance).get(page).content.decode()
    row = paid.says("退回", note="二")
    done = api.post(f"/api/v1/bank-answers/{row.pk}/decide", {"verdict": "earlier", "reason": "核对"}, format="json",
                    headers={"Idempotency-Key": "bank-right"})  # fmt: skip
    assert (done.status_code, done.json()["verdict"]) == (200, "earlier")
    row, told = paid.says("退回", note="三"), io.StringIO()
    call_command("decide_bank_answer", "--row", str(row.pk), "--verdict", "later", "--reason", "核对",
                 "--by", desk.finance.login, "--json", stdout=told)  # fmt: skip
    assert json.loads(told.getvalue())["verdict"] == "later" and paid.state == ("returned", "part_paid")


@pytest.mark.parametrize("state", list(PayoutState))
@pytest.mark.parametrize("said", ["paid", "returned"])
@pytest.mark.parametrize("waiting", [True, False])
def test_every_pair_of_answers(state: PayoutState, said: str, waiting: bool) -> None:
    answer = outcome_of(state.value, said, waiting=waiting)
    if state is PayoutState.SENT:
        assert answer.value == said
    elif state.value == said or waiting:
        assert answer is BankAnswer.REPEATED and verdicts(answer.value, "") == ()
    else:
        assert answer in (BankAnswer.BOUNCED, BankAnswer.PAID_AFTER) and Verdict.EARLIER in verdicts(
            answer.value, ""
        )
