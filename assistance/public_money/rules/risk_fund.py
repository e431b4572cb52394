"""How much of a year's fund does a county set aside as risk fund?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistance.public_money.rules.funds import open_question
from enrollment.rules.answers import Missing, Step
from policy.book import Policy
from policy.money import apply_rate, format_yuan
from policy.schema import FundFile, RiskFund
from policy.terms import Text


@dataclass(frozen=True, slots=True)
class Draw:
    """What is set aside and what the balance then is; None where no rule is stated for the area and year."""

    draw_fen: int | None
    balance_after_fen: int
    ceiling_fen: int | None
    missing: tuple[Missing, ...]
    steps: tuple[Step, ...]


def draw(
    policy: Policy,
    *,
    year: int,
    fund_total_fen: int,
    balance_before_fen: int,
    cumulative_raised_fen: int | None = None,
) -> Draw:
    """3 % of the year's money until the balance reaches 15 % of it (风险调剂金, LX-4.15b).

    Which total the 15 % are of is not said: the year's (A30), or under the other reading all money raised so far.
    """
    policy = policy.in_year(year)
    rule = _rule(policy, year)
    if rule is None:
        return Draw(None, balance_before_fen, None, (open_question(policy, "risk_fund", year),), ())
    base = fund_total_fen
    if rule.base_reading and policy.reading(rule.base_reading) == "cumulative_total":
        base = fund_total_fen if cumulative_raised_fen is None else cumulative_raised_fen
    ceiling = apply_rate(base, rule.ceiling)
    wanted = apply_rate(fund_total_fen, rule.draw)
    drawn = max(0, min(wanted, ceiling - balance_before_fen))
    text = Text(
        f"提取当年筹资{format_yuan(fund_total_fen)}元的{_percent(rule.draw)}，累计不超过{format_yuan(ceiling)}元"
        f"（{_percent(rule.ceiling)}）：{format_yuan(drawn)}元",
        f"{_percent(rule.draw)} of {format_yuan(fund_total_fen)}, until the balance is {format_yuan(ceiling)}"
        f" ({_percent(rule.ceiling)}): {format_yuan(drawn)}",
    )
    step = Step("risk_fund", text, rule.clause, rule.readings, drawn)
    return Draw(drawn, balance_before_fen + drawn, ceiling, (), (step,))


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"


def _rule(policy: Policy, year: int) -> RiskFund | None:
    for _, file in policy.files("fund", FundFile):
        if file.risk_fund is not None and file.risk_fund.from_year <= year:
            return file.risk_fund
    return None
