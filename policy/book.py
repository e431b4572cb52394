"""Which rules hold in an area, inherited from county to city to province, and from which documents?"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from policy.check import problems_between
from policy.files import Area, Problem, read_directory
from policy.schema import FILES, Document, PolicyFile, Reading, Undecided
from policy.terms import Level, Text

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
    """What holds in one area: its own files first, then those of the areas above it."""

    chain: tuple[Area, ...]
    choices: dict[str, str] = field(default_factory=dict)
    _remembered: dict[Hashable, Any] = field(default_factory=dict, repr=False)

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
        """SHA-256 over every file and chosen reading, so that an answer can name the text it was computed
        from.
        """
        return self.remember("digest", self._digest)

    def _digest(self) -> str:
        lines = [
            f"{area.code}/{name} {mark}" for area in self.chain for name, mark in sorted(area.digests.items())
        ]
        lines += [f"{reading} {value}" for reading, value in sorted(self.choices.items())]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def files(self, name: str, kind: type[File]) -> Iterator[tuple[Area, File]]:
        """One kind of file along the chain, nearest area first."""
        for area in self.chain:
            yield area, area.file(name, kind)

    def reading(self, reading_id: str) -> str:
        """The chosen value of a reading, "" when the area has none of that id."""
        if reading_id in self.choices:
            return self.choices[reading_id]
        found = self.reading_of(reading_id)
        return found.value if found else ""

    def reading_of(self, reading_id: str) -> Reading | None:
        """The nearest area's wording of a reading."""
        return next((area.readings[reading_id] for area in self.chain if reading_id in area.readings), None)

    def readings(self) -> dict[str, Reading]:
        """Every reading that holds here, by id."""
        merged: dict[str, Reading] = {}
        for area in reversed(self.chain):
            merged.update(area.readings)
        return dict(sorted(merged.items()))

    def with_reading(self, reading_id: str, value: str) -> Policy:
        """The same rules under another reading."""
        return replace(self, choices={**self.choices, reading_id: value}, _remembered={})

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
        for candidate in (area,) if area else self.chain:
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
        return book, problems + problems_between(book.by_code)

    def areas(self) -> tuple[Area, ...]:
        """Every area with a folder, by code."""
        return tuple(self.by_code.values())

    def chain(self, division_code: str) -> tuple[Area, ...]:
        """The areas with data above a division, nearest first."""
        county = division_code[:6].ljust(6, "0")
        codes = dict.fromkeys((county, county[:4] + "00", county[:2] + "0000"))
        return tuple(self.by_code[code] for code in codes if code in self.by_code)

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


@lru_cache(maxsize=8)
def _book(extra: str) -> Book:
    return Book.load(*(Path(part) for part in extra.split(os.pathsep) if part))


def default_book() -> Book:
    """The built-in data with the directories of CANBAO_POLICY_DIRS laid over, read once."""
    return _book(os.environ.get(EXTRA_DIRECTORIES, ""))
