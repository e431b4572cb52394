"""How are the kept snapshots of a person shown: what was owed and covered before, and what after?"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistance.cases.models import CaseMember
from enrollment.models import Person
from enrollment.queries.answers import Said, Spell
from policy.terms import Text


@dataclass(frozen=True, slots=True)
class Then:
    """Due and cover of a person at one moment."""

    state: str
    to_pay_fen: int | None
    credited_fen: int
    paid_on: date | None
    cover: Spell | None
    waiting: Spell | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What approval changed for one person, with the sentences and clauses behind it."""

    member: CaseMember
    person: Person
    before: Then | None
    after: Then | None
    reasons: list[Said] = field(default_factory=list)
    missing: list[Said] = field(default_factory=list)
    subsidy: list[Said] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def effects_of(members: list[CaseMember]) -> list[Effect]:
    """One for each person of a case; without before and after while nothing was approved."""
    return [
        Effect(
            member,
            member.person,
            _then(member.before),
            _then(member.after),
            [_said(one) for one in (member.after or {}).get("reasons", [])],
            [_said(one) for one in (member.after or {}).get("missing", [])],
            [_step(one) for one in member.steps],
        )
        for member in members
    ]


def _then(told: dict[str, Any] | None) -> Then | None:
    if not told:
        return None
    return Then(
        told["state"],
        told["to_pay_fen"],
        told["credited_fen"],
        date.fromisoformat(told["paid_on"]) if told.get("paid_on") else None,
        _spell(told.get("cover")),
        _spell(told.get("waiting")),
    )


def _spell(told: dict[str, str] | None) -> Spell | None:
    return Spell(date.fromisoformat(told["from"]), date.fromisoformat(told["until"])) if told else None


def _said(told: dict[str, Any]) -> Said:
    decided = told.get("decided_by")
    return Said(
        Text(**told["text"]), told["clause"], tuple(told["readings"]), told.get("fen"), told["code"],
        Text(**decided) if decided else None,
    )  # fmt: skip


def _step(told: dict[str, Any]) -> Said:
    return Said(
        Text(told["zh"], told["en"]), told["clause"], tuple(told["readings"]), told.get("fen"), told["code"]
    )
