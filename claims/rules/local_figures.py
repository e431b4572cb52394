"""Is somebody paid elsewhere by the figures of the own area (享受本地待遇), and what if nobody knows of a referral?"""

from __future__ import annotations

from typing import NamedTuple

from claims.rules.benefit_terms import Terms
from claims.rules.facts import BillFacts, Held, PatientFacts
from claims.rules.filings import LOCAL
from claims.rules.who import belongs_to_any
from claims.rules.wording import step
from enrollment.rules.answers import Step
from policy.care import Place
from policy.schema.registers import LocalFigures
from policy.terms import Text


class Local(NamedTuple):
    """The bill as if it were of the own area, and by which step; `is_open`: the answer to a question decides it."""

    bill: BillFacts
    step: Step
    is_open: Held | None = None


def as_local(terms: Terms, bill: BillFacts, patient: PatientFacts) -> Local | None:
    """None where no text says it of this person and place, or the referral that it asks for is not there."""
    if bill.place is Place.AREA:
        return None
    for rule in terms.at(LocalFigures, bill.place):
        if rule.settings and bill.setting not in rule.settings:
            continue
        if (meant := belongs_to_any(rule.who, patient)) is False:
            continue
        if rule.referred is not None and bill.referral is (not rule.referred):
            continue
        told = step(
            "local_figures",
            f"{bill.place.label.zh}就医，按规定享受本地待遇。",
            f"Care {bill.place.label.en} is paid by the figures of the own area.",
            rule,
        )
        unknown = meant is None or (rule.referred is not None and bill.referral is None)
        return Local(bill._replace(place=Place.AREA), told, _open(rule) if unknown else None)
    return None


def _open(rule: LocalFigures) -> Held:
    text = Text(
        "是否已办理转诊、是否属于规定的人员，决定是否按本地待遇支付，账单和备案登记中没有。",
        "Whether the person was referred, and is one of those named, decides between the figures of the own area and others; "
        "neither the bill nor the register says it.",
    )
    next_step = Text(
        "请补录异地转诊备案（备案后自动重新测算），或由两名人员凭文件放行。",
        "Enter the filing of the referral (then the bill is looked at again by itself), or two officers release it.",
    )
    return Held(LOCAL, text, rule.clause, rule.readings, next_step, is_undecided=True)
