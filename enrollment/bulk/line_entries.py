"""Which stored lines take part in the account of their due, and as what?"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from enrollment.bulk.due_states import BY_ANSWER, DueState, NewLine, OldLine
from enrollment.rules.payment_entries import Act, Ending, Entry
from enrollment.rules.payment_lines import JUDGED_AGAIN, LineKind, Outcome
from enrollment.rules.payments import Allocation

CHINA = ZoneInfo("Asia/Shanghai")


def follow_refunds(lines: Sequence[NewLine], originals: dict[str, OldLine]) -> None:
    """A reversal of a refund that comes in the same set is about the due of that refund."""
    due_of = {line.id: line.due_id for line in lines if line.act is Act.REFUND}
    for line in lines:
        if line.act is Act.REVERSAL and line.original_id in due_of:
            line.due_id = originals[line.original_ticket].due_id = due_of[line.original_id]


def names_refund(line: OldLine, state: DueState) -> bool:
    """Whether it is a reversal that took back a refund: both are as if they had never come."""
    original = state.lines.get(line.original_id) if line.original_id is not None else None
    return original is not None and original.kind == LineKind.REFUND


def may_change(refund: OldLine, allocation: Allocation) -> bool:
    """A refund in the benefit period waits or counts as other payments make room for it; one that is reversed never was."""
    ends = (Ending.REFUND_UNDONE, Ending.REFUND_IN_BENEFIT_PERIOD, Ending.REFUND_TOLD_BEFORE)
    return refund.outcome in JUDGED_AGAIN or allocation.ending in ends


def takes_part(line: OldLine, returned: set[int]) -> bool:
    """A line that was rejected has neither credit nor money in suspense, and no longer counts; nor does a refused refund.

    A line of which everything was given back (`returned`) still counts: what was given back is held against it.
    """
    if line.is_rejected:
        return False
    if line.kind in (LineKind.REFUND, LineKind.REVERSAL):
        waits = line.outcome in JUDGED_AGAIN and line.is_open
        return waits or line.outcome in (Outcome.REFUND_POSTED, Outcome.REVERSAL_POSTED)
    return line.posted_fen > 0 or line.held_fen > 0 or line.id in returned


def as_entry(line: OldLine) -> Entry:
    paid_at = line.paid_at.astimezone(CHINA)
    if line.kind in (LineKind.REFUND, LineKind.REVERSAL):
        waits = line.outcome in JUDGED_AGAIN
        return Entry(
            line.id, Act(line.kind), line.amount_fen, paid_at, line.original_id, is_final=not waits,
            is_accepted=line.is_accepted, by_answer=line.channel == BY_ANSWER,
        )  # fmt: skip
    return Entry(line.id, Act.PAYMENT, line.amount_fen, paid_at)
