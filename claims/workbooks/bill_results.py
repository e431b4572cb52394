"""What does an officer take away as a workbook: how each bill of a file ended, and what to do?

Written row by row to a temporary file; every text is written as text, numbers of documents are masked.
"""

import tempfile
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext as _

from claims.models import BillFile, FileBill
from claims.queries.bill_files import bills_of, control, outcomes
from claims.rules.bill_checks import BillOutcome
from intake.workbooks import SHEET_ROWS_MAX, Book, add_reading, yuan
from policy.terms import Text
from staff.refusals import spoken

_AT_ONCE = 2_000
_PAID = ("basic_fen", "critical_illness_fen", "top_up_fen", "civil_fen", "person_fen")


def workbook(file: BillFile) -> IO[bytes]:
    """Summary, the bills that were not settled, all bills."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    _summary(book, file)
    _bills(book, _("Not settled"), (row for row in _rows(file) if row.outcome != BillOutcome.SETTLED))
    _bills(book, _("All bills"), _rows(file))
    add_reading(book, file)
    book.close()
    stream.seek(0)
    return stream


def _rows(file: BillFile) -> Iterator[FileBill]:
    yield from bills_of(file).iterator(chunk_size=_AT_ONCE)


def _summary(book: Book, file: BillFile) -> None:
    sheet = book.sheet(_("Summary"), [_("Outcome"), _("Bills"), _("Sum in yuan")], [36, 12, 18])
    place = 0
    for place, (code, (count, fen)) in enumerate(outcomes(file).items(), start=1):
        book.row(sheet, place, [spoken(BillOutcome(code).label), count, yuan(fen)])
    told = control(file)
    for label, count, amount in (
        (_("In the file"), told["bills"], told["amount_fen"]),
        (_("Declared in the file (合计)"), told["declared_count"], told["declared_fen"]),
        (_("Given at upload"), told["expected_count"], told["expected_fen"]),
    ):
        place += 1
        book.row(sheet, place, [label, count, None if amount is None else yuan(amount)])
    if file.refusal:
        language = "zh" if spoken(Text("zh", "en")) == "zh" else "en"
        book.row(sheet, place + 2, [file.refusal["text"][language]])
        problems = book.sheet(_("Problems"), [_("Cell"), _("What is wrong"), _("What to do")], [10, 60, 60])
        for number, problem in enumerate(file.refusal.get("problems", []), start=1):
            book.row(
                problems, number, [problem["cell"], problem["text"][language], problem["remedy"][language]]
            )


def _bills(book: Book, title: str, rows: Iterator[FileBill]) -> None:
    headings = [
        _("Row"), _("Provider's code"), _("Bill number"), _("Name"), _("Document number"), _("Total in yuan"), _("Outcome"),
        _("Why"), _("What to do"), _("Cells"), _("Basic insurance"), _("Critical illness insurance"), _("Top-up"),
        _("Civil affairs"), _("Own part"),
    ]  # fmt: skip
    widths = [8, 18, 20, 12, 22, 14, 24, 60, 50, 24, 14, 14, 12, 12, 12]
    sheet, place = book.sheet(title, headings, widths), 0
    for row in rows:
        place += 1
        if place >= SHEET_ROWS_MAX:
            sheet, place = book.sheet(title, headings, widths), 1
        book.row(sheet, place, _cells(row))


def _cells(row: FileBill) -> list[str | int | Decimal | None]:
    detail: dict[str, Any] = row.detail or {}
    why, remedy, cells = said(detail)
    paid = detail.get("amounts", {})
    return [
        row.row, row.provider_code, row.bill_number, row.name, row.document_masked, yuan(row.total_fen),
        spoken(BillOutcome(row.outcome).label), why, remedy, cells,
        *(yuan(paid[name]) if name in paid else None for name in _PAID),
    ]  # fmt: skip


def said(detail: dict[str, Any]) -> tuple[str, str, str]:
    """Why a bill ended as it did, what to do, and the cells that are wrong."""
    if faults := detail.get("faults"):
        return (
            " ".join(spoken(Text(**fault["text"])) for fault in faults),
            " ".join(dict.fromkeys(spoken(Text(**fault["remedy"])) for fault in faults)),
            " ".join(fault["cell"] for fault in faults),
        )
    if holds := detail.get("holds"):
        return (
            " ".join(spoken(Text(**hold["text"])) for hold in holds),
            " ".join(filter(None, map(what_next, holds))),
            "",
        )
    if "text" in detail:
        why = spoken(Text(**detail["text"]))
        clause = detail.get("clause", "")
        return f"{why} {clause}".strip(), spoken(Text(**detail["remedy"])), ""
    return "", "", ""


def what_next(hold: dict[str, Any]) -> str:
    """What is to be done about a bill that waits."""
    if "next" in hold:
        return spoken(Text(**hold["next"]))
    if "decided_by" in hold:
        return _("Could be decided by: %(who)s") % {"who": spoken(Text(**hold["decided_by"]))}
    return ""
