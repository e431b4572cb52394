"""What does assistance on application pay a household, of which own cost, above which line, at which ratio, up to which ceiling?

依申请救助 (SD-3d, JC-7b, GX-2.3d): whoever is in no group that is helped at once may apply when own cost is high. It looks at the
12 months before the application and holds for 12 months (N42-a). The documents print neither line nor ratio nor ceiling: an
office enters them, else the answer is undecided and names what is missing. Several applications of one recognition come to what
one would have: the line is used up once, the ceiling holds for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from enrollment.rules.answers import Missing, Step
from policy.entered import Entered
from policy.money import apply_rate, format_yuan
from policy.periods import Span, add_months
from policy.terms import Text
from policy.topics import OTHERS, Topic

CLAUSE = "N42-a"
MONTHS = 12
TOPICS = (Topic.AID_LINE, Topic.AID_RATE, Topic.AID_LIMIT)


class AidTerms(NamedTuple):
    """The figures of a group as an office entered them; None: nobody did."""

    line: Entered | None
    rate: Entered | None
    limit: Entered | None

    @property
    def missing(self) -> list[Topic]:
        """What nobody entered, in the order in which it is asked."""
        return [topic for topic, one in zip(TOPICS, self, strict=True) if one is None]


class AidFacts(NamedTuple):
    """What an application comes with, in fen: own cost, what others gave, and what was counted and paid before."""

    own_fen: int  # by statements and paper bills, what was refunded taken off
    other_help_fen: int = 0
    counted_before_fen: int = 0  # own cost that earlier applications of the 12 months counted
    paid_before_fen: int = 0  # what those were approved for

    @property
    def net_fen(self) -> int:
        """What the household really bore."""
        return max(0, self.own_fen - self.other_help_fen)


class AidAnswer(NamedTuple):
    """The amount in fen with its arithmetic; None while a figure is missing."""

    fen: int | None
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...] = ()


def looked_at(applied_on: date) -> Span:
    """The 12 months before an application, up to the day before it."""
    return Span(add_months(applied_on, -MONTHS), applied_on)


def terms_of(entered: Mapping[tuple[Topic, str], Entered], group: str) -> AidTerms:
    """The figures of a group; those of everybody else where none of its own was entered."""
    has_own = any((topic, group) in entered for topic in TOPICS)
    key = group if has_own else OTHERS
    line, rate, limit = (entered.get((topic, key)) for topic in TOPICS)
    return AidTerms(line, rate, limit)


def aid(facts: AidFacts, terms: AidTerms) -> AidAnswer:
    """The amount: ratio x (own cost - line), up to the ceiling, less what was paid before; never above what was borne."""
    line, rate, limit = terms
    if line is None or rate is None or limit is None:
        missing = tuple(_missing(topic) for topic in terms.missing)
        return AidAnswer(None, _costs(facts), missing)
    whole = _of_year(facts.counted_before_fen + facts.net_fen, line.fen, rate.rate, limit.fen)
    fen = max(0, min(whole - facts.paid_before_fen, facts.net_fen))
    return AidAnswer(fen, (*_costs(facts), *_told(facts, terms, whole, fen)))


def by_hand(facts: AidFacts, fen: int, document: str) -> AidAnswer:
    """一事一议: an amount that two officers decide under a document; never above what was borne."""
    paid = min(fen, facts.net_fen)
    text = Text(
        f"一事一议：按 {document} 救助{format_yuan(fen)}元，以净负担{format_yuan(facts.net_fen)}元为限：{format_yuan(paid)}元。",
        f"Decided case by case under {document}: {format_yuan(fen)} yuan, at most the {format_yuan(facts.net_fen)} borne: "
        f"{format_yuan(paid)}.",
    )
    return AidAnswer(paid, (*_costs(facts), Step("aid_by_hand", text, CLAUSE, (), paid)))


def _of_year(own_fen: int, line_fen: int, rate: Decimal, limit_fen: int) -> int:
    return min(apply_rate(max(0, own_fen - line_fen), rate), limit_fen)


def _costs(facts: AidFacts) -> tuple[Step, ...]:
    own, other, net = (format_yuan(fen) for fen in (facts.own_fen, facts.other_help_fen, facts.net_fen))
    text = Text(
        f"申请前12个月个人负担{own}元，其他救助帮扶{other}元，净负担{net}元。",
        f"Own cost of the 12 months before is {own} yuan, other help {other}: {net} remain.",
    )
    steps = [Step("aid_cost", text, CLAUSE, (), facts.net_fen)]
    if facts.counted_before_fen:
        before, paid = format_yuan(facts.counted_before_fen), format_yuan(facts.paid_before_fen)
        text = Text(
            f"12个月内此前的申请已计入{before}元，已救助{paid}元。",
            f"Earlier applications of these months counted {before} yuan and were paid {paid}.",
        )
        steps.append(Step("aid_before", text, CLAUSE, (), facts.paid_before_fen))
    return tuple(steps)


def _told(facts: AidFacts, terms: AidTerms, whole: int, fen: int) -> tuple[Step, ...]:
    line, rate, limit = terms
    assert line is not None and rate is not None and limit is not None
    own, start = format_yuan(facts.counted_before_fen + facts.net_fen), format_yuan(line.fen)
    share = f"{(rate.rate * 100).normalize():f}"
    most, sum_, now = format_yuan(limit.fen), format_yuan(whole), format_yuan(fen)
    documents = Text("、".join(dict.fromkeys(one.document for one in (line, rate, limit))), "")
    text = Text(
        f"（{own}－起付线{start}）×{share}%，限额{most}元，共{sum_}元；减去已救助{format_yuan(facts.paid_before_fen)}元，"
        f"不超过净负担，本次{now}元（{documents.zh}）。",
        f"({own} - line {start}) x {share} %, at most {most}, is {sum_} yuan; less {format_yuan(facts.paid_before_fen)} paid "
        f"before and never above what was borne: {now} now ({documents.zh}).",
    )
    return (Step("aid_amount", text, CLAUSE, (), fen),)


def _missing(topic: Topic) -> Missing:
    return Missing(
        topic.label,
        Text("两名人员录入参数，或一事一议", "two officers: as a figure, or under a document"),
        CLAUSE,
        (),
    )  # fmt: skip
