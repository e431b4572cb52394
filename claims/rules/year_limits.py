"""How much of each yearly limit has a person used, and how much is left?"""

from __future__ import annotations

from dataclasses import dataclass

from claims.rules.benefit_terms import Terms
from claims.rules.facts import EnteredFigures, YearSoFar
from claims.rules.limits import COUNTERS
from policy.care import Setting
from policy.money import yuan_to_fen
from policy.schema.benefit import Limit
from policy.terms import Text
from policy.topics import Topic

SHOWN = (Setting.INPATIENT, Setting.OUTPATIENT, Setting.CHRONIC, Setting.TWO_DISEASES)
_PAIRS = {1: Text("单一病种", "one disease"), 2: Text("双病种", "both diseases")}


@dataclass(frozen=True, slots=True)
class YearLimit:
    """One limit on what the fund pays in a year: its amount and what is used of it, in fen, with its clause or document."""

    setting: Setting
    note: Text  # what tells two limits of one setting apart; empty as a rule
    limit_fen: int
    used_fen: int
    clause: str = ""
    readings: tuple[str, ...] = ()
    document: str = ""

    @property
    def left_fen(self) -> int:
        """What the fund may still pay."""
        return max(0, self.limit_fen - self.used_fen)

    @property
    def used_permille(self) -> int:
        """Used share in thousandths, for a bar."""
        return min(1000, self.used_fen * 1000 // self.limit_fen) if self.limit_fen else 1000


def year_limits(terms: Terms, figures: EnteredFigures, so_far: YearSoFar) -> tuple[YearLimit, ...]:
    """The yearly limits of the area on the day, printed in a notice or entered by an office, setting by setting.

    A limit that another reading takes for a mere funding average (A25) is none and is left out.
    """
    return tuple(limit for setting in SHOWN for limit in _of(setting, terms, figures, so_far))


def _of(setting: Setting, terms: Terms, figures: EnteredFigures, so_far: YearSoFar) -> tuple[YearLimit, ...]:
    used = so_far.of(COUNTERS[setting])
    printed = [rule for rule in terms.for_care(Limit, setting) if rule.per == "year"]
    binding = [
        rule
        for rule in printed
        if "A25" not in rule.readings or terms.policy.reading("A25") != "funding_average"
    ]
    if printed:
        return tuple(
            YearLimit(
                setting, _PAIRS.get(rule.diseases or 0, Text("", "")), yuan_to_fen(rule.amount), used, rule.clause,
                rule.readings,
            )
            for rule in binding
        )  # fmt: skip
    figure = figures.get(Topic.BASIC_YEAR_LIMIT, setting.value)
    if figure is None:
        return ()
    return (YearLimit(setting, Text("", ""), figure.fen, used, document=figure.document),)
