"""Does every table of coverage years hold one value at a time, without a year between two that nobody speaks of?"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from typing import Final, TypeVar

from policy.check.years import open_years
from policy.files import Area, Problem
from policy.schema import (
    BenefitFile,
    Conflict,
    ContributionFile,
    EnrollBasis,
    EnrollUnit,
    Exempt,
    Inclusion,
    Individual,
    LatePrice,
    NewbornWithin,
    RefundRule,
    RegularWindow,
    Sponsors,
    SubsidyFlow,
    SubsidyMinimum,
    SubsidyRule,
    Undecided,
    Yearly,
)
from policy.schema.care_scope import FromDay
from policy.terms import Term, Text
from policy.timeline import Dated, faults
from policy.years import YEARLY_FILES, Ends, ends

Value = TypeVar("Value")
Question = tuple[str, Hashable, tuple[tuple[str, str], ...]]
LAST: Final = 2200
# Windows, prices and amounts have checks of their own (policy.check.years); an area may name several grounds in one year.
CHECKED_ELSEWHERE: Final = (RegularWindow, LatePrice, Individual, Undecided, EnrollBasis)


def dated_tables(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """Values that answer the same question follow each other without gap or overlap of years.

    A year between two values needs an `[[undecided]]` entry; what has no last year ends with its document (A55).
    """
    ending = ends(tuple(chain))
    oldest = _oldest(area)
    for kind in YEARLY_FILES:
        file = area.files.get(kind)
        if file is None:
            continue
        silent = {year for entry in file.undecided for year in open_years(entry)}
        by_question: dict[Question, list[Dated[int, Yearly]]] = {}
        spots: dict[int, str] = {}
        for name in type(file).model_fields:
            table = getattr(file, name)
            for index, value in enumerate(table if isinstance(table, tuple) else (), 1):
                if not isinstance(value, Yearly | RegularWindow):
                    continue
                place = f"{area.code}/{kind}.toml: {name}[{index}]"
                yield from _years(place, value, area, oldest)
                yield from _without_end(place, value, kind, area, ending)
                if isinstance(value, Yearly) and not isinstance(value, CHECKED_ELSEWHERE):
                    for question in _questions(value):
                        key = (name, question, tuple(sorted(value.if_readings.items())))
                        by_question.setdefault(key, []).append(_range(value, kind, ending))
                        spots[id(value)] = place
        for key, ranges in by_question.items():
            asked = key[1][0] if isinstance(key[1], tuple) and key[1] else key[1]
            about = f" ({asked.label.zh})" if isinstance(asked, Term) else ""
            yield from _faults(f"{area.code}/{kind}.toml: {key[0]}{about}", ranges, silent, spots)
    for reading_id, ways in area.readings.items():
        spans = [
            Dated(way.from_coverage_year or 0, (way.until_coverage_year or LAST) + 1, way) for way in ways
        ]
        place = f"{area.code}/readings.toml: {reading_id}"
        yield from _faults(place, spans, set(range(LAST)))


def _without_end(
    place: str, value: Yearly | RegularWindow, kind: str, area: Area, ending: Ends
) -> Iterator[Problem]:
    """A value without a last year needs a document that has one, or that says it is lasting (A55)."""
    clause = value.closes.clause if isinstance(value, RegularWindow) else value.clause
    document = area.about.documents.get(clause.partition("-")[0])
    if document is None or document.lasting or value.until_coverage_year is not None:
        return
    if isinstance(value, Undecided) or ending.of(clause, kind) is not None:
        return
    zh = f"{clause} 的文件没有写到哪一年度：写 last_coverage_year，或 lasting = true，或 until_coverage_year"
    en = f"the document of {clause} names no year: write last_coverage_year, lasting = true or until_coverage_year"
    yield Problem(place, Text(zh, en))


def _oldest(area: Area) -> str | None:
    """The document of an area that was issued first, None when no order is known."""
    documents = area.about.documents
    if len(documents) < 2:
        return next(iter(documents), None)
    days = {prefix: one.issued_on or one.in_force_from for prefix, one in documents.items()}
    known = {prefix: day for prefix, day in days.items() if day is not None}
    return min(known, key=lambda prefix: known[prefix]) if len(known) == len(days) else None


def _years(place: str, value: Yearly | RegularWindow, area: Area, oldest: str | None) -> Iterator[Problem]:
    first, last = value.from_coverage_year, value.until_coverage_year
    if first is not None and last is not None and last < first:
        zh, en = (
            "until_coverage_year 早于 from_coverage_year",
            "until_coverage_year is before from_coverage_year",
        )
        yield Problem(place, Text(zh, en))
    clause = value.closes.clause if isinstance(value, RegularWindow) else value.clause
    prefix = clause.partition("-")[0]
    document = area.about.documents.get(prefix)
    if document is None:
        return
    if first is None and prefix != oldest and not (isinstance(value, Undecided) and value.coverage_years):
        zh = f"{clause} 属较晚的文件：须写 from_coverage_year，以免改变以前年度"
        en = f"{clause} is of a later document: write from_coverage_year, so that earlier years stay as they are"
        yield Problem(f"{place}.from_coverage_year", Text(zh, en))
    issued = document.issued_on
    if first is not None and issued is not None and issued.year > first and not isinstance(value, Undecided):
        yield _too_late(f"{place}.from_coverage_year", issued, first)


def _too_late(place: str, issued: date, first: int) -> Problem:
    """A text does not change years that were over when it was issued."""
    zh = f"文件于 {issued} 印发，晚于其起始的 {first} 年度：起始年度至少写 {issued.year}，或核对 issued_on"
    en = (
        f"the document was issued on {issued}, after coverage year {first} from which the value holds: begin with "
        f"{issued.year} or later, or look at issued_on"
    )
    return Problem(place, Text(zh, en))


def issued_before(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """An amount of a coverage year, and a value for care, rest on a document that was issued by the end of its first year."""
    contribution = area.file("contribution", ContributionFile)
    for index, one in enumerate(contribution.individual, 1):
        place = f"{area.code}/contribution.toml: individual[{index}].coverage_year"
        yield from _issued_in_time(place, area, one.clause, one.coverage_year)
    benefit = area.file("benefit", BenefitFile)
    for name in type(benefit).model_fields:
        for index, value in enumerate(getattr(benefit, name), 1):
            if isinstance(value, FromDay):
                place = f"{area.code}/benefit.toml: {name}[{index}].from_on"
                yield from _issued_in_time(place, area, value.clause, value.from_on.year)


def _issued_in_time(place: str, area: Area, clause: str, first: int | None) -> Iterator[Problem]:
    document = area.about.documents.get(clause.partition("-")[0])
    issued = document.issued_on if document else None
    if issued is not None and first is not None and issued.year > first:
        yield _too_late(place, issued, first)


def _questions(value: Yearly) -> list[Hashable]:
    """What a value answers within its table: two answers to one question may not hold in the same year."""
    match value:
        case Exempt():
            return [(value.reason, value.event)]
        case NewbornWithin():
            return [(value.months, value.days)]
        case SubsidyFlow():
            return [(value.mode, value.categories)]
        case SubsidyMinimum():
            return [(value.tier1, value.categories)]
        case SubsidyRule():
            places = value.divisions or ("",)  # a table by county answers for each of its lines
            payer = value.payer if value.beside else ""
            return [(one, payer, place) for one in value.categories for place in places]
        case Inclusion():
            return [value.categories]
        case Conflict():
            return [value.elsewhere]
        case RefundRule():
            return list(value.grounds)
        case EnrollUnit():
            return [value.groups]
        case Sponsors():
            return list(value.kinds)
    return [None]


def _range(value: Yearly, kind: str, ending: Ends) -> Dated[int, Yearly]:
    last = value.until_coverage_year or ending.of(value.clause, kind)
    return Dated(value.from_coverage_year or 0, None if last is None else last + 1, value)


def _faults(
    place: str, ranges: list[Dated[int, Value]], silent: set[int], spots: Mapping[int, str] | None = None
) -> Iterator[Problem]:
    for fault, start, until in faults(ranges):
        if fault == "overlap":
            later = [one for one in ranges if one.start == start][-1]
            zh = f"自 {start} 年度起重叠：前一条写 until_coverage_year = {start - 1}，或删去一条"
            en = f"overlap from coverage year {start}: end the earlier one by until_coverage_year = {start - 1}, or take one out"
            yield Problem((spots or {}).get(id(later.value), place), Text(zh, en))
        elif any(year not in silent for year in range(start, until)):
            zh = f"{start} 至 {until - 1} 年度空缺：补上规定、写明沿用（carried_over），或在 undecided 中写明"
            en = f"gap: coverage {start} to {until - 1} has no value; add one, a carried_over entry or an undecided one"
            yield Problem(place, Text(zh, en))


def carried_over(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """A word that carries values over names documents on file and files of coverage years."""
    prefixes = {prefix for one in chain for prefix in one.about.documents}
    for index, word in enumerate(area.about.carried_over, 1):
        place = f"{area.code}/area.toml: carried_over[{index}]"
        for prefix in (*word.documents, word.clause.partition("-")[0]):
            if prefix not in prefixes:
                text = Text(f"文件 {prefix} 没有登记", f"document {prefix} is not listed")
                yield Problem(place, text)
        for file in word.files:
            if file not in YEARLY_FILES:
                known = "、".join(YEARLY_FILES)
                text = Text(f"files 只能是 {known}", f"files are of {known}")
                yield Problem(f"{place}.files", text)
