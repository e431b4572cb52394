"""How does a request for fiscal subsidy look as a workbook: a summary, and a sheet for each county?"""

import tempfile
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import IO

from django.utils.translation import gettext as _

from assistance.public_money.models import FiscalRequest, FiscalRequestLine
from assistance.public_money.queries.public_money import PAYERS, sums
from assistance.public_money.rules.fiscal import PAYER_NAMES
from assistance.public_money.rules.fiscal_requests import RequestState
from intake.workbooks import Book, yuan
from policy.terms import Text
from staff.queries import path_names
from staff.refusals import spoken

Cell = str | int | Decimal | None


def workbook(request: FiscalRequest, lines: Sequence[FiscalRequestLine]) -> IO[bytes]:
    """The request as the officer sees it; an amount that is not decided says so."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    places = path_names({request.area} | {line.county for line in lines})
    _summary(book, request, lines, places)
    for county, own in groupby(lines, key=lambda line: line.county):
        _county(book, places[county], county, list(own))
    book.close()
    stream.seek(0)
    return stream


def _money(fen: int | None) -> Cell:
    return _("undecided") if fen is None else yuan(fen)


def _payers() -> list[str]:
    return [spoken(PAYER_NAMES[payer]) for payer in PAYERS]


def _summary(
    book: Book, request: FiscalRequest, lines: Sequence[FiscalRequestLine], places: dict[str, str]
) -> None:
    headings = [_("County"), _("Code"), _("Heads"), _("Sum"), *_payers()]
    sheet = book.sheet(_("Summary"), headings, [28, 10, 10, 16, 16, 16, 16, 16])
    row = 1
    for county, own in groupby(lines, key=lambda line: line.county):
        found = sums(own)
        amounts = [_money(found[name]) for name in ("total", *PAYERS)]
        book.row(sheet, row, [places[county], county, found["heads"], *amounts])
        row += 1
    total = sums(lines)
    book.row(
        sheet,
        row,
        [_("Total"), request.area, total["heads"], *(_money(total[n]) for n in ("total", *PAYERS))],
    )
    facts: list[tuple[str, Cell]] = [
        (_("Pooling area"), places[request.area]),
        (_("Fiscal year"), request.fiscal_year),
        (_("Coverage year of the heads"), request.coverage_year),
        (_("Headcount day"), request.headcount_on.isoformat()),
        (_("Heads left out, who paid the fiscal part themselves (A43)"), request.left_out),
        (_("Due by"), request.due_on.isoformat() if request.due_on else _("no date in the text")),
        (_("State"), spoken(RequestState(request.state).label)),
        (_("Documents of entered figures"), "、".join(request.documents)),
        (_("Policy digest"), request.policy_digest),
    ]
    for number, (label, value) in enumerate(facts, row + 2):
        book.row(sheet, number, [label, value])
    row += 3 + len(facts)
    for number, missing in enumerate(request.missing, row):
        what = spoken(Text(**missing["what"]))
        book.row(sheet, number, [_("Undecided"), what, missing["clause"]])


def _county(book: Book, name: str, county: str, lines: Sequence[FiscalRequestLine]) -> None:
    headings = [_("Heads of"), _("As the notice says"), _("Heads"), _("Per head"), _("Sum")]
    headings += [part for payer in _payers() for part in (_("%(payer)s, per head") % {"payer": payer}, payer)]
    sheet = book.sheet(
        f"{county} {name[-10:]}", [*headings, _("Clauses")], [22, 26, 10, 12, 16] + [12, 16] * 4 + [20]
    )
    for number, line in enumerate(lines, 1):
        amounts: list[Cell] = []
        for payer in PAYERS:
            amounts += [_money(getattr(line, f"{payer}_per_head_fen")), _money(getattr(line, f"{payer}_fen"))]
        book.row(
            sheet,
            number,
            [
                spoken(line.kind_label.label), spoken(Text(**line.units)), line.heads, _money(line.per_head_fen),
                _money(line.total_fen), *amounts, " ".join([*line.clauses, *line.readings]),
            ],
        )  # fmt: skip
    total = sums(lines)
    cells: list[Cell] = [_("Total"), None, total["heads"], None, _money(total["total"])]
    for payer in PAYERS:
        cells += [None, _money(total[payer])]
    book.row(sheet, len(lines) + 1, cells)
