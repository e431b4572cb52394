"""Does granted aid reach the card once, by a list that other hands make, and never above own cost?"""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from assistance.cases.models import AssistanceCase
from assistance.cases.operations.aid_recoveries import record_refund
from assistance.cases.rules.case_reasons import CaseKind
from assistance.subsidies.models import AidPayment, BankReturnLine, PayoutLine, RecoveryClaim
from assistance.subsidies.operations import bank_answers, payouts
from assistance.subsidies.operations.payouts import NothingToPay
from assistance.subsidies.rules.bank_answers import Verdict
from claims.operations import reversal
from desk.history.sums import place_year
from enrollment.operations import ledger_checks
from staff.identities import NotYours
from staff.models import RoleGrant
from staff.rules.roles import Role
from tests import care
from tests import factories as make
from tests.assistance import case_desk as desk
from tests.assistance.test_aid import (
    DAY,
    add,
    answered,
    applied,
    approved,
    bill,  # noqa: F401
    figures,  # noqa: F401
    finance,  # noqa: F401
    invoice,
    listed,
    officers,  # noqa: F401
    submitted,
    verified,
)
from tests.claims.conftest import clerk, collector, present, second, who  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def granted(figures, bill, who, officers) -> AssistanceCase:  # noqa: F811
    """500 by statement and 400 on paper: (900 - 300) x 50 % = 300 yuan are granted."""
    figures("300.00", "0.5", "50000.00")
    maker, checker, approver, _ = officers
    case = applied(who, maker)
    add(case, who, maker, invoice())
    return approved(verified(submitted(case, maker), checker), approver)


def payment() -> AidPayment:
    return AidPayment.objects.get()


def holds() -> None:
    assert ledger_checks.run(at=desk.at()) == []


def test_returned_then_paid_and_never_twice(granted, who, clerk, finance) -> None:  # noqa: F811
    assert (payment().state, payment().amount_fen) == ("waiting", 30_000)
    with pytest.raises(NothingToPay):  # no account is known
        payouts.make_aid_list(division_code=make.MUDAN, month=DAY, by=finance, at=desk.at())
    batch = listed(who, clerk, finance)
    assert (batch.run, batch.line_count, batch.amount_fen) == (None, 1, 30_000)
    with pytest.raises(NothingToPay):  # it is on its way
        payouts.make_aid_list(division_code=make.MUDAN, month=DAY, by=finance, at=desk.at())
    answered(batch, finance, {1: "账户名不符"})
    assert payment().state == "returned"
    with pytest.raises(NothingToPay):  # the account is the same
        payouts.make_aid_list(division_code=make.MUDAN, month=DAY, by=finance, at=desk.at())
    again = listed(who, clerk, finance, "6217000000000009")
    line = again.lines.get()
    assert (line.reissue_of.batch, payouts.account_number(line)) == (batch, "6217000000000009")
    answered(again, finance)
    assert (payment().state, PayoutLine.objects.filter(state="paid").count()) == ("paid", 1)
    with pytest.raises(NothingToPay):
        payouts.make_aid_list(division_code=make.MUDAN, month=DAY, by=finance, at=desk.at())
    check = next(one for one in place_year(make.MUDAN, 2022).checks if one.code == "aid_cards")
    assert (check.left_fen, check.right_fen) == (30_000, 30_000)
    holds()


def test_nobody_lists_what_they_approved(granted, who, clerk, officers) -> None:  # noqa: F811
    for hand in officers[:3]:  # who entered, who verified, who approved
        RoleGrant.objects.create(
            officer=hand, role=Role.FINANCE, division_code=make.MUDAN, valid_from=date(2020, 1, 1)
        )
        with pytest.raises(NotYours):
            listed(who, clerk, hand)
    assert payment().state == "waiting"


def test_until_it_is_listed_it_follows_own_cost(granted, who, clerk, finance, bill, officers) -> None:  # noqa: F811
    reversal.reverse(bill=bill, reason="重复收费", on=care.ON, by=clerk)
    assert (payment().amount_fen, RecoveryClaim.objects.count()) == (5_000, 0)  # (400 - 300) x 50 %
    cost = granted.costs.get(bill_id=None)
    record_refund(cost=cost, refunded_fen=10_000, document_number="理赔单1", by=officers[0], at=desk.at())
    assert payment().amount_fen == 0  # 300 is the line
    with pytest.raises(NothingToPay):
        listed(who, clerk, finance)
    holds()


def test_what_changed_on_the_way_is_claimed_when_it_arrived(granted, who, clerk, finance, bill) -> None:  # noqa: F811
    batch = listed(who, clerk, finance)
    reversal.reverse(bill=bill, reason="重复收费", on=care.ON, by=clerk)
    assert (payment().amount_fen, RecoveryClaim.objects.count()) == (30_000, 0), "it is on its way"
    answered(batch, finance)
    claim = RecoveryClaim.objects.get()  # 300 arrived, (400 - 300) x 50 % = 50 is due: 250 too much
    assert (claim.state, claim.amount_fen, claim.source) == ("draft", 25_000, f"aid:{granted.pk}")
    holds()


def test_a_bounced_payment_is_paid_again_and_its_claim_withdrawn(granted, who, clerk, finance, bill) -> None:  # noqa: F811
    batch = listed(who, clerk, finance)
    answered(batch, finance)
    reversal.reverse(bill=bill, reason="重复收费", on=care.ON, by=clerk)
    assert RecoveryClaim.objects.get().amount_fen == 25_000
    answered(batch, finance, {1: "退票"})
    row = BankReturnLine.objects.get(outcome="bounced")
    bank_answers.decide(row=row, verdict=Verdict.LATER, reason="银行确认退票", by=finance, at=desk.at())
    assert (payment().state, payment().amount_fen) == ("returned", 5_000)
    assert RecoveryClaim.objects.get().withdrawn_at is not None
    holds()


def test_of_a_revoked_case_nothing_more_is_listed(granted, who, clerk, finance, officers) -> None:  # noqa: F811
    maker, checker, approver, _ = officers
    case = desk.opened(
        who, maker, kind=CaseKind.REVOCATION, about=granted, category=granted.category, from_on=DAY,
        document_number="撤销1", reason="申报不实",
    )  # fmt: skip
    desk.attached(case, maker)
    approved(verified(submitted(case, maker), checker), approver)
    granted.refresh_from_db()
    assert (granted.state, payment().stopped_because) == ("revoked", "申报不实")
    with pytest.raises(NothingToPay):
        listed(who, clerk, finance)
    holds()


def test_pages_and_programs_tell_and_list_it(granted, who, clerk, finance, client) -> None:  # noqa: F811
    client.force_login(finance)
    [row] = client.get("/api/v1/aid-payments").json()["results"]
    assert (row["amount_fen"], row["state"], row["has_account"]) == (30_000, "waiting", False)
    seen = client.get("/payouts/aid/").content.decode()
    assert granted.number in seen and "300.00" in seen
    refused = client.post("/payouts/aid/", {"division_code": make.MUDAN, "month": "2022-07-05"})
    assert refused.status_code == 422 and "一卡通账号" in refused.content.decode()
    batch = listed(who, clerk, finance)
    page = client.get(f"/payouts/{batch.pk}/").content.decode()
    assert "依申请救助" in page and f"/cases/{granted.pk}/aid" in page
    answered(batch, finance)
    for change in ({"amount_fen": 1}, {"approved_fen": 1}, {"state": "waiting"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            AidPayment.objects.update(**change)


def test_the_ledger_check_finds_each_damage(granted, who, clerk, finance, officers) -> None:  # noqa: F811
    answered(listed(who, clerk, finance), finance)
    for damage, invariant in (
        ("UPDATE assistance_aidpayment SET state = 'listed'", "aid_payments_agree_with_payouts"),
        ("UPDATE assistance_aidpayment SET amount_fen = amount_fen - 1", "aid_payments_agree_with_payouts"),
        ("UPDATE assistance_aidpayment SET approved_fen = approved_fen + 1", "granted_aid_is_paid_once"),
        ("DELETE FROM assistance_aidpayment", "granted_aid_is_paid_once"),
        ("UPDATE assistance_aidcost SET own_fen = 0", "aid_is_never_paid_above_own_cost"),
        (f"UPDATE assistance_payoutbatch SET made_by_id = {officers[2].pk}", "aid_is_listed_by_other_hands"),
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = 'replica'")
            cursor.execute(damage)
            assert invariant in {one.invariant for one in ledger_checks.run(at=desk.at())}, damage
            transaction.set_rollback(True)
    holds()
