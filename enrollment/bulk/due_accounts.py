"""What do lines change on dues that have a history, or that several lines touch at once?

For each due the whole account is worked out again by the one-person rule (`rules.payments.allocate`) over all its lines
in pay-time order, whatever the order in which files brought them; the difference to what stands is written: new entries
(never a change of an old one), changed lines, and the cover that follows. The desk's actions and the rebuild of cover
take the same way with one due.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from enrollment.bulk import refund_matches, repair_accounts
from enrollment.bulk.account_writer import AccountWriter
from enrollment.bulk.due_states import DueState, NewLine, find_originals, load_states
from enrollment.bulk.line_entries import CHINA, follow_refunds
from enrollment.bulk.quotations import Quotations
from enrollment.rules.payment_lines import LineKind
from enrollment.rules.payments import Act, Allocation


def post(
    lines: Sequence[NewLine],
    *,
    quotations: Quotations,
    at: datetime,
    turned: set[tuple[int, int]] | None = None,
) -> dict[int, Allocation]:
    """Let the lines take effect and write everything that follows; the caller holds the slots of the people.

    A payment without a rule is held; a refund or reversal without a matching original changes nothing. `turned` collects
    person and year of which cover came or went: `settling` sees to the dues that ask for it.
    """
    originals = find_originals(lines)
    for line in lines:
        if line.act is not Act.PAYMENT:
            original = originals.get(line.original_ticket)
            line.original_id = original.id if original else None
            line.due_id = original.due_id if original else None
    _accept_agreed(lines)
    follow_refunds(lines, originals)
    states = load_states({line.due_id for line in lines if line.due_id is not None})
    by_due: dict[int, list[NewLine]] = defaultdict(list)
    loose: list[NewLine] = []
    for line in lines:
        if line.due_id is None:
            loose.append(line)
        else:
            by_due[line.due_id].append(line)
    quotations.ensure(
        (
            states[due_id].area,
            states[due_id].coverage_year,
            states[due_id].standing,
            line.paid_at.astimezone(CHINA).date(),
        )
        for due_id, group in by_due.items()
        for line in group
        if line.act is Act.PAYMENT
    )
    for due_id, group in by_due.items():
        states[due_id].is_repaired_now = any(line.kind == LineKind.REPAIR for line in group)
    repair_accounts.load_covered(states.values())
    writer = AccountWriter(at, quotations)
    allocations: dict[int, Allocation] = {}
    for due_id, group in by_due.items():
        allocations.update(writer.settle(states[due_id], group))
    allocations.update(writer.take_back_loose(loose, originals))
    changed = writer.write(states)
    if turned is not None:
        turned |= changed
    return allocations


def _accept_agreed(lines: Sequence[NewLine]) -> None:
    """A refund on which two officers agreed counts, also after the benefit period began."""
    refunds = [line for line in lines if line.act is Act.REFUND and line.original_id is not None]
    agreed = refund_matches.accepted({(line.original_id or 0, line.amount_fen) for line in refunds})
    for line in refunds:
        line.is_accepted = line.is_accepted or (line.original_id, line.amount_fen) in agreed


def resettle(
    due_ids: Iterable[int],
    *,
    quotations: Quotations,
    at: datetime,
    turned: set[tuple[int, int]] | None = None,
) -> None:
    """Work accounts and cover out again without any new line (after a decision, a new standing, a subsidy)."""
    states = load_states(set(due_ids))
    _ask_days(states.values(), quotations)
    repair_accounts.load_covered(states.values())
    writer = AccountWriter(at, quotations)
    for state in states.values():
        writer.settle(state, [])
    changed = writer.write(states)
    if turned is not None:
        turned |= changed


def withdraw(
    line_ids: Collection[int],
    due_ids: Iterable[int],
    *,
    cause: str,
    quotations: Quotations,
    at: datetime,
    turned: set[tuple[int, int]],
) -> None:
    """Work accounts and cover out as if these stored lines had never come; what they credited is entered back under `cause`."""
    states = load_states(set(due_ids))
    gone = frozenset(line_ids)
    _ask_days(states.values(), quotations)
    repair_accounts.load_covered(states.values())
    writer = AccountWriter(at, quotations)
    for state in states.values():
        writer.settle(state, [], without=gone, because=cause)
    turned |= writer.write(states)


def _ask_days(states: Iterable[DueState], quotations: Quotations) -> None:
    quotations.ensure(
        (state.area, state.coverage_year, state.standing, line.paid_at.astimezone(CHINA).date())
        for state in states
        if state.decision is None
        for line in state.lines.values()
        if line.answer_fen is None and line.kind not in (LineKind.REFUND, LineKind.REVERSAL)
    )
