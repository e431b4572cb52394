"""How are the history of a person and the sums of a place taken away as a workbook?"""

import tempfile
from typing import IO

from django.utils.translation import gettext as _

from desk.history.lines import History
from desk.history.sums import PlaceYear
from enrollment.models import Person
from intake.workbooks import Book, yuan
from staff.refusals import spoken


def history_sheet(person: Person, history: History) -> IO[bytes]:
    """Every line of the history; the number of the document masked, nothing can act as a formula."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    summary = book.sheet(
        _("Summary"),
        [_("Person"), _("Document number"), _("Ledger"), _("Lines"), _("Sum in yuan")],
        [16, 22, 24, 10, 16],
    )
    for row, (label, count, fen) in enumerate(history.sums(), start=1):
        amount = yuan(fen) if fen is not None else ""
        book.row(summary, row, [person.name, person.document_masked, spoken(label), count, amount])
    headings = [
        _("Day"),
        _("Year"),
        _("Ledger"),
        _("What"),
        _("Amount in yuan"),
        _("Clause or document"),
        _("Page"),
    ]
    sheet = book.sheet(_("Lines"), headings, [12, 8, 20, 60, 16, 24, 36])
    for row, line in enumerate(history.lines, start=1):
        amount = yuan(line.fen) if line.fen is not None else ""
        book.row(
            sheet, row,
            [line.on.isoformat(), line.year, spoken(line.ledger.label), spoken(line.text), amount, line.clause, line.url],
        )  # fmt: skip
    book.close()
    stream.seek(0)
    return stream


def sums_sheet(report: PlaceYear, place: str) -> IO[bytes]:
    """The sums in their groups, and the checks between them."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    sums = book.sheet(
        _("Sums"), [_("Place"), _("Year"), _("Ledger"), _("What"), _("Sum in yuan")], [24, 8, 30, 36, 18]
    )
    row = 0
    for label, listed in report.groups:
        for one in listed:
            row += 1
            book.row(sums, row, [place, report.year, spoken(label), spoken(one.label), yuan(one.fen)])
    headings = [
        _("One ledger"),
        _("Sum in yuan"),
        _("The other ledger"),
        _("Sum in yuan"),
        _("Difference in yuan"),
        _("Invariant"),
    ]
    checks = book.sheet(_("Checks"), headings, [34, 18, 34, 18, 18, 40])
    for number, check in enumerate(report.checks, start=1):
        book.row(
            checks, number,
            [spoken(check.left), yuan(check.left_fen), spoken(check.right), yuan(check.right_fen),
             yuan(check.difference_fen), check.invariant],
        )  # fmt: skip
    book.close()
    stream.seek(0)
    return stream
