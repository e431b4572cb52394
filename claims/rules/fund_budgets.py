"""How does a fund stand against its budget by month, where will the year end, how long does it last, what is warned of?

GS-4.3, JC-16, JC-17, GX-5.3 and LX-5.4 ask for a budget, its execution and early warning; none states a formula or a line.
The formulas here are told in words with every answer; lines are figures that an office enters: without one, no warning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from enrollment.rules.answers import Missing, Step
from policy.entered import Entered
from policy.money import format_yuan
from policy.terms import Term, Text
from policy.topics import Topic

Figures = Mapping[tuple[Topic, str], Entered]
CLAUSES = ("GS-4.3", "JC-16", "JC-17", "GX-5.3", "LX-5.4")
MONTHS = 12
_BUREAUS = Text("医疗保障局、财政局", "the healthcare security and finance bureaus")


class FundLine(Term):
    """Which line is crossed."""

    RESERVE = ("reserve", "可支付月数低于预警线", "months of reserve below the line")
    OVERSPENT = ("overspent", "累计支出超预算", "spending above the budget so far")
    FORECAST = ("forecast", "全年预测支出超预算", "forecast of the year's spending above its budget")


class Months(NamedTuple):
    """Twelve months of income and of spending, January first, in fen."""

    income: tuple[int, ...]
    spending: tuple[int, ...]


class Crossed(NamedTuple):
    """A line that is crossed: how it stands in words, and the document of the line."""

    line: FundLine
    text: Text
    document: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The fund after `months_over` whole months of a year, in fen; None is undecided, with what is missing."""

    months_over: int
    income_fen: int
    spent_fen: int
    budget_income_fen: int | None
    budget_spent_fen: int | None
    forecast_income_fen: int | None
    forecast_spending_fen: int | None
    balance_fen: int | None
    average_fen: int | None
    reserve_months: Decimal | None
    forecast_balance_fen: int | None
    crossed: tuple[Crossed, ...]
    missing: tuple[Missing, ...]
    steps: tuple[Step, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values for programs."""
        names = (
            "months_over",
            "income_fen",
            "spent_fen",
            "budget_income_fen",
            "budget_spent_fen",
            "forecast_income_fen",
            "forecast_spending_fen",
            "balance_fen",
            "average_fen",
            "forecast_balance_fen",
        )
        return {
            **{name: getattr(self, name) for name in names},
            "reserve_months": self.reserve_months
            if self.reserve_months is None
            else str(self.reserve_months),
            "crossed": [
                {"line": one.line.value, "text": one.text._asdict(), "document": one.document}
                for one in self.crossed
            ],
            "missing": [
                {"what": one.what._asdict(), "decided_by": one.decided_by._asdict()} for one in self.missing
            ],
            "steps": [step.as_json() for step in self.steps],
        }


def standing(
    year: int, *, budget: Months | None, actual: Months, months_over: int, figures: Figures
) -> Standing:
    """How the fund stands once so many months of the year are over."""
    income, spent = sum(actual.income[:months_over]), sum(actual.spending[:months_over])
    steps: list[Step] = []
    missing: list[Missing] = []
    average = _rounded(Decimal(spent) / months_over) if months_over else None
    forecast = forecast_of(budget, actual, months_over, steps, missing)
    opening = figures.get((Topic.FUND_BALANCE, str(year)))
    balance, reserve, at_end = None, None, None
    if opening is None:
        missing.append(_missing(Topic.FUND_BALANCE, year))
    else:
        balance = opening.fen + income - spent
        text = Text(
            f"年初{_y(opening.fen)}＋收入{_y(income)}－支出{_y(spent)}＝结余{_y(balance)}",
            f"{_y(opening.fen)} at the start + {_y(income)} income - {_y(spent)} spending = {_y(balance)}",
        )
        steps.append(Step("balance", text, fen=balance))
        if spent > 0 and average is not None:
            reserve = (Decimal(max(0, balance)) * months_over / spent).quantize(
                Decimal("0.1"), rounding=ROUND_DOWN
            )
            text = Text(
                f"结余{_y(balance)}÷月均支出{_y(average)}＝可支付{reserve}个月",
                f"balance {_y(balance)} / {_y(average)} a month on average = {reserve} months",
            )
            steps.append(Step("reserve", text))
        if forecast is not None:
            at_end = opening.fen + forecast[0] - forecast[1]
    base = Standing(
        months_over,
        income,
        spent,
        budget and sum(budget.income[:months_over]),
        budget and sum(budget.spending[:months_over]),
        forecast and forecast[0],
        forecast and forecast[1],
        balance,
        average,
        reserve,
        at_end,
        (),
        tuple(missing),
        tuple(steps),
    )
    crossed, silent = _crossed(base, budget, figures)
    return _with(base, crossed, silent)


def forecast_of(
    budget: Months | None, actual: Months, months_over: int, steps: list[Step], missing: list[Missing]
) -> tuple[int, int] | None:
    """Income and spending to the year's end: what was, and for the months left their budget; spending at the pace so far."""
    if budget is None:
        missing.append(Missing(Text("已批准的月度预算", "an approved budget by month"), _BUREAUS))
        return None
    income, spent = sum(actual.income[:months_over]), sum(actual.spending[:months_over])
    planned, left = sum(budget.spending[:months_over]), sum(budget.spending[months_over:])
    income_left = sum(budget.income[months_over:])
    whole = income + income_left
    text = Text(
        f"全年收入预测：已收{_y(income)}＋其余月份预算{_y(income_left)}＝{_y(whole)}",
        f"forecast of income: {_y(income)} so far + {_y(income_left)} budgeted for the months left = {_y(whole)}",
    )
    steps.append(Step("forecast_income", text, fen=whole))
    if planned <= 0:
        what = Text("已过月份的支出预算（用以推算进度）", "a budget of spending for the months that are over")
        missing.append(Missing(what, _BUREAUS))
        return None
    spending = spent + _rounded(Decimal(left) * spent / planned)
    text = Text(
        f"全年支出预测：已支{_y(spent)}＋其余月份预算{_y(left)}×（已支{_y(spent)}÷同期预算{_y(planned)}）"
        f"＝{_y(spending)}",
        f"forecast of spending: {_y(spent)} so far + {_y(left)} budgeted for the months left x "
        f"({_y(spent)} spent / {_y(planned)} budgeted so far) = {_y(spending)}",
    )
    steps.append(Step("forecast_spending", text, fen=spending))
    return whole, spending


def _crossed(base: Standing, budget: Months | None, figures: Figures) -> tuple[list[Crossed], list[Missing]]:
    """The lines that are crossed, and the lines that nobody entered."""
    crossed: list[Crossed] = []
    silent: list[Missing] = []
    least = figures.get((Topic.RESERVE_MONTHS, ""))
    if least is None:
        silent.append(_missing(Topic.RESERVE_MONTHS))
    elif (
        base.balance_fen is not None
        and base.spent_fen
        and base.balance_fen * base.months_over < least.count * base.spent_fen
    ):
        text = Text(
            f"可支付{base.reserve_months}个月，低于{least.count}个月",
            f"{base.reserve_months} months of reserve, below {least.count}",
        )
        crossed.append(Crossed(FundLine.RESERVE, text, least.document))
    rate = figures.get((Topic.OVERSPENDING_RATE, ""))
    if rate is None:
        silent.append(_missing(Topic.OVERSPENDING_RATE))
    elif budget is not None:
        year_budget = sum(budget.spending)
        for line, fen, of in (
            (FundLine.OVERSPENT, base.spent_fen, base.budget_spent_fen),
            (FundLine.FORECAST, base.forecast_spending_fen, year_budget),
        ):
            if fen is not None and of is not None and fen > of * (1 + rate.rate):
                percent = f"{(rate.rate * 100).normalize():f}%"
                text = Text(
                    f"支出{_y(fen)}元，超过预算{_y(of)}元的幅度大于{percent}",
                    f"spending of {_y(fen)}, more than {percent} above the budget of {_y(of)}",
                )
                crossed.append(Crossed(line, text, rate.document))
    return crossed, silent


def _with(base: Standing, crossed: list[Crossed], silent: list[Missing]) -> Standing:
    values = {name: getattr(base, name) for name in base.__slots__}
    values |= {"crossed": tuple(crossed), "missing": (*base.missing, *silent)}
    return Standing(**values)


def _rounded(fen: Decimal) -> int:
    return int(fen.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _missing(topic: Topic, year: int | None = None) -> Missing:
    zh, en = topic.label
    return Missing(Text(f"{year}年{zh}" if year else zh, f"{en}: {year}" if year else en), _BUREAUS)


def _y(fen: int) -> str:
    return format_yuan(fen)
