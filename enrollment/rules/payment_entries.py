"""Which lines bear on a due, in which order, and how can each end?"""

from dataclasses import dataclass
from datetime import datetime
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
    REFUND_ABOVE_PAID = "refund_above_paid"
    REFUND_IN_BENEFIT_PERIOD = "refund_in_benefit_period"
    REFUND_TOLD_BEFORE = "refund_told_before"
    REFUND_UNDONE = "refund_undone"
    DECEASED = "deceased"
    REPAIR_REFUSED = "repair_refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that bears on the due. `original` is the id of the line that a refund or reversal names.

    `is_final` says that a refund or reversal was posted before: its money has gone back and only its own reversal undoes that.
    `is_accepted`: an officer accepted the refund although the benefit period had begun, or although it may have been told before.
    `by_answer`: a refund that the tax bureau told in its answer to a list; any other comes by tax file.
    """

    id: int
    act: Act
    amount_fen: int
    paid_at: datetime
    original: int | None = None
    is_final: bool = False
    is_accepted: bool = False
    by_answer: bool = False


def in_order(entries: list[Entry]) -> list[Entry]:
    """Pay time first; at the same moment payments before refunds; then the place in the files.

    Nothing is taken back before it was paid: a refund whose time is given as a day only follows its original.
    """
    paid_at = {entry.id: entry.paid_at for entry in entries}

    def order(entry: Entry) -> tuple[datetime, bool, int]:
        earliest = paid_at.get(entry.original, entry.paid_at) if entry.original is not None else entry.paid_at
        return max(entry.paid_at, earliest), entry.act is not Act.PAYMENT, entry.id

    return sorted(entries, key=order)


def undone_refunds(entries: list[Entry]) -> dict[int, Ending]:
    """The refunds that a reversal of the whole takes back (撤销退费), and those reversals: as if neither had ever come."""
    refunds = {entry.id: entry for entry in entries if entry.act is Act.REFUND}
    found: dict[int, Ending] = {}
    for entry in entries:
        if entry.act is Act.REVERSAL and entry.original is not None:
            refund = refunds.get(entry.original)
            if refund is not None and refund.amount_fen == entry.amount_fen and refund.id not in found:
                found |= {refund.id: Ending.REFUND_UNDONE, entry.id: Ending.REVERSAL_POSTED}
    return found
