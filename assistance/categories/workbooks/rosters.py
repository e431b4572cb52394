"""What does an official take away of a roster as a workbook: its problems, or what each row would do?"""

import tempfile
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from assistance.categories.models import Roster, RosterRow
from assistance.categories.queries.category_list import category_label
from assistance.categories.rules.roster_states import RowAction, Unmatched
from intake.workbooks import Book, add_reading
from staff.queries import path_names
from staff.refusals import spoken, spoken_language

PREVIEW_ROWS_MAX = 1_000_000
_FIELDS = (
    "number", "name", "document_masked", "division_code", "place", "category_name", "category", "grade", "action", "why",
    "begins_on", "until_on", "ends_on", "ended_as", "follows", "follows_until", "document_number", "remark", "was_written",
)  # fmt: skip


def roster_problems(roster: Roster) -> IO[bytes]:
    """Cell, what is wrong, what to do: to work through beside the list itself."""
    language = spoken_language()
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    sheet = book.sheet(_("Problems"), [_("Cell"), _("What is wrong"), _("What to do")], [10, 60, 60])
    for number, problem in enumerate(roster.problems, start=1):
        book.row(sheet, number, [problem["cell"], problem["message"][language], problem["remedy"][language]])
    add_reading(book, roster)
    book.close()
    stream.seek(0)
    return stream


def roster_preview(roster: Roster) -> IO[bytes]:
    """A sheet by township, then every row with what it does; document numbers are masked."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    columns = [_("Township"), _("Code"), _("Last list"), _("Rows")]
    columns += [spoken(action.label) for action in RowAction]
    sheet = book.sheet(_("By township"), columns, [24, 12, *[10] * 7])
    for number, each in enumerate(roster.summary.get("townships", []), start=1):
        figures = [each[action.value] for action in RowAction]
        book.row(sheet, number, [each["name"], each["code"], each["before"], each["rows"], *figures])
    headings = [
        _("Row"), _("Name"), _("Document number"), _("Residence"), _("Township as listed"), _("Category as listed"),
        _("Category"), _("Grade"), _("What it does"), _("Why not matched"), _("From"), _("Until (not included)"),
        _("Ends on"), _("How it ends"), _("Category that follows"), _("Until (not included)"),
        _("Certifying document"), _("Remark"), _("Written"),
    ]  # fmt: skip
    widths = [8, 12, 22, 28, 14, 22, 18, 10, 12, 22, 12, 12, 12, 14, 22, 12, 24, 20, 8]
    sheet = book.sheet(_("Row by row"), headings, widths)
    codes = RosterRow.objects.filter(roster=roster).values_list("division_code", flat=True).distinct()
    places = path_names(codes)
    for number, cells in enumerate(_rows(roster, places), start=1):
        if number > PREVIEW_ROWS_MAX:
            break
        book.row(sheet, number, cells)
    add_reading(book, roster)
    book.close()
    stream.seek(0)
    return stream


def _rows(roster: Roster, places: dict[str, str]) -> Iterator[list[str | int | None]]:
    found = RosterRow.objects.filter(roster=roster).order_by("number", "pk").values_list(*_FIELDS)
    written = {True: _("yes"), False: _("no"), None: ""}
    for values in found.iterator(chunk_size=2_000):
        row = dict(zip(_FIELDS, values, strict=True))
        yield [
            row["number"], row["name"], row["document_masked"], places.get(row["division_code"], row["division_code"]),
            row["place"], row["category_name"], spoken(category_label(row["category"])) if row["category"] else "",
            row["grade"], spoken(RowAction(row["action"]).label), spoken(Unmatched(row["why"]).label) if row["why"] else "",
            _day(row["begins_on"]), _day(row["until_on"]), _day(row["ends_on"]), row["ended_as"],
            spoken(category_label(row["follows"])) if row["follows"] else "", _day(row["follows_until"]), row["document_number"],
            row["remark"],
            written[row["was_written"]],
        ]  # fmt: skip


def _day(day: object) -> str:
    return day.isoformat() if hasattr(day, "isoformat") else ""
