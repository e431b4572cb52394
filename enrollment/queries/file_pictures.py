"""Where did the money of a tax file go?"""

from collections.abc import Mapping

from enrollment.queries.files import Figures
from enrollment.rules.payment_lines import Outcome
from pictures.kinds import Branch, Flow, Tone
from pictures.numbers import Unit
from policy.terms import Text

_POSTED, _HELD = Text("已入账", "posted"), Text("暂存", "held")
_NO_EFFECT = Text("未计入", "of no effect")
_TONES = {_POSTED: Tone.MAIN, _HELD: Tone.HELD, _NO_EFFECT: Tone.BEFORE}
BRANCHES_SHOWN = 8  # of more the smallest are one
_TAKEN_BACK = (Outcome.REFUND_POSTED, Outcome.REVERSAL_POSTED)


def flow_of(outcomes: Mapping[str, Figures], lines_url: str) -> Flow:
    """The sum of the lines as it divides into outcomes and into what was posted, is held, or had no effect; the largest first."""
    branches = []
    for code, figures in outcomes.items():
        rest = figures.sum_fen - figures.posted_fen - figures.held_fen
        parts = {_POSTED: figures.posted_fen, _HELD: figures.held_fen, _NO_EFFECT: rest}
        for part, fen in parts.items():
            if fen > 0:
                url = f"{lines_url}?outcome={code}" if lines_url else ""
                tone = Tone.BAD if code in _TAKEN_BACK else _TONES[part]
                branches.append(Branch(_both(Outcome(code).label, part), fen, tone, url))
    branches.sort(key=lambda branch: -branch.value)
    if len(branches) > BRANCHES_SHOWN:
        small = branches[BRANCHES_SHOWN - 1 :]
        label = Text(f"其余 {len(small)} 种结果", f"{len(small)} other outcomes")
        branches[BRANCHES_SHOWN - 1 :] = [Branch(label, sum(branch.value for branch in small), Tone.BEFORE)]
    return Flow(
        "money-of-the-file",
        Text("这份文件的钱去了哪里", "Where the money of this file went"),
        Text(
            "从全部明细的金额到每种处理结果：已入账、暂存，或没有计入。",
            "From the sum of all lines to how they ended: posted, held, or of no effect.",
        ),
        Unit.FEN,
        Text("全部明细", "all lines"),
        tuple(branches),
    )


def _both(outcome: Text, part: Text) -> Text:
    return Text(f"{outcome.zh}：{part.zh}", f"{outcome.en}: {part.en}")
