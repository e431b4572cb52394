"""How is the ledger of everybody who must be insured taken away as a workbook?"""

import tempfile
from collections.abc import Iterable
from typing import IO

from django.utils.translation import gettext as _

from assistance.categories.queries.category_list import category_label
from claims.models import PersonLedgerLine
from enrollment.rules.enrollment_states import EnrollmentState
from enrollment.rules.evidence import Scheme
from intake.workbooks import Book, yuan
from policy.periods import ONE_DAY
from staff.queries import path_names
from staff.refusals import spoken


def workbook(lines: Iterable[PersonLedgerLine], *, title: str) -> IO[bytes]:
    """One row for each person: identity, enrolled where, paid, subsidised, cover, benefits; numbers are masked."""
    rows = list(lines)
    places = path_names({code for line in rows for code in (line.division_code, line.enrolled_in) if code})
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    headings = [
        _("Village"),
        _("Name"),
        _("Document number (masked)"),
        _("Category"),
        _("Enrolled in"),
        _("State"),
        _("Insured elsewhere"),
        _("Charged"),
        _("Paid"),
        _("Subsidised"),
        _("Paid to the card"),
        _("Covered from"),
        _("Covered until"),
        _("Bills"),
        _("Paid by the funds"),
        _("Paid by the person"),
    ]
    sheet = book.sheet(title, headings, [40, 14, 22, 20, 40, 12, 22, 12, 12, 12, 12, 12, 12, 8, 14, 14])
    for number, line in enumerate(rows, 1):
        book.row(
            sheet,
            number,
            [
                places.get(line.division_code, line.division_code),
                line.name,
                line.document_masked,
                spoken(category_label(line.category)),
                places.get(line.enrolled_in, line.enrolled_in),
                spoken(EnrollmentState(line.state).label) if line.state else "",
                spoken(Scheme(line.elsewhere).label) if line.elsewhere else "",
                yuan(line.charged_fen),
                yuan(line.paid_fen),
                yuan(line.subsidised_fen),
                yuan(line.card_fen),
                f"{line.cover_from or ''}",
                f"{line.cover_until - ONE_DAY}" if line.cover_until else "",
                line.bills,
                yuan(line.benefits_fen),
                yuan(line.own_fen),
            ],
        )
    book.close()
    stream.seek(0)
    return stream
