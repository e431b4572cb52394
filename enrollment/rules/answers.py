"""In what shape does a rule answer: amount, window, cover, waiting, and the reasons to read aloud?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from policy.periods import Span
from policy.terms import Decision, ExemptionReason, PartKind, Text, WarningCode, Window


class Step(NamedTuple):
    """One sentence of the explanation, with the clause it follows from and the readings it used."""

    code: str
    text: Text
    clause: str = ""
    readings: tuple[str, ...] = ()
    fen: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The step as plain values for storing."""
        return {
            "code": self.code,
            "zh": self.text.zh,
            "en": self.text.en,
            "clause": self.clause,
            "readings": list(self.readings),
            "fen": self.fen,
        }


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the price."""

    kind: PartKind
    fen: int
    clause: str = ""
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Warning:
    """What the person must be told although the case is decided."""

    code: WarningCode
    text: Text
    clause: str = ""
    readings: tuple[str, ...] = ()


class Missing(NamedTuple):
    """What the documents do not say, or nobody has shown of the person, and who could decide it."""

    what: Text
    decided_by: Text
    clause: str = ""
    readings: tuple[str, ...] = ()
    of_the_person: bool = False


@dataclass(frozen=True, slots=True)
class WindowExtension:
    """A prolonged window (A50): its new last day and the document that orders it."""

    last_day: date
    document: str


@dataclass(frozen=True, slots=True)
class Cover:
    """From when to when a person may draw benefits for one coverage year."""

    span: Span | None
    waiting: Span | None = None
    exemption: ExemptionReason | None = None
    hold_claims_before: date | None = None
    decision: Decision = Decision.DECIDED


@dataclass(frozen=True, slots=True)
class Way:
    """One way to pay: which missed years are repaired with the due, what that costs in all, and the first day of cover.

    `due_fen` or `cover_from` is None where the documents do not say it; `missing` names what they leave open.
    """

    repaired_years: tuple[int, ...]
    due_fen: int | None
    cover_from: date | None
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """The answer for one standing, coverage year and pay day.

    `ways` lists every useful way to pay when missed years may be repaired, the plain due first; else it is empty.
    """

    decision: Decision
    coverage_year: int
    paid_on: date | None
    window: Window
    window_span: Span | None
    in_window: bool | None
    parts: tuple[Part, ...]
    due_fen: int | None
    cover: Span | None
    waiting: Span | None
    exemption: ExemptionReason | None
    counts_for_fiscal_subsidy: bool
    hold_claims_before: date | None
    warnings: tuple[Warning, ...]
    missing: tuple[Missing, ...]
    steps: tuple[Step, ...]
    amount_is_floor: bool = False
    amount_is_provisional: bool = False
    newborn_within: bool | None = None
    repaired_years: tuple[int, ...] = ()
    ways: tuple[Way, ...] = ()

    @property
    def individual_fen(self) -> int | None:
        """The individual part, when it is known."""
        return next((part.fen for part in self.parts if part.kind is PartKind.INDIVIDUAL), None)

    @property
    def fiscal_fen(self) -> int:
        """The fiscal part the person is asked for, 0 when none."""
        return sum(part.fen for part in self.parts if part.kind is PartKind.FISCAL)

    def steps_json(self) -> list[dict[str, Any]]:
        """The steps as plain values for storing."""
        return [step.as_json() for step in self.steps]
