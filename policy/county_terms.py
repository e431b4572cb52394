"""What of late prices, waits and newborns does a county below the pooling area state by itself, and does it contradict that area?

One fund pays for all counties of a pooling area. Where that area states a question itself and the county states it otherwise,
nobody here can say which text holds: the question is open in the county and names both clauses. Where the area is silent, or
only a province or the country above it speaks, the county's text is the nearest one and holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from policy.files import Area
from policy.schema import FILES, PolicyFile, Undecided
from policy.terms import Level, Text

# Topic of the open question -> file and the tables that answer it together.
QUESTIONS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "catch_up": ("catch_up", ("price", "fiscal_part", "closed")),
    "waiting": ("waiting", ("ordinary",)),
    "newborn": ("newborn", ("within", "later", "next_year")),
}
_ASKED = {
    "catch_up": Text("缴费期后补缴的价格", "the late price"),
    "waiting": Text("等待期", "the waiting period"),
    "newborn": Text("新生儿参保", "the rule for newborns"),
}
_DEPTH = {Level.PROVINCE: 2, Level.PREFECTURE: 4, Level.COUNTY: 6}
_NOT_CONTENT = {"clause", "also", "readings", "if_readings", "from_coverage_year", "until_coverage_year"}


def significant(code: str) -> str:
    """What the codes of all divisions inside one begin with."""
    return code[:2] if code[2:] == "0000" else code[:4] if code[4:] == "00" else code


def pooling_depth(chain: tuple[Area, ...] | list[Area]) -> int | None:
    """How many digits of a code name the area that pools the money, None where that is not known."""
    level = next((one.about.pooling_level for one in chain if one.about.pooling_level), None)
    return None if level is None else _DEPTH[level]


def states(area: Area, topic: str) -> bool:
    """Whether an area answers a question itself, or says that it is open."""
    kind, tables = QUESTIONS[topic]
    file = area.files.get(kind)
    return file is not None and (
        any(getattr(file, table) for table in tables) or any(one.topic == topic for one in file.undecided)
    )


def of_year(chain: tuple[Area, ...]) -> tuple[Area, ...]:
    """The areas of one coverage year, with an open question where a county contradicts its pooling area."""
    depth = pooling_depth(chain)
    if depth is None or not chain or len(significant(chain[0].code)) <= depth:
        return chain
    county, rest = chain[0], chain[1:]
    files = dict(county.files)
    for topic, other in contradictions(chain):
        kind, tables = QUESTIONS[topic]
        files[kind] = _opened(files[kind], topic, tables, county, other)
    if all(files[kind] is file for kind, file in county.files.items()):
        return chain
    return (Area(county.about, files, county.readings, county.digests), *rest)


def contradictions(chain: tuple[Area, ...]) -> Iterator[tuple[str, Area]]:
    """The questions of one coverage year that the nearest area and its pooling area answer differently, with the latter."""
    county, depth = chain[0], pooling_depth(chain)
    if depth is None or len(significant(county.code)) <= depth:
        return
    pool = [one for one in chain[1:] if len(significant(one.code)) >= depth and one.about.level != "nation"]
    for topic, (kind, tables) in QUESTIONS.items():
        if not any(getattr(county.files.get(kind), table, ()) for table in tables):
            continue
        other = next((one for one in pool if states(one, topic)), None)
        if other is None or not any(_said(other, kind, table) for table in tables):
            continue
        if any(_said(county, kind, table) != _said(other, kind, table) for table in tables):
            yield topic, other


def _said(area: Area, kind: str, table: str) -> list[dict[str, Any]]:
    """What a table says, without where it is said."""
    file = area.files.get(kind)
    listed = getattr(file, table) if file is not None else ()
    return [one.model_dump(exclude=_NOT_CONTENT) for one in listed]


def _clause(area: Area, kind: str, tables: tuple[str, ...]) -> str:
    return next(str(one.clause) for table in tables for one in getattr(area.files[kind], table))


def _opened(file: PolicyFile, topic: str, tables: tuple[str, ...], county: Area, other: Area) -> PolicyFile:
    kind = QUESTIONS[topic][0]
    own, theirs, asked = _clause(county, kind, tables), _clause(other, kind, tables), _ASKED[topic]
    question = Undecided.model_validate(
        {
            "topic": topic,
            "clause": own,
            "also": [theirs],
            "what_zh": f"{asked.zh}：{county.about.zh}（{own}）与统筹地区{other.about.zh}（{theirs}）规定不一致，按哪一个执行",
            "what_en": f"{asked.en}: {county.about.en} ({own}) and its pooling area {other.about.en} ({theirs}) say "
            "different things; which of them holds",
            "decided_by_zh": f"{other.about.zh}医疗保障局",
            "decided_by_en": f"the healthcare security bureau of {other.about.en}",
        }
    )
    emptied: dict[str, Any] = {name: getattr(file, name) for name in FILES[kind].model_fields}
    emptied |= dict.fromkeys(tables, ()) | {"undecided": (*file.undecided, question)}
    return type(file).model_construct(**emptied)
