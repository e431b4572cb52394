"""How does a list of refunds go out to the tax bureau: with numbers and accounts in clear, as a workbook or as .csv?"""

import tempfile
from collections.abc import Iterator
from typing import IO

from enrollment.models import RefundList
from enrollment.operations.people import document_number
from enrollment.operations.refund_lists import account_number
from enrollment.refund_layout import LIST_HEADINGS
from enrollment.rules.refund_states import RefundGround
from intake.workbooks import Book, Cells, yuan

WIDTHS = [24, 8, 26, 10, 14, 22, 22, 12, 14, 16, 16, 26, 14, 12, 14, 24, 24]


def list_rows(listed: RefundList) -> Iterator[Cells]:
    """Row after row; the last four columns are the tax bureau's to fill."""
    lines = listed.lines.select_related("refund__person").order_by("number")
    for line in lines.iterator(chunk_size=1_000):
        refund = line.refund
        yield [
            listed.number, line.number, line.ticket, refund.coverage_year, refund.person.name, document_number(refund.person),
            RefundGround(refund.ground).label.zh, yuan(line.amount_fen), yuan(line.to_person_fen),
            yuan(line.amount_fen - line.to_person_fen), line.payee, account_number(line),
            refund.received_on.isoformat() if refund.received_on else "", None, None, None, None,
        ]  # fmt: skip


def workbook(listed: RefundList) -> IO[bytes]:
    """The list as a workbook, with its control totals."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    sheet = book.sheet(listed.number, LIST_HEADINGS, WIDTHS)
    place = 0
    for place, cells in enumerate(list_rows(listed), 1):
        book.row(sheet, place, cells)
    total: Cells = ["合计", listed.line_count, None, None, None, None, None, yuan(listed.amount_fen)]
    book.row(sheet, place + 1, total)
    book.close()
    stream.seek(0)
    return stream
