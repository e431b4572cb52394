"""What would the book say if some questions of a year in force were answered otherwise, and which answers cannot stand?

The area's own rows to those questions are taken out of the year and the other rows are laid over in their place. So a draft is
read, inherited and checked like any opened year; what it does not touch stays, to the letter.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from policy.book import Book, Policy
from policy.fields import PolicyFile
from policy.files import Area, overlay
from policy.opening import named
from policy.opening.answers import Answer, How, Notice, Opening, Row, plain
from policy.opening.comparison import Said, rows_of, said
from policy.opening.faults import Fault, faults_of
from policy.opening.layer import Tables, laid_over, tables_of
from policy.opening.questions import Question, questions
from policy.schema import ContributionFile, SubsidyFile
from policy.years import narrow

AMOUNT = "contribution.individual"
ADDS_UP = "waiting.exempt"


def can_be_tried(question: Question) -> bool:
    """Whether a draft may answer it: what levels and facts are called changes no figure."""
    return question.file != named.FILE


def without(book: Book, code: str, year: int, asked: Collection[str]) -> Book:
    """The book without what an area itself says to some questions in a year."""
    area = book.by_code.get(code)
    if area is None or not asked:
        return book
    policy, gone = book.policy(code), set()
    for question in (questions()[one] for one in asked):
        if question.file in area.files:
            gone |= {id(row) for row in _own_rows(policy, area, question, year)}
    changes_amount = AMOUNT in asked
    left = {
        name: _left(part, gone, changes_amount) if isinstance(part, PolicyFile) else part
        for name, part in area.parts.items()
    }
    book = _as_long_as_before(book, policy)
    about = book.by_code[code].about
    return book.with_area(overlay(replace(area, parts=left), replace(area, about=about, parts={})))


def _left(file: PolicyFile, gone: Collection[int], changes_amount: bool) -> PolicyFile:
    """A file without some rows; with another amount also without what a notice printed beside the one it stated."""
    file = narrow(file, lambda value: id(value) not in gone)
    if changes_amount and isinstance(file, ContributionFile):
        return file.model_copy(update={"total": ()})
    if changes_amount and isinstance(file, SubsidyFile):
        rules = tuple(rule.model_copy(update={"amount_printed": None}) for rule in file.rule)
        return file.model_copy(update={"rule": rules})
    return file


def _as_long_as_before(book: Book, policy: Policy) -> Book:
    """The book in which each document says itself how long it holds: rows that are taken out may have said it."""
    ends = policy.ends().documents
    for area in policy.chain:
        documents = {
            prefix: document
            if document.lasting
            else document.model_copy(update={"last_coverage_year": ends.get(prefix)})
            for prefix, document in area.about.documents.items()
        }
        book = book.with_area(replace(area, about=area.about.model_copy(update={"documents": documents})))
    return book


def _own_rows(policy: Policy, area: Area, question: Question, year: int) -> list[object]:
    """What the area itself says in the year; of care, on any day of it."""
    if question.is_of_care:
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        rows = getattr(area.files[question.file], question.table)
        return [row for row in rows if row.from_on < after and (row.until_on is None or row.until_on > first)]
    view = policy.in_year(year)
    own = next((one for one in view.chain if one.code == area.code), None)
    return [] if own is None else rows_of(view, own, question, year, date(year, 1, 1))


def in_force(policy: Policy, question: Question, year: int) -> tuple[Row, ...]:
    """The rows that hold, in the form of a draft; of care, those of the last day of the year.

    Who does not wait adds up along the areas: a draft holds the area's own, those above it stay.
    """
    day = date(year, 12, 31) if question.is_of_care else date(year, 1, 1)
    if question.code == ADDS_UP:
        own = (
            _own_rows(policy, policy.chain[0], question, year)
            if question.file in policy.chain[0].files
            else []
        )
        return Said(year, values=tuple(own), area=policy.code).rows_for(policy.code)
    return said(policy, question, year, day).rows_for(policy.code)


def as_answers(given: dict[str, tuple[Row, ...]], name: str) -> tuple[Answer, ...]:
    """The rows of a draft as answers under its name, in the order of the questions."""
    notice = Notice(name)
    return tuple(Answer(one, How.ENTERED, notice, rows=given[one]) for one in questions() if one in given)


def faults(book: Book, opening: Opening) -> list[Fault]:
    """Why a draft contradicts itself or the book: by the checks of a real year, each at its question, row and field."""
    base = _base(book, opening)
    return faults_of(base, opening, _tables(base, opening))


def tried(book: Book, opening: Opening) -> Book:
    """The book with the rows of a draft; the book itself where the draft says nothing."""
    if not opening.answers:
        return book
    base = _base(book, opening)
    laid, problems = laid_over(base, opening.area, [_tables(base, opening)])
    if problems:
        raise ValueError("; ".join(map(str, problems)))
    return laid


def _base(book: Book, opening: Opening) -> Book:
    return without(book, opening.area, opening.coverage_year, [one.question for one in opening.answers])


def _tables(base: Book, opening: Opening) -> Tables:
    """The files of a draft, beside those of the opened year; a window without a first day brings its open question along."""
    files = tables_of(opening, with_area=opening.area not in base.by_code)
    named_apart = {name.replace("-opened-", "-tried-"): table for name, table in files.items()}
    window = named_apart.get(f"window-tried-{opening.coverage_year}.toml", {})
    if any("opens" not in row for row in window.get("regular", ())):
        entry = base.policy(opening.area).undecided("window", "window_opens")
        if entry is not None:
            window.setdefault("undecided", []).append(plain(entry) | {"clause": entry.clause})
    return named_apart
