"""How does the account of a due that was worked out again become new entries, changed lines and cover?

Only the difference to what stands is written; an entry is never changed (see `due_accounts`).
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from enrollment.bulk import due_writes, refund_matches, repair_accounts
from enrollment.bulk.cover_writes import write_covers
from enrollment.bulk.due_states import BY_ANSWER, DueState, NewLine, OldLine, load_line
from enrollment.bulk.line_entries import CHINA, as_entry, may_change, names_refund, takes_part
from enrollment.bulk.quotations import Answer, Quotations
from enrollment.rules.payment_entries import Act, Ending, Entry
from enrollment.rules.payment_lines import LineKind, Outcome
from enrollment.rules.payments import Account, Allocation, allocate
from enrollment.rules.repairs import Repairs
from policy.terms import Text

WAITING = (
    Outcome.REFUND_WITHOUT_ORIGINAL, Outcome.REFUND_ABOVE_PAID, Outcome.REFUND_IN_BENEFIT_PERIOD, Outcome.REFUND_TOLD_BEFORE,
    Outcome.NO_RULE,
)  # fmt: skip


@dataclass
class AccountWriter:
    """Collects the differences of many accounts and writes them in a few statements."""

    at: datetime
    quotations: Quotations
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    new_lines: list[tuple[Any, ...]] = field(default_factory=list)
    changed_lines: list[tuple[Any, ...]] = field(default_factory=list)
    covers: dict[int, tuple[Any, ...] | None] = field(default_factory=dict)
    refusals: dict[int, Text] = field(default_factory=dict)  # line -> why it repairs nothing
    loose: dict[int, OldLine] = field(default_factory=dict)  # payments on no due to which a refund came back

    # -- one due --------------------------------------------------------------------------------------------------

    def settle(
        self,
        state: DueState,
        lines: Sequence[NewLine],
        *,
        without: frozenset[int] = frozenset(),
        because: str = "",
    ) -> dict[int, Allocation]:
        stored = [line for line in state.lines.values() if line.id not in without]
        account = state.opening()
        years = repair_accounts.repaired_year_of(state, lines)
        old_prices = {
            line.paid_at.astimezone(CHINA).date(): line.answer_fen
            for line in state.lines.values()
            if line.answer_fen
        }

        def price_on(day: date) -> int | None:
            stored = old_prices.get(day)
            return stored if stored is not None else self._answer(state, day).due_fen

        fresh = {line.id for line in lines}
        returned = {line.original_id for line in state.lines.values() if line.original_id is not None}
        undoing = {line.id for line in stored if names_refund(line, state)}
        entries = [
            as_entry(line)
            for line in stored
            if line.id not in fresh and line.id not in undoing and takes_part(line, returned)
        ]
        entries += [
            Entry(
                line.id, line.act, line.amount_fen, line.paid_at.astimezone(CHINA), line.original_id,
                is_accepted=line.is_accepted, by_answer=line.channel == BY_ANSWER,
            )
            for line in lines
        ]  # fmt: skip
        paid_for = repair_accounts.settle(state, entries, years, None, self.quotations).years
        account.benefit_from = lambda day: self._benefit_from(state, day, paid_for)
        allocate(account, [entry for entry in entries if entry.id not in years], price_on)
        repairs = repair_accounts.settle(state, entries, years, account, self.quotations)
        allocations = account.allocations | repairs.allocations
        number = str(lines[-1].id if lines else self._moment)
        cause = because or number
        self._enter_charge(state, account, lines, number)
        self.refusals |= repairs.refusals
        for line in lines:
            self._add_line(line, allocations[line.id], state)
        for old in stored:
            allocation = allocations.get(old.id)
            if allocation is not None and old.id not in fresh:
                self._change_line(old, allocation)
        self._enter_payments(state, allocations, {line.id: line for line in lines}, cause, repairs)
        self._enter_back(state, without, cause, years)
        self._enter_subsidies(state, account, cause)
        self._enter_cover(state, account, repairs.years)
        return {line.id: allocations[line.id] for line in lines}

    @property
    def _moment(self) -> int:
        """Names a cause without a line."""
        return int(self.at.timestamp() * 1000)

    def _answer(self, state: DueState, day: date, repaired: tuple[int, ...] = ()) -> Answer:
        standing = repair_accounts.with_repairs(state.standing, repaired)
        return self.quotations[state.area, state.coverage_year, standing, day]

    def _benefit_from(self, state: DueState, settled_on: date, repaired: tuple[int, ...]) -> date | None:
        if state.decision is not None:
            return state.decision[2]
        return self._answer(state, settled_on, repaired).cover_from

    def _enter_charge(self, state: DueState, account: Account, new: Sequence[NewLine], cause: str) -> None:
        owed = (
            state.charged_fen - state.line_charges_fen if account.charged_fen is None else account.charged_fen
        )
        difference = owed - state.charged_fen
        if difference == 0:
            return
        moments = [old.paid_at for old in state.lines.values()] + [line.paid_at for line in new]
        last = account.priced_by
        day = (
            account.prices[last][1]
            if last is not None
            else account.settled_on or max(moments, default=self.at).astimezone(CHINA).date()
        )
        kind = "charge" if difference > 0 else "waiver"
        self._enter(state, f"line:{cause}:charge", kind, abs(difference), day, None)

    def _enter_payments(
        self,
        state: DueState,
        allocations: dict[int, Allocation],
        new: dict[int, NewLine],
        cause: str,
        repairs: Repairs,
    ) -> None:
        """Enter the difference between what each line does to the due now and what its entries say."""
        for line_id, allocation in allocations.items():
            year = repairs.year_of.get(line_id)
            pays, takes = ("payment", "reversal") if year is None else ("repair", "repair_return")
            line: NewLine | OldLine = new[line_id] if line_id in new else state.lines[line_id]
            day = line.paid_at.astimezone(CHINA).date()
            takes_back = line.kind in (LineKind.REFUND, LineKind.REVERSAL)
            wanted = -allocation.posted_fen if takes_back else allocation.posted_fen
            difference = wanted - state.credit_by_line.get(line_id, 0)
            source = f"line:{line_id}"
            if difference > 0 and not takes_back:
                again = f"restored:{cause}"
                self._enter(
                    state,
                    source,
                    pays,
                    difference,
                    day,
                    line.treasury_on,
                    again=again,
                    payer=line.payer,
                    year=year,
                )
            elif difference > 0:
                self._enter(state, f"{source}:restored:{cause}", pays, difference, day, None, year=year)
            elif difference < 0 and takes_back:
                kind, again = line.kind if year is None else takes, f"again:{cause}"
                self._enter(state, source, kind, -difference, day, line.treasury_on, again=again, year=year)
            elif difference < 0:
                self._enter(
                    state,
                    f"{source}:displaced:{cause}",
                    takes,
                    -difference,
                    day,
                    None,
                    payer=line.payer,
                    year=year,
                )

    def _enter_back(
        self, state: DueState, without: frozenset[int], cause: str, years: dict[int, int]
    ) -> None:
        """Of lines that never came nothing is credited, or taken back."""
        for line_id in without & state.credit_by_line.keys():
            credit, payer = state.credit_by_line[line_id], state.lines[line_id].payer
            day = state.lines[line_id].paid_at.astimezone(CHINA).date()
            year = years.get(line_id)
            pays, takes = ("payment", "reversal") if year is None else ("repair", "repair_return")
            source = f"line:{line_id}"
            if credit > 0:
                self._enter(
                    state, f"{source}:displaced:{cause}", takes, credit, day, None, payer=payer, year=year
                )
            elif credit < 0:
                self._enter(state, f"{source}:restored:{cause}", pays, -credit, day, None, year=year)

    def _enter_subsidies(self, state: DueState, account: Account, cause: str) -> None:
        """A subsidy counts as far as the price leaves room for it; what its entries say otherwise is put right."""
        counted = account.counted
        for source, subsidy in state.subsidies.items():
            difference = counted.get(source, 0) - subsidy.credited_fen
            if difference:
                kind, name = ("subsidy", "restored") if difference > 0 else ("reversal", "displaced")
                day, payer = subsidy.effective_on, subsidy.payer
                self._enter(state, f"{source}:{name}:{cause}", kind, abs(difference), day, None, payer=payer)

    def _enter(
        self,
        state: DueState,
        source: str,
        kind: str,
        amount: int,
        day: date,
        treasury_on: date | None,
        again: str = "",
        payer: str = "person",
        year: int | None = None,
    ) -> None:
        if source in state.sources and again:
            source = f"{source}:{again}"
        if source in state.sources:  # a line that took effect a third time on one due
            source = f"{source}:{self._moment}"
        state.sources.add(source)
        self.entries.append((source, state.id, kind, payer, amount, day, treasury_on, self.at, year))

    def _enter_cover(self, state: DueState, account: Account, repaired: tuple[int, ...]) -> None:
        is_undated = account.settled_on is None and state.decision is None
        if state.is_withdrawn or not account.is_settled or is_undated:
            self.covers[state.id] = None
            return
        if state.decision is not None:
            decision_id, _, cover_from, cover_until, decided_on = state.decision
            settled_on = account.settled_on or decided_on
            self.covers[state.id] = (
                state.id, state.person_id, state.coverage_year, settled_on, cover_from, cover_until, None, None, None,
                decision_id,
            )  # fmt: skip
            return
        assert account.settled_on is not None
        settled_on = account.settled_on
        answer = self._answer(state, settled_on, repaired)
        self.covers[state.id] = (
            state.id, state.person_id, state.coverage_year, settled_on, answer.cover_from, answer.cover_until,
            answer.waiting_from, answer.waiting_until, answer.id, None,
        )  # fmt: skip

    # -- lines ----------------------------------------------------------------------------------------------------

    def take_back_loose(
        self, lines: Sequence[NewLine], originals: dict[str, OldLine]
    ) -> dict[int, Allocation]:
        """Refunds and reversals whose original never reached a due, or that name none."""
        allocations = self._undo_together(lines, originals)
        by_original: dict[str, list[NewLine]] = defaultdict(list)
        for line in (one for one in lines if one.id not in allocations):
            by_original[line.original_ticket if line.original_ticket in originals else ""].append(line)
        for ticket, group in by_original.items():
            account = Account(charged_fen=None)
            if ticket and originals[ticket].kind == LineKind.REFUND:
                allocations |= self._undo_loose(group, originals[ticket])
                continue
            if ticket:
                old = originals[ticket]
                account.allocations[old.id] = Allocation(
                    Ending(Ending.NO_RULE), old.posted_fen, old.held_fen, old.refunded_fen
                )
            allocate(
                account,
                [
                    Entry(
                        line.id, line.act, line.amount_fen, line.paid_at.astimezone(CHINA), line.original_id
                    )
                    for line in group
                ],
                lambda day: None,
            )
            for line in group:
                self._add_line(line, account.allocations[line.id], None)
                allocations[line.id] = account.allocations[line.id]
            if ticket:
                self._change_line(
                    originals[ticket], account.allocations[originals[ticket].id], keep_outcome=True
                )
        return allocations

    def _undo_together(
        self, lines: Sequence[NewLine], originals: dict[str, OldLine]
    ) -> dict[int, Allocation]:
        """Refunds and their reversals that come in the same set: neither ever was."""
        refunds = {line.id: line for line in lines if line.act is Act.REFUND}
        found: dict[int, Allocation] = {}
        for line in lines:
            named = originals.get(line.original_ticket) if line.act is Act.REVERSAL else None
            refund = refunds.get(named.id) if named is not None else None
            if refund is not None and refund.id not in found and refund.amount_fen == line.amount_fen:
                found[refund.id] = Allocation(Ending.REFUND_UNDONE)
                found[line.id] = Allocation(Ending.REVERSAL_POSTED)
                originals[line.original_ticket].outcome = Outcome.REFUND_UNDONE.value
                self._add_line(refund, found[refund.id], None)
                self._add_line(line, found[line.id], None)
        return found

    def _undo_loose(self, lines: Sequence[NewLine], refund: OldLine) -> dict[int, Allocation]:
        """Reversals of a refund on no due: reversed as a whole it never was, and what it took of held money lies there again."""
        found: dict[int, Allocation] = {}
        for line in lines:
            fits = refund.outcome != Outcome.REFUND_UNDONE and line.amount_fen == refund.amount_fen
            fits = fits and (refund.outcome != Outcome.REFUND_POSTED or refund.posted_fen == 0)
            ending = Ending.REVERSAL_POSTED if fits else Ending.REFUND_WITHOUT_ORIGINAL
            found[line.id] = Allocation(ending, why="" if fits else "reversal_not_of_the_whole")
            if fits:
                if refund.outcome == Outcome.REFUND_POSTED and refund.original_id is not None:
                    self._hold_again(refund.original_id, refund.amount_fen)
                refund.outcome = Outcome.REFUND_UNDONE.value
                self.changed_lines.append((0, 0, 0, refund.outcome, "{}", refund.id))
            self._add_line(line, found[line.id], None)
        return found

    def _hold_again(self, payment_id: int, fen: int) -> None:
        old = self.loose[payment_id] = self.loose.get(payment_id) or load_line(payment_id)
        old.held_fen += fen
        after = (old.posted_fen, old.held_fen, old.refunded_fen, old.outcome)
        self.changed_lines.append((*after, "{}", payment_id))

    def _add_line(self, line: NewLine, allocation: Allocation, state: DueState | None) -> None:
        outcome = Outcome(allocation.ending.value)
        is_open = allocation.held_fen > 0 or outcome in WAITING
        detail: dict[str, Any] = {}
        if allocation.short_by_fen:
            detail["short_by_fen"] = allocation.short_by_fen
        if allocation.why:
            detail["why"] = allocation.why
        if line.is_accepted:
            detail["accepted"] = True
        if line.id in self.refusals:
            detail["refused"] = self.refusals[line.id]._asdict()
        quotation = None
        if state is not None and line.act is Act.PAYMENT and state.decision is None:
            quotation = self._answer(state, line.paid_at.astimezone(CHINA).date()).id
        sealed, masked = line.hidden_document() if is_open else (None, "")
        self.new_lines.append(
            (
                line.id, line.file_id, line.number, line.ticket, line.kind, line.original_ticket, line.original_id,
                line.amount_fen, allocation.posted_fen, allocation.held_fen, allocation.refunded_fen, line.paid_at,
                line.treasury_on,
                line.division_code, line.coverage_year, line.channel, outcome.value, json.dumps(detail) if detail else None,
                line.person_id or (state.person_id if state else None), state.id if state else None, quotation,
                line.document_hash if is_open else None, sealed, masked, line.name if is_open else "", is_open,
            )
        )  # fmt: skip

    def _change_line(self, old: OldLine, allocation: Allocation, *, keep_outcome: bool = False) -> None:
        stays = old.kind == LineKind.REVERSAL or (
            old.kind == LineKind.REFUND and not may_change(old, allocation)
        )
        outcome = old.outcome if keep_outcome or stays else allocation.ending.value
        before = (old.posted_fen, old.held_fen, old.refunded_fen, old.outcome)
        after = (allocation.posted_fen, allocation.held_fen, allocation.refunded_fen, outcome)
        if before != after:
            detail: dict[str, Any] = (
                {"short_by_fen": allocation.short_by_fen} if allocation.short_by_fen else {}
            )
            if old.id in self.refusals:
                detail["refused"] = self.refusals[old.id]._asdict()
            self.changed_lines.append((*after, json.dumps(detail), old.id))

    # -- all ------------------------------------------------------------------------------------------------------

    def write(self, states: dict[int, DueState]) -> set[tuple[int, int]]:
        """Returns person and coverage year of which cover came or went."""
        with connection.cursor() as cursor:
            due_writes.write_lines(cursor, self.new_lines)
            due_writes.change_lines(cursor, self.changed_lines)
            due_writes.write_entries(cursor, self.entries)
            turned = write_covers(cursor, self.covers, states, self.at)
        refund_matches.follow(
            [*(line[0] for line in self.new_lines), *(line[-1] for line in self.changed_lines)], at=self.at
        )
        return turned
