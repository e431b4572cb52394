"""Where does a fund's year end at its pace so far, for how many months does its money last, and which line is crossed?

Amounts in yuan; each case tells its arithmetic in words.
"""

from decimal import Decimal

import pytest

from claims.rules.fund_budgets import FundLine, Months, standing
from claims.web.budget_picture import BOTTOM, picture
from policy.entered import Entered
from policy.topics import Topic

YEAR = 2022
FLAT = Months(
    (12_000 * 100, *([0] * 11)), (1_000 * 100,) * 12
)  # 12,000 come in January, 1,000 go out each month
DOCUMENT = "示例〔2022〕1号"


def figures(balance: str | None = None, months: int | None = None, rate: str | None = None):
    named = (
        (Topic.FUND_BALANCE, str(YEAR), balance),
        (Topic.RESERVE_MONTHS, "", months),
        (Topic.OVERSPENDING_RATE, "", rate),
    )
    return {
        (topic, key): Entered(topic, value, DOCUMENT, key) for topic, key, value in named if value is not None
    }


def after(over: int, spent_a_month: int, *, income: int = 12_000, budget: Months | None = FLAT, **entered):
    actual = Months((income * 100, *([0] * 11)), tuple([spent_a_month * 100] * over + [0] * (12 - over)))
    return standing(YEAR, budget=budget, actual=actual, months_over=over, figures=figures(**entered))


def test_spending_goes_on_at_its_pace_and_income_as_budgeted() -> None:
    # 6 months at 1,200 are 7,200; budgeted were 6,000, so the 6,000 left are expected at 6,000 x 7,200 / 6,000 = 7,200.
    found = after(6, 1_200, income=11_000)
    assert (found.spent_fen, found.forecast_spending_fen) == (720_000, 1_440_000)
    assert (found.income_fen, found.forecast_income_fen) == (
        1_100_000,
        1_100_000,
    )  # nothing is budgeted after January
    said = next(step.text.en for step in found.steps if step.code == "forecast_spending")
    assert (
        "7200.00 so far + 6000.00 budgeted for the months left x (7200.00 spent / 6000.00 budgeted so far)"
        in said
    )


def test_half_a_fen_is_rounded_up_once() -> None:
    # 0.01 of 0.02 budgeted so far, 0.01 left: 0.01 x 0.01 / 0.02 is half a fen, so one.
    budget = Months((0,) * 12, (2, 1, *([0] * 10)))
    actual = Months((0,) * 12, (1, *([0] * 11)))
    found = standing(YEAR, budget=budget, actual=actual, months_over=1, figures={})
    assert found.forecast_spending_fen == 2


def test_the_balance_lasts_so_many_months_of_the_average() -> None:
    # 2,000 at the start + 12,000 - 6 x 1,200 = 6,800; 6,800 / 1,200 = 5.66..., told as 5.6 and never as 5.7.
    found = after(6, 1_200, balance="2000.00")
    assert (found.balance_fen, found.average_fen, found.reserve_months) == (680_000, 120_000, Decimal("5.6"))
    # 2,000 + 12,000 - 14,400 by the forecast: 400 short at the year's end.
    assert found.forecast_balance_fen == -40_000


@pytest.mark.parametrize(
    ("months", "is_crossed"),
    [(5, False), (6, True)],  # 6,800 / 1,200 is 5.66: below six, not below five
)
def test_fewer_months_than_the_line_are_warned_of(months: int, is_crossed: bool) -> None:
    found = after(6, 1_200, balance="2000.00", months=months)
    assert [one.line for one in found.crossed] == ([FundLine.RESERVE] if is_crossed else [])


def test_exactly_the_line_is_not_below_it() -> None:
    # 12,000 - 6 x 1,000 = 6,000, six months at 1,000 (A15).
    assert not after(6, 1_000, balance="0.00", months=6).crossed


@pytest.mark.parametrize(
    ("spent", "lines"),
    [
        (1_100, []),  # 6,600 of 6,000 is exactly 10 % above
        (1_101, [FundLine.OVERSPENT, FundLine.FORECAST]),  # 6,606, and 13,212 of the year's 12,000
    ],
)
def test_more_than_the_share_above_the_budget_is_warned_of(spent: int, lines) -> None:
    found = after(6, spent, rate="0.1")
    assert [one.line for one in found.crossed] == lines and all(
        one.document == DOCUMENT for one in found.crossed
    )


def test_without_figures_nothing_is_warned_of_and_it_says_what_is_missing() -> None:
    found = after(6, 9_000)
    assert not found.crossed and found.balance_fen is None and found.reserve_months is None
    assert [one.what.en.partition(":")[0] for one in found.missing] == [
        Topic.FUND_BALANCE.label.en,
        Topic.RESERVE_MONTHS.label.en,
        Topic.OVERSPENDING_RATE.label.en,
    ]


def test_without_a_budget_there_is_no_forecast_but_a_reserve() -> None:
    found = after(6, 1_000, budget=None, balance="0.00", months=7, rate="0.1")
    assert found.forecast_spending_fen is None and [one.line for one in found.crossed] == [FundLine.RESERVE]


def test_of_less_than_nothing_no_month_is_left() -> None:
    # 12,000 - 6 x 3,000 = 6,000 short: the reserve is told as no month, and any line is crossed.
    found = after(6, 3_000, balance="0.00", months=1)
    assert (found.balance_fen, found.reserve_months) == (-600_000, Decimal("0.0"))
    assert [one.line for one in found.crossed] == [FundLine.RESERVE]


def test_before_the_first_month_is_over_there_is_no_average() -> None:
    found = after(0, 0, balance="100.00", months=3)
    assert (found.average_fen, found.reserve_months, found.forecast_spending_fen) == (None, None, None)
    assert not found.crossed and found.balance_fen == 10_000


def test_bars_are_in_proportion_and_marks_are_the_budget() -> None:
    bars = picture(FLAT.spending, (200_000, 50_000, *([0] * 10)))
    assert [bar.month for bar in bars] == list(range(1, 13))
    assert bars[0].height == 4 * bars[1].height == BOTTOM - 12 and bars[2].height == 0
    assert bars[0].mark_y == bars[11].mark_y == BOTTOM - 100
    assert picture(None, (0,) * 12) == [] and picture(None, (1, *([0] * 11)))[0].mark_y is None
