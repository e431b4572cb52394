"""How much of a bill enters the pool: accidents, special subsidies that come off first, TCM taken out?"""

from __future__ import annotations

from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import BillFacts, PatientFacts
from claims.rules.ways import not_said_of, unsure_about
from claims.rules.wording import not_asked, step, unsaid
from enrollment.rules.answers import Missing, Step
from policy.money import format_yuan
from policy.schema.benefit import AccidentRule, NotPayable, SpecialSubsidy, Tcm
from policy.terms import Text

FIRST = Text(
    "专项补助先扣中医药部分还是其他部分", "whether special subsidies come off the TCM part or the other part"
)


class Pool(NamedTuple):
    """The compliant cost that basic insurance works on, after what came off first."""

    enters: bool
    compliant_fen: int = 0  # after special subsidies
    tcm_fen: int = 0
    tcm: Tcm | None = None
    missing: tuple[Missing, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def ordinary_fen(self) -> int:
        """The part that deductible and ratio apply to."""
        return self.compliant_fen - self.tcm_fen


def pool(terms: Terms, bill: BillFacts, patient: PatientFacts) -> Pool:
    """What enters, or why it does not, or which answer is missing."""
    steps: list[Step] = []
    missing = [*not_said_of(terms, bill), *unsure_about(terms, bill, patient)]
    refused = _accident(terms, bill, steps, missing)
    if refused is not None:
        return Pool(False, steps=(*steps, refused))
    tcm = terms.one(Tcm, bill) if bill.tcm_fen else None
    refused = _not_payable(terms, bill)
    if refused is not None:
        if tcm is None or not bill.tcm_fen:
            return Pool(False, steps=(*steps, refused))
        return _only_tcm(terms, bill, tcm, missing, (*steps, refused))
    compliant = bill.eligible_fen
    if bill.special_subsidy_fen:
        rule = terms.one(SpecialSubsidy, bill)
        if rule is None:
            missing.append(
                not_asked(
                    Text(
                        "本地文件没有说明专项补助是否先行扣除",
                        "whether special subsidies come off first here",
                    )
                )
            )
        else:
            compliant = max(0, compliant - bill.special_subsidy_fen)
            received, left = format_yuan(bill.special_subsidy_fen), format_yuan(compliant)
            steps.append(
                step(
                    "special_subsidy",
                    f"先扣专项补助{received}元，进入统筹的合规费用为{left}元。",
                    f"Special subsidies of {received} yuan come off first; {left} yuan enter the pool.",
                    rule,
                    compliant,
                )
            )
    if tcm is not None and bill.special_subsidy_fen:
        missing.append(unsaid(FIRST, tcm))
    return Pool(
        True,
        compliant,
        min(bill.tcm_fen, compliant) if tcm is not None else 0,
        tcm,
        tuple(missing),
        tuple(steps),
    )


def _only_tcm(
    terms: Terms, bill: BillFacts, tcm: Tcm, missing: list[Missing], steps: tuple[Step, ...]
) -> Pool:
    """Where no payment is set for the level, the TCM part is paid all the same: its rule names no level (LX-4.12.5)."""
    if bill.special_subsidy_fen:
        missing.append(unsaid(FIRST, tcm))
    fen = min(bill.tcm_fen, bill.eligible_fen)
    return Pool(True, fen, fen, tcm, tuple(missing), steps)


def _not_payable(terms: Terms, bill: BillFacts) -> Step | None:
    rule = terms.one(NotPayable, bill)
    if rule is None:
        return None
    setting, level = bill.setting.label, terms.policy.tier_label(bill.provider_tier)
    zh = f"{level.zh}机构的{setting.zh}没有支付规定，不予支付。"
    return step("not_payable", zh, f"No payment is set for {setting.en} at {level.en} level.", rule, 0)


def _accident(terms: Terms, bill: BillFacts, steps: list[Step], missing: list[Missing]) -> Step | None:
    if bill.accident is None:
        return None
    rule = terms.one(AccidentRule, bill)
    if rule is None:
        missing.append(
            not_asked(
                Text(
                    f"本地文件没有说明意外伤害的{bill.setting.label.zh}费用是否支付",
                    f"whether {bill.setting.label.en} cost of an injury is paid for here",
                )
            )
        )
        return None
    liable, compensated = bill.accident.third_party_liable, bill.accident.third_party_compensation
    if liable or compensated:
        zh = "意外伤害有第三方责任或第三方赔偿，费用不进入统筹。"
        return step(
            "accident_excluded",
            zh,
            "A third party is liable or compensates for the injury: the cost does not enter the pool.",
            rule,
            0,
        )
    if liable is None or compensated is None:
        missing.append(
            not_asked(
                Text("有无第三方责任、第三方赔偿", "whether a third party is liable or compensates"), rule
            )
        )
        return None
    zh = "意外伤害，无第三方责任和赔偿，费用进入统筹。"
    steps.append(
        step("accident", zh, "An injury with no third party liable or compensating enters the pool.", rule)
    )
    return None
