"""How many inspections does a year ask for, and how many are missing?"""

from __future__ import annotations

from dataclasses import dataclass

from enrollment.rules.answers import Missing
from policy.book import Policy
from policy.entered import Entered
from policy.schema import TargetFile
from policy.terms import Term, Text


class LogKind(Term):
    """What is written down."""

    INSPECTION = ("inspection", "监督检查", "inspection")
    EXCHANGE = ("exchange", "数据交换", "exchange of data")


@dataclass(frozen=True, slots=True)
class Rounds:
    """Inspections of a year: how many were held, how many are asked for (None: undecided), by which clause or document."""

    held: int
    wanted: int | None
    clause: str = ""
    document: str = ""
    missing: Missing | None = None

    @property
    def lacking(self) -> int | None:
        """How many are still missing."""
        return None if self.wanted is None else max(0, self.wanted - self.held)


def rounds(policy: Policy, year: int, held: int, entered: Entered | None) -> Rounds:
    """What the text of the year asks for (GS-4.1a: two in 2020), else what the office entered for it."""
    for _, file in policy.files("target", TargetFile):
        for entry in file.inspections:
            if entry.year == year:
                return Rounds(held, entry.count, entry.clause)
    if entered is not None:
        return Rounds(held, entered.count, document=entered.document)
    what = Text(f"{year}年应组织的检查次数", f"how many inspections {year} asks for")
    who = Text("省、市医疗保障局", "the province's and city's healthcare security bureaus")
    return Rounds(held, None, missing=Missing(what, who))
