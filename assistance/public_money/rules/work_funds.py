"""What does a county budget for handling work, by the number of its insured?"""

from __future__ import annotations

from dataclasses import dataclass

from assistance.figures.rules.parameters import work_fund_range
from assistance.public_money.rules.fiscal_heads import EnteredBy
from enrollment.rules.answers import Missing, Step
from policy.book import Policy
from policy.money import format_yuan, yuan_to_fen
from policy.terms import Text
from policy.topics import Topic


@dataclass(frozen=True, slots=True)
class WorkFunds:
    """The sum, None as long as the county has not chosen its rate; the range that the text allows."""

    fen: int | None
    least_fen: int
    most_fen: int
    missing: Missing | None
    step: Step | None


def work_funds(policy: Policy, *, heads: int, entered: EnteredBy) -> WorkFunds | None:
    """Insured heads times the rate that the county chose within 1 to 2 yuan (LX-5.3b)."""
    allowed = work_fund_range(policy)
    if allowed is None:
        return None
    least, most = yuan_to_fen(allowed.least) * heads, yuan_to_fen(allowed.most) * heads
    chosen = entered.get((Topic.WORK_FUND_RATE, ""))
    if chosen is None:
        missing = Missing(
            Text(
                f"工作经费的人均标准（{allowed.least}至{allowed.most}元之间）",
                f"the work funds per head (between {allowed.least} and {allowed.most})",
            ),
            Text("县（市）财政局（凭文号录入）", "the county finance bureau (enter it under a document)"),
            allowed.clause,
        )
        return WorkFunds(None, least, most, missing, None)
    fen = chosen.fen * heads
    text = Text(
        f"工作经费：{heads}人×{format_yuan(chosen.fen)}元（{chosen.document}）",
        f"work funds: {heads} heads x {format_yuan(chosen.fen)} ({chosen.document})",
    )
    return WorkFunds(fen, least, most, None, Step("work_funds", text, allowed.clause, (), fen))
