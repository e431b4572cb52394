"""What does a clause stand for, also one of an opened year, and which clauses and documents are there?

A clause of an opened year is one of its answers: who entered it, who approved it, what was carried over from which year, and
which correction came later. Approved years are open to everybody who may read policy; one in draft to its own areas.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from enrollment.models import OpenedYear, YearAnswer
from enrollment.queries.opened_years import (
    answer_of,
    earlier,
    files_of,
    opening_of,
    visible_years,
)
from enrollment.rules.opened_years import YearState
from policy.book import Book, default_book
from policy.clause_list import (
    ListedClause,
    ListedDocument,
    clauses_of,
    clauses_of_year,
    documents_of,
    documents_of_year,
)
from policy.clauses import OpenClause, open_clause
from policy.opening.answers import How
from policy.opening.comparison import last_said, said
from policy.opening.layer import OPENED_CLAUSE, Tables, laid_over, prefixes_of
from policy.opening.questions import questions
from policy.opening.words import sections
from policy.terms import Text
from staff.access import Permission, may_anywhere
from staff.models import Officer
from staff.queries import path_names

READ = Permission.POLICY_READ


@dataclass(frozen=True, slots=True)
class Origin:
    """An answer of a year: question, values, and how it came there; `corrected` says what holds instead from which day on.

    `year` and `scan` are there for officers of the area.
    """

    question: Text
    values: tuple[Text, ...]
    text: Text
    year: OpenedYear | None
    scan: YearAnswer | None
    corrected: Text | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A clause opened; one of an opened year with its origins."""

    clause: OpenClause
    origins: tuple[Origin, ...] = ()


def opened(clause: str, officer: Officer, *, on: date) -> Opened | None:
    """A clause of the book or of an opened year, None when there is none that the officer may see."""
    known = OPENED_CLAUSE.fullmatch(clause)
    if known is None:
        found = open_clause(default_book(), clause)
        return Opened(found) if found else None
    if not may_anywhere(officer, READ, on=on):
        return None
    area, year = known["area"], int(known["year"])
    own = set(
        visible_years(officer, on=on).filter(area=area, coverage_year=year).values_list("pk", flat=True)
    )
    editions = list(_editions(area, year, own))
    for edition in reversed(editions):
        found = open_clause(_book_of(edition), clause)
        if found is not None:
            return Opened(found, tuple(_origins(clause, editions, own)))
    return None


def _editions(area: str, year: int, own: set[int]) -> Iterator[OpenedYear]:
    """The approved editions of a year, and one in draft for officers of the area."""
    rows = OpenedYear.objects.filter(area=area, coverage_year=year).exclude(state=YearState.WITHDRAWN.value)
    for row in rows.select_related("decided_by").order_by("edition"):
        if row.state == YearState.OPEN.value or row.pk in own:
            yield row


def _book_of(edition: OpenedYear) -> Book:
    if edition.state == YearState.OPEN.value and edition.decided_at is not None:
        return _book_of_open(edition.pk, edition.decided_at, edition.area)
    return _narrow(edition.area, files_of(edition))


@lru_cache(maxsize=64)
def _book_of_open(number: int, decided_at: datetime, area: str) -> Book:
    return _narrow(area, OpenedYear.objects.values_list("files", flat=True).get(pk=number))


def _narrow(area: str, files: Tables) -> Book:
    """The area with a year laid over, and the areas above it: nobody else cites a clause of the year."""
    laid, _ = laid_over(default_book(), area, [files])
    return Book({one.code: one for one in laid.chain(area)})


def _origins(clause: str, editions: list[OpenedYear], own: set[int]) -> Iterator[Origin]:
    """The answers behind a clause, of whichever edition."""
    for edition in editions:
        letters = prefixes_of(opening_of(edition))
        for row in edition.answers.select_related("entered_by").order_by("pk"):
            answer = answer_of(row)
            if clause in {f"{letters[answer.notice]}-{section}" for section in sections(answer)}:
                later = _correction(row.question, edition, editions)
                is_own = edition.pk in own
                scan = row if row.scan_sha256 and is_own else None
                question = questions()[row.question]
                values = said(
                    _book_of(edition).policy(edition.area), question, edition.coverage_year, edition.from_on
                )
                yield Origin(
                    question.label, values.lines_of(clause), _came(row, edition), edition if is_own else None, scan, later
                )  # fmt: skip


def _came(row: YearAnswer, edition: OpenedYear) -> Text:
    how = How(row.how)
    entered_on = row.entered_at.date()
    by, number = row.entered_by.display_name, row.document_number
    zh, en = f"{number} 规定", f"stated by {number}"
    if how is How.CARRIED:
        last = last_said(
            earlier(edition.area, edition.coverage_year), questions()[row.question], edition.coverage_year
        )
        since = last.coverage_year if last else ""
        ids = " ".join(row.also)
        zh = f"依据 {number} 沿用 {since} 年度（{ids}）"
        en = f"carried over from coverage {since} ({ids}) under {number}"
    elif how is How.UNDECIDED:
        who = row.decided_by_en or row.decided_by_zh
        zh = f"{number} 没有规定，可由{row.decided_by_zh}决定"
        en = f"left open under {number}; {who} could decide it"
    if edition.state == YearState.OPEN.value and edition.decided_by and edition.decided_at:
        chief, day = edition.decided_by.display_name, edition.decided_at.date()
        return Text(
            f"{zh}；{by} 于 {entered_on} 录入，{chief} 于 {day} 批准。",
            f"{en}; entered by {by} on {entered_on}, approved by {chief} on {day}.",
        )
    return Text(
        f"{zh}；{by} 于 {entered_on} 录入，尚未批准。",
        f"{en}; entered by {by} on {entered_on}, not approved yet.",
    )


def _correction(question: str, edition: OpenedYear, editions: list[OpenedYear]) -> Text | None:
    """The first approved edition after this one that answers the question anew, with its clauses."""
    for later in editions:
        if later.edition <= edition.edition or later.state != YearState.OPEN.value:
            continue
        row = later.answers.filter(question=question).first()
        if row is not None:
            answer = answer_of(row)
            letter = prefixes_of(opening_of(later))[answer.notice]
            ids = " ".join(f"{letter}-{section}" for section in sections(answer))
            return Text(
                f"自 {later.from_on} 起按 {ids}：{later.reason}",
                f"From {later.from_on} on {ids} holds instead: {later.reason}",
            )
    return None


Lists = tuple[tuple[ListedClause, ...], tuple[ListedDocument, ...]]
_LISTS: dict[
    tuple[int, datetime], Lists
] = {}  # what is open never changes, so its number and moment are enough to keep it by


def listed_clauses() -> list[ListedClause]:
    """Every clause of the book and of the opened years."""
    years = (clause for clauses, _ in _of_years() for clause in clauses)
    return sorted((*clauses_of(default_book()), *years), key=lambda row: row.area)


def listed_documents() -> list[ListedDocument]:
    """Every document of the book and of the opened years."""
    years = (document for _, documents in _of_years() for document in documents)
    return sorted((*documents_of(default_book()), *years), key=lambda row: row.area)


def _of_years() -> list[Lists]:
    """Clauses and documents of each year as it was corrected last: its files hold those of the earlier editions, too."""
    approved = OpenedYear.objects.filter(state=YearState.OPEN.value, decided_at__isnull=False)
    last: dict[tuple[str, int], tuple[int, datetime]] = {}
    for number, decided_at, area, year in approved.order_by("area", "coverage_year", "edition").values_list(
        "pk", "decided_at", "area", "coverage_year"
    ):
        if decided_at is not None:
            last[area, year] = number, decided_at
    unread = {key[0]: key for key in last.values() if key not in _LISTS}
    if unread:
        rows = list(
            OpenedYear.objects.filter(pk__in=unread).values_list("pk", "area", "coverage_year", "files")
        )
        names = _names(area for _, area, _, _ in rows)
        for number, area, year, files in rows:
            made = files, area, names[area], year
            _LISTS[unread[number]] = tuple(clauses_of_year(*made)), tuple(documents_of_year(*made))
    return [_LISTS[key] for key in last.values()]


def _names(areas: Iterable[str]) -> dict[str, Text]:
    known, divisions = default_book().by_code, path_names(areas := set(areas))
    return {
        area: known[area].name
        if area in known
        else Text(divisions.get(area, area), divisions.get(area, area))
        for area in areas
    }
