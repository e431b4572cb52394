"""Is a county's risk fund moved by two officers only: in the operation, in the tables, on the page?"""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from assistance.public_money.models import RiskFundEntry, RiskFundProposal
from assistance.public_money.operations import fund_splits, risk_fund
from assistance.public_money.operations.risk_fund import AlreadyDecided, AlreadyProposed, InvalidRiskFundEntry
from assistance.public_money.queries.public_money import risk_balance_fen
from enrollment.operations import ledger_checks
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import AuditEvent
from staff.rules.roles import Role
from tests.assistance import public_money as money

pytestmark = pytest.mark.django_db
DONGXIANG = "622926"
Propose = Callable[..., RiskFundProposal]


@pytest.fixture
def linxia(make_officer) -> money.Treasury:
    return money.treasury(money.LINXIA, make_officer, DONGXIANG)


@pytest.fixture
def proposed(linxia) -> Propose:
    def make(kind: str = "opening", fen: int = 20000, number: str = "结转1号", **given) -> RiskFundProposal:
        facts = {"county": DONGXIANG, "year": 2017, "by": linxia.maker, "at": timezone.now()} | given
        return risk_fund.propose(kind=kind, amount_fen=fen, document_number=number, **facts)

    return make


@pytest.fixture
def moved(linxia, proposed) -> Callable[..., RiskFundEntry]:
    def make(*facts) -> RiskFundEntry:
        return risk_fund.approve(proposal=proposed(*facts), by=linxia.checker, at=timezone.now())

    return make


def test_the_balance_moves_once_another_officer_approves(linxia, proposed) -> None:
    proposal = proposed()
    assert risk_balance_fen(DONGXIANG) == 0, "a proposal moves nothing"
    for decide in (
        lambda: risk_fund.approve(proposal=proposal, by=linxia.maker, at=timezone.now()),
        lambda: risk_fund.reject(proposal=proposal, because="错", by=linxia.maker, at=timezone.now()),
    ):
        with pytest.raises(NotYours) as refused:
            decide()
        assert refused.value.code == "not_by_maker"
    entry = risk_fund.approve(proposal=proposal, by=linxia.checker, at=timezone.now())
    assert risk_balance_fen(DONGXIANG) == 20000 == entry.amount_fen
    assert (entry.proposal.entered_by, entry.recorded_by) == (linxia.maker, linxia.checker)
    actions = AuditEvent.objects.filter(about_id=str(proposal.pk)).values_list("action", "officer")
    assert set(actions) == {("propose_risk_fund", linxia.maker.pk), ("approve_risk_fund", linxia.checker.pk)}
    with pytest.raises(AlreadyDecided):
        risk_fund.reject(proposal=proposal, because="再看", by=linxia.checker, at=timezone.now())
    assert ledger_checks.run(at=timezone.now()) == []


def test_what_is_in_the_risk_fund_limits_draw_and_use(linxia, proposed, moved) -> None:
    linxia.entered("fiscal_shares", "400/60/18/12", key="2018")
    linxia.insured(DONGXIANG, 2, year=2018, paid_fen=18000)
    linxia.approved(2018)
    moved("opening", 20000, "结转1号")
    split = fund_splits.split(
        division_code=DONGXIANG, year=2018, on=date(2018, 12, 31), by=linxia.maker, at=timezone.now()
    )
    fund_splits.approve(made=split, by=linxia.checker, at=timezone.now())
    assert risk_balance_fen(DONGXIANG) == 20100, "15 % of 1,340.00 less what is there"
    too_much, all_of_it = proposed("use", 20101, "用1号"), proposed("use", 20100, "用2号")
    with pytest.raises(InvalidRiskFundEntry, match=r"201\.00"):
        risk_fund.approve(proposal=too_much, by=linxia.checker, at=timezone.now())
    risk_fund.approve(proposal=all_of_it, by=linxia.checker, at=timezone.now())
    assert risk_balance_fen(DONGXIANG) == 0


def test_a_wrong_use_is_taken_back_by_two_officers(linxia, moved) -> None:
    moved("opening", 20000, "结转1号")
    use = moved("use", 5000, "用1号")
    with pytest.raises(AlreadyProposed):
        moved("use", 5000, "用1号")
    back = risk_fund.propose_reversal(
        entry=use, document_number="更正1号", by=linxia.maker, at=timezone.now()
    )
    risk_fund.approve(proposal=back, by=linxia.checker, at=timezone.now())
    assert risk_balance_fen(DONGXIANG) == 20000
    with pytest.raises(InvalidRiskFundEntry):
        risk_fund.propose_reversal(entry=use, document_number="更正2号", by=linxia.maker, at=timezone.now())
    moved("use", 500, "用1号")
    assert risk_balance_fen(DONGXIANG) == 19500, "the document may be entered again, rightly"
    assert ledger_checks.run(at=timezone.now()) == []


def test_an_opening_that_was_used_is_not_taken_back(linxia, moved) -> None:
    opening = moved("opening", 20000, "结转1号")
    moved("use", 5000, "用1号")
    back = risk_fund.propose_reversal(
        entry=opening, document_number="更正", by=linxia.maker, at=timezone.now()
    )
    with pytest.raises(InvalidRiskFundEntry, match="不足"):
        risk_fund.approve(proposal=back, by=linxia.checker, at=timezone.now())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "draw"}, "kind"),
        ({"fen": 0}, "amount_fen"),
        ({"number": " "}, "document_number"),
        ({"county": money.LINXIA}, "county"),
    ],
)
def test_what_is_no_movement_is_refused(proposed, given, field) -> None:
    with pytest.raises(InvalidRiskFundEntry) as refused:
        proposed(**given)
    assert refused.value.context["field"] == field and not RiskFundProposal.objects.exists()


def test_only_in_ones_own_county(linxia, proposed, make_officer) -> None:
    stranger = make_officer(Role.CITY_BUREAU, money.HEZE)
    with pytest.raises(NotAllowed):
        proposed(by=stranger)
    with pytest.raises(NotAllowed):
        risk_fund.approve(proposal=proposed(), by=stranger, at=timezone.now())


def test_the_tables_refuse_what_the_operation_refuses(linxia, proposed) -> None:
    proposal = proposed()
    with pytest.raises(IntegrityError, match="risk_fund_not_approved_by_maker"), transaction.atomic():
        RiskFundProposal.objects.update(approved_by=linxia.maker, approved_at=timezone.now())
    with pytest.raises(IntegrityError, match="risk_fund_entry_by_two_officers"), transaction.atomic():
        RiskFundEntry.objects.create(
            county=DONGXIANG, year=2017, kind="opening", amount_fen=1, document_number="1号", source="x",
            recorded_by=linxia.maker, recorded_at=timezone.now(),
        )  # fmt: skip
    risk_fund.reject(proposal=proposal, because="金额有误", by=linxia.checker, at=timezone.now())
    for change in (
        "UPDATE assistance_riskfundproposal SET amount_fen = 1",
        "UPDATE assistance_riskfundproposal SET rejected_because = '别的'",
        "DELETE FROM assistance_riskfundproposal",
    ):
        with pytest.raises(Exception, match=r"only ever added|never changed"), transaction.atomic():
            connection.cursor().execute(change)


def test_the_ledger_check_sees_an_entry_nobody_approved(linxia, proposed) -> None:
    RiskFundEntry.objects.create(
        county=DONGXIANG, year=2017, kind="opening", amount_fen=20000, document_number="结转1号", source="x",
        proposal=proposed(), recorded_by=linxia.maker, recorded_at=timezone.now(),
    )  # fmt: skip
    found = {one.invariant for one in ledger_checks.run(at=timezone.now())}
    assert found == {"risk_fund_entries_are_what_two_officers_agreed_to"}


def test_the_page(linxia, make_officer, client_as, django_assert_max_num_queries) -> None:
    url = reverse("assistance:risk_fund")
    maker, checker = client_as(linxia.maker, language="en"), client_as(linxia.checker, language="en")
    facts = {
        "county": DONGXIANG,
        "year": 2026,
        "kind": "opening",
        "amount_fen": "200",
        "document_number": "1号",
    }
    assert maker.post(url, facts | {"county": money.LINXIA}).status_code == 422
    maker.post(url, facts)
    proposal = RiskFundProposal.objects.get()
    decide = reverse("assistance:decide_risk_fund", args=[proposal.pk])
    own = maker.get(url).content.decode()
    assert "waits for a second officer" in own and "Approve</button>" not in own
    told = maker.post(decide, {"decision": "approve"}, follow=True).content.decode()
    assert "you cannot decide on it" in told and not RiskFundEntry.objects.exists()
    assert "Approve</button>" in checker.get(url).content.decode()
    assert client_as(make_officer(Role.CITY_BUREAU, money.HEZE)).post(decide).status_code == 404
    assert client_as(make_officer(Role.AUDITOR, money.LINXIA)).post(url, facts).status_code == 403
    assert client_as(make_officer(Role.TOWNSHIP_CLERK)).get(url).status_code == 403
    checker.post(decide, {"decision": "approve"})
    assert risk_balance_fen(DONGXIANG) == 20000
    entry = RiskFundEntry.objects.get()
    back = reverse("assistance:take_back_risk_fund", args=[entry.pk])
    maker.post(back, {"document_number": "更正"})
    second = RiskFundProposal.objects.exclude(pk=proposal.pk).get()
    other = reverse("assistance:decide_risk_fund", args=[second.pk])
    checker.post(other, {"decision": "reject"})
    assert RiskFundProposal.objects.filter(pk=second.pk, rejected_by=None).exists(), "a reason is needed"
    checker.post(other, {"decision": "reject", "because": "无误"})
    second.refresh_from_db()
    assert second.rejected_because == "无误"
    for number in range(25):
        maker.post(url, facts | {"document_number": f"{number}号"})
    with django_assert_max_num_queries(20):
        assert "200.00" in checker.get(url).content.decode()
