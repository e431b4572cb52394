"""How is a run of a draft taken away as a workbook?"""

import tempfile
from collections.abc import Iterable
from typing import IO, Any

from django.utils.translation import gettext as _

from desk.whatif.models import Draft
from desk.whatif.queries.results import Part, Result
from desk.whatif.rules.sides import Verdict
from intake.workbooks import Book, Cells, yuan
from policy.terms import Text
from staff.queries import path_names
from staff.refusals import spoken


def workbook(draft: Draft, found: Result) -> IO[bytes]:
    """Summary, people by county, group and category, bills, payers, what is open, and the examples with both explanations."""
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    _fund(book, draft, found)
    counties = {row["of"] for part in (found.people, found.bills) for row in part.by_county}
    places = path_names(counties)
    for title, part in ((_("People"), found.people), (_("Bills"), found.bills)):
        _counts(book, title, part, places)
    headings = [_("Part"), _("Who pays"), _("Today, yuan"), _("Draft, yuan"), _("Difference, yuan")]
    money = book.sheet(_("Who pays"), headings, [12, 40, 20, 20, 20])
    rows = [
        (title, one)
        for title, part in ((_("People"), found.people), (_("Bills"), found.bills))
        for one in part.money
    ]
    for number, (title, one) in enumerate(rows, start=1):
        amounts = [yuan(fen) for fen in (one.before_fen, one.after_fen, one.difference_fen)]
        book.row(money, number, [title, spoken(one.label), *amounts])
    _open(book, found, places)
    _examples(book, found, places)
    book.close()
    stream.seek(0)
    return stream


def _fund(book: Book, draft: Draft, found: Result) -> None:
    headings = [_("Draft"), _("What"), _("Today, yuan"), _("Draft, yuan")]
    sheet = book.sheet(_("Fund"), headings, [40, 40, 20, 20])
    fund = found.balance
    lines = ((_("Income"), fund.income), (_("Spending"), fund.spending), (_("Balance"), fund.left))
    for number, (what, sums) in enumerate(lines, start=1):
        book.row(sheet, number, [draft.name, what, *(yuan(fen) for fen in sums)])


def _counts(book: Book, title: str, part: Part, places: dict[str, str]) -> None:
    headings = [_("By"), _("What"), title, *(spoken(one.label) for one in Verdict), _("Own part today, yuan"),
                _("Own part in the draft, yuan"), _("Days of waiting today"), _("Days of waiting in the draft")]  # fmt: skip
    sheet = book.sheet(title, headings, [16, 36, *[12] * 6, 20, 20, 16, 16])
    counted = [(_("all"), "", part.whole)]
    counted += [(_("county"), f"{places.get(row['of'], '')} {row['of']}", row) for row in part.by_county]
    counted += [(_("group"), spoken(label), row) for label, row in part.by_group]
    counted += [(_("category"), spoken(label), row) for label, row in part.by_category]
    for number, (by, what, row) in enumerate(counted, start=1):
        cells: Cells = [by, what, row["people"], *(row[one.value] for one in Verdict)]
        cells += [yuan(row["own_before_fen"]), yuan(row["own_after_fen"])]
        book.row(sheet, number, [*cells, row["wait_before_days"], row["wait_after_days"]])


def _open(book: Book, found: Result, places: dict[str, str]) -> None:
    headings = [_("Part"), _("County"), _("Under"), _("What is not decided"), _("People or bills")]
    sheet = book.sheet(_("Undecided"), headings, [12, 30, 12, 70, 16])
    rows = [
        (title, one)
        for title, part in ((_("People"), found.people), (_("Bills"), found.bills))
        for one in part.missing
    ]
    for number, (title, one) in enumerate(rows, start=1):
        side = _("today") if one["side"] == "before" else _("the draft")
        place = f"{places.get(one['county'], '')} {one['county']}"
        book.row(sheet, number, [title, place, side, spoken(Text(one["zh"], one["en"])), one["people"]])


def _examples(book: Book, found: Result, places: dict[str, str]) -> None:
    headings = [_("Person"), _("Bill"), _("County"), _("Own part today, yuan"), _("Own part in the draft, yuan"), _("Today"),
                _("Draft")]  # fmt: skip
    sheet = book.sheet(_("Examples"), headings, [14, 20, 30, 16, 16, 80, 80])
    for number, one in enumerate(found.examples, start=1):
        before, after = one["before"], one["after"]
        place = f"{places.get(one['county'], '')} {one['county']}"
        cells: Cells = [one["person"], one.get("number", ""), place, before["own"] or "", after["own"] or ""]
        book.row(sheet, number, [*cells, _said(before["steps"]), _said(after["steps"])])


def _said(steps: Iterable[dict[str, Any]]) -> str:
    lines = (f"{spoken(Text(one['zh'], one['en']))} {one['clause']}".strip() for one in steps)
    return "\n".join(lines)
