"""What does a clause id or a reading id stand for: document, plain words, years, and what rests on it?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from policy import table_words
from policy.book import Book
from policy.check.sources import walk
from policy.files import Area
from policy.schema import Document, PlainClause, PolicyFile, Reading
from policy.switches import SWITCHES
from policy.terms import Text
from policy.years import Ends, ends

# What looks like a clause or a reading inside a text; which of them the book knows, `known_ids` says.
IDS: Final = re.compile(
    r"(?<![\w-])(?:[0-9A-Z]+-[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*|[A-Z]{1,4}[0-9]{1,3})(?![\w-])", re.ASCII
)


Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Use:
    """A value of the book that rests on a clause or a reading: area, table, and the years for which it holds."""

    area: str
    name: Text
    file: str
    table: str
    title: Text
    years: Text
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    said: Text | None = None  # a question that is open, or a rule that is only shown
    first: int | None = None  # the years of `years`, None where it has no beginning or no end
    last: int | None = None


@dataclass(frozen=True, slots=True)
class OpenClause:
    """A clause opened: where it stands, what it says in our own words, and what rests on it."""

    clause: str
    area: str
    name: Text
    document: Document | None
    said: PlainClause | None
    years: Text
    uses: tuple[Use, ...]
    readings: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class AreaReading:
    """How one area understands an unclear clause, and in which years."""

    area: str
    name: Text
    reading: Reading
    years: Text
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class OpenReading:
    """A reading opened: every way that the rules know, and how each area reads it."""

    reading_id: str
    question: Text | None
    ways: tuple[str, ...]
    areas: tuple[AreaReading, ...]


def open_clause(book: Book, clause: str) -> OpenClause | None:
    """A clause by its id, None when the book neither cites nor explains it."""
    owner = _owner(book, clause)
    uses = tuple(use for use in uses_of(book) if clause in use.clauses)
    if owner is None or (clause not in owner.clauses and clause not in known_ids(book)):
        return None
    document = owner.about.documents.get(clause.partition("-")[0])
    readings: dict[str, Text] = {}
    for area in book.areas():
        for reading_id, ways in area.readings.items():
            if any(way.clause == clause for way in ways):
                readings[reading_id] = Text(ways[-1].zh, ways[-1].en)
    for use in uses:
        for reading_id in use.readings:
            found = next((one for one in _ways(book, use.area, reading_id)), None)
            if found is not None:
                readings.setdefault(reading_id, Text(found.zh, found.en))
    said = owner.clauses.get(clause)
    years = _years_of(document, uses, ends(book.chain(owner.code) or (owner,)).of(clause, ""))
    return OpenClause(
        clause, owner.code, owner.name, document, said, years, uses, tuple(sorted(readings.items()))
    )


def open_reading(book: Book, reading_id: str) -> OpenReading | None:
    """A reading by its id, None when neither an area nor the rules know it."""
    areas = [area for area in book.areas() if reading_id in area.readings]
    if not areas and reading_id not in table_words.register():
        return None
    return OpenReading(
        reading_id,
        table_words.question(reading_id),
        SWITCHES.get(reading_id, ()),
        tuple(
            AreaReading(
                area.code,
                area.name,
                way,
                span(way.from_coverage_year, way.until_coverage_year),
                tuple(
                    use
                    for use in uses_of(book)
                    if reading_id in use.readings and _reads_by(book, use.area, reading_id) == area.code
                ),
            )
            for area in areas
            for way in area.readings[reading_id]
        ),
    )


def known_ids(book: Book) -> frozenset[str]:
    """Every clause and reading that can be opened."""
    return remembered(book, "ids", lambda: frozenset(_ids(book)))


def _ids(book: Book) -> Iterator[str]:
    yield from table_words.register()
    for area in book.areas():
        yield from area.clauses
        yield from area.readings
        yield from (way.clause for ways in area.readings.values() for way in ways)
        yield from (clause for word in area.about.carried_over for clause in word.clauses)
    for use in uses_of(book):
        yield from use.clauses


_MEMORY: dict[tuple[int, str], tuple[Book, Any]] = {}


def remembered(book: Book, key: str, make: Callable[[], Made]) -> Made:
    """What is worked out once for a book; the book itself is kept beside it, so that its id stays its own."""
    found = _MEMORY.get((id(book), key))
    if found is None or found[0] is not book:
        if len(_MEMORY) > 16:
            _MEMORY.clear()
        found = _MEMORY[id(book), key] = (book, make())
    made: Made = found[1]
    return made


def uses_of(book: Book) -> tuple[Use, ...]:
    """Every value of the book with the clauses and readings that it rests on."""
    return remembered(book, "uses", lambda: tuple(_all_uses(book)))


def _all_uses(book: Book) -> Iterator[Use]:
    for area in book.areas():
        ending = ends(book.chain(area.code) or (area,))
        for kind, file in area.files.items():
            for table, value in _values(file):
                years, first, last = _when(value, kind, ending)
                found = list(walk(value, ""))
                clauses = tuple(dict.fromkeys(one for _, inner in found for one in inner.clauses))
                readings = tuple(
                    dict.fromkeys(
                        one for _, inner in found for one in (*inner.readings, *_named_readings(inner))
                    )
                )
                title = table_words.tables(kind).get(table, Text(table, table))
                yield Use(
                    area.code, area.name, kind, table, title, years, clauses, readings, _said(value), first, last
                )  # fmt: skip


def _values(file: PolicyFile) -> Iterator[tuple[str, Any]]:
    for table in type(file).model_fields:
        held = getattr(file, table)
        for value in held if isinstance(held, tuple) else (held,):
            if value is not None:
                yield table, value


def _named_readings(value: Any) -> Iterator[str]:
    yield from getattr(value, "if_readings", {})
    for name in type(value).model_fields:
        if name.endswith("_reading") and getattr(value, name):
            yield getattr(value, name)


def _said(value: Any) -> Text | None:
    said = getattr(value, "what", None) or getattr(value, "text", None)
    return said if isinstance(said, Text) and said.zh else None


def _when(value: Any, kind: str, ending: Ends) -> tuple[Text, int | None, int | None]:
    """The years or days for which a value holds, by its own keys or the end of its document: in words, first and last."""
    if (begins := getattr(value, "from_on", None)) is not None:
        ends_before = value.until_on
        return _days(begins, ends_before), begins.year, ends_before and (ends_before - timedelta(1)).year
    for name in ("coverage_year", "fiscal_year", "year", "notice_year"):
        year = getattr(value, name, None)
        if isinstance(year, int):
            unit = {"fiscal_year": Text("年", "fiscal year "), "notice_year": Text("年文件", "notice of ")}
            words = unit.get(name, Text("年度", "coverage "))
            return Text(f"{year}{words.zh}", f"{words.en}{year}"), year, year
    if years := (*getattr(value, "coverage_years", ()), *getattr(value, "fiscal_years", ())):
        before = "coverage " if getattr(value, "coverage_years", ()) else "fiscal year "
        said = Text(
            "、".join(map(str, years)) + ("年度" if before[0] == "c" else "年"),
            before + ", ".join(map(str, years)),
        )
        return said, min(years), max(years)
    first = getattr(value, "from_coverage_year", None) or getattr(value, "from_year", None)
    last = getattr(value, "until_coverage_year", None)
    clause = value.closes.clause if hasattr(value, "closes") else getattr(value, "clause", "")
    is_open = kind in ("benefit", "fund", "fiscal", "deadline", "target") or hasattr(value, "what")
    last = last or (None if is_open else ending.of(clause, kind))
    return span(first, last), first, last


def span(first: int | None, last: int | None) -> Text:
    """A range of coverage years in words; no words where neither end is known."""
    if first is not None and first == last:
        return Text(f"{first}年度", f"coverage {first}")
    if first is None and last is None:
        return Text("", "")
    if last is None:
        return Text(f"{first}年度起", f"from coverage {first} on")
    if first is None:
        return Text(f"至{last}年度", f"to coverage {last}")
    return Text(f"{first}至{last}年度", f"coverage {first} to {last}")


def _days(first: date, until: date | None) -> Text:
    if until is None:
        return Text(f"{first} 起就医", f"care from {first} on")
    return Text(f"{first} 至 {until}（不含）就医", f"care from {first} to before {until}")


def _years_of(document: Document | None, uses: tuple[Use, ...], last: int | None) -> Text:
    """The years of the values that rest on a clause, each once; where none does, those of its document."""
    spans = list(dict.fromkeys(use.years for use in uses if use.years.zh))
    if spans:
        return Text("；".join(one.zh for one in spans), "; ".join(one.en for one in spans))
    if document is None:
        return Text("", "")
    start = document.in_force_from or document.issued_on
    if document.lasting:
        if start is None:
            return Text("长期有效", "lasting")
        return Text(f"{start} 起", f"from {start} on")
    return span(start.year if start else None, last)


def _owner(book: Book, clause: str) -> Area | None:
    """The area that explains a clause, or else lists its document."""
    prefix = clause.partition("-")[0]
    explaining = (area for area in book.areas() if clause in area.clauses)
    listing = (area for area in book.areas() if prefix in area.about.documents)
    return next(explaining, None) or next(listing, None)


def _ways(book: Book, code: str, reading_id: str) -> Iterator[Reading]:
    for area in book.chain(code):
        yield from area.readings.get(reading_id, ())


def _reads_by(book: Book, code: str, reading_id: str) -> str | None:
    """The nearest area above a value that says how the clause is read: its own, or one from which it inherits."""
    chain = book.chain(code) or (book.by_code[code],)
    return next((area.code for area in chain if reading_id in area.readings), None)
