"""Is a year's fund divided from what was raised, the risk fund drawn once, a shortfall covered in order?"""

from datetime import date

import pytest
from django.utils import timezone

from assistance.public_money.models import FundSplit, RiskFundEntry
from assistance.public_money.operations import fund_splits
from assistance.public_money.operations.fund_splits import AlreadyApproved, InvalidSplit
from assistance.public_money.queries.public_money import risk_balance_fen
from enrollment.operations import ledger_checks
from staff.identities import NotYours
from tests.assistance import public_money as money

pytestmark = pytest.mark.django_db
DONGXIANG = "622926"
FILED = {"key": "2018", "document_number": "临州财〔2018〕1号"}


@pytest.fixture
def linxia(make_officer) -> money.Treasury:
    found = money.treasury(money.LINXIA, make_officer, DONGXIANG, "622921")
    found.entered("fiscal_shares", "400/60/18/12", **FILED)
    return found


def made(treasury: money.Treasury, place: str, year: int = 2018) -> FundSplit:
    return fund_splits.split(
        division_code=place, year=year, on=date(year, 12, 31), by=treasury.maker, at=timezone.now()
    )


def approved(treasury: money.Treasury, place: str, year: int = 2018) -> FundSplit:
    split = made(treasury, place, year)
    return fund_splits.approve(made=split, by=treasury.checker, at=timezone.now())


def test_linxia_2018_is_divided_into_its_pools(linxia) -> None:
    linxia.insured(DONGXIANG, 3, year=2018, paid_fen=18000)
    linxia.insured(DONGXIANG, 1, year=2018, paid_fen=10000)
    linxia.insured("622921", 1, year=2018, paid_fen=18000)
    with pytest.raises(InvalidSplit, match="没有已批准"):
        made(linxia, money.LINXIA)
    linxia.approved(2018)
    split = made(linxia, DONGXIANG)
    assert (split.heads, split.contributions_fen, split.fiscal_fen) == (4, 64000, 4 * 49000)
    pools = {row.pool: (row.within, row.amount_fen) for row in split.pools.all()}
    assert pools["critical_illness"] == ("", 4 * 7500) and pools["ten_yuan_85"] == ("critical_illness", 4000)
    assert pools["inpatient"] == ("", 260000 - 4 * 18500), (
        "the 80 that a student does not pay are missing here"
    )
    whole = made(linxia, money.LINXIA)
    assert (whole.heads, whole.raised_fen) == (5, 5 * 67000 - 8000)
    assert ledger_checks.run(at=timezone.now()) == []


def test_the_risk_fund_is_drawn_once_and_again_when_the_split_is_replaced(linxia) -> None:
    linxia.insured(DONGXIANG, 2, year=2018, paid_fen=18000)
    linxia.approved(2018)
    first = made(linxia, DONGXIANG)
    with pytest.raises(NotYours):
        fund_splits.approve(made=first, by=linxia.maker, at=timezone.now())
    fund_splits.approve(made=first, by=linxia.checker, at=timezone.now())
    with pytest.raises(AlreadyApproved):
        fund_splits.approve(made=first, by=linxia.checker, at=timezone.now())
    assert risk_balance_fen(DONGXIANG) == 134000 * 3 // 100
    linxia.insured(DONGXIANG, 1, year=2018, paid_fen=18000)
    linxia.approved(2018)
    approved(linxia, DONGXIANG)
    assert risk_balance_fen(DONGXIANG) == 201000 * 3 // 100 and RiskFundEntry.objects.count() == 3
    approved(linxia, money.LINXIA)
    assert RiskFundEntry.objects.count() == 3, "the counties draw, not the prefecture once more"
    assert ledger_checks.run(at=timezone.now()) == []


def test_gansu_2020_knows_critical_illness_and_the_rest(make_officer) -> None:
    lanzhou = money.treasury(money.LANZHOU, make_officer, "620102")
    lanzhou.insured("620102", 2, year=2020)
    lanzhou.approved(2020)
    split = approved(lanzhou, money.LANZHOU, 2020)
    pools = {row.pool: row.amount_fen for row in split.pools.all()}
    assert pools == {"critical_illness": 18000, "undivided": 2 * 83000 - 18000} and split.missing == []
    approved(lanzhou, "620102", 2020)
    assert not RiskFundEntry.objects.exists(), "no risk fund is stated outside Linxia"


def test_a_shortfall_is_kept_with_its_inputs(make_officer) -> None:
    lanzhou = money.treasury(money.LANZHOU, make_officer, "620102")
    facts = {
        "area": money.LANZHOU, "year": 2020, "raised_fen": 450000000, "benefits_due_fen": 480000000,
        "insurer_profit_fen": 20000000, "past_risk_fund_fen": 50000000, "by": lanzhou.maker, "at": timezone.now(),
    }  # fmt: skip
    row = fund_splits.cover_shortfall(**facts, document_number="决算1号")
    assert (row.shortfall_fen, row.from_insurer_profit_fen, row.from_risk_fund_fen) == (
        30000000,
        20000000,
        10000000,
    )
    assert row.steps[0]["clause"] == "GS-1.2d"
    with pytest.raises(InvalidSplit):
        fund_splits.cover_shortfall(**facts, document_number="")
