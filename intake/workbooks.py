"""Which sheet of a workbook says how a sent file was read? The workbooks themselves are written by `staff.workbooks`."""

from typing import Any

from django.utils.translation import gettext as _

from staff.refusals import spoken_language
from staff.workbooks import (
    SHEET_ROWS_MAX,
    Book,
    Cells,
    Tell,
    Watched,
    as_csv,
    harmless,
    tell_nobody,
    yuan,
)

__all__ = [
    "SHEET_ROWS_MAX",
    "Book",
    "Cells",
    "Tell",
    "Watched",
    "add_reading",
    "as_csv",
    "harmless",
    "tell_nobody",
    "yuan",
]


def add_reading(book: Book, file: Any) -> None:
    """A sheet that says how a sent file was read, when there is something to say of it."""
    profile = (file.read_as or {}).get("profile")
    if not file.notices and not profile:
        return
    headings = [_("Cell"), _("Column"), _("What is to be known"), _("Times")]
    sheet = book.sheet(_("How the file was read"), headings, [10, 24, 70, 8])
    language = spoken_language()
    for number, notice in enumerate(file.notices, start=1):
        book.row(sheet, number, [notice["cell"], notice["column"], notice["text"][language], notice["count"]])
    if profile:
        said = _("by the profile %(profile)s") % {"profile": f"{profile['name']} v{profile['version']}"}
        book.row(sheet, len(file.notices) + 2, ["", "", said])
