"""Which clauses and documents are there, to be searched by id, number, words, area and year?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policy.book import Book
from policy.clauses import remembered, span, uses_of
from policy.opening.layer import file_name
from policy.schema import Document
from policy.terms import Text
from policy.years import ends

_NUMBERS = re.compile(r"[0-9]+|[^0-9]+")


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A notice as it is listed: whose it is, number and title as printed, its day, and how many clauses are known."""

    prefix: str
    area: str
    name: Text
    number: str
    title: str
    begins_on: date | None
    clause_count: int
    years: Text
    first: int | None
    last: int | None
    words: str  # what is searched, in small letters


@dataclass(frozen=True, slots=True)
class ListedClause:
    """A clause as it is listed, with the years for which its values hold, or else those of its document."""

    clause: str
    area: str
    name: Text
    number: str
    title: str
    section: str
    text: Text | None
    years: Text
    first: int | None
    last: int | None
    words: str  # what is searched, in small letters


Listed = ListedClause | ListedDocument


def clauses_of(book: Book) -> tuple[ListedClause, ...]:
    """Every clause that the book explains, area by area."""
    return remembered(book, "clause list", lambda: tuple(_clauses(book)))


def documents_of(book: Book) -> tuple[ListedDocument, ...]:
    """Every document that the book names, area by area."""
    return remembered(book, "document list", lambda: tuple(_documents(book)))


def clauses_of_year(
    files: Mapping[str, Mapping[str, Any]], area: str, name: Text, year: int
) -> Iterator[ListedClause]:
    """The clauses of an opened year, from its files."""
    documents = files.get(file_name("area", year), {}).get("documents", {})
    said = files.get(file_name("clauses", year), {})
    for clause in sorted(said, key=in_order):
        document = documents.get(clause.partition("-")[0], {})
        number, title = document.get("number", ""), document.get("title", "")
        text = Text(said[clause]["zh"], said[clause]["en"])
        words = _searched(clause, area, name, number, title, text)
        section = said[clause].get("section", "")
        years = span(year, year)
        yield ListedClause(clause, area, name, number, title, section, text, years, year, year, words)


def documents_of_year(
    files: Mapping[str, Mapping[str, Any]], area: str, name: Text, year: int
) -> Iterator[ListedDocument]:
    """The documents of an opened year, from its files."""
    said = files.get(file_name("clauses", year), {})
    for prefix, one in files.get(file_name("area", year), {}).get("documents", {}).items():
        document = Document.model_validate(one)
        known = sum(clause.startswith(f"{prefix}-") for clause in said)
        words = _searched(prefix, area, name, document.number, document.title, None)
        years = span(year, year)
        yield ListedDocument(
            prefix, area, name, document.number, document.title, document.issued_on, known, years, year, year, words,
        )  # fmt: skip


def matching(rows: Iterable[Listed], *, words: str, area: str, year: int | None) -> list[Listed]:
    """The rows that hold every word, belong to the area, and hold in the year; the clause of just this id first."""
    wanted = words.lower().split()
    found = [
        row
        for row in rows
        if (not area or row.area == area)
        and (year is None or (row.first or year) <= year <= (row.last or year))
        and all(word in row.words for word in wanted)
    ]
    return sorted(found, key=lambda row: _id(row).lower() != words.strip().lower())


def in_order(clause: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts ids as people count: BZ-2 before BZ-10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBERS.findall(clause))


def _id(row: Listed) -> str:
    return row.clause if isinstance(row, ListedClause) else row.prefix


def _clauses(book: Book) -> Iterator[ListedClause]:
    resting: dict[str, list[tuple[int | None, int | None, Text]]] = {}
    for use in uses_of(book):
        for clause in use.clauses:
            resting.setdefault(clause, []).append((use.first, use.last, use.years))
    for area in book.areas():
        ending = ends(book.chain(area.code) or (area,))
        for clause in sorted(area.clauses, key=in_order):
            document = area.about.documents.get(clause.partition("-")[0])
            number, title = (document.number, document.title) if document else ("", "")
            said = area.clauses[clause]
            first, last = _bounds(resting.get(clause, []), document, ending.of(clause, ""))
            words = _searched(clause, area.code, area.name, number, title, said.text)
            yield ListedClause(
                clause, area.code, area.name, number, title, said.section, said.text, span(first, last), first, last, words,
            )  # fmt: skip


def _bounds(
    uses: list[tuple[int | None, int | None, Text]], document: Document | None, last: int | None
) -> tuple[int | None, int | None]:
    """First and last year of the values that rest on a clause; where none does, those of its document."""
    if uses:
        firsts, lasts = [first for first, _, _ in uses], [last for _, last, _ in uses]
        first = None if None in firsts else min(one for one in firsts if one is not None)
        return first, None if None in lasts else max(one for one in lasts if one is not None)
    begins = document and (document.in_force_from or document.issued_on)
    return begins.year if begins else None, last


def _documents(book: Book) -> Iterator[ListedDocument]:
    for area in book.areas():
        ending = ends(book.chain(area.code) or (area,))
        for prefix, document in area.about.documents.items():
            known = sum(clause.startswith(f"{prefix}-") for clause in area.clauses)
            begins = document.in_force_from or document.issued_on
            first, last = begins.year if begins else None, ending.of(f"{prefix}-0", "")
            words = _searched(prefix, area.code, area.name, document.number, document.title, None)
            yield ListedDocument(
                prefix, area.code, area.name, document.number, document.title, begins, known, span(first, last), first, last,
                words,
            )  # fmt: skip


def _searched(name_of: str, area: str, name: Text, number: str, title: str, text: Text | None) -> str:
    said = (text.zh, text.en) if text else ()
    return " ".join((name_of, area, name.zh, name.en, number, title, *said)).lower()
