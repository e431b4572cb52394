"""What does an officer take away about people who must be insured and are not, today or on a day of which a picture stands?"""

import tempfile
from collections.abc import Iterable
from datetime import date
from typing import IO

from django.utils.translation import gettext as _

from assistance.categories.queries.category_list import category_label
from assistance.categories.rules.not_insured import NotInsuredReason
from assistance.public_money.models import UninsuredDay
from assistance.public_money.queries.must_insure import Uninsured
from assistance.public_money.queries.uninsured_days import PlaceOfDay, people_of, places_of
from assistance.public_money.rules.must_insure import Gap
from intake.workbooks import Book
from staff.queries import path_names
from staff.refusals import spoken

CHUNK = 2_000


def uninsured_on(picture: UninsuredDay, place: str) -> IO[bytes]:
    """The kept list of a day, village by village, and the figures of both rates by place."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    people, rows = people_of(picture, place), places_of(picture, place)
    places = path_names(
        {one.code for one in rows} | set(people.values_list("division_code", flat=True).order_by().distinct())
    )
    headings = [
        _("Village"), _("Name"), _("Document number (masked)"), _("Category"), _("Why not covered"), _("Covered from"),
        _("Reason of the township"), _("Remarks"), _("Since"),
    ]  # fmt: skip
    title = _("Not insured, as of %(day)s") % {"day": picture.day}
    sheet = book.sheet(title, headings, [44, 14, 22, 26, 22, 14, 20, 30, 12])
    for number, span in enumerate(people.iterator(chunk_size=CHUNK), 1):
        said = span.said
        book.row(sheet, number, [
            places.get(span.division_code, span.division_code), span.person.name, span.person.document_masked,
            spoken(category_label(span.category)), spoken(Gap(span.gap).label), f"{span.cover_from or ''}",
            spoken(NotInsuredReason(said.reason).label) if said else "", said.remark if said else "", f"{span.from_on}",
        ])  # fmt: skip
    headings = [
        _("Place"), _("People to be insured"), _("Covered people"), _("Covered share (%)"), _("Insured"),
        _("Should be insured"), _("Coverage rate (%)"), _("Denominator"),
    ]  # fmt: skip
    sheet = book.sheet(_("Totals"), headings, [44, 18, 14, 18, 12, 18, 18, 60])
    for number, one in enumerate(rows, 1):
        book.row(sheet, number, [
            places.get(one.code, one.code), one.people, one.covered, one.must_insure.percent, one.insured,
            one.denominator.count, one.rate.percent if one.rate else "", in_words(one),
        ])  # fmt: skip
    book.close()
    stream.seek(0)
    return stream


def in_words(one: PlaceOfDay) -> str:
    """The denominator of a place, figure by figure, with the documents; what was not entered says so."""
    terms = [
        f"{'－' if term.sign < 0 else '＋'}{spoken(term.topic.label)} "
        + (f"{term.count} ({term.document})" if term.count is not None else _("not entered"))
        for term in one.denominator.terms
    ]
    return (
        f"{'; '.join(terms)} ({one.document})"
        if terms
        else _("undecided: no formula has been entered for this year")
    )


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
            spoken(category_label(row.category)), spoken(row.gap.label), f"{row.cover_from or ''}",
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
