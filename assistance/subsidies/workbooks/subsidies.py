"""What does an officer take away about subsidies: the lists for the tax authority and the bank, the ledger of the subsidised?

Document numbers are masked. The account stands in clear only on the list that goes to the bank, the document number only on
that for the tax authority.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from django.utils.translation import gettext as _

from assistance.categories.queries.category_list import category_label
from assistance.subsidies.models import Grant, PayoutBatch, SubsidyRun
from assistance.subsidies.operations.payouts import account_number
from assistance.subsidies.queries.payouts import help_label, lines_of
from assistance.subsidies.queries.subsidies import on_behalf_grants, sums
from assistance.subsidies.rules.grant_states import GrantState
from enrollment.operations.people import document_number
from enrollment.rules.relationships import Relationship
from intake.workbooks import Book, Cells, yuan
from policy.terms import Flow, Mode
from staff.queries import path_names
from staff.refusals import spoken

CHUNK = 2_000


def on_behalf_rows(run: SubsidyRun, *, in_clear: bool = False) -> Iterator[Cells]:
    """The people for whom the fund pays the tax authority, in the order of villages (代缴名册)."""
    grants = on_behalf_grants(run)
    places = path_names(grants.order_by("division_code").values_list("division_code", flat=True).distinct())
    for number, grant in enumerate(grants.iterator(chunk_size=CHUNK), 1):
        person = grant.person
        yield [
            number, places.get(grant.division_code, grant.division_code), person.name,
            document_number(person) if in_clear else person.document_masked,
            spoken(category_label(grant.basis)), spoken(Mode(grant.mode).label), yuan(grant.amount_fen or 0),
            spoken(GrantState(grant.state).label), grant.decision.clause,
        ]  # fmt: skip


def on_behalf_headings(*, in_clear: bool = False) -> list[str]:
    number = _("Document number") if in_clear else _("Document number (masked)")
    return [
        _("No."), _("Place"), _("Name"), number, _("Category"), _("Mode"), _("Amount in yuan"), _("State"), _("Clause"),
    ]  # fmt: skip


def on_behalf_list(run: SubsidyRun, *, in_clear: bool = False) -> IO[bytes]:
    """The pay-on-behalf list as a workbook: totals by category first, then every person."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    sheet = book.sheet(_("Totals"), [_("Category"), _("People"), _("Amount in yuan")], [30, 12, 16])
    found = sums(on_behalf_grants(run).select_related(None), "basis")
    rows: list[Cells] = [
        [spoken(category_label(row["basis"])), row["people"], yuan(row["fen"])] for row in found
    ]
    rows.append([_("Total"), sum(row["people"] for row in found), yuan(sum(row["fen"] for row in found))])
    for place, cells in enumerate(rows, 1):
        book.row(sheet, place, cells)
    _fill(
        book,
        _("Paid on behalf"),
        on_behalf_headings(in_clear=in_clear),
        [8, 44, 14, 22, 26, 12, 14, 16, 12],
        on_behalf_rows(run, in_clear=in_clear),
    )
    return _closed(book, stream)


def payout_rows(batch: PayoutBatch) -> Iterator[Cells]:
    """The list for the bank, line by line, with the account in clear."""
    for line in lines_of(batch).iterator(chunk_size=CHUNK):
        relation = _("same person") if line.relation == "self" else spoken(Relationship(line.relation).label)
        yield [
            batch.number, line.number, account_number(line), line.owner, relation, line.help.person.name,
            line.help.person.document_masked, spoken(help_label(line)), yuan(line.amount_fen),
            f"{batch.month:%Y-%m}",
        ]  # fmt: skip


# The bank gives these columns back with its result (layout BK-1), so their names do not follow the language of the page.
PAYOUT_HEADINGS = [
    "批次号",
    "序号",
    "账号",
    "户名",
    "与户主关系",
    "受助人",
    "证件号码",
    "救助类别",
    "金额",
    "月份",
]


def payout_list(batch: PayoutBatch) -> IO[bytes]:
    """The payout list as a workbook, with its control totals."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    rows = [
        *payout_rows(batch),
        ["合计", batch.line_count, None, None, None, None, None, None, yuan(batch.amount_fen)],
    ]
    _fill(book, batch.number, PAYOUT_HEADINGS, [22, 8, 26, 14, 14, 14, 22, 26, 12, 10], rows)
    return _closed(book, stream)


def ledger(grants: Iterable[Grant], *, title: str) -> IO[bytes]:
    """The ledger of subsidised people of a place and year (资助参保台账)."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    found = list(grants)
    places = path_names({grant.division_code for grant in found})
    headings = [
        _("No."), _("Place"), _("Name"), _("Document number (masked)"), _("Categories held"), _("Category that counts"),
        _("Mode"), _("Due in yuan"), _("Subsidy in yuan"), _("Own share in yuan"), _("Flow"), _("State"), _("Booked from"),
        _("Clause"), _("Run"),
    ]  # fmt: skip
    rows: list[Cells] = [
        [
            number, places.get(grant.division_code, grant.division_code), grant.person.name, grant.person.document_masked,
            "、".join(spoken(label) for label in grant.decision.category_labels), spoken(category_label(grant.basis)),
            spoken(Mode(grant.mode).label), yuan(grant.due_fen or 0), yuan(grant.amount_fen or 0),
            yuan((grant.due_fen or 0) - (grant.amount_fen or 0)), spoken(Flow(grant.flow).label),
            spoken(GrantState(grant.state).label), f"{grant.booked_on:%Y-%m}" if grant.booked_on else "",
            grant.decision.clause, grant.run_id,
        ]
        for number, grant in enumerate(found, 1)
    ]  # fmt: skip
    total: Cells = [None, _("Total"), None, None, None, None, None, yuan(sum(grant.due_fen or 0 for grant in found)),
                    yuan(sum(grant.amount_fen or 0 for grant in found))]  # fmt: skip
    _fill(book, title, headings, [8, 44, 14, 22, 30, 24, 12, 12, 14, 14, 22, 16, 12, 12, 8], [*rows, total])
    return _closed(book, stream)


def _fill(
    book: Book, title: str, headings: Sequence[str], widths: Sequence[int], rows: Iterable[Cells]
) -> None:
    sheet = book.sheet(title, headings, widths)
    for place, cells in enumerate(rows, 1):
        book.row(sheet, place, cells)


def _closed(book: Book, stream: IO[bytes]) -> IO[bytes]:
    book.close()
    stream.seek(0)
    return stream
