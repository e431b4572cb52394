"""What becomes of the part of a yearly limit that a person has not used?"""

from __future__ import annotations

from dataclasses import dataclass

from claims.rules.benefit_terms import Terms
from policy.care import Setting
from policy.schema.benefit import Limit, UnusedLimit


@dataclass(frozen=True, slots=True)
class Unused:
    """Where the rest of the year's limit goes."""

    left_fen: int
    usable_by_family_fen: int
    carried_over_fen: int
    to_pool_fen: int
    clause: str


def unused_limit(terms: Terms, setting: Setting, tier: str | None, paid_fen: int) -> Unused | None:
    """None where the area has no yearly limit for the setting or does not say what becomes of it."""
    limit = next(
        (rule for rule in terms.for_care(Limit, setting, tier) if rule.per == "year" and not rule.together),
        None,
    )
    rule = next(iter(terms.for_care(UnusedLimit, setting)), None)
    if limit is None or rule is None:
        return None
    left = max(0, limit.fen - paid_fen)
    carried = left if rule.carried_over else 0
    return Unused(left, left if rule.shared_in_family else 0, carried, left - carried, rule.clause)
