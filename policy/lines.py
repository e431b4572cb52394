"""On which line of which file does a value of the policy data stand?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

Part = str | int
Where = tuple[Part, ...]

_HEADER = re.compile(r"^\s*(\[\[?)(.+?)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_STEP = re.compile(r"([^.\[\]\s(]+)|\[(\d+)\]")


def lines_of(text: str) -> dict[Where, int]:
    """The line of every table and key, counted from 1; entries of `[[table]]` are counted from 1, too."""
    lines: dict[Where, int] = {}
    counted: dict[Where, int] = {}
    inside: Where = ()
    quoted = ""
    for number, line in enumerate(text.splitlines(), 1):
        if quoted:
            quoted = "" if quoted in line else quoted
            continue
        if header := _HEADER.match(line):
            inside = _path(header[2], counted)
            if header[1] == "[[":
                counted[inside] = counted.get(inside, 0) + 1
                inside = (*inside, counted[inside])
            lines.setdefault(inside, number)
        elif found := _KEY.match(line):
            steps = (*inside, *_path(found[1], {}))
            lines.setdefault(steps, number)
            quoted = _left_open(line)
    return lines


def _path(written: str, counted: Mapping[Where, int]) -> Where:
    """The steps of a dotted key as TOML reads them; inside a list of tables the last one is meant."""
    try:
        table: Any = tomllib.loads(f"{written} = 0")
    except tomllib.TOMLDecodeError:
        return (written.strip(),)
    steps: list[Part] = []
    while isinstance(table, dict) and table:
        name, table = next(iter(table.items()))
        steps.append(name)
        if tuple(steps) in counted and table != 0:
            steps.append(counted[tuple(steps)])
    return tuple(steps)


def _left_open(line: str) -> str:
    """The quotes that a text of several lines still waits for."""
    return next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")


def steps_of(path: str) -> Where:
    """`exempt[2].event` as steps; what stands in brackets of words is left out."""
    return tuple(int(number) if number else name for name, number in _STEP.findall(path.partition(" ")[0]))


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file on disk: which file, as `371600/waiting-2025.toml`, and on which line (0: not known)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


def place_of(place: str, directories: Iterable[Path]) -> Place:
    """The file and line of `371600/waiting.toml: exempt[2].event`.

    Values of `waiting-2025.toml` are counted after those of `waiting.toml`; of several directories the last one that has a
    file of the name counts.
    """
    named, _, path = place.partition(": ")
    folder, _, name = named.partition("/")
    if not name.endswith(".toml"):
        return Place(named)
    steps = tuple(_by_clause(path)) or steps_of(path)
    parts = _parts(folder, name, tuple(directories))
    for file, disk in parts:
        try:
            text = disk.read_text(encoding="utf-8")
            table = tomllib.loads(text)
        except (OSError, ValueError):
            return Place(f"{folder}/{file}")
        if len(steps) > 1 and isinstance(steps[1], int):
            held = table.get(str(steps[0]), [])
            count = len(held) if isinstance(held, list) else 1
            if steps[1] > count and file != parts[-1][0]:
                steps = (steps[0], steps[1] - count, *steps[2:])
                continue
        elif steps and str(steps[0]) not in table and file != parts[-1][0]:
            continue
        return Place(f"{folder}/{file}", _nearest(lines_of(text), steps))
    return Place(named)


_CLAUSE = re.compile(r"^([0-9A-Z]+-[0-9A-Za-z.]+?)(?:\.(?:section|zh|en))?$")


def _by_clause(path: str) -> Iterator[Part]:
    """A clause id holds a point: in clauses.toml the whole name is one step."""
    if named := _CLAUSE.match(path):
        yield named[1]


def _nearest(lines: Mapping[Where, int], steps: Where) -> int:
    for end in range(len(steps), 0, -1):
        for candidate in (steps[:end], _without_first_index(steps[:end])):
            if candidate in lines:
                return lines[candidate]
    return min((line for where, line in lines.items() if steps[:1] and where[:1] == steps[:1]), default=0)


def _without_first_index(steps: Where) -> Where:
    """`[wait]` written once is the first of its kind."""
    return (steps[0], *steps[2:]) if len(steps) > 1 and steps[1] == 1 else steps


def _parts(folder: str, name: str, directories: tuple[Path, ...]) -> list[tuple[str, Path]]:
    """The files that make up one kind, in the order in which they are joined; only the file itself where it is named."""
    kind = name.removesuffix(".toml")
    found: dict[str, Path] = {}
    for directory in directories:
        for path in (directory / folder).glob("*.toml"):
            if path.stem.partition("-")[0] == kind or path.name == name:
                found[path.name] = path
    return sorted(found.items(), key=lambda one: Path(one[0]).stem)


Located = TypeVar("Located", bound=Any)


def located(problems: Iterable[Located], directories: Iterable[Path]) -> list[Located]:
    """The same problems, each with file and line where they can be found."""
    where = tuple(directories)
    return [one if one.at else replace(one, at=place_of(one.place, where)) for one in problems]
