"""Which repair payments of a due count, for which missed years, and from when?

Each missed year that somebody repairs has a small account of its own, with the rules of any other: the price of the pay day,
what is less repairs nothing, what is more is held, refunds and reversals take back (`rules.payments`). No text says what a
repair means that is paid after the due was settled; it is held for an officer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from enrollment.rules.answers import Quote
from enrollment.rules.breaks import RepairRefused
from enrollment.rules.payment_entries import Act, Ending, Entry
from enrollment.rules.payments import Account, Allocation, allocate
from policy.terms import PartKind, Text

AFTER_SETTLED = Text(
    "修复缴费晚于当年缴费结清之日，文件未规定此时修复是否缩短等待期。",
    "The repair was paid after the due was settled; no text says whether it then shortens the wait.",
)


class AskRepair(Protocol):
    """The price in fen of one repaired year, the last of `years`, on a day; None when open. Raises `RepairRefused`."""

    def __call__(self, years: tuple[int, ...], day: date) -> int | None: ...


@dataclass(slots=True)
class Repairs:
    """The repaired years, the accounts behind them, and why lines do not count."""

    years: tuple[int, ...] = ()
    allocations: dict[int, Allocation] = field(default_factory=dict)
    year_of: dict[int, int] = field(default_factory=dict)  # line -> missed year
    refusals: dict[int, Text] = field(default_factory=dict)  # line -> the sentence why


def settle_repairs(
    by_year: Mapping[int, Sequence[Entry]],
    *,
    settled_on: date | None,
    ask: AskRepair,
    opening: Callable[[], Account],
    covered: Mapping[int, Text],
) -> Repairs:
    """Let the repair payments of one due take effect, in the order in which the years were first paid for.

    `settled_on`: when the due itself was settled; `opening` gives an empty account of the person; `covered` says of years
    with cover here why they need no repair.
    """
    found = Repairs()
    for year in sorted(by_year, key=lambda one: (min(_order(entry) for entry in by_year[one]), -one)):
        entries = by_year[year]
        found.year_of |= {entry.id: year for entry in entries}
        refused: dict[date, Text] = {}
        account = opening()
        allocate(account, entries, _price(found.years, year, settled_on, ask, covered, refused))
        for entry in entries:
            allocation = account.allocations[entry.id]
            if allocation.ending is Ending.NO_RULE and (why := refused.get(entry.paid_at.date())):
                found.refusals[entry.id] = why
                if why is not AFTER_SETTLED:
                    allocation.ending = Ending.REPAIR_REFUSED
        found.allocations |= account.allocations
        if account.is_settled:
            found.years = tuple(sorted((*found.years, year)))
    return found


def price_of_last(years: tuple[int, ...], quote_with: Callable[[tuple[int, ...]], Quote]) -> int | None:
    """The price of the last of some repaired years; `quote_with` answers for a pay day with the years given repaired.

    None where it is open; refused where the year takes nothing off the wait that the others leave.
    """
    before, answer = quote_with(years[:-1]), quote_with(years)
    parts = [part.fen for part in answer.parts if part.kind is PartKind.REPAIR]
    if answer.missing or not parts:
        return None
    if answer.cover is not None and before.cover is not None and answer.cover.start >= before.cover.start:
        raise RepairRefused(
            Text(
                f"修复{years[-1]}年度不能再缩短等待期，不受理。",
                f"Repairing {years[-1]} does not shorten the wait any further, so it is not taken.",
            )
        )
    return parts[0] // len(years)


def was_insured(year: int) -> Text:
    """Why a year with cover here cannot be repaired."""
    return Text(
        f"{year}年度在本系统有参保缴费，不是断保年度，不能修复。",
        f"{year} was paid for here, so it is no missed year and cannot be repaired.",
    )


def _order(entry: Entry) -> tuple[bool, str, int]:
    return entry.act is not Act.PAYMENT, entry.paid_at.isoformat(), entry.id


def _price(
    before: tuple[int, ...],
    year: int,
    settled_on: date | None,
    ask: AskRepair,
    covered: Mapping[int, Text],
    refused: dict[date, Text],
) -> Callable[[date], int | None]:
    def price_on(day: date) -> int | None:
        if year in covered:
            refused[day] = covered[year]
            return None
        if settled_on is not None and day > settled_on:
            refused[day] = AFTER_SETTLED
            return None
        try:
            return ask((*before, year), day)
        except RepairRefused as refusal:
            refused[day] = refusal.text
            return None

    return price_on
