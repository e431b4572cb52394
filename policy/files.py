"""What stands in a directory of policy data, and which of its files cannot be read?"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from policy.schema import FILES, AreaFile, Model, MoreOfAnArea, PolicyFile, Reading
from policy.terms import Text

File = TypeVar("File", bound=PolicyFile)
AnyModel = TypeVar("AnyModel", bound=Model)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the book: where it stands and what to do about it."""

    place: str
    text: Text

    def __str__(self) -> str:
        return f"{self.place}: {self.text.zh} / {self.text.en}"


Readings = dict[str, tuple[Reading, ...]]


@dataclass(frozen=True, slots=True)
class Area:
    """The files of one area as read; nothing inherited yet.

    `parts` holds what each file said by its name on disk: `waiting-2025.toml` adds to what `waiting.toml` says.
    """

    about: AreaFile
    files: dict[str, PolicyFile] = field(default_factory=dict)
    readings: Readings = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    parts: dict[str, PolicyFile | Readings] = field(default_factory=dict)

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
            areas[folder.name] = area if below is None else _overlay(below, area)
    return areas, problems


def _overlay(below: Area, above: Area) -> Area:
    """An area of an extra directory over an earlier one: each file given replaces the file of that name, and adds else."""
    return _area(above.about, {**below.parts, **above.parts}, {**below.digests, **above.digests})


def _area(about: AreaFile, parts: dict[str, PolicyFile | Readings], digests: dict[str, str]) -> Area:
    files: dict[str, PolicyFile] = {}
    readings: Readings = {}
    for name, part in sorted(parts.items(), key=lambda named: Path(named[0]).stem):
        if isinstance(part, dict):
            for reading_id, ways in part.items():
                readings[reading_id] = (*readings.get(reading_id, ()), *ways)
            continue
        kind = _kind(name)
        files[kind] = part if kind not in files else join(files[kind], part)
    return Area(about, files, readings, digests, parts)


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
    parts: dict[str, PolicyFile | Readings] = {}
    digests: dict[str, str] = {}
    about = below.about if below else None
    for path in sorted(folder.iterdir(), key=lambda one: one.stem):
        if path.name.startswith((".", "_")) or path.name.upper().startswith("README"):
            continue
        place = f"{folder.name}/{path.name}"
        stem = _kind(path.name)
        if path.suffix != ".toml" or (stem not in FILES and stem not in ("area", "readings")):
            known = "、".join(f"{name}.toml" for name in ("area", "readings", *FILES))
            problems.append(
                Problem(
                    place, Text(f"不认识的文件；只能是 {known}", f"unknown file; expected one of {known}")
                )
            )
            continue
        table = _parse(path, place, problems)
        if table is None:
            continue
        digests[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
        if path.stem == "area":
            about = _model(AreaFile, table, place, problems)
        elif stem == "area":
            about = _further(about, table, place, problems)
        elif stem == "readings":
            parts[path.name] = _readings(table, place, problems)
        else:
            file = _model(FILES[stem], table, place, problems)
            if file is not None:
                parts[path.name] = file
    if about is None:
        if not (folder / "area.toml").exists():
            problems.append(
                Problem(f"{folder.name}/area.toml", Text("缺少 area.toml", "area.toml is missing"))
            )
        return None, problems
    if about.code != folder.name:
        text = Text(f"code 与目录名 {folder.name} 不符", f"code differs from the folder name {folder.name}")
        problems.append(Problem(f"{folder.name}/area.toml: code", text))
    return _area(about, parts, digests), problems


def _further(
    about: AreaFile | None, table: dict[str, Any], place: str, problems: list[Problem]
) -> AreaFile | None:
    """What an `area-….toml` adds to its area: documents, and on which word values are carried over."""
    more = _model(MoreOfAnArea, table, place, problems)
    if about is None or more is None:
        return about
    return about.model_copy(
        update={
            "documents": {**about.documents, **more.documents},
            "carried_over": (*about.carried_over, *more.carried_over),
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


def _parse(path: Path, place: str, problems: list[Problem]) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except UnicodeDecodeError:
        problems.append(Problem(place, Text("不是 UTF-8 文本", "not UTF-8 text")))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(place, Text(f"不是有效的 TOML：{error}", f"not valid TOML: {error}")))
    return None


def _model(kind: type[AnyModel], table: Any, place: str, problems: list[Problem]) -> AnyModel | None:
    try:
        return kind.model_validate(table)
    except ValidationError as refusal:
        for error in refusal.errors():
            problems.append(Problem(f"{place}: {_path(error['loc'])}", _explain(error)))
        return None


def _path(location: tuple[int | str, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return text


def _explain(error: Any) -> Text:
    kind, message, value = error["type"], error["msg"], error.get("input")
    last = error["loc"][-1] if error["loc"] else ""
    if kind == "missing" and last == "clause":
        return Text("没有注明依据条款 clause", "a value without source: clause is missing")
    if kind == "missing":
        return Text(f"缺少 {last}", f"{last} is missing")
    if kind == "extra_forbidden":
        return Text(f"不认识的键 {last}", f"unknown key {last}")
    if kind in ("less_than_equal", "greater_than_equal") and "parts" in error["loc"]:
        return Text(f"比例 {value} 超出 0 至 1", f"the rate {value} is outside 0..1")
    if kind == "less_than_equal" and error.get("ctx", {}).get("le") == 1 and isinstance(value, int | Decimal):
        share = f"{Decimal(value) / 100:f}"
        return Text(
            f"比例写成 0 至 1：百分之{value}写作 {share}",
            f"{message} (found {value}): write {value} % as {share}",
        )
    return Text(f"{message}（写的是 {value!r}）", f"{message} (found {value!r})")
