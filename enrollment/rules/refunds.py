"""May a contribution be given back, how much of it, to whom, and by when?

Pure. Which grounds a text names, and until when, is data of the area or the country (`[[refund]]`). A ground that no text names,
and a refund after the benefit period began, wait for an officer who decides under a document (N21-16).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from enrollment.rules.answers import Missing
from enrollment.rules.refund_states import RefundGround
from enrollment.rules.wording import day, unstated
from policy.book import Policy
from policy.entered import Entered
from policy.money import format_yuan
from policy.schema import ContributionFile, RefundRule
from policy.terms import Text


class Verdict(StrEnum):
    """What the rules say of a refund."""

    ALLOWED = "allowed"
    WAITS = "waits"  # only by a decision under a document
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """What is known of the money and the person on the day on which the application came in.

    `available_fen` is what is left of the ticket, `surplus_fen` what is held of it or could be held in its place: money that
    settles nothing. `benefit_from` is the first day of the benefit that the payment gives; None without.
    """

    ground: RefundGround
    coverage_year: int
    amount_fen: int
    available_fen: int
    surplus_fen: int
    received_on: date
    paid_on: date
    died_on: date | None = None
    benefit_from: date | None = None


class RefundAnswer(NamedTuple):
    """The verdict with the sentence to read aloud, its clause, and what is missing where no text says it."""

    verdict: Verdict
    text: Text
    remedy: Text = Text("", "")
    clause: str = ""
    missing: Missing | None = None


class Part(NamedTuple):
    """One part of the refunded money: to whom it goes, and which help it was (`source`, empty for the payer's own)."""

    payee: str
    amount_fen: int
    source: str = ""


PAYER_SELF = "person"
SURPLUS_ONLY = (RefundGround.PAID_TWICE, RefundGround.SUBSIDISED_LATER)
# The year falls away as a whole, so help that reached the person for it goes back too.
WHOLE_YEAR = (RefundGround.DIED, RefundGround.INSURED_TWICE, RefundGround.EMPLOYEE_SCHEME, RefundGround.WRONG_PERSON)  # fmt: skip


def decide(policy: Policy, facts: RefundFacts) -> RefundAnswer:
    """Whether the refund may be approved as it is, only under a document, or not at all."""
    if (wrong := _impossible(facts)) is not None:
        return wrong
    rule = rule_of(policy, facts.coverage_year, facts.ground)
    if isinstance(rule, Missing):
        return RefundAnswer(Verdict.WAITS, rule.what, _DECIDE, rule.clause, rule)
    begun = facts.benefit_from is not None and facts.benefit_from <= facts.received_on
    if rule.until == "any_time" or not begun or facts.amount_fen <= facts.surplus_fen:
        return RefundAnswer(Verdict.ALLOWED, rule.text, clause=rule.clause)
    assert facts.benefit_from is not None
    began = day(facts.benefit_from)
    text = Text(
        f"待遇期已于{began.zh}开始，一般不予退费。",
        f"The benefit period began on {began.en}: as a rule nothing is refunded.",
    )
    return RefundAnswer(Verdict.WAITS, text, _DECIDE, rule.clause)


def rule_of(policy: Policy, coverage_year: int, ground: RefundGround) -> RefundRule | Missing:
    """What the nearest text says of a ground; open where none names it."""
    policy = policy.in_year(coverage_year)
    for _, file in policy.files("contribution", ContributionFile):
        for rule in file.refund:
            if ground.value in rule.grounds:
                return rule
        if any(entry.topic == "refund" for entry in file.undecided):
            break
    what = Text(
        f"“{ground.label.zh}”能否退费、怎样办理",
        f"whether a contribution is given back on this ground: {ground.label.en}",
    )
    return unstated(policy, "contribution", "refund", coverage_year, what)


def parts_of(facts: RefundFacts, paid_to_person: Iterable[Part]) -> tuple[Part, ...]:
    """Who gets which part of the money: help that reached the person goes back to who gave it, the rest to the payer.

    Help that was paid on behalf is not in the ticket; it is taken back from the due by itself.
    """
    left = facts.amount_fen
    parts: list[Part] = []
    if facts.ground in WHOLE_YEAR and facts.amount_fen == facts.available_fen:
        for part in paid_to_person:
            fen = min(part.amount_fen, left)
            if fen:
                parts.append(part._replace(amount_fen=fen))
                left -= fen
    return (*([Part(PAYER_SELF, left)] if left else []), *parts)


def due_by(received_on: date, figure: Entered | None) -> date | None:
    """The last day on which the refund is in time; None while the area has entered no figure."""
    return None if figure is None else received_on + timedelta(days=figure.count)


NO_DAYS = Missing(
    Text("本地未录入“退费办理时限（日）”", "the area has entered no “days within which a refund is done”"),
    Text("统筹地区医保局，在“录入参数”中凭文号录入、他人复核", "the bureau of the area, under a document, by two officers"),
)  # fmt: skip
_DECIDE = Text("须有审批权限的人员凭文号决定。", "An officer who may decide does so under a document.")


def _impossible(facts: RefundFacts) -> RefundAnswer | None:
    """What contradicts the record: nothing to refund, more than there is, no death before the year, nothing twice."""
    if facts.amount_fen <= 0:
        return _refused(
            "退费金额须大于零。", "The amount must be above zero.", "请核对金额。", "Check the amount."
        )
    if facts.amount_fen > facts.available_fen:
        left = format_yuan(facts.available_fen)
        return _refused(
            f"超过该税票尚可退的 {left} 元。",
            f"More than the {left} yuan that are left of this ticket.",
            "请核对税票和金额；已退的部分不能再退。",
            "Check ticket and amount; what was given back cannot be given back again.",
        )
    begins = max(date(facts.coverage_year, 1, 1), facts.paid_on)
    if facts.ground is RefundGround.DIED and (facts.died_on is None or facts.died_on >= begins):
        return _refused(
            f"没有登记此人在 {facts.coverage_year} 年度开始前或缴费前死亡。",
            f"No death before coverage year {facts.coverage_year} or before the payment is on record.",
            "请先凭证明登记死亡日期，或选择其他情形。",
            "Record the death under its document first, or choose another ground.",
        )
    if facts.ground in SURPLUS_ONLY and facts.amount_fen > facts.surplus_fen:
        spare = format_yuan(facts.surplus_fen)
        return _refused(
            f"该年度多缴或挂账的只有 {spare} 元。",
            f"Only {spare} yuan of that year are surplus.",
            "请核对金额，或选择其他情形。",
            "Check the amount, or choose another ground.",
        )
    return None


def _refused(zh: str, en: str, remedy_zh: str, remedy_en: str) -> RefundAnswer:
    return RefundAnswer(Verdict.REFUSED, Text(zh, en), Text(remedy_zh, remedy_en))
