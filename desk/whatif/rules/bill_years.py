"""How does a benefit year of bills come out under two policies, in the order of service, and how does each bill compare?

What is posted counts as today's figure. A bill that could not be posted under a policy keeps what it has, as it does when a
year is settled anew; what is missing is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from claims.rules.facts import Entry, Settlement, YearSoFar
from claims.rules.year_order import Case, can_be_posted, why_waits
from desk.whatif.rules.sides import Verdict
from policy.care import Payer
from policy.terms import Text

Amounts = Mapping[Payer, int]


class Posted(NamedTuple):
    """What is on record of a bill."""

    amounts: Amounts
    entries: tuple[Entry, ...]


class Outcome(NamedTuple):
    """What a bill comes to under a policy; `missing` is why it could not be posted, and then the amounts are those on record."""

    amounts: Amounts
    done: Settlement
    missing: tuple[Text, ...] = ()


def amounts_of(done: Settlement) -> dict[Payer, int]:
    """Payer -> fen."""
    amounts = dict.fromkeys(Payer, 0)
    for line in done.lines:
        amounts[line.payer] += line.fen
    return amounts


def walk(cases: Iterable[Case], posted: Mapping[int, Posted]) -> Iterator[tuple[Case, Outcome]]:
    """Each bill of one year under the policy of its case."""
    so_far = YearSoFar()
    for case in sorted(cases, key=lambda one: one.order):
        done = case.settled(so_far)
        if can_be_posted(done):
            so_far = so_far.after(done.entries)
            yield case, Outcome(amounts_of(done), done)
            continue
        so_far = so_far.after(posted[case.bill_id].entries)
        missing = tuple(Text(one["text"]["zh"], one["text"]["en"]) for one in why_waits(done))
        yield case, Outcome(posted[case.bill_id].amounts, done, missing)


def pairs(
    today: Sequence[Case], then: Sequence[Case], posted: Mapping[int, Posted]
) -> Iterator[tuple[Case, Outcome, Outcome]]:
    """Each bill of one year under today's rules and under the draft's.

    Where the draft gives to the fen what is on record of every bill, and so today's rules do, those are not asked again.
    """
    after = dict(_by_bill(walk(then, posted)))
    is_as_posted = all(
        one.amounts == posted[bill_id].amounts and not one.missing for bill_id, one in after.items()
    )
    before = after if is_as_posted else dict(_by_bill(walk(today, posted)))
    for case in then:
        yield case, before[case.bill_id], after[case.bill_id]


def _by_bill(walked: Iterable[tuple[Case, Outcome]]) -> Iterator[tuple[int, Outcome]]:
    for case, one in walked:
        yield case.bill_id, one


def verdict(before: Outcome, after: Outcome) -> Verdict:
    """Whether the person bears less or more of the bill."""
    if before.missing or after.missing:
        return Verdict.UNDECIDED
    less = before.amounts[Payer.PERSON] - after.amounts[Payer.PERSON]
    return Verdict.BETTER if less > 0 else Verdict.WORSE if less < 0 else Verdict.SAME
