"""How is one entry of a due, or one line that waits beside it, told: with ticket, clause and reason?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from enrollment.models import Due, DueEntry, PaymentLine
from enrollment.queries.answers import Answer
from enrollment.queries.cover_changes import READINGS, CoverChange, because_of, cause_of_source
from enrollment.queries.dues import entries_of
from enrollment.queries.lines import NOTHING, Cause, cause_of
from enrollment.rules.entries import EntryKind
from enrollment.rules.payment_lines import LineKind, Outcome
from policy.money import format_yuan
from policy.terms import Text

TAKES = (EntryKind.REFUND, EntryKind.REVERSAL, EntryKind.REPAIR_RETURN)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the ledger as it is read: with its sign, the ticket it came by and the clause it follows.

    What takes money back also names the ticket it takes it from, and says what became of the cover.
    """

    entry: DueEntry
    ticket: str
    clause: str
    original_ticket: str = ""
    text: Text = NOTHING
    readings: tuple[str, ...] = ()

    @property
    def signed_fen(self) -> int:
        """Positive when it raises what is owed or what was credited, negative when it lowers it."""
        takes = self.entry.kind in TAKES or self.entry.kind == EntryKind.WAIVER
        return -self.entry.amount_fen if takes else self.entry.amount_fen

    def as_json(self) -> dict[str, Any]:
        entry = self.entry
        return {
            "kind": entry.kind,
            "payer": entry.payer,
            "amount_fen": entry.amount_fen,
            "signed_fen": self.signed_fen,
            "effective_on": entry.effective_on.isoformat(),
            "treasury_on": entry.treasury_on and entry.treasury_on.isoformat(),
            "source": entry.source,
            "ticket": self.ticket,
            "original_ticket": self.original_ticket,
            "clause": self.clause,
            "readings": list(self.readings),
            "text": self.text._asdict() if self.text.zh else None,
            "repaired_year": entry.repaired_year,
        }


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line of a tax file that bears on the person but waits, and why."""

    line: PaymentLine
    cause: Cause

    def as_json(self) -> dict[str, Any]:
        line = self.line
        return {
            "line_id": line.pk,
            "file_id": line.file_id,
            "number": line.number,
            "ticket": line.ticket,
            "kind": line.kind,
            "outcome": line.outcome,
            "amount_fen": line.amount_fen,
            "posted_fen": line.posted_fen,
            "held_fen": line.held_fen,
            "paid_on": line.paid_at and timezone.localdate(line.paid_at).isoformat(),
            "coverage_year": line.coverage_year,
            "is_open": line.is_open,
            "cause": self.cause.text._asdict(),
            "remedy": self.cause.remedy._asdict(),
        }


def held_lines(lines: Iterable[PaymentLine]) -> list[HeldLine]:
    return [HeldLine(line, cause_of(line)) for line in lines if line.outcome != Outcome.POSTED_IN_FULL]


def entry_lines(due: Due, lines: dict[int, PaymentLine], changes: list[CoverChange]) -> list[EntryLine]:
    """The entries in the order of their days, each with its ticket and clause."""
    return entry_lines_of({due.pk: due}, lines, changes)


def entry_lines_of(
    dues: Mapping[int, Due], lines: dict[int, PaymentLine], changes: Sequence[CoverChange] = ()
) -> list[EntryLine]:
    """The same for several dues: a fixed number of statements."""
    entries = list(entries_of(dues))
    wanted = {line_id for entry in entries if (line_id := _line_id(entry.source))}
    wanted |= {cause_of_source(entry.source) for entry in entries if _line_id(entry.source)}
    if wanted := wanted - lines.keys():
        found = PaymentLine.objects.filter(pk__in=wanted).select_related("quotation")
        lines = lines | {line.pk: line for line in found}
    order = {kind.value: place for place, kind in enumerate(EntryKind)}
    entries.sort(key=lambda entry: (entry.effective_on, entry.recorded_at, order[entry.kind], entry.source))
    entries.sort(key=lambda entry: not entry.source.startswith("due:"))  # what was owed at first stands first
    return [_entry_line(entry, dues[entry.due_id], lines, changes) for entry in entries]


def payment_clause(answer: Answer) -> str:
    """The clause by which a payment counts: that of its window, else the first that its quotation names."""
    window = next((step.clause for step in answer.steps if step.code in ("in_window", "after_window")), "")
    return window or next((step.clause for step in answer.steps if step.clause), "")


def _entry_line(
    entry: DueEntry, due: Due, lines: dict[int, PaymentLine], changes: Sequence[CoverChange]
) -> EntryLine:
    line = lines.get(_line_id(entry.source) or 0)
    answer = (
        Answer(line.quotation) if line is not None and line.quotation is not None else Answer(due.quotation)
    )
    ticket = (line.ticket if line is not None else "") if ":charge" not in entry.source else ""
    if entry.kind in TAKES and line is not None:
        return _taken_back(entry, line, lines, changes)
    if entry.kind in (EntryKind.CHARGE, EntryKind.WAIVER):
        fiscal = answer.clause_of("fiscal") if line is not None else ""
        clause = fiscal or answer.clause_of("individual")
    elif entry.kind == EntryKind.PAYMENT:
        clause = payment_clause(answer)
    elif entry.kind == EntryKind.REPAIR:
        return EntryLine(entry, ticket, answer.repair_clause, text=_repaired(entry))
    else:
        clause = ""
    return EntryLine(entry, ticket, clause)


def _repaired(entry: DueEntry) -> Text:
    year = entry.repaired_year
    return Text(f"修复{year}年度，该年度不补发待遇。", f"Repairs {year}; that year gives no cover.")


def _taken_back(
    entry: DueEntry, line: PaymentLine, lines: dict[int, PaymentLine], changes: Sequence[CoverChange]
) -> EntryLine:
    """A refund or a reversal, or a payment that another one displaced; the documents have no clause for it."""
    if line.kind in (LineKind.REFUND, LineKind.REVERSAL):
        why, original = because_of(line), line.original_ticket
    else:
        why, original = _displaced(entry, line, lines.get(cause_of_source(entry.source))), line.ticket
    change = next((each for each in changes if each.at == entry.recorded_at), None)
    if change is not None:
        told = change.consequence
        why = Text(f"{why.zh}，{told.zh}", f"{why.en}; {told.en}")
    text = Text(f"{why.zh}。", f"{why.en[0].upper()}{why.en[1:]}.")
    return EntryLine(entry, line.ticket, "", original, text, READINGS)


def _displaced(entry: DueEntry, line: PaymentLine, by: PaymentLine | None) -> Text:
    """Credit that a line no longer gives, because the account was worked out again."""
    yuan = format_yuan(entry.amount_fen)
    zh = f"，因{because_of(by).zh}" if by is not None and by.pk != line.pk else ""
    en = f", because {because_of(by).en}" if by is not None and by.pk != line.pk else ""
    return Text(
        f"税票 {line.ticket} 入账的 {yuan} 元转出{zh}",
        f"{yuan} yuan credited by ticket {line.ticket} were taken off the due{en}",
    )


def _line_id(source: str) -> int | None:
    kind, _, rest = source.partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == "line" and number.isdecimal() else None
