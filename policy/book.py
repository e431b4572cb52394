"""Which rules hold in an area, inherited from county to city to province to the whole country, and from which documents?"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from policy.care import FACTS, ProviderTier
from policy.categories import Categories
from policy.check import chain_of, problems_between
from policy.county_terms import of_year
from policy.entered import Entered
from policy.files import Area, Problem, read_directory
from policy.lines import located
from policy.schema import FILES, Document, PolicyFile, Reading, SubsidyFile, Undecided
from policy.terms import Level, Text
from policy.topics import Topic
from policy.years import Ends, Year, as_read, ends

DATA = Path(__file__).parent / "data"
EXTRA_DIRECTORIES = "CANBAO_POLICY_DIRS"

Made = TypeVar("Made")
File = TypeVar("File", bound=PolicyFile)


class BookRefused(ValueError):
    """The policy data contradict themselves or cannot be read; `problems` lists every place."""

    def __init__(self, problems: list[Problem]) -> None:
        heading = f"政策数据有 {len(problems)} 处问题 / {len(problems)} problems in the policy data"
        super().__init__("\n".join([heading, *(str(problem) for problem in problems)]))
        self.problems = problems


class NoPolicy(LookupError):
    """No folder of policy data covers the division."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"区划 {code} 没有政策数据：请在 policy/data 下为其所属市或省增加目录"
            f" / no policy data for division {code}: add a folder for its city or province"
        )
        self.code = code


@dataclass(frozen=True, eq=False)
class Policy:
    """What holds in one area: its own files first, then those of the areas above it.

    `in_year` narrows it to one coverage year; rules on contribution, window, waiting and subsidy are asked of a year.
    """

    chain: tuple[Area, ...]
    choices: dict[str, str] = field(default_factory=dict)
    entries: dict[tuple[Topic, str], Entered] = field(default_factory=dict)
    coverage_year: int | None = None
    closed_year: int | None = None  # for which nothing is collected: neither stated by a notice nor opened
    _whole: Policy | None = field(default=None, repr=False)
    _remembered: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    _read: dict[tuple[str, int | None], str] = field(default_factory=dict, repr=False)

    @property
    def whole(self) -> Policy:
        """The same rules of every year."""
        return self._whole or self

    def in_year(self, coverage_year: int) -> Policy:
        """What holds in one coverage year: nothing of a later text, and nothing of one that has come to its end (A55)."""
        if self.coverage_year == coverage_year:
            return self
        whole = self.whole
        view: Policy | None = whole._remembered.get(coverage_year)
        if view is None:
            view = whole._remembered[coverage_year] = whole._of_year(coverage_year)
        return view

    def _of_year(self, coverage_year: int) -> Policy:
        year = self.year(coverage_year)
        chain = of_year(tuple(as_read(year.area(area), year.reading) for area in self.chain))
        return replace(self, chain=chain, coverage_year=coverage_year, _whole=self, _remembered={}, _read={})

    def year(self, coverage_year: int) -> Year:
        """How a coverage year decides which values hold."""

        def reading(reading_id: str) -> str:
            return self.reading(reading_id, coverage_year)

        return Year(coverage_year, self.ends(), reading, self.entries)

    def ends(self) -> Ends:
        """With which coverage year each document comes to its end."""
        whole = self.whole
        return whole.remember("ends", lambda: ends(whole.chain))

    @property
    def code(self) -> str:
        """The division code of the nearest area with a folder."""
        return self.chain[0].code

    @property
    def name(self) -> Text:
        """The name of the nearest area with a folder."""
        return self.chain[0].name

    @property
    def digest(self) -> str:
        """SHA-256 over every file, chosen reading and entered figure, so that an answer can name the text it was computed
        from.
        """
        return self.whole.remember("digest", self.whole._digest)

    def _digest(self) -> str:
        lines = [
            f"{area.code}/{name} {mark}" for area in self.chain for name, mark in sorted(area.digests.items())
        ]
        lines += [f"{reading} {value}" for reading, value in sorted(self.choices.items())]
        lines += [
            f"{topic} {key} {one.value} {one.document}" for (topic, key), one in sorted(self.entries.items())
        ]
        lines += [f"closed {self.closed_year}"] if self.closed_year else []
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def files(self, name: str, kind: type[File]) -> Iterator[tuple[Area, File]]:
        """One kind of file along the chain, nearest area first."""
        for area in self._as_read():
            yield area, area.file(name, kind)

    def _as_read(self) -> tuple[Area, ...]:
        if self.coverage_year is not None:
            return self.chain
        return self.remember("as_read", lambda: tuple(as_read(area, self.reading) for area in self.chain))

    def reading(self, reading_id: str, coverage_year: int | None = None) -> str:
        """The chosen value of a reading, "" when the area has none of that id."""
        key = reading_id, coverage_year
        chosen = self._read.get(key)
        if chosen is None:
            found = self.reading_of(reading_id, coverage_year)
            chosen = self._read[key] = self.choices.get(reading_id, found.value if found else "")
        return chosen

    def reading_of(self, reading_id: str, coverage_year: int | None = None) -> Reading | None:
        """The nearest area's wording of a reading, of a coverage year or else the latest."""
        year = coverage_year or self.coverage_year
        for area in self.chain:
            ways = area.readings.get(reading_id, ())
            if year is not None:
                ways = tuple(
                    way
                    for way in ways
                    if (way.from_coverage_year or year) <= year <= (way.until_coverage_year or year)
                )
            if ways:
                return max(ways, key=lambda way: way.from_coverage_year or 0)
        return None

    def readings(self) -> dict[str, Reading]:
        """Every reading that holds here, by id."""
        named = sorted({reading_id for area in self.chain for reading_id in area.readings})
        held = {reading_id: self.reading_of(reading_id) for reading_id in named}
        return {reading_id: reading for reading_id, reading in held.items() if reading is not None}

    def with_reading(self, reading_id: str, value: str) -> Policy:
        """The same rules under another reading."""
        return self._of_all_years(choices={**self.choices, reading_id: value})

    def with_entered(self, entries: Iterable[Entered]) -> Policy:
        """The same rules with figures that an office entered under documents and a second officer approved."""
        return self._of_all_years(entries={**self.entries, **{(one.topic, one.key): one for one in entries}})

    def closed_in(self, coverage_year: int) -> Policy:
        """The same rules, of a year that is not open: every answer of that year is held (decision 0060)."""
        return self._of_all_years(closed_year=coverage_year)

    def _of_all_years(self, **changes: Any) -> Policy:
        changed = replace(self.whole, **changes, _remembered={}, _read={})
        return changed if self.coverage_year is None else changed.in_year(self.coverage_year)

    def entered(self, topic: Topic, key: str = "") -> Entered | None:
        """A figure that was entered, None while nobody has entered it."""
        return self.entries.get((topic, key))

    def entries_of(self, topic: Topic) -> list[Entered]:
        """Every figure entered for a topic, by its key."""
        return [one for (of, _), one in sorted(self.entries.items()) if of is topic]

    def carry_over(self, file: str) -> Entered | None:
        """The document under which the values of a file were carried over into the year asked about."""
        return None if self.coverage_year is None else self.whole.year(self.coverage_year).carry_over(file)

    @property
    def categories(self) -> Categories:
        """The categories of assistance that are declared here or above."""
        return self.whole.remember("categories", lambda: Categories.of(self.whole.chain))

    def tiers(self) -> dict[str, Text]:
        """The levels of providers by code, lowest first, as the nearest area that names its own calls them."""
        return self.remember("tiers", self._tiers)

    def _tiers(self) -> dict[str, Text]:
        own = next((area.about.tiers for area in self.chain if area.about.tiers), None)
        if own is None:
            return {tier.value: tier.label for tier in ProviderTier}
        return {code: word.text for code, word in own.items()}

    def tier_label(self, code: str) -> Text:
        """What a level of provider is called here; the built-in word, or the code, for one of another area."""
        known = self.tiers().get(code)
        if known is not None:
            return known
        return ProviderTier(code).label if code in set(ProviderTier) else Text(code, code)

    def fact_label(self, code: str) -> Text:
        """What a fact that rules ask for is called here."""
        word = next((area.about.facts[code] for area in self.chain if code in area.about.facts), None)
        return word.text if word else FACTS.get(code, Text(code, code))

    def document(self, clause: str) -> Document | None:
        """The notice behind a clause id."""
        prefix = clause.partition("-")[0]
        return next(
            (area.about.documents[prefix] for area in self.chain if prefix in area.about.documents), None
        )

    def undecided(
        self, file: str, topic: str, *, coverage_year: int | None = None, area: Area | None = None
    ) -> Undecided | None:
        """The nearest entry that says the documents are silent on a topic (of one area only, when given)."""
        if area is None:
            key = "undecided", file, topic, coverage_year
            return self.remember(key, lambda: self._undecided(self._as_read(), file, topic, coverage_year))
        return self._undecided((area,), file, topic, coverage_year)

    @staticmethod
    def _undecided(
        areas: tuple[Area, ...], file: str, topic: str, coverage_year: int | None
    ) -> Undecided | None:
        for candidate in areas:
            for entry in candidate.file(file, FILES[file]).undecided:
                years = entry.coverage_years
                if entry.topic == topic and (not years or coverage_year is None or coverage_year in years):
                    return entry
        return None

    def remember(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """A value worked out once per policy."""
        try:
            made: Made = self._remembered[key]
        except KeyError:
            made = self._remembered[key] = make()
        return made


@dataclass(frozen=True, eq=False)
class Book:
    """All areas with policy data."""

    by_code: dict[str, Area]
    _policies: dict[str, Policy] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, *extra: Path | str) -> Book:
        """The built-in data with extra directories laid over, in order; refused when anything is wrong."""
        book, problems = cls.read(DATA, *extra)
        if problems:
            raise BookRefused(problems)
        return book

    @classmethod
    def read(cls, *directories: Path | str) -> tuple[Book, list[Problem]]:
        """The areas of the directories and every problem in them, also those between areas."""
        areas: dict[str, Area] = {}
        problems: list[Problem] = []
        for directory in directories:
            found, unreadable = read_directory(Path(directory), over=areas)
            problems.extend(unreadable)
            areas.update(found)
        book = cls(dict(sorted(areas.items())))
        return book, located(problems + problems_between(book.by_code), map(Path, directories))

    def with_area(self, area: Area) -> Book:
        """The same book with one area more, or as it is with more said of it; nothing is checked."""
        return Book({**self.by_code, area.code: area})

    @cached_property
    def categories(self) -> Categories:
        """Every category of assistance that any area declares."""
        return Categories.of(self.areas())

    def categories_at(self, division_code: str) -> Categories:
        """The categories of a place; those of the whole country where it has no rules."""
        if self.chain(division_code):
            return self.policy(division_code).categories
        return Categories.of(area for area in self.areas() if area.about.level == "nation")

    def areas(self) -> tuple[Area, ...]:
        """Every area with a folder, by code."""
        return tuple(self.by_code.values())

    def chain(self, division_code: str) -> tuple[Area, ...]:
        """The areas with data above a division, nearest first; none where only the whole country has data."""
        return chain_of(self.by_code, division_code)

    def policy(self, division_code: str) -> Policy:
        """What holds in a division of any level; raises NoPolicy when no area above it has data."""
        chain = self.chain(division_code)
        if not chain:
            raise NoPolicy(division_code)
        nearest = chain[0].code
        found = self._policies.get(nearest)
        if found is None:
            found = self._policies[nearest] = Policy(chain)
        return found

    def below_pooling(self) -> tuple[str, ...]:
        """The beginnings of the codes of all places with rules of their own below the area that pools their money: a folder, or a
        line of a table by county.
        """
        codes = {code for code in self.by_code if self.pooling_area(code) not in (code, None)}
        for area in self.by_code.values():
            codes |= {code for rule in area.file("subsidy", SubsidyFile).rule for code in rule.divisions}
        return tuple(sorted(_prefix(code) for code in codes))

    def pooling_area(self, division_code: str) -> str | None:
        """The six-digit code of the area that pools the money of a division, or None when that is not
        known.
        """
        chain = self.chain(division_code)
        level = next((area.about.pooling_level for area in chain if area.about.pooling_level), None)
        county = division_code[:6].ljust(6, "0")
        if level is Level.PROVINCE:
            return county[:2] + "0000"
        if level is Level.PREFECTURE and county[2:4] != "00":
            return county[:4] + "00"
        if level is Level.COUNTY and county[4:6] != "00":
            return county
        return None


def _prefix(code: str) -> str:
    return code[:2] if code[2:] == "0000" else code[:4] if code[4:] == "00" else code


@lru_cache(maxsize=8)
def _book(extra: str) -> Book:
    return Book.load(*(Path(part) for part in extra.split(os.pathsep) if part))


def default_book() -> Book:
    """The built-in data with the directories of CANBAO_POLICY_DIRS laid over, read once."""
    return _book(os.environ.get(EXTRA_DIRECTORIES, ""))
