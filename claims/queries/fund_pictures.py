"""How does the fund's spending stand beside its income and the warning lines?"""

from collections.abc import Sequence

from claims.queries.indicators import Money
from claims.rules.indicators import Tone as Standing
from claims.rules.indicators import spending_tone
from pictures.kinds import Bars, Mark, Part, Row, Tone
from pictures.numbers import Unit
from policy.terms import Text

_TONES = {Standing.NEAR: Tone.HELD, Standing.BEYOND: Tone.BAD}


def income_and_spending(money: Money, lines_percent: Sequence[int]) -> Bars:
    """Two bars, and the warning lines as shares of the income."""
    tone = _TONES.get(spending_tone(money.spent, lines_percent), Tone.GOOD)
    income = money.income_fen
    return Bars(
        "fund-of-the-year",
        Text("基金收支与预警线", "Income and spending of the fund, with warning lines"),
        Text(
            "收入为已入账的缴费和已到账的财政补助；预警线由本单位设定，是收入的百分比。",
            "Income: contributions posted and fiscal money that arrived. The warning lines, set by the office, are shares of it.",
        ),
        Unit.FEN,
        Text("项目", "Item"),
        (
            Part(Text("缴费", "contributions")),
            Part(Text("财政补助", "fiscal subsidy"), Tone.BLUE),
            Part(Text("基金支出", "paid by the fund"), tone),
        ),
        (
            Row(Text("收入", "Income"), (money.contributions_fen, money.fiscal_fen, 0)),
            Row(Text("支出", "Spending"), (0, 0, money.spent_fen)),
        ),
        tuple(
            Mark(income * line // 100, Text(f"收入的 {line}%", f"{line} % of income"))
            for line in lines_percent
            if income
        ),
    )
