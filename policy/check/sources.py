"""Does every value name a clause of a listed document, and readings that are on file?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from policy import table_words
from policy.files import Area, Problem, read_values
from policy.schema import Reading, Sourced
from policy.switches import SWITCHES
from policy.terms import Text


def sources(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """Each clause belongs to a document of the area or of one above it; each reading cited is on file."""
    prefixes = {prefix for one in chain for prefix in one.about.documents}
    readings = {reading for one in chain for reading in one.readings}
    for name, file in area.files.items():
        for path, value in walk(file, ""):
            place = f"{area.code}/{name}.toml: {path}"
            for clause in value.clauses:
                prefix = clause.partition("-")[0]
                if prefix not in prefixes:
                    known = "、".join(sorted(prefixes)) or "-"
                    zh = (
                        f"条款 {clause} 的文件没有在 area.toml 的 documents 中登记（已登记：{known}）："
                        f"改条款前缀，或写 [documents.{prefix}]"
                    )
                    en = (
                        f"clause {clause} belongs to no document listed in area.toml (listed: {known}): "
                        f"change its prefix, or write [documents.{prefix}]"
                    )
                    yield Problem(f"{place}.clause", Text(zh, en))
            for reading in value.readings:
                if reading not in readings:
                    yield Problem(f"{place}.readings", _unwritten(reading))
            for reading in _named_readings(value):
                if reading not in readings:
                    yield Problem(place, _unwritten(reading))


def _unwritten(reading: str) -> Text:
    asks = table_words.question(reading)
    zh = f"（{asks.zh}）" if asks else ""
    en = f" ({asks.en})" if asks else ""
    return Text(
        f"理解 {reading}{zh} 没有写在 readings.toml 中：加一段 [{reading}]，写 value、clause、zh、en",
        f"reading {reading}{en} is not in readings.toml: add [{reading}] with value, clause, zh and en",
    )


def _named_readings(value: Sourced) -> Iterator[str]:
    for name in type(value).model_fields:
        if name.endswith("_reading"):
            reading = getattr(value, name)
            if reading is not None:
                yield reading


def walk(value: Any, path: str) -> Iterator[tuple[str, Sourced]]:
    """Every sourced value inside a model, with where it stands (counting from 1)."""
    if isinstance(value, Sourced):
        yield path, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for index, one in enumerate(value, 1):
            yield from walk(one, f"{path}[{index}]")


def readings(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """A chosen reading is one that the rules can follow, and the other ways are named in full.

    An area may register a reading of its own: its ways are what its data say, by `if_readings`.
    """
    prefixes = {prefix for one in chain for prefix in one.about.documents}
    for reading_id, ways in area.readings.items():
        place = f"{area.code}/readings.toml: {reading_id}"
        for reading in ways:
            if reading_id in SWITCHES:
                yield from _known(place, reading, SWITCHES[reading_id])
            elif reading.alternatives and not _is_used(reading_id, chain):
                zh = "规则不认识这一理解；须有写明 if_readings 的数据随它而变"
                en = "the rules know no such reading; some value must depend on it by if_readings"
                yield Problem(place, Text(zh, en))
            if reading.clause.partition("-")[0] not in prefixes:
                text = Text(
                    f"条款 {reading.clause} 无登记文件",
                    f"clause {reading.clause} belongs to no listed document",
                )
                yield Problem(f"{place}.clause", text)
    yield from _conditions(area, chain)


def _known(place: str, reading: Reading, known: tuple[str, ...]) -> Iterator[Problem]:
    if reading.value not in known:
        ways = "、".join(known)
        zh, en = f"取值 {reading.value} 不在 {ways} 之中", f"value {reading.value} is none of {ways}"
        yield Problem(f"{place}.value", Text(zh, en))
    elif {reading.value, *reading.alternatives} != set(known):
        others = "、".join(way for way in known if way != reading.value) or "-"
        text = Text(f"其他理解应写全：{others}", f"the other ways must be named in full: {others}")
        yield Problem(f"{place}.alternatives", text)


def _is_used(reading_id: str, chain: list[Area]) -> bool:
    return any(reading_id in if_readings for one in chain for _, if_readings in _conditional(one))


def _conditional(area: Area) -> Iterator[tuple[str, dict[str, str]]]:
    for name, file in area.files.items():
        for value in read_values(file):
            if_readings = getattr(value, "if_readings", None)
            if if_readings:
                yield f"{area.code}/{name}.toml", if_readings


def _conditions(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """A value that depends on a reading names a way in which the reading may be chosen."""
    for place, if_readings in _conditional(area):
        for reading_id, way in if_readings.items():
            ways = {
                name
                for one in chain
                for reading in one.readings.get(reading_id, ())
                for name in (reading.value, *reading.alternatives)
            }
            if way not in ways:
                known = "、".join(sorted(ways)) or "-"
                zh = f"if_readings：理解 {reading_id} 没有“{way}”这一取值（有：{known}）"
                en = f"if_readings: reading {reading_id} has no way called {way} (it has: {known})"
                yield Problem(place, Text(zh, en))
