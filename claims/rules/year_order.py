"""In which order are the bills of a person's year settled, and what does each see of those before it?

The order is that of service, which is known by days; within a day whatever was settled first stays first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from claims.rules.facts import BillFacts, ByHand, EnteredFigures, Held, PatientFacts, Settlement, YearSoFar
from claims.rules.settlement import settle
from policy.book import Policy
from policy.care import Outcome, Tier

NOT_SETTLED_YET = 2**63 - 1
Place = tuple[date, int, int]


class Case(NamedTuple):
    """Everything that the settlement of one bill depends on, except what the year has seen."""

    bill_id: int
    person_id: int  # the record that counts
    bill: BillFacts
    patient: PatientFacts
    policy: Policy
    figures: EnteredFigures
    by_hand: Mapping[Tier, ByHand] = MappingProxyType({})
    held: tuple[Held, ...] = ()
    review_id: int | None = None
    turn: int = NOT_SETTLED_YET  # number of the first statement the bill ever had
    rests_on: tuple[str, ...] = ()  # rows of registers, as "recognition:12"

    @property
    def order(self) -> Place:
        """Its place in the year."""
        return (self.bill.service_on, self.turn, self.bill_id)

    @property
    def benefit_year(self) -> tuple[int, int]:
        """Whose year and which."""
        return (self.person_id, self.bill.year)

    def settled(self, so_far: YearSoFar) -> Settlement:
        """The answer, given what the year has seen before."""
        return settle(
            self.policy,
            self.bill,
            self.patient,
            so_far=so_far,
            figures=self.figures,
            by_hand=self.by_hand,
            held=self.held,
        )


def can_be_posted(done: Settlement) -> bool:
    """Only a bill that is wholly decided and that nothing holds back counts."""
    return done.outcome is Outcome.DECIDED and not done.held


def why_waits(done: Settlement) -> list[dict[str, Any]]:
    """Why a settlement cannot be posted, as a bill keeps it: what is missing, and what holds it back."""
    missing = [
        {
            "code": "missing",
            "text": one.what._asdict(),
            "clause": one.clause,
            "readings": list(one.readings),
            "decided_by": one.decided_by._asdict(),
        }
        for one in done.missing
    ]
    return missing + [one.as_json() for one in done.held]


def settled_in_order(
    cases: Iterable[Case], so_far: YearSoFar | None = None
) -> Iterator[tuple[Case, Settlement]]:
    """Each bill of one year in the order of service; one that cannot be posted leaves no trace for later ones."""
    so_far = so_far or YearSoFar()
    for case in sorted(cases, key=lambda one: one.order):
        done = case.settled(so_far)
        if can_be_posted(done):
            so_far = so_far.after(done.entries)
        yield case, done
