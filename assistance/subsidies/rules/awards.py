"""In which form is it said what a person is given towards a due, by whom, on which way, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from enrollment.rules.answers import Missing, Step
from policy.money import format_yuan
from policy.terms import Category, Flow, Mode, SubsidyPayer, Text


@dataclass(frozen=True, slots=True)
class Other:
    """What a payer gives beside the first one."""

    payer: str
    fen: int
    clause: str
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subsidy:
    """What one category is given towards a due; `fen` None when the documents do not state it."""

    category: Category
    mode: Mode | None
    fen: int | None
    flow: Flow
    clause: str = ""
    readings: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    others: tuple[Other, ...] = ()
    payer: SubsidyPayer = SubsidyPayer.MEDICAL_ASSISTANCE
    paid_from: date | None = None
    steps: tuple[Step, ...] = ()  # of being taken in and of the month of payment


@dataclass(frozen=True, slots=True)
class Award:
    """What a person is given towards one due, and who pays which part of it.

    `person_pays_fen` is what the person hands to the collector; with a flow that is not stated it is None,
    while the
    net cost is still known.
    """

    due_fen: int
    basis: Category | None
    mode: Mode | None
    flow: Flow | None
    subsidy_fen: int | None
    person_pays_fen: int | None
    fund_pays_for_person_fen: int | None
    to_card_fen: int | None
    net_cost_fen: int | None
    missing: tuple[Missing, ...]
    steps: tuple[Step, ...]
    others: tuple[Other, ...] = ()
    payer: SubsidyPayer | None = None
    paid_from: date | None = None

    @property
    def parts(self) -> tuple[Other, ...]:
        """What each payer gives, the first one first; nothing while the amount is open."""
        if self.payer is None or not self.subsidy_fen:
            return ()
        own = self.subsidy_fen - sum(one.fen for one in self.others)
        clause = next((one.clause for one in self.steps if one.code == "subsidy"), "")
        first = (Other(self.payer.value, own, clause, ()),) if own else ()
        return (*first, *(one for one in self.others if one.fen))


def unaided(due_fen: int, steps: tuple[Step, ...]) -> Award:
    """Nobody here helps with the due; `steps` say why not, where a rule leaves the person out."""
    return Award(due_fen, None, None, None, 0, due_fen, 0, 0, due_fen, (), steps)


def undecided(subsidy: Subsidy, label: Text, due_fen: int) -> Award:
    """The amount is open; what the way to the person says already is told."""
    pays_first = due_fen if subsidy.flow is Flow.ONE_CARD else None
    card = None if subsidy.flow is not Flow.PAID_DIRECT else 0
    steps = tuple(
        Step(
            "subsidy_missing",
            Text(
                f"{label.zh}的资助，文件没有规定：{missing.what.zh}。",
                f"For {label.en} the documents do not say {missing.what.en}.",
            ),
            missing.clause,
            missing.readings,
        )
        for missing in subsidy.missing
    )
    return Award(
        due_fen,
        subsidy.category,
        None,
        subsidy.flow,
        None,
        pays_first,
        None,
        card,
        None,
        subsidy.missing,
        steps,
    )


def other_step(other: Other) -> Step:
    """What another payer gives beside the first one."""
    payer = SubsidyPayer(other.payer).label
    yuan = format_yuan(other.fen)
    text = Text(f"{payer.zh}另补{yuan}元。", f"Beside it {payer.en} gives {yuan} yuan.")
    return Step("subsidy_beside", text, other.clause, other.readings, other.fen)


def amount_step(subsidy: Subsidy, label: Text, fen: int) -> Step:
    """How much the category is given."""
    mode = subsidy.mode.label if subsidy.mode else Text("资助", "subsidy")
    text = Text(
        f"{label.zh}：{mode.zh}{format_yuan(fen)}元。",
        f"{label.en}: {mode.en} of {format_yuan(fen)} yuan.",
    )
    return Step("subsidy", text, subsidy.clause, subsidy.readings, fen)


def flow_step(flow: Flow, subsidy: Subsidy, due_fen: int) -> Step:
    """How the money reaches the person."""
    yuan = format_yuan(due_fen)
    texts = {
        Flow.PAID_DIRECT: Text(
            "由资助资金代缴，个人不再缴费。", "The fund pays it for the person, who pays no more of it."
        ),
        Flow.ONE_CARD: Text(
            f"个人先按标准全额缴费{yuan}元，资助拨入一卡通。",
            f"The person first pays the whole {yuan} yuan; the subsidy goes to the One-Card account.",
        ),
        Flow.UNDECIDED: Text(
            "资助资金如何到达个人，文件没有规定。",
            "The documents do not say how the subsidy reaches the person.",
        ),
    }
    return Step("flow", texts[flow], subsidy.clause, subsidy.readings)
