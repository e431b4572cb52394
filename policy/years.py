"""What of an area's files holds in one coverage year, and what has come to an end without a successor?

A value holds from its first to its last year. Where no last year is written it ends with the last year that its document
speaks of, unless the text is lasting or somebody's word carries it over (A55): a rule that nobody confirmed is no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from policy.entered import Entered
from policy.files import Area, Readings, read_values
from policy.schema import (
    Individual,
    PolicyFile,
    RegularWindow,
    Sourced,
    SubsidyRule,
    Undecided,
    Yearly,
)
from policy.topics import Topic

# The files whose values belong to coverage years; the others go by days of service, by years of money or by days.
YEARLY_FILES: Final = ("contribution", "window", "catch_up", "waiting", "newborn", "subsidy", "scope")
LASTS_UNTIL_REPLACED: Final = "until_replaced"


@dataclass(frozen=True, slots=True)
class Ends:
    """The last coverage year of each document; None is lasting. `carried` is by file for the words that name some."""

    documents: dict[str, int | None]
    carried: dict[tuple[str, str], int]

    def of(self, clause: str, file: str) -> int | None:
        """The last year of a value that names none itself, None when it goes on."""
        prefix = clause.partition("-")[0]
        stated = self.documents.get(prefix)
        if stated is None:
            return None
        return max(stated, self.carried.get((prefix, ""), 0), self.carried.get((prefix, file), 0))


def ends(chain: tuple[Area, ...]) -> Ends:
    """When the documents of a chain of areas come to their end."""
    named = _years_named(chain)
    documents: dict[str, int | None] = {}
    carried: dict[tuple[str, str], int] = {}
    for area in chain:
        for prefix, document in area.about.documents.items():
            last = document.last_coverage_year or named.get(prefix)
            documents.setdefault(prefix, None if document.lasting else last)
        for word in area.about.carried_over:
            for prefix in word.documents:
                for file in word.files or ("",):
                    carried[prefix, file] = max(carried.get((prefix, file), 0), word.until_coverage_year)
    return Ends(documents, carried)


def _years_named(chain: tuple[Area, ...]) -> dict[str, int]:
    """The last coverage year that a value of each document names; an amount of a notice's year is for the year after."""
    last: dict[str, int] = {}
    for area in chain:
        for kind in YEARLY_FILES:
            file = area.files.get(kind)
            for value in read_values(file) if file else ():
                prefix = _clause(value).partition("-")[0]
                for year in _named(value):
                    last[prefix] = max(last.get(prefix, 0), year)
    return last


def _named(value: Any) -> Iterator[int]:
    if isinstance(value, Individual) and value.notice_year is not None:
        yield value.notice_year + 1
    for name in ("coverage_year", "from_coverage_year", "until_coverage_year"):
        year = getattr(value, name, None)
        if year is not None:
            yield year


def _clause(value: Any) -> str:
    if isinstance(value, RegularWindow):
        return value.closes.clause
    return value.clause if isinstance(value, Sourced) else ""


@dataclass(frozen=True, slots=True)
class Year:
    """One coverage year as it is asked about: the ends of documents, the readings chosen, and what officers entered."""

    coverage_year: int
    ends: Ends
    reading: Callable[[str], str]
    entries: dict[tuple[Topic, str], Entered]

    def area(self, area: Area) -> Area:
        """The files of an area as they stand in the year."""
        files = {kind: self.file(kind, file) for kind, file in area.files.items()}
        return Area(area.about, files, readings_of(area.readings, self.coverage_year), area.digests)

    def file(self, kind: str, file: PolicyFile) -> PolicyFile:
        """A file as it stands in the year."""
        if kind not in YEARLY_FILES:
            return file
        year = self.coverage_year
        if self.carry_over(kind) is not None and not self._states(file, kind, year):
            year = max((one for one in last_years(file, kind, self.ends) if one < year), default=year)
        return narrow(file, lambda value: holds(value, kind, year, self.ends, self.reading))

    def _states(self, file: PolicyFile, kind: str, year: int) -> bool:
        return any(
            isinstance(value, Yearly | RegularWindow)
            and not isinstance(value, Undecided)
            and holds(value, kind, year, self.ends, self.reading)
            for value in read_values(file)
        )

    def carry_over(self, kind: str) -> Entered | None:
        """The document under which two officers carried the values of a file over into the year."""
        entry = self.entries.get((Topic.CARRIED_OVER, f"{kind}:{self.coverage_year}"))
        return entry if entry is not None and entry.is_yes else None


def around(areas: tuple[Area, ...], years: tuple[Year, ...]) -> tuple[Area, ...]:
    """The areas with what holds in any of some years, as people ask about a day: its own year and the next."""

    def live(kind: str, file: PolicyFile) -> PolicyFile:
        if kind not in YEARLY_FILES:
            return file
        kept = {id(value) for year in years for value in read_values(year.file(kind, file))}
        return narrow(file, lambda value: id(value) in kept)

    return tuple(
        Area(
            area.about,
            {kind: live(kind, file) for kind, file in area.files.items()},
            area.readings,
            area.digests,
        )
        for area in areas
    )


def as_read(area: Area, reading: Callable[[str], str]) -> Area:
    """An area with only those values that hold under the readings chosen."""

    def keep(value: Any) -> bool:
        return all(reading(named) == way for named, way in getattr(value, "if_readings", {}).items())

    files = {kind: narrow(file, keep) for kind, file in area.files.items()}
    same = all(files[kind] is file for kind, file in area.files.items())
    return area if same else Area(area.about, files, area.readings, area.digests)


def holds(value: Any, kind: str, year: int, ends: Ends, reading: Callable[[str], str]) -> bool:
    """Whether a value of a file holds in a coverage year."""
    if not isinstance(value, Yearly | RegularWindow):
        return True
    if value.from_coverage_year is not None and year < value.from_coverage_year:
        return False
    if value.until_coverage_year is not None:
        return year <= value.until_coverage_year
    if isinstance(value, Undecided) and value.coverage_years:
        return year in value.coverage_years
    if isinstance(value, Undecided) and value.from_coverage_year is not None:
        return True  # a question that names its first year stays open until it is answered
    stays = value.lasts_reading if isinstance(value, SubsidyRule) else None
    if stays and reading(stays) == LASTS_UNTIL_REPLACED:
        return True
    last = ends.of(_clause(value), kind)
    return last is None or year <= last


def ended_before(value: Any, kind: str, year: int, ends: Ends) -> int | None:
    """The last year of a value that has come to its end without a successor being named (A55), None when it has not."""
    last = value.until_coverage_year
    if isinstance(value, Undecided) and (value.coverage_years or last is not None):
        return None
    last = last or ends.of(_clause(value), kind)
    return last if last is not None and last < year else None


def last_years(file: PolicyFile, kind: str, ends: Ends) -> Iterator[int]:
    """The last year of each value of a file that has an end."""
    for value in read_values(file):
        if isinstance(value, Yearly | RegularWindow) and not isinstance(value, Undecided):
            last = value.until_coverage_year or ends.of(_clause(value), kind)
            if last is not None:
                yield last


def readings_of(readings: Readings, year: int) -> Readings:
    """The readings that hold in a coverage year."""
    inside = {
        reading_id: tuple(
            way
            for way in ways
            if (way.from_coverage_year or year) <= year <= (way.until_coverage_year or year)
        )
        for reading_id, ways in readings.items()
    }
    return {reading_id: ways for reading_id, ways in inside.items() if ways}


def narrow(file: PolicyFile, keep: Callable[[Any], bool]) -> PolicyFile:
    """A file with only those of its values that are kept; the same file when all are."""
    tables: dict[str, Any] = {}
    changed = False
    for name in type(file).model_fields:
        table = getattr(file, name)
        if isinstance(table, tuple):
            kept = tuple(value for value in table if keep(value))
            changed |= len(kept) != len(table)
            table = kept
        tables[name] = table
    return type(file).model_construct(**tables) if changed else file
