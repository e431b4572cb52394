"""Is a target of an area reached?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from policy.book import Policy
from policy.schema import Target, TargetFile


@dataclass(frozen=True, slots=True)
class Standing:
    """A rate against its target. `met` is None when no verdict can be given: no target, about, or nobody to count."""

    numerator: int
    denominator: int
    met: bool | None
    short_by: int
    target: Target | None

    @property
    def percent(self) -> str:
        """The rate with four decimals, cut and not rounded, so that 96.9999 never reads as 97."""
        if self.denominator == 0:
            return "—"
        exact = Decimal(self.numerator) * 100 / Decimal(self.denominator)
        return f"{exact.quantize(Decimal('0.0001'), rounding=ROUND_DOWN).normalize():f}"


def target_of(policy: Policy, code: str) -> Target | None:
    """The nearest area's target of a kind."""
    for _, file in policy.files("target", TargetFile):
        for entry in file.target:
            if entry.code == code:
                return entry
    return None


def standing(policy: Policy, target: Target | None, *, numerator: int, denominator: int) -> Standing:
    """Compare before any rounding (JC-3c): exactly the rate is met, as 以上 includes it (A15)."""
    if target is None or target.rate is None or denominator <= 0:
        return Standing(numerator, denominator, None, 0, target)
    wanted = target.rate * denominator
    strict = policy.reading("A15") == "exclusive"
    met = numerator > wanted if strict else numerator >= wanted
    needed = int(wanted) + (1 if strict or wanted != int(wanted) else 0)
    return Standing(numerator, denominator, None if target.about else met, max(0, needed - numerator), target)
