"""How do the payments, refunds and reversals on one due take effect, one after another?

This is the definition; the set-based path for a million lines only shortens the commonest case of it (one payment on an
untouched due) and a test holds the two together. No text says how a mismatch is settled (A51): the amount must meet the
price of the pay day, what is more is held, what is less does not enroll anybody (A33, A37), nothing is refunded by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Act(StrEnum):
    """What a line asks for."""

    PAYMENT = "payment"
    REFUND = "refund"
    REVERSAL = "reversal"


class Ending(StrEnum):
    """How a line on a known due can end; the codes are those of the stored outcomes."""

    POSTED_IN_FULL = "posted_in_full"
    POSTED_IN_PART = "posted_in_part"
    OVERPAID = "overpaid"
    ALREADY_SETTLED = "already_settled"
    NO_RULE = "no_rule"
    REFUND_POSTED = "refund_posted"
    REVERSAL_POSTED = "reversal_posted"
    REFUND_WITHOUT_ORIGINAL = "refund_without_original"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that bears on the due. `original` is the id of the line that a refund or reversal names."""

    id: int
    act: Act
    amount_fen: int
    paid_at: datetime
    original: int | None = None

    @property
    def order(self) -> tuple[datetime, bool, int]:
        """Pay time first; at the same moment payments before refunds; then the place in the files."""
        return self.paid_at, self.act is not Act.PAYMENT, self.id


@dataclass(slots=True)
class Allocation:
    """Where the money of one line went: to the due (`posted_fen`) and into suspense (`held_fen`)."""

    ending: Ending
    posted_fen: int = 0
    held_fen: int = 0
    refunded_fen: int = 0
    short_by_fen: int = 0
    why: str = ""


@dataclass(slots=True)
class Account:
    """The state of one due while lines take effect on it.

    `charged_fen` is None while no amount is known (the rules are silent); `is_decided` says that an officer fixed it.
    """

    charged_fen: int | None
    credited_fen: int = 0  # by other means than lines: premium subsidies
    is_decided: bool = False
    settled_on: date | None = None
    settled_by: int | None = None  # the line that completed the due
    allocations: dict[int, Allocation] = field(default_factory=dict)

    @property
    def is_settled(self) -> bool:
        return self.charged_fen is not None and self.credited_fen >= self.charged_fen


def allocate(account: Account, entries: Iterable[Entry], price_on: Callable[[date], int | None]) -> Account:
    """Let `entries` take effect in the order of their pay time. `price_on(day)` is the price in fen, None when undecided."""
    for entry in sorted(entries, key=lambda e: e.order):
        if entry.act is Act.PAYMENT:
            account.allocations[entry.id] = _pay(account, entry, price_on)
        else:
            account.allocations[entry.id] = _take_back(account, entry)
    return account


def _pay(account: Account, entry: Entry, price_on: Callable[[date], int | None]) -> Allocation:
    if account.is_settled:
        return Allocation(Ending.ALREADY_SETTLED, held_fen=entry.amount_fen)
    paid_on = entry.paid_at.date()
    price = account.charged_fen if account.is_decided else price_on(paid_on)
    if price is None:
        return Allocation(Ending.NO_RULE, held_fen=entry.amount_fen)
    account.charged_fen = price
    posted = min(entry.amount_fen, price - account.credited_fen)
    if posted <= 0:
        account.settled_on, account.settled_by = paid_on, entry.id
        return Allocation(Ending.ALREADY_SETTLED, held_fen=entry.amount_fen)
    account.credited_fen += posted
    if account.credited_fen < price:
        return Allocation(Ending.POSTED_IN_PART, posted_fen=posted, short_by_fen=price - account.credited_fen)
    account.settled_on, account.settled_by = paid_on, entry.id
    surplus = entry.amount_fen - posted
    return Allocation(Ending.OVERPAID if surplus else Ending.POSTED_IN_FULL, posted_fen=posted, held_fen=surplus)


def _take_back(account: Account, entry: Entry) -> Allocation:
    """A refund or reversal takes from what is held of its original first, then from what was credited."""
    original = account.allocations.get(entry.original) if entry.original is not None else None
    if original is None:
        return Allocation(Ending.REFUND_WITHOUT_ORIGINAL, held_fen=0, why="original_not_found")
    still_posted = original.posted_fen - original.refunded_fen
    available = original.held_fen + still_posted
    if entry.amount_fen > available:
        return Allocation(Ending.REFUND_WITHOUT_ORIGINAL, why="more_than_was_paid")
    if entry.act is Act.REVERSAL and entry.amount_fen != available:
        return Allocation(Ending.REFUND_WITHOUT_ORIGINAL, why="reversal_not_of_the_whole")
    from_held = min(entry.amount_fen, original.held_fen)
    from_posted = entry.amount_fen - from_held
    original.held_fen -= from_held
    original.refunded_fen += from_posted
    account.credited_fen -= from_posted
    if not account.is_settled:
        account.settled_on = account.settled_by = None
    ending = Ending.REFUND_POSTED if entry.act is Act.REFUND else Ending.REVERSAL_POSTED
    return Allocation(ending, posted_fen=from_posted)
