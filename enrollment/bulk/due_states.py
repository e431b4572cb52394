"""What stands on a due, and which lines are about it: the state that an account is worked out from."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from enrollment.models.payments import PARTS_FROM
from enrollment.rules.documents import mask
from enrollment.rules.payment_entries import Act
from enrollment.rules.payments import Account, Credit
from intake import vault
from intake.bulk.arrays import numbers_text


@dataclass(slots=True)
class NewLine:
    """A line that takes effect now; `due_id` None only for a refund or reversal (its original tells the due)."""

    id: int
    file_id: int
    number: int
    ticket: str
    kind: str
    act: Act
    original_ticket: str
    amount_fen: int
    paid_at: datetime
    treasury_on: date | None
    division_code: str
    coverage_year: int
    channel: str
    person_id: int | None
    due_id: int | None
    document_hash: uuid.UUID
    name: str
    document: str = ""  # of a line that comes in: sealed only where the line is held
    document_sealed: bytes = b""
    document_masked: str = ""
    original_id: int | None = None
    is_accepted: bool = False  # a refund that an officer let through after the benefit period began
    payer: str = "person"  # out of whose pocket: a `Payer`

    def hidden_document(self) -> tuple[bytes, str]:
        """The document number as a held line keeps it: sealed, and masked."""
        if not self.document:
            return self.document_sealed, self.document_masked
        return vault.seal(self.document, bound_to=self.document_hash), mask(self.document)


BY_ANSWER = "RF-1"  # the channel of refunds that the tax bureau told in its answer to a list


@dataclass(slots=True)
class OldLine:
    """A stored line that bears on a due."""

    id: int
    kind: str
    amount_fen: int
    posted_fen: int
    held_fen: int
    refunded_fen: int
    paid_at: datetime
    outcome: str
    due_id: int | None
    person_id: int | None
    document_hash: uuid.UUID | None
    original_id: int | None
    answer_fen: int | None
    treasury_on: date | None
    is_rejected: bool = False
    is_open: bool = False
    is_accepted: bool = False
    coverage_year: int | None = None
    payer: str = "person"
    channel: str = ""


@dataclass(slots=True)
class Subsidy:
    """A premium subsidy on a due: what was granted (0 once taken back), and what its entries credit now."""

    payer: str = ""
    granted_fen: int = 0
    credited_fen: int = 0
    effective_on: date = date.min
    is_taken_back: bool = False


@dataclass(slots=True)
class DueState:
    """A due with everything that was ever entered on it."""

    id: int
    person_id: int
    area: str
    coverage_year: int
    standing: str
    division_code: str
    issue_fen: int | None
    decision: (
        tuple[int, int, date, date, date] | None
    )  # id, amount, cover from, cover until, day of the decision
    died_on: date | None = None
    is_withdrawn: bool = (
        False  # nobody collects it: what comes back to it leaves it, and it never gives cover
    )
    charged_fen: int = 0
    line_charges_fen: int = 0  # of charged_fen: entered because of lines
    subsidies: dict[str, Subsidy] = field(default_factory=lambda: defaultdict(Subsidy))  # by source
    credit_by_line: dict[int, int] = field(
        default_factory=lambda: defaultdict(int)
    )  # negative: taken back by the line
    sources: set[str] = field(default_factory=set)
    lines: dict[int, OldLine] = field(default_factory=dict)
    covered_years: set[int] = field(default_factory=set)  # with cover here; known where somebody repairs
    is_repaired_now: bool = False  # a new line repairs a missed year

    def opening(self) -> Account:
        """The account before any line: what was charged by issue, decision or waiver, and the subsidies that stand."""
        if self.decision is not None:
            charged: int | None = self.decision[1]
        else:
            charged = None if self.issue_fen is None else self.charged_fen - self.line_charges_fen
        credits = tuple(
            Credit(source, subsidy.granted_fen, subsidy.effective_on)
            for source, subsidy in self.subsidies.items()
            if not subsidy.is_taken_back
        )
        return Account(
            charged_fen=charged,
            is_decided=self.decision is not None,
            credits=credits,
            year_start=date(self.coverage_year, 1, 1),
            died_on=self.died_on,
        )


def load_states(due_ids: set[int]) -> dict[int, DueState]:
    """Dues with their entries, lines and decisions, in three queries however many they are."""
    ids = sorted(due_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.id, d.person_id, d.area, d.coverage_year, d.standing, d.division_code, q.due_fen,
              m.id, m.amount_fen, m.cover_from, m.cover_until, m.decided_on, p.died_on,
              d.withdrawn_on IS NOT NULL
            FROM enrollment_due d JOIN enrollment_quotation q ON q.id = d.quotation_id
            JOIN enrollment_person p ON p.id = d.person_id
            LEFT JOIN enrollment_duedecision m ON m.due_id = d.id
            WHERE d.id = ANY(%s::bigint[])
            """,
            [numbers_text(ids)],
        )
        states = {row[0]: _state(row) for row in cursor.fetchall()}
        cursor.execute(
            """
            SELECT due_id, source, kind, amount_fen, payer, effective_on FROM enrollment_dueentry
            WHERE due_id = ANY(%s::bigint[])
            """,
            [numbers_text(ids)],
        )
        for due_id, *entry in cursor.fetchall():
            _enter(states[due_id], *entry)
        line_ids = sorted({line_id for state in states.values() for line_id in state.credit_by_line})
        cursor.execute(_OLD_LINES, {"line_ids": numbers_text(line_ids), "due_ids": numbers_text(ids)})
        for row in cursor.fetchall():
            line = OldLine(*row)
            if line.due_id in states:
                states[line.due_id].lines[line.id] = line
    return states


def _state(row: tuple[Any, ...]) -> DueState:
    decision = row[7:12] if row[7] is not None else None
    return DueState(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        decision=decision,
        died_on=row[12],
        is_withdrawn=row[13],
    )


_OLD_LINE = f"""
SELECT l.id, l.kind, l.amount_fen, l.posted_fen, l.held_fen, l.refunded_fen, l.paid_at, l.outcome, l.due_id, l.person_id,
  l.document_hash, l.original_id, q.due_fen, l.treasury_on, coalesce(l.detail ? 'rejected_fen', false), l.is_open,
  coalesce(l.detail ? 'accepted', false), l.coverage_year,
  CASE WHEN l.number < {PARTS_FROM} THEN 'person' ELSE coalesce((SELECT o.kind FROM enrollment_sponsorpart p
    JOIN enrollment_sponsor o ON o.id = p.sponsor_id WHERE p.line_id = l.id), 'person') END, l.channel
FROM enrollment_paymentline l LEFT JOIN enrollment_quotation q ON q.id = l.quotation_id
"""
_OLD_LINES = f"""
{_OLD_LINE} WHERE l.id = ANY(%(line_ids)s::bigint[])
UNION
{_OLD_LINE} WHERE l.due_id = ANY(%(due_ids)s::bigint[]) AND (l.held_fen > 0 OR l.kind IN ('refund', 'reversal'))
UNION
{_OLD_LINE} WHERE l.id IN (SELECT original_id FROM enrollment_paymentline
  WHERE due_id = ANY(%(due_ids)s::bigint[]) AND kind IN ('refund', 'reversal'))
"""


def load_line(line_id: int) -> OldLine:
    """A stored line by itself."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_OLD_LINE} WHERE l.id = %s", [line_id])
        return OldLine(*cursor.fetchone())


def _enter(state: DueState, source: str, kind: str, amount: int, payer: str, effective_on: date) -> None:
    state.sources.add(source)
    is_line = source.startswith("line:")
    match kind:
        case "charge" | "waiver":
            signed = amount if kind == "charge" else -amount
            state.charged_fen += signed
            if is_line:
                state.line_charges_fen += signed
        case _ if is_line:
            state.credit_by_line[_line_of(source)] += amount if kind in ("payment", "repair") else -amount
        case _:
            granted, _, change = source.partition(":")[2].partition(":")
            subsidy = state.subsidies[f"{source.partition(':')[0]}:{granted}"]
            subsidy.credited_fen += amount if kind == "subsidy" else -amount
            if not change:
                subsidy.payer, subsidy.granted_fen, subsidy.effective_on = payer, amount, effective_on
            subsidy.is_taken_back |= change.startswith(TAKEN_BACK)


TAKEN_BACK = "taken_back"


def _line_of(source: str) -> int:
    return int(source.split(":")[1])


def find_originals(lines: Sequence[NewLine]) -> dict[str, OldLine]:
    """The lines that refunds and reversals name, if they are about the same person: stored ones, or new ones of this set.

    A refund names a payment; a reversal also a refund, which it takes back.
    """
    wanted = {line.original_ticket for line in lines if line.act is not Act.PAYMENT and line.original_ticket}
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT l.ticket, l.id, l.kind, l.amount_fen, l.posted_fen, l.held_fen, l.refunded_fen, l.paid_at, l.outcome, l.due_id,
              coalesce(l.person_id, o.person_id), coalesce(l.document_hash, o.document_hash), l.original_id, q.due_fen,
              l.treasury_on, false, false, false, l.coverage_year
            FROM enrollment_paymentline l LEFT JOIN enrollment_quotation q ON q.id = l.quotation_id
            LEFT JOIN enrollment_paymentline o ON o.id = l.original_id -- a refund that is settled no longer says whose it is
            WHERE l.ticket = ANY(%s) AND l.owns_ticket AND l.kind <> 'reversal'
            """,
            [sorted(wanted)],
        )
        stored = {ticket: OldLine(*row) for ticket, *row in cursor.fetchall()}
    for line in lines:
        if line.act is not Act.REVERSAL and line.ticket in wanted:
            stored[line.ticket] = OldLine(
                line.id, line.kind, line.amount_fen, 0, 0, 0, line.paid_at, "", line.due_id, line.person_id,
                line.document_hash, None, None, line.treasury_on, coverage_year=line.coverage_year,
            )  # fmt: skip
    found: dict[str, OldLine] = {}
    for line in lines:
        original = stored.get(line.original_ticket)
        if original and _may_name(line, original) and _same_person(line, original):
            found[line.original_ticket] = original
    return found


def _may_name(line: NewLine, original: OldLine) -> bool:
    if line.act is Act.PAYMENT or original.id == line.id:
        return False
    return original.kind != "refund" or line.act is Act.REVERSAL


def _same_person(line: NewLine, original: OldLine) -> bool:
    if line.person_id is not None and line.person_id == original.person_id:
        return True
    return original.document_hash is not None and original.document_hash == line.document_hash
