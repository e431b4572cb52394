"""How is the clearing sheet of a provider taken away as a workbook?"""

import tempfile
from collections.abc import Iterable
from typing import IO

from django.utils.translation import gettext as _

from claims.models import Provider, Statement
from claims.queries.clearing import COLUMNS, Cleared, Month, ProviderTotal
from intake.workbooks import Book, yuan
from policy.care import Setting
from staff.refusals import spoken


def clearing_sheet(
    provider: Provider, month: Month, total: ProviderTotal | None, cleared: Iterable[Cleared]
) -> IO[bytes]:
    """Sums and statements of one provider and month; names and numbers masked, nothing can act as a formula."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    payers = [spoken(payer.label) for payer in Statement.AMOUNTS.values()]
    summary = book.sheet(_("Summary"), [_("Provider"), _("Month"), *payers], [30, 10, *[16] * len(payers)])
    amounts = total.amounts if total else dict.fromkeys(COLUMNS, 0)
    book.row(
        summary,
        1,
        [f"{provider.name} {provider.code}", month.text, *(yuan(amounts[name]) for name in COLUMNS)],
    )
    headings = [
        _("Settled on"),
        _("Bill"),
        _("Person"),
        _("Document number"),
        _("Setting"),
        _("Discharged on"),
        _("Total"),
        *payers,
    ]
    sheet = book.sheet(_("Statements"), headings, [12, 20, 12, 22, 14, 12, 12, *[14] * len(payers)])
    for row, one in enumerate(cleared, start=1):
        statement = one.statement
        day = statement.settled_on if one.sign > 0 else statement.reversed_on
        assert day is not None
        book.row(
            sheet, row,
            [
                day.isoformat(), statement.bill.number, statement.person.name, statement.person.document_masked,
                spoken(Setting(statement.bill.setting).label), statement.bill.discharged_on.isoformat(),
                yuan(one.sign * statement.total_fen), *(yuan(one.amounts[name]) for name in COLUMNS),
            ],
        )  # fmt: skip
    book.close()
    stream.seek(0)
    return stream
