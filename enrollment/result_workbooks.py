"""What does an officer take away as a workbook: the result of a file, the list of who has not paid?

Written row by row to a temporary file, so that a million lines need no more memory than a thousand. Every text is
written as text: nothing in it can act as a formula, whoever opens it.
"""

import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import IO, Any, NamedTuple

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from enrollment.models import PaymentFile, PaymentLine
from enrollment.queries import files, lines
from enrollment.queries.reports import DueRow, household_number
from enrollment.rules.payment_lines import LineKind, Outcome
from intake.workbooks import SHEET_ROWS_MAX, Book, Tell, Watched, add_reading, tell_nobody, yuan
from policy.terms import Text
from staff.queries import path_names
from staff.refusals import spoken, spoken_language

ROWS_AT_ONCE = 2_000
_FIELDS = (
    "number", "ticket", "kind", "name", "document_masked", "division_code", "coverage_year", "amount_fen", "posted_fen",
    "held_fen", "paid_at", "treasury_on", "channel", "outcome", "detail", "original_ticket", "person__name",
    "person__document_masked",
)  # fmt: skip


def workbook(file: PaymentFile, *, division: str = "", at: datetime, tell: Tell = tell_nobody) -> IO[bytes]:
    """Summary, the exceptions of each kind, all lines: of the whole file, or of the lines of one division.

    `tell(lines)` is called as lines and bytes are written, often: by it a worker shows that it lives.
    """
    found = lines.lines_of_file(file.pk)
    if division:
        found = lines.in_division(found, division)
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    _write(
        Watched(stream, tell),
        file,
        division,
        lines.figures_by_outcome(found),
        _rows(found.order_by("pk"), tell),
        at,
    )
    stream.seek(0)
    return stream


def by_township(file: PaymentFile, *, at: datetime, tell: Tell = tell_nobody) -> IO[bytes]:
    """An archive with a workbook for each township (or county, where a line says no more), from one pass over the lines."""
    found = lines.lines_of_file(file.pk).annotate(township=Substr("division_code", 1, 9))
    counts: dict[str, dict[str, files.Figures]] = {}
    for township, outcome, *figures in found.order_by("township", "outcome").values_list("township", "outcome").annotate(
        Count("pk"), Sum("amount_fen"), Sum("posted_fen"), Sum("held_fen")
    ):  # fmt: skip
        counts.setdefault(township, {})[outcome] = files.Figures(*figures)
    names = path_names(counts)
    archive = tempfile.TemporaryFile(suffix=".zip")  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as parts:  # a workbook is compressed already
        rows = _rows(found.order_by("township", "pk"), tell)
        for township, group in groupby(rows, key=lambda row: row.division_code[:9]):
            with tempfile.TemporaryFile(suffix=".xlsx") as part:
                _write(Watched(part, tell), file, township, counts.get(township, {}), group, at)
                part.seek(0)
                with parts.open(
                    f"{township or 'none'} {names.get(township, '')}".strip() + ".xlsx", "w", force_zip64=True
                ) as entry:
                    shutil.copyfileobj(part, entry)
    archive.seek(0)
    return archive


def _write(
    stream: Watched,
    file: PaymentFile,
    division: str,
    counts: dict[str, files.Figures],
    rows: Iterable["_Row"],
    at: datetime,
) -> None:
    """One workbook. The sheets are known from the counts, so that one pass over the lines fills them all."""
    book = Book(stream)
    _summary(book, file, division, counts, at)
    kinds = {
        outcome: _Sheets(book, spoken(Outcome(outcome).label), figures.count)
        for outcome, figures in counts.items()
        if outcome not in lines.WELL_ENDED
    }
    everything = _Sheets(book, _("All lines"), files.sum_of(counts).count)
    for row in rows:
        everything.add(row.cells)
        if row.outcome in kinds:
            kinds[row.outcome].add(row.cells)
    add_reading(book, file)
    book.close()


def _summary(
    book: Book, file: PaymentFile, division: str, counts: dict[str, files.Figures], at: datetime
) -> None:
    sheet = book.sheet(
        _("Summary"), [_("Item"), _("Lines"), _("Sum in yuan"), _("Posted"), _("Held")], [44, 12, 18, 18, 18]
    )
    place = path_names([code for code in (file.area, division) if code])
    control = files.control_totals(file, files.outcomes_of(file))
    language = spoken_language()
    rows: list[list[str | int | Decimal | None]] = [
        [f"{_('File')} {file.pk}", None, None, None, None],
        [file.name],
        [f"{_('Area')}: {place.get(file.area, file.area)} {file.area}"],
        [
            f"{_('Uploaded')}: {timezone.localtime(file.uploaded_at):%Y-%m-%d %H:%M} {file.uploaded_by.display_name}"
        ],
        [f"{_('State')}: {file.get_state_display()}"],
        [f"{_('As of')}: {timezone.localtime(at):%Y-%m-%d %H:%M}"],
    ]
    if division:
        rows.append([f"{_('Only lines of')}: {place.get(division, division)} {division}"])
    if file.is_check_only:
        rows.append([_("Check only: nothing was posted.")])
    if file.refusal:
        rows += [[file.refusal["text"][language]], [file.refusal["remedy"][language]]]
        rows += [
            [f"{p.get('cell', '')} {p['text'][language]} {p['remedy'][language]}"]
            for p in file.refusal.get("problems", [])
        ]
    rows.append([None])
    shown = counts or ({} if division else files.outcomes_of(file))
    for outcome, figures in shown.items():
        rows.append([spoken(Outcome(outcome).label), figures.count, *_money(figures)])
    total = files.sum_of(shown)
    rows.append([_("Total"), total.count, *_money(total)])
    if not division and control.lines is not None:
        rows += [[None], [_("Control totals"), control.lines, yuan(control.amount_fen or 0)]]
        if control.declared_count is not None or control.declared_fen is not None:
            rows.append([_("Declared in the file"), control.declared_count, _yuan(control.declared_fen)])
        if control.expected_count is not None or control.expected_fen is not None:
            rows.append([_("Given at upload"), control.expected_count, _yuan(control.expected_fen)])
        rows.append([_("They agree") if control.agree else _("They do not agree")])
    for place_in_sheet, row in enumerate(rows, 1):
        book.row(sheet, place_in_sheet, row)


def _money(figures: files.Figures) -> list[Decimal]:
    return [yuan(figures.sum_fen), yuan(figures.posted_fen), yuan(figures.held_fen)]


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else yuan(fen)


class _Sheets:
    """The lines of one kind, on as many sheets as their number needs."""

    def __init__(self, book: Book, title: str, count: int) -> None:
        headings = [
            _("Row"), _("Ticket"), _("Kind"), _("Name"), _("Document number (masked)"), _("Division"), _("Coverage year"),
            _("Amount in yuan"), _("Posted"), _("Held"), _("Paid at"), _("Treasury day"), _("Channel"), _("Original ticket"),
            _("Outcome"), _("Cause"), _("Remedy"),
        ]  # fmt: skip
        widths = [8, 24, 12, 12, 22, 15, 9, 12, 12, 12, 20, 12, 12, 24, 18, 60, 60]
        needed = max(1, -(-count // (SHEET_ROWS_MAX - 1)))
        self._book = book
        self._layout = (title, headings, widths)
        self._sheets = [book.sheet(*self._layout) for _place in range(needed)]
        self._written = 0

    def add(self, cells: Sequence[str | int | Decimal | None]) -> None:
        place, row = divmod(self._written, SHEET_ROWS_MAX - 1)
        if place == len(self._sheets):  # an officer acted since the lines were counted
            self._sheets.append(self._book.sheet(*self._layout))
        self._book.row(self._sheets[place], row + 1, cells)
        self._written += 1


class _Row(NamedTuple):
    outcome: str
    division_code: str
    cells: list[str | int | Decimal | None]


def _rows(found: QuerySet[PaymentLine], tell: Tell) -> Iterator[_Row]:
    """The lines as cells, from a cursor of the server."""
    language = get_language() or "zh-hans"
    outcomes = {one.value: spoken(one.label) for one in Outcome}
    kinds = {one.value: spoken(one.label) for one in LineKind}
    said: dict[tuple[Any, ...], tuple[str, str]] = {}
    for values in found.values_list(*_FIELDS).iterator(chunk_size=ROWS_AT_ONCE):
        (number, ticket, kind, name, masked, division, year, amount, posted, held, paid_at, treasury_on, channel, outcome,
         detail, original, person_name, person_masked) = values  # fmt: skip
        cells = [
            number, ticket, kinds.get(kind, kind), name or person_name or "", masked or person_masked or "", division, year,
            yuan(amount), yuan(posted), yuan(held), f"{timezone.localtime(paid_at):%Y-%m-%d %H:%M:%S}" if paid_at else "",
            f"{treasury_on:%Y-%m-%d}" if treasury_on else "", channel, original, outcomes.get(outcome, outcome),
            *_told(said, language, outcome, detail, amount, held, year),
        ]  # fmt: skip
        tell(1)
        yield _Row(outcome, division, cells)


def _told(
    said: dict[tuple[Any, ...], tuple[str, str]],
    language: str,
    outcome: str,
    detail: Any,
    amount: int,
    held: int,
    year: int | None,
) -> tuple[str, str]:
    """Cause and remedy in words; most lines of an outcome say the same, so it is worked out once."""
    key = (outcome, held, year)
    if detail is None and key in said:
        return said[key]
    cause = lines.cause(outcome, detail or {}, amount_fen=amount, held_fen=held, year=year)
    told = (_in(cause.text, language), _in(cause.remedy, language))
    if detail is None and len(said) < 10_000:
        said[key] = told
    return told


def _in(text: Text, language: str) -> str:
    return text.in_language(language)


def unpaid_list(rows: Iterable[DueRow], *, place: str, coverage_year: int, on: date) -> IO[bytes]:
    """Who has not paid, village by village, with telephone (未缴名单)."""
    found = list(rows)
    stream = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = Book(stream)
    places = path_names({place, *(row.due.division_code for row in found)})
    title = _("Unpaid %(year)d, as of %(day)s") % {"year": coverage_year, "day": on}
    headings = [
        _("Village"), _("Household"), _("Name"), _("Document number (masked)"), _("Telephone"), _("Charged"), _("Paid"),
        _("Outstanding"), _("State"), _("Reason"), _("Next visit"),
    ]  # fmt: skip
    states = {"unpaid": _("unpaid"), "short": _("short"), "undecided": _("undecided"), "paid": _("paid")}
    sheet = book.sheet(title, headings, [40, 14, 14, 22, 16, 12, 12, 12, 12, 24, 16])
    for place_in_sheet, row in enumerate(found, 1):
        person = row.due.person
        cells: list[str | int | Decimal | None] = [
            places.get(row.due.division_code, row.due.division_code), household_number(row.due), person.name,
            person.document_masked, person.phone, yuan(row.charged_fen), yuan(row.credited_fen),
            None if row.outstanding_fen is None else yuan(row.outstanding_fen), states[row.state],
        ]  # fmt: skip
        book.row(sheet, place_in_sheet, cells)
    book.close()
    stream.seek(0)
    return stream
