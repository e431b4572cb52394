"""What stands in a directory of policy data, and which of its files cannot be read?"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from policy import table_words
from policy.lines import Place
from policy.refused import explain, not_toml
from policy.schema import FILES, AreaFile, Model, MoreOfAnArea, PlainClause, PolicyFile, Reading
from policy.terms import Text

File = TypeVar("File", bound=PolicyFile)
AnyModel = TypeVar("AnyModel", bound=Model)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the book: where it stands and what to do about it.

    `place` names value and file, as `371600/waiting.toml: exempt[2].event`; `at` the file on disk and the line, once known.
    """

    place: str
    text: Text
    at: Place | None = None
    is_to_fill_in: bool = False

    def __str__(self) -> str:
        value = self.place.partition(": ")[2]
        where = self.place if self.at is None else f"{self.at}: {value}" if value else str(self.at)
        return f"{where}: {self.text.zh} / {self.text.en}"


Readings = dict[str, tuple[Reading, ...]]
Clauses = dict[str, PlainClause]
UNFILLED: Final = ("待填", "TO FILL IN")
TO_FILL_IN: Final = "to_fill_in"


@dataclass(frozen=True, slots=True)
class Area:
    """The files of one area as read; nothing inherited yet.

    `parts` holds what each file said by its name on disk: `waiting-2025.toml` adds to what `waiting.toml` says.
    """

    about: AreaFile
    files: dict[str, PolicyFile] = field(default_factory=dict)
    readings: Readings = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    parts: dict[str, PolicyFile | Readings | Clauses] = field(default_factory=dict)
    clauses: Clauses = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The division code."""
        return self.about.code

    @property
    def name(self) -> Text:
        """The name of the area."""
        return Text(self.about.zh, self.about.en)

    def file(self, name: str, kind: type[File]) -> File:
        """One of the area's files, empty when it has none."""
        found = self.files.get(name)
        return found if isinstance(found, kind) else kind()


def read_directory(directory: Path, *, over: Mapping[str, Area]) -> tuple[dict[str, Area], list[Problem]]:
    """The areas of a directory and every problem met.

    A folder whose code is in `over` may leave out area.toml: it only replaces files of an area read before.
    """
    problems: list[Problem] = []
    areas: dict[str, Area] = {}
    if not directory.is_dir():
        return {}, [
            Problem(str(directory), Text("目录不存在；请检查路径", "no such directory; check the path"))
        ]
    for folder in sorted(directory.iterdir()):
        if not folder.is_dir() or folder.name.startswith((".", "_")):
            continue
        below = over.get(folder.name)
        area, found = _read_area(folder, below)
        problems.extend(found)
        if area is not None:
            areas[folder.name] = area if below is None else overlay(below, area)
    return areas, problems


def overlay(below: Area, above: Area) -> Area:
    """An area of an extra directory over an earlier one: each file given replaces the file of that name, and adds else."""
    return _area(above.about, {**below.parts, **above.parts}, {**below.digests, **above.digests})


def _area(
    about: AreaFile, parts: dict[str, PolicyFile | Readings | Clauses], digests: dict[str, str]
) -> Area:
    files: dict[str, PolicyFile] = {}
    readings: Readings = {}
    clauses: Clauses = {}
    for name, part in sorted(parts.items(), key=lambda named: Path(named[0]).stem):
        kind = _kind(name)
        if isinstance(part, PolicyFile):
            files[kind] = part if kind not in files else join(files[kind], part)
            continue
        for key, said in part.items():
            if isinstance(said, PlainClause):
                clauses[key] = said
            else:
                readings[key] = (*readings.get(key, ()), *said)
    return Area(about, files, readings, digests, parts, clauses)


def join(one: File, other: PolicyFile) -> File:
    """What two files of one kind say together; every table of a kind that may stand in parts is a list."""
    tables = {name: getattr(one, name) for name in type(one).model_fields}
    for name, first in tables.items():
        second = getattr(other, name)
        tables[name] = (*first, *second) if isinstance(first, tuple) else first if second is None else second
    return type(one).model_construct(**tables)


def read_values(file: PolicyFile) -> Iterator[Model]:
    """Every table of a file, one by one."""
    for name in type(file).model_fields:
        table = getattr(file, name)
        yield from table if isinstance(table, tuple) else (table,) if table is not None else ()


def _kind(name: str) -> str:
    """The kind of a file: what stands before the first hyphen of its name."""
    return Path(name).stem.partition("-")[0]


def _read_area(folder: Path, below: Area | None) -> tuple[Area | None, list[Problem]]:
    problems: list[Problem] = []
    tables: dict[str, dict[str, Any]] = {}
    digests: dict[str, str] = {}
    for path in sorted(folder.iterdir(), key=lambda one: one.stem):
        if path.name.startswith((".", "_")) or path.name.upper().startswith("README"):
            continue
        place = f"{folder.name}/{path.name}"
        stem = _kind(path.name)
        if path.suffix != ".toml" or stem not in table_words.files():
            problems.append(Problem(place, _unknown_file()))
            continue
        table = parse(path, place, problems)
        if table is None:
            continue
        problems.extend(_left_to_fill_in(table, place, stem))
        problems.extend(_unfilled(table, place))
        tables[path.name] = table
        if stem != "clauses":  # plain words change no answer, so they are no part of the digest of the rules
            digests[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    if below is None and not (folder / "area.toml").exists():
        problems.append(Problem(f"{folder.name}/area.toml", Text("缺少 area.toml", "area.toml is missing")))
    area, found = area_of(folder.name, tables, digests, below=below)
    return area, problems + found


def area_of(
    code: str, tables: Mapping[str, dict[str, Any]], digests: dict[str, str], *, below: Area | None
) -> tuple[Area | None, list[Problem]]:
    """An area from the tables of its files by their names; None without an area.toml here or in `below`."""
    problems: list[Problem] = []
    parts: dict[str, PolicyFile | Readings | Clauses] = {}
    about = below.about if below else None
    for name, table in tables.items():
        place, stem = f"{code}/{name}", _kind(name)
        if Path(name).stem == "area":
            about = _model(AreaFile, table, place, problems)
        elif stem == "area":
            about = _further(about, table, place, problems)
        elif stem == "readings":
            parts[name] = _readings(table, place, problems)
        elif stem == "clauses":
            parts[name] = _clauses(table, place, problems)
        else:
            file = _model(FILES[stem], table, place, problems)
            if file is not None:
                parts[name] = file
    if about is None:
        return None, problems
    if about.code != code:
        text = Text(f"code 与目录名 {code} 不符", f"code differs from the folder name {code}")
        problems.append(Problem(f"{code}/area.toml: code", text))
    return _area(about, parts, digests), problems


def _further(
    about: AreaFile | None, table: dict[str, Any], place: str, problems: list[Problem]
) -> AreaFile | None:
    """What an `area-….toml` adds to its area: documents, words that carry values over, names of levels and facts."""
    more = _model(MoreOfAnArea, table, place, problems)
    if about is None or more is None:
        return about
    return about.model_copy(
        update={
            "documents": {**about.documents, **more.documents},
            "carried_over": (*about.carried_over, *more.carried_over),
            "tiers": more.tiers or about.tiers,
            "facts": {**about.facts, **more.facts},
        }
    )


def _readings(table: dict[str, Any], place: str, problems: list[Problem]) -> Readings:
    """The readings of a file; one that changed stands there once for each range of years."""
    readings: Readings = {}
    for reading_id, body in table.items():
        several = body if isinstance(body, list) else [body]
        ways = [_model(Reading, one, f"{place}: {reading_id}", problems) for one in several]
        readings[reading_id] = tuple(way for way in ways if way is not None)
    return {reading_id: ways for reading_id, ways in readings.items() if ways}


def _clauses(table: dict[str, Any], place: str, problems: list[Problem]) -> Clauses:
    """What each clause says in plain words."""
    said = {name: _model(PlainClause, body, f"{place}: {name}", problems) for name, body in table.items()}
    return {name: words for name, words in said.items() if words is not None}


def _unknown_file() -> Text:
    known = table_words.files()
    zh = "、".join(f"{name}.toml（{words.zh}）" for name, words in known.items())
    en = ", ".join(f"{name}.toml ({words.en})" for name, words in known.items())
    return Text(f"不认识的文件；只能是 {zh}", f"unknown file; expected one of {en}")


def _left_to_fill_in(table: dict[str, Any], place: str, kind: str) -> Iterator[Problem]:
    """Every table of a new folder that nobody has looked at yet, as the line `to_fill_in` of its file says."""
    known = table_words.tables(kind)
    for name in table.pop(TO_FILL_IN, ()):
        words = known.get(str(name), Text(str(name), str(name)))
        zh = (
            f"还没有填写 [[{name}]]（{words.zh}）：照示例写出，或写 [[undecided]]；"
            f"沿用上级的留空；然后从 {TO_FILL_IN} 中删去 {name}"
        )
        en = (
            f"still to fill in: [[{name}]] ({words.en}); write it as the example shows, or an [[undecided]] entry, or leave "
            f"it to the area above; then take {name} out of {TO_FILL_IN}"
        )
        yield Problem(f"{place}: {TO_FILL_IN}", Text(zh, en), is_to_fill_in=True)


def _unfilled(value: Any, place: str, path: str = "") -> Iterator[Problem]:
    """Every text that still holds the mark of a new folder."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _unfilled(inner, place, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, inner in enumerate(value, 1):
            yield from _unfilled(inner, place, f"{path}[{index}]")
    elif isinstance(value, str) and any(mark in value for mark in UNFILLED):
        words = table_words.key(path.rpartition(".")[2]) or Text(path, path)
        zh, en = f"还没有填写：{words.zh}", f"still to fill in: {words.en}"
        yield Problem(f"{place}: {path}", Text(zh, en), is_to_fill_in=True)


def parse(path: Path, place: str, problems: list[Problem]) -> dict[str, Any] | None:
    return parse_bytes(path.read_bytes(), place, problems)


def parse_bytes(content: bytes, place: str, problems: list[Problem]) -> dict[str, Any] | None:
    """The tables of one file; None with the problem told where it is no TOML."""
    try:
        return tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except UnicodeDecodeError:
        text = Text("不是 UTF-8 文本：请另存为 UTF-8", "not UTF-8 text: save it as UTF-8")
        problems.append(Problem(place, text))
    except tomllib.TOMLDecodeError as error:
        text, line = not_toml(error)
        problems.append(Problem(place, text, Place(place, line)))
    return None


def _model(kind: type[AnyModel], table: Any, place: str, problems: list[Problem]) -> AnyModel | None:
    try:
        return kind.model_validate(table)
    except ValidationError as refusal:
        for error in refusal.errors():
            inside = _path(error["loc"])
            joint = "." if ": " in place and inside else ": " if inside else ""
            problems.append(Problem(f"{place}{joint}{inside}", explain(kind, error)))
        return None


def _path(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return text
