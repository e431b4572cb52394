"""How is the list of those who lost cover taken away as a workbook, to be visited one after another?"""

import tempfile
from collections.abc import Iterable, Mapping
from typing import IO

from django.utils.translation import gettext as _

from enrollment.queries.lost_cover import LostCover
from intake.workbooks import Book
from staff.refusals import spoken

_WIDTHS = (12, 22, 34, 16, 20, 14, 14, 10)


def lost_cover_workbook(found: Iterable[LostCover], places: Mapping[str, str]) -> IO[bytes]:
    """One row for each person: who, where, telephone, class now, first and last day of the gap, its days so far."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    headings = [
        _("Name"), _("Document number"), _("Village"), _("Telephone"), _("In which class"), _("Without cover from"),
        _("Last day without cover"), _("Days without cover"),
    ]  # fmt: skip
    page = book.sheet(_("Lost cover"), headings, _WIDTHS)
    for number, one in enumerate(found, 1):
        last = one.gap.last_day
        book.row(
            page, number,
            [one.name, one.document_masked, places.get(one.division_code, one.division_code), one.phone,
             spoken(one.base_class.label), one.gap.from_on.isoformat(), last.isoformat() if last else "", one.gap.days],
        )  # fmt: skip
    book.close()
    stream.seek(0)
    return stream
