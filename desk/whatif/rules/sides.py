"""What does one person get under one policy, and is it better or worse than under another?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from enrollment.rules.answers import Quote, Step
from policy.money import format_yuan
from policy.periods import Span
from policy.terms import Decision, Term, Text


class Verdict(Term):
    """How somebody fares under a draft."""

    BETTER = ("better", "受益", "better off")
    WORSE = ("worse", "受损", "worse off")
    MIXED = ("mixed", "有得有失", "better in one, worse in another")
    SAME = ("same", "不变", "the same")
    UNDECIDED = ("undecided", "未定", "undecided")


@dataclass(frozen=True, slots=True)
class Priced:
    """What a person owes and when benefits begin, as far as the rules say it; amounts in fen, waits in days.

    `first_day` is None for who has not paid, and where no day of benefit is left. `counts`: the public purse adds its part.
    """

    due_fen: int | None
    wait_days: int = 0
    first_day: date | None = None
    counts: bool = True
    is_decided: bool = True
    steps: tuple[Step, ...] = ()
    missing: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Helped:
    """The premium subsidy towards a due: by payer, in fen; None is undecided."""

    fen: int | None = 0
    by_payer: Mapping[str, int] = field(default_factory=dict)
    basis: str = ""
    steps: tuple[Step, ...] = ()
    missing: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One person under one policy."""

    priced: Priced
    helped: Helped

    @property
    def is_decided(self) -> bool:
        return self.priced.is_decided and self.own_fen is not None

    @property
    def own_fen(self) -> int | None:
        """What the person bears in the end."""
        if self.priced.due_fen is None or self.helped.fen is None:
            return None
        return self.priced.due_fen - self.helped.fen

    @property
    def missing(self) -> tuple[Text, ...]:
        """What the rules leave open; it is counted and named, never guessed."""
        return tuple(dict.fromkeys((*self.priced.missing, *self.helped.missing)))

    @property
    def figures(self) -> tuple[Any, ...]:
        """All that a person can notice of it."""
        one = self.priced
        return (one.due_fen, self.helped.fen, one.wait_days, one.first_day, self.is_decided)

    @property
    def kind(self) -> tuple[Any, ...]:
        """What makes examples alike: who pays on another day of the same months waits alike."""
        return (self.own_fen, self.helped.fen, self.priced.wait_days > 0, self.is_decided)

    def as_json(self, drafted: str = "") -> dict[str, Any]:
        """The explanation as it is kept: amounts and steps with their clauses; those of the draft begin with `drafted`."""
        due, own = self.priced.due_fen, self.own_fen
        return {
            "due": format_yuan(due) if due is not None else None,
            "subsidy": format_yuan(self.helped.fen) if self.helped.fen is not None else None,
            "own": format_yuan(own) if own is not None else None,
            "wait_days": self.priced.wait_days,
            "first_day": self.priced.first_day and self.priced.first_day.isoformat(),
            "steps": told((*self.priced.steps, *self.helped.steps), drafted),
            "missing": [text._asdict() for text in self.missing],
        }


def told(steps: Iterable[Step], drafted: str) -> list[dict[str, Any]]:
    """Steps as they are kept. A draft has no document, so what follows from it names no clause, and says so by `of_draft`."""
    kept = [step.as_json() for step in steps]
    for one in kept:
        one["of_draft"] = bool(drafted) and one["clause"].startswith(drafted)
        one["clause"] = "" if one["of_draft"] else one["clause"]
    return kept


def priced(answer: Quote, *, is_paid: bool) -> Priced:
    """What a quotation of the rules says; of somebody who has not paid, only what is due at issue."""
    is_decided = answer.decision is Decision.DECIDED if is_paid else answer.due_fen is not None
    known = is_decided and is_paid
    return Priced(
        answer.due_fen if is_decided else None,
        days_of(answer.waiting) if known else 0,
        answer.cover.start if known and answer.cover else None,
        answer.counts_for_fiscal_subsidy,
        is_decided,
        answer.steps,
        () if is_decided else tuple(one.what for one in answer.missing),
    )


def days_of(wait: Span | None) -> int:
    """How many days somebody waits."""
    return (wait.until - wait.start).days if wait is not None and wait.until is not None else 0


def verdict(before: Side, after: Side) -> Verdict:
    """Money first, then the first day of benefit: who gains in one and loses in the other is neither better nor worse."""
    if not (before.is_decided and after.is_decided):
        return Verdict.UNDECIDED
    less = _sign((before.own_fen or 0) - (after.own_fen or 0))
    sooner = _sign(((before.priced.first_day or date.max) - (after.priced.first_day or date.max)).days)
    if less * sooner < 0:
        return Verdict.MIXED
    return {0: Verdict.SAME, 1: Verdict.BETTER, -1: Verdict.WORSE}[_sign(less + sooner)]


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
