"""Does what a township says of a person agree with what the system knows?"""

from __future__ import annotations

from dataclasses import dataclass

from assistance.categories.rules.not_insured import NotInsuredReason
from policy.terms import Text


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of a person for a coverage year."""

    enrolled_area: str = ""  # the pooling area, empty when not enrolled anywhere
    is_here: bool = False  # that area is the roster's
    is_covered: bool = False
    is_dead: bool = False


def contradictions(is_insured: bool, reason: NotInsuredReason | None, known: Known) -> tuple[Text, ...]:
    """What does not agree, to be looked into; an answer that agrees gives nothing."""
    found = []
    if is_insured and known.is_dead:
        found.append(Text("填报已参保，但已登记死亡。", "Said to be insured, yet registered as deceased."))
    if is_insured and not known.enrolled_area:
        found.append(
            Text(
                "填报已参保，但系统无居民参保登记（职工参保或外地参保请在备注写明）。",
                "Said to be insured, yet not enrolled with the residents anywhere (say in the remark where).",
            )
        )
    elif is_insured and not known.is_covered:
        found.append(
            Text("填报已参保，但尚未缴清，没有待遇。", "Said to be insured, yet the due is not settled.")
        )
    if not is_insured and known.is_covered:
        found.append(Text("填报未参保，但系统显示已参保缴费。", "Said not to be insured, yet covered."))
    if not is_insured and reason is NotInsuredReason.DIED and not known.is_dead:
        found.append(Text("原因为死亡，但尚未登记死亡。", "Said to have died, yet no death is registered."))
    if not is_insured and reason is not NotInsuredReason.DIED and known.is_dead:
        found.append(
            Text("已登记死亡，原因应为死亡。", "Registered as deceased: the reason should be death.")
        )
    return tuple(found)
