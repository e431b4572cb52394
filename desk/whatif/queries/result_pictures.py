"""Which pictures show how a draft comes out: who gains by county, and who pays today and under the draft?"""

from __future__ import annotations

from desk.whatif.queries.results import Part, Result
from desk.whatif.rules.sides import Verdict
from pictures.kinds import Bars, Lines, Row, Series, Tone
from pictures.kinds import Part as Color
from pictures.numbers import Unit
from policy.terms import Text

COLORS = {
    Verdict.BETTER: Tone.GOOD,
    Verdict.WORSE: Tone.BAD,
    Verdict.MIXED: Tone.VIOLET,
    Verdict.SAME: Tone.BEFORE,
    Verdict.UNDECIDED: Tone.HELD,
}
TODAY, DRAFT = Text("现行", "today"), Text("草案", "the draft")


def fates(code: str, part: Part, title: Text, places: dict[str, str]) -> Bars:
    """Better and worse off by county."""
    return Bars(
        f"fates-{code}",
        title,
        Text(
            "每县（区）一条，按受益、受损、有得有失、不变、未定分段。",
            "A bar for each county, divided into better off, worse off, both, the same and undecided.",
        ),
        Unit.NUMBER,
        Text("县（区）", "county"),
        tuple(Color(verdict.label, tone) for verdict, tone in COLORS.items()),
        tuple(
            Row(places.get(row["of"]) or str(row["of"]), tuple(row[verdict.value] for verdict in COLORS))
            for row in part.by_county
        ),
    )


def payers(code: str, part: Part, title: Text) -> Lines:
    """What each payer bears today and under the draft, side by side."""
    return Lines(
        f"payers-{code}",
        title,
        Text("每个出资方两柱：现行与草案。", "Two columns for each payer: today and the draft."),
        Unit.FEN,
        Text("由谁支付", "who pays"),
        tuple(one.label for one in part.money),
        (
            Series(Color(TODAY, Tone.BEFORE), tuple(one.before_fen for one in part.money)),
            Series(Color(DRAFT, Tone.MAIN), tuple(one.after_fen for one in part.money)),
        ),
        is_columns=True,
    )


def of_result(found: Result, places: dict[str, str]) -> dict[str, tuple[Bars, Lines]]:
    """The pictures of people and of bills."""
    titles = {
        "people": (Text("受益与受损的人", "People better and worse off"), Text("人员由谁支付", "Who pays for people")),
        "bills": (Text("个人负担减少与增加的账单", "Bills that cost the person less and more"),
                  Text("医疗费用由谁支付", "Who pays for care")),
    }  # fmt: skip
    parts = {"people": found.people, "bills": found.bills}
    return {
        code: (fates(code, part, titles[code][0], places), payers(code, part, titles[code][1]))
        for code, part in parts.items()
    }
