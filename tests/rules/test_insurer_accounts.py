"""Who ends a year with the critical illness insurer with a profit, who bears a shortfall, and by which day is it cleared?

The arithmetic of each case is told in words beside it. GS-1.2d: first the insurer's profit, then past years' risk fund.
"""

from datetime import date

import pytest

from claims.rules.insurer_years import Benefits, account, clear_by, top_up_within
from policy.book import default_book
from policy.entered import Entered
from policy.terms import Reserve
from policy.topics import Topic

GANSU_CITY, LINXIA, JINCHENG, HEZE = "620100", "622900", "140500", "371700"
YUAN = 100


def figures(**values: object):
    """`figures(insurer_profit="30000.00", year=2021)`: what an office entered."""
    year = str(values.pop("year", 2021))
    found = {}
    for name, value in values.items():
        topic = Topic(name)
        key = "" if topic is Topic.INSURER_CLEARING_MONTHS else year
        found[topic, key] = Entered(topic, value, "示例〔2022〕1号", key)
    return found


def year_of(area: str, year: int, premiums: int, benefits: int, top_up: int = 0, entered=None):
    return account(
        default_book().policy(area),
        year,
        premiums_fen=premiums * YUAN,
        benefits=Benefits(benefits * YUAN, top_up * YUAN),
        figures=entered or {},
    )


def test_what_is_left_is_profit_before_the_insurers_costs() -> None:
    # 1,000,000 handed over less 820,000 paid leaves 180,000; nothing is drawn from anybody.
    found = year_of(GANSU_CITY, 2021, 1_000_000, 820_000)
    assert (found.balance_fen, found.shortfall_fen, found.covered, found.missing) == (18_000_000, 0, None, ())
    assert "180000.00" in found.steps[-1].text.en.replace(",", "")


def test_exactly_spent_is_neither() -> None:
    found = year_of(GANSU_CITY, 2021, 500, 500)
    assert (found.balance_fen, found.shortfall_fen, found.unfunded_fen) == (0, 0, 0)


@pytest.mark.parametrize(
    ("benefits", "profit", "fund", "drawn", "open_"),
    [
        (1_050_000, "80000.00", "20000.00", (50_000, 0), 0),  # 50,000 short: the profit of 80,000 bears all
        (1_100_000, "80000.00", "20000.00", (80_000, 20_000), 0),  # 100,000 short: 80,000 and then 20,000
        (1_130_000, "80000.00", "20000.00", (80_000, 20_000), 30_000),  # 130,000 short: 30,000 nobody bears
        (1_010_000, "0.00", "20000.00", (0, 10_000), 0),  # without profit the risk fund bears the 10,000
    ],
)
def test_a_shortfall_goes_the_order_of_the_text(benefits, profit, fund, drawn, open_) -> None:
    entered = figures(insurer_profit=profit, past_risk_fund=fund)
    found = year_of(GANSU_CITY, 2021, 1_000_000, benefits, entered=entered)
    assert found.covered is not None
    assert tuple(
        found.covered.drawn[one] for one in (Reserve.INSURER_PROFIT, Reserve.PAST_RISK_FUND)
    ) == tuple(fen * YUAN for fen in drawn)
    assert found.unfunded_fen == open_ * YUAN and found.shortfall_fen == (benefits - 1_000_000) * YUAN
    assert {step.clause for step in found.steps if step.code == "reserve"} == {"GS-1.2d"}


def test_a_reserve_that_nobody_entered_leaves_it_undecided() -> None:
    entered = figures(insurer_profit="80000.00")
    found = year_of(GANSU_CITY, 2021, 1_000_000, 1_050_000, entered=entered)
    [missing] = found.missing
    assert found.covered is None and found.unfunded_fen == 50_000 * YUAN
    assert missing.clause == "GS-1.2d" and "risk fund" in missing.what.en and "2021" in missing.what.en
    of_another_year = figures(insurer_profit="1.00", past_risk_fund="1.00", year=2020)
    assert len(year_of(GANSU_CITY, 2021, 10, 20, entered=of_another_year).missing) == 2


@pytest.mark.parametrize("area", [JINCHENG, HEZE])
def test_where_no_text_states_an_order_nobody_is_made_to_bear_it(area: str) -> None:
    entered = figures(insurer_profit="80000.00", past_risk_fund="80000.00")
    found = year_of(area, 2021, 100, 150, entered=entered)
    assert found.unfunded_fen == 50 * YUAN and len(found.missing) == 1
    assert "弥补顺序" in found.missing[0].what.zh


def test_the_top_up_of_linxia_is_inside_the_money_of_2018_and_open_afterwards() -> None:
    policy = default_book().policy(LINXIA)
    assert top_up_within(policy, 2018) is True and top_up_within(policy, 2021) is None
    # 100,000 handed over; 60,000 benefits and 30,000 top-up out of the same 75 yuan a head (A16): 10,000 left.
    found = year_of(LINXIA, 2018, 100_000, 60_000, 30_000)
    assert (found.benefits_fen, found.balance_fen) == (90_000 * YUAN, 10_000 * YUAN)
    open_year = year_of(LINXIA, 2021, 100_000, 60_000, 30_000)
    assert open_year.balance_fen is None and open_year.missing[0].clause == "LX-4.6a"
    assert year_of(LINXIA, 2021, 100_000, 60_000).balance_fen == 40_000 * YUAN  # no top-up, nothing to ask


def test_shandong_clears_past_years_by_the_end_of_2021() -> None:
    policy = default_book().policy(HEZE)
    due = clear_by(policy, 2020, {})
    assert (due.day, due.clause) == (date(2021, 12, 31), "SD-1f")
    # The last day itself is in time (A15); 30 January 2022 is 30 days after it.
    assert [due.days_overdue(on) for on in (date(2021, 12, 31), date(2022, 1, 30))] == [0, 30]
    assert (
        due.days_overdue(date(2023, 1, 1), cleared_on=date(2022, 1, 5)) == 5
    )  # late once, not later every day
    of_2021 = clear_by(policy, 2021, {})
    assert of_2021.day is None and of_2021.missing is not None and of_2021.days_overdue(date(2030, 1, 1)) == 0


def test_in_time_without_a_day_is_a_clause_and_the_months_are_entered() -> None:
    policy = default_book().policy(JINCHENG)
    silent = clear_by(policy, 2021, {})
    assert (silent.day, silent.clause) == (None, "JC-6b") and silent.missing is not None
    # Six months after 2021: 1 January 2022 and six months is 1 July, so 30 June is the last day.
    told = clear_by(policy, 2021, figures(insurer_clearing_months=6))
    assert (told.day, told.clause, told.document) == (date(2022, 6, 30), "JC-6b", "示例〔2022〕1号")
