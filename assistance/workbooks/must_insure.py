"""What does an officer take away about people who must be insured and are not?"""

import tempfile
from collections.abc import Iterable
from datetime import date
from typing import IO

from django.utils.translation import gettext as _

from assistance.queries.must_insure import Uninsured
from enrollment.result_workbooks import Book
from staff.queries import path_names
from staff.refusals import spoken


def uninsured(rows: Iterable[Uninsured], *, share: tuple[int, int], on: date) -> IO[bytes]:
    """The list village by village, with telephone, the register's reason and the township's."""
    found = list(rows)
    places = path_names({row.division_code for row in found})
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    headings = [
        _("Village"), _("Name"), _("Document number (masked)"), _("Telephone"), _("Category"), _("Why not covered"),
        _("Covered from"), _("Reason of the township"), _("Remarks"),
    ]  # fmt: skip
    title = _("Not insured, as of %(day)s") % {"day": on}
    sheet = book.sheet(title, headings, [44, 14, 22, 16, 26, 22, 14, 20, 30])
    for place, row in enumerate(found, 1):
        cells: list[str | int | None] = [
            places.get(row.division_code, row.division_code), row.name, row.document_masked, row.phone,
            spoken(row.category.label), spoken(row.gap.label), f"{row.cover_from or ''}",
            spoken(row.reason.label) if row.reason else "", row.remark,
        ]  # fmt: skip
        book.row(sheet, place, cells)
    total, covered = share
    summary = book.sheet(
        _("Totals"), [_("People to be insured"), _("Covered people"), _("Not covered")], [18, 14, 14]
    )
    book.row(summary, 1, [total, covered, total - covered])
    book.close()
    stream.seek(0)
    return stream
