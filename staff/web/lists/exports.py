"""How does an officer take just this list away, as .xlsx or .csv?"""

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from policy.terms import Text
from staff import audit
from staff.refusals import Refusal
from staff.web.lists.listed import Listed
from staff.workbooks import Book, Cells, csv_cells

AS = "as"
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
EXPORT_ROWS_MAX = 50_000  # of one answer of a page; what is longer is a report or the result of a file


class TooMuch(Refusal):
    """The list is too long for one answer."""


def answer(listed: Listed, kind: str) -> FileResponse:
    """The rows of the filter with the columns that are shown; written row by row, and down in the audit trail first."""
    count = listed.found[: EXPORT_ROWS_MAX + 1].count()
    if count > EXPORT_ROWS_MAX:
        raise TooMuch(
            "list_too_long",
            Text(
                f"该列表超过{EXPORT_ROWS_MAX}行，不能一次导出。",
                f"The list has more than {EXPORT_ROWS_MAX:,} rows and cannot be taken away at once.",
            ),
            Text("请用筛选条件缩小范围。", "Narrow the filter."),
        )
    listing = listed.listing
    audit.record(
        "export_list" if listing.people else "export_other_list",
        by=listed.request.user,
        about=("list", listing.code),
        change={"rows": count, "query": listed.kept(private=False).urlencode(), "kind": kind},
    )
    stream = _workbook(listed) if kind == "xlsx" else _csv(listed)
    stream.seek(0)
    name = f"{listing.code}-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=KINDS[kind])


def _rows(listed: Listed) -> Iterator[Cells]:
    for block, known in listed.chunks(EXPORT_ROWS_MAX):
        for row in block:
            yield [column.plain(row, known) for column in listed.columns]


def _workbook(listed: Listed) -> IO[bytes]:
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    headings = [str(column.heading) for column in listed.columns]
    sheet = book.sheet(_("List"), headings, [column.width for column in listed.columns])
    for number, cells in enumerate(_rows(listed), start=1):
        book.row(sheet, number, cells)
    book.close()
    return stream


def _csv(listed: Listed) -> IO[bytes]:
    stream: Any = tempfile.TemporaryFile(suffix=".csv")  # noqa: SIM115 - the answer closes it
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([str(column.heading) for column in listed.columns])
    writer.writerows(csv_cells(cells) for cells in _rows(listed))
    text.detach()
    return stream  # type: ignore[no-any-return]
