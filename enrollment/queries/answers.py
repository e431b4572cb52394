"""In which shape is a stored quotation shown: spells of days, sentences with clause and reading, what is missing?

Days are told twice: `from` and `to` with both ends included, as they are read aloud, and half-open with `until`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from enrollment.models import Quotation
from policy.terms import Text

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """Days from `start` until `until` (not included), and how they are read: both ends included."""

    start: date
    until: date

    @property
    def last(self) -> date:
        return self.until - ONE_DAY

    def as_json(self) -> dict[str, str]:
        return {"from": self.start.isoformat(), "to": self.last.isoformat(), "until": self.until.isoformat()}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the answer in both languages, with the clause and the readings behind it."""

    text: Text
    clause: str = ""
    readings: tuple[str, ...] = ()
    fen: int | None = None
    code: str = ""
    decided_by: Text | None = None

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "code": self.code,
            "text": self.text._asdict(),
            "clause": self.clause,
            "readings": list(self.readings),
            "fen": self.fen,
        }
        return told | ({"decided_by": self.decided_by._asdict()} if self.decided_by else {})


@dataclass(frozen=True, slots=True)
class Way:
    """One way to pay: the missed years repaired with the due, what it costs in all, the first day of cover."""

    repaired_years: tuple[int, ...]
    due_fen: int | None
    cover_from: date | None
    missing: tuple[Said, ...] = ()

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Way":
        day = stored["cover_from"]
        missing = (Said(Text(one["zh"], one["en"]), one["clause"]) for one in stored.get("missing", []))
        years = tuple(stored["repaired_years"])
        return cls(years, stored["due_fen"], day and date.fromisoformat(day), tuple(missing))

    def as_json(self) -> dict[str, Any]:
        return {
            "repaired_years": list(self.repaired_years),
            "due_fen": self.due_fen,
            "cover_from": self.cover_from and self.cover_from.isoformat(),
            "missing": [said.text._asdict() | {"clause": said.clause} for said in self.missing],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored quotation, ready to be shown."""

    quotation: Quotation
    outstanding_fen: int | None = None

    @property
    def is_decided(self) -> bool:
        return self.quotation.due_fen is not None

    @property
    def cover(self) -> Spell | None:
        return spell(self.quotation.cover_from, self.quotation.cover_until)

    @property
    def waiting(self) -> Spell | None:
        return spell(self.quotation.waiting_from, self.quotation.waiting_until)

    @property
    def window(self) -> Spell | None:
        start, until = self.quotation.body.get("window_span") or (None, None)
        return spell(start and date.fromisoformat(start), until and date.fromisoformat(until))

    @property
    def parts(self) -> list[dict[str, Any]]:
        return list(self.quotation.body["parts"])

    @property
    def steps(self) -> list[Said]:
        return [_said(step) for step in self.quotation.body["steps"]]

    @property
    def reasons(self) -> list[Said]:
        """The steps without those that say what is missing: pages show that by itself, with who decides it."""
        return [step for step in self.steps if step.code != "missing"]

    @property
    def ways(self) -> list[Way]:
        """Every useful way to pay, the plain due first; empty where no missed year can be repaired."""
        return [Way.read(way) for way in self.quotation.body.get("ways", [])]

    @property
    def repair_clause(self) -> str:
        """The clause by which missed years can be repaired, where one says so."""
        known = next((step.clause for step in self.steps if step.code in ("repair", "way_to_pay")), "")
        return self.clause_of("repair") or known

    @property
    def warnings(self) -> list[Said]:
        return [_said(warning) for warning in self.quotation.body["warnings"]]

    @property
    def missing(self) -> list[Said]:
        return [
            Said(
                Text(missing["zh"], missing["en"]),
                missing["clause"],
                tuple(missing["readings"]),
                code="missing",
                decided_by=Text(missing["decided_by_zh"], missing["decided_by_en"]),
            )
            for missing in self.quotation.body["missing"]
        ]

    def clause_of(self, kind: str) -> str:
        """The clause of one part of the price."""
        return next((part["clause"] for part in self.parts if part["kind"] == kind), "")

    def as_json(self) -> dict[str, Any]:
        asked = self.quotation
        return {
            "paid_on": asked.paid_on and asked.paid_on.isoformat(),
            "decision": asked.decision,
            "window": asked.window,
            "window_span": self.window and self.window.as_json(),
            "in_window": asked.body.get("in_window"),
            "due_fen": asked.due_fen,
            "outstanding_fen": self.outstanding_fen,
            "parts": self.parts,
            "cover": self.cover and self.cover.as_json(),
            "waiting": self.waiting and self.waiting.as_json(),
            "ways": [way.as_json() for way in self.ways],
            "exemption": asked.body.get("exemption"),
            "counts_for_fiscal_subsidy": asked.counts_for_fiscal_subsidy,
            "hold_claims_before": asked.hold_claims_before and asked.hold_claims_before.isoformat(),
            "amount_is_floor": asked.body.get("amount_is_floor", False),
            "amount_is_provisional": asked.body.get("amount_is_provisional", False),
            "steps": [step.as_json() for step in self.steps],
            "warnings": [warning.as_json() for warning in self.warnings],
            "missing": [missing.as_json() for missing in self.missing],
            "policy_digest": asked.policy_digest,
        }


def spell(start: date | None, until: date | None) -> Spell | None:
    return Spell(start, until) if start and until else None


def _said(step: dict[str, Any]) -> Said:
    return Said(
        Text(step["zh"], step["en"]), step["clause"], tuple(step["readings"]), step.get("fen"), step["code"]
    )
