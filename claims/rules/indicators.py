"""How do payment ratios, the fund and the frequency of stays stand against their targets and warning lines?

All are yearly figures of a place, computed from sums; none of them is ever the ratio of a single bill (A36).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from policy.schema import Target


class Tone(StrEnum):
    """How a figure reads: nothing to say, close to a line, beyond it, or no figure at all."""

    FINE = "success"
    NEAR = "warning"
    BEYOND = "danger"
    NONE = "secondary"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole, both in fen or both in heads."""

    part: int
    whole: int

    @property
    def percent(self) -> str:
        """With two decimals, cut and not rounded, so that 69.999 never reads as 70; a dash for nothing to divide by."""
        if self.whole <= 0:
            return "—"
        exact = Decimal(self.part) * 100 / Decimal(self.whole)
        return f"{exact.quantize(Decimal('0.01'), rounding=ROUND_DOWN):f}"

    def reaches(self, rate: Decimal) -> bool:
        """Compared before any rounding; exactly the rate is reached (A15)."""
        return self.whole > 0 and self.part >= rate * self.whole


@dataclass(frozen=True, slots=True)
class AgainstTarget:
    """A ratio beside the target of the area; `met` None where the text says "about" or names no target."""

    ratio: Ratio
    target: Target | None

    @property
    def met(self) -> bool | None:
        if self.target is None or self.target.rate is None or self.target.about or self.ratio.whole <= 0:
            return None
        return self.ratio.reaches(self.target.rate)

    @property
    def tone(self) -> Tone:
        if self.ratio.whole <= 0 or self.met is None:
            return Tone.NONE
        return Tone.FINE if self.met else Tone.NEAR


def spending_tone(spent: Ratio, lines_percent: Sequence[int]) -> Tone:
    """Spending against income: beyond the last warning line, beyond the first, or below both.

    The lines are the office's own setting; no notice states them (GS-4.3, JC-16, GX-5.3 ask for early warning only).
    """
    if spent.whole <= 0:
        return Tone.BEYOND if spent.part > 0 else Tone.NONE
    beyond = [line for line in lines_percent if spent.part * 100 >= line * spent.whole]
    if not beyond:
        return Tone.FINE
    return Tone.BEYOND if len(beyond) == len(lines_percent) else Tone.NEAR
