"""Is a year's fund divided, set aside and judged as the clauses say, under each reading?"""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistance.figures.rules import parameters
from assistance.public_money.rules import deadlines, funds, risk_fund
from enrollment.rules import targets
from policy.book import Policy, default_book
from policy.terms import DoctorPackage, Pool, Reserve

LINXIA, GANSU, JINCHENG = "622900", "620000", "140500"


def policy(code: str, **readings: str) -> Policy:
    found = default_book().policy(code)
    for reading, value in readings.items():
        found = found.with_reading(reading, value)
    return found


@given(st.integers(0, 10**7), st.integers(0, 10**12))
def test_the_top_pools_add_up_to_what_was_raised(heads: int, raised: int) -> None:
    for reading in ("inside", "on_top"):
        done = funds.allot(policy(LINXIA, A16=reading), year=2018, heads=heads, raised_fen=raised)
        assert sum(fen or 0 for fen in done.top_pools.values()) == raised
        assert done.pools[Pool.TEN_YUAN_85] == heads * 1000
        assert bool(done.missing) is (raised < heads * (19500 if reading == "on_top" else 18500))


def test_the_ten_yuan_are_inside_the_75_or_on_top_of_it() -> None:
    inside = funds.allot(policy(LINXIA), year=2018, heads=100, raised_fen=6_700_000)
    assert inside.pools[Pool.INPATIENT] == 4_850_000 and inside.within == {
        Pool.TEN_YUAN_85: Pool.CRITICAL_ILLNESS
    }
    on_top = funds.allot(policy(LINXIA, A16="on_top"), year=2018, heads=100, raised_fen=6_700_000)
    assert on_top.pools[Pool.INPATIENT] == 4_750_000 and on_top.within == {}


def test_the_other_reading_of_students_shows_what_was_not_raised() -> None:
    raised = 80 * 67000 + 20 * 59000
    done = funds.allot(
        policy(LINXIA, A18="full_standard_allotted"),
        year=2018,
        heads=100,
        raised_fen=raised,
        full_standard_fen=67000,
    )
    assert done.pools[Pool.INPATIENT] == 4_850_000 and done.not_raised_fen == 160_000


def test_later_years_know_only_what_their_papers_say() -> None:
    linxia = funds.allot(policy(LINXIA), year=2020, heads=10, raised_fen=550_000)
    assert linxia.pools == {Pool.CRITICAL_ILLNESS: 90_000} and linxia.missing[0].clause == "LX-4.6c"
    gansu = funds.allot(policy("620300"), year=2020, heads=10, raised_fen=550_000)
    assert gansu.pools == {Pool.CRITICAL_ILLNESS: 90_000, Pool.UNDIVIDED: 460_000} and gansu.missing == ()
    guangxi = funds.allot(policy("450100"), year=2020, heads=10, raised_fen=550_000)
    assert guangxi.pools == {} and guangxi.missing[0].clause == "GX-2.2a"


def test_a_shortfall_takes_the_insurers_profit_first() -> None:
    def covered(due: int, **reserves: int) -> funds.Covered:
        given_ = {Reserve(name): fen for name, fen in reserves.items()}
        return funds.cover_shortfall(policy(GANSU), raised_fen=100, benefits_due_fen=due, reserves=given_)

    assert covered(100, insurer_profit=50).drawn == {Reserve.INSURER_PROFIT: 0, Reserve.PAST_RISK_FUND: 0}
    assert covered(170, insurer_profit=50, past_risk_fund=10).unfunded_fen == 10
    shandong = funds.cover_shortfall(policy("370000"), raised_fen=0, benefits_due_fen=1, reserves={})
    assert shandong.missing and shandong.unfunded_fen == 1


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_the_risk_fund_never_passes_its_ceiling_nor_shrinks(total: int, before: int) -> None:
    done = risk_fund.draw(policy(LINXIA), year=2018, fund_total_fen=total, balance_before_fen=before)
    assert done.draw_fen is not None and done.draw_fen >= 0
    assert done.balance_after_fen <= max(before, done.ceiling_fen or 0)


def test_the_base_of_the_ceiling_is_a_reading() -> None:
    facts = {
        "year": 2018,
        "fund_total_fen": 100_000,
        "balance_before_fen": 15_000,
        "cumulative_raised_fen": 300_000,
    }
    assert risk_fund.draw(policy(LINXIA), **facts).draw_fen == 0
    assert risk_fund.draw(policy(LINXIA, A30="cumulative_total"), **facts).draw_fen == 3000
    assert risk_fund.draw(policy("620100"), **facts).missing, "no rule outside Linxia"


@pytest.mark.parametrize(("enrolled", "met"), [(970_000, True), (969_999, False)])
def test_exactly_the_rate_is_met(enrolled: int, met: bool) -> None:
    book = policy(JINCHENG)
    target = targets.target_of(book, "coverage_rate")
    found = targets.standing(book, target, numerator=enrolled, denominator=1_000_000)
    assert found.met is met and found.percent == ("97" if met else "96.9999")
    assert found.short_by == (0 if met else 1)
    strict = targets.standing(
        policy(JINCHENG, A15="exclusive"), target, numerator=enrolled, denominator=1_000_000
    )
    assert strict.met is False and strict.short_by == 970_001 - enrolled


def test_about_and_nobody_give_no_verdict() -> None:
    book = policy(JINCHENG)
    about = targets.target_of(book, "inpatient_ratio")
    assert targets.standing(book, about, numerator=74, denominator=100).met is None
    rate = targets.target_of(book, "coverage_rate")
    assert targets.standing(book, rate, numerator=0, denominator=0).met is None
    assert targets.target_of(policy("371700"), "coverage_rate") is None


def test_the_day_of_a_transfer() -> None:
    lanzhou = deadlines.transfer_deadline(policy("620100"), 2020)
    assert lanzhou and lanzhou.day == date(2021, 3, 31) and lanzhou.deadline.clause == "LZ-1f"
    other = deadlines.transfer_deadline(policy("620100", A09="advance_of_next_year"), 2021)
    assert other and other.day == date(2021, 3, 31), "the same day, the money of the next year"
    in_time = deadlines.transfer_deadline(policy("371700"), 2021)
    assert in_time and in_time.day is None and in_time.deadline.clause == "HZ-1b"


def test_family_doctor_packages() -> None:
    assert funds.packages_cost(policy(LINXIA), {DoctorPackage.PRIMARY: 2})[0] == 5000
    assert funds.packages_cost(policy("371700"), {DoctorPackage.PRIMARY: 2})[0] is None


def test_a_deductible_may_be_raised_only_after_overspending_and_with_the_income_known() -> None:
    book = policy("370000")

    def asked(**facts: Any) -> parameters.Finding:
        return parameters.critical_illness_deductible(book, proposed_fen=1_300_000, **facts).finding

    assert asked(income_fen=2_600_000, overspent=True) is parameters.Finding.OK
    assert asked(income_fen=2_600_000, overspent=False) is parameters.Finding.REFUSED
    assert asked(income_fen=None, overspent=True) is parameters.Finding.UNDECIDED
    assert (
        parameters.outpatient_ceiling(policy(GANSU), proposed_fen=1).finding is parameters.Finding.UNDECIDED
    )
