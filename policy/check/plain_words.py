"""Can every clause be opened: do plain words stand in clauses.toml for each one that is cited?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policy.check.sources import walk
from policy.files import Area, Problem
from policy.terms import Text


def clauses_of_documents(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """What is said in plain words is said of a clause of a listed document."""
    prefixes = {prefix for one in chain for prefix in one.about.documents}
    for clause in area.clauses:
        if clause.partition("-")[0] not in prefixes:
            known = "、".join(sorted(prefixes)) or "-"
            zh = f"条款 {clause} 的文件没有在 area.toml 的 documents 中登记（已登记：{known}）"
            en = f"clause {clause} belongs to no document listed in area.toml (listed: {known})"
            yield Problem(f"{area.code}/clauses.toml: {clause}", Text(zh, en))


def unexplained(areas: Mapping[str, Area]) -> list[Problem]:
    """Each clause that is cited and has no plain words, once, where it is cited first.

    Asked by `policy check` and not whenever the book is read: words change no answer.
    """
    said = {clause for area in areas.values() for clause in area.clauses}
    missing: dict[str, Problem] = {}
    for area in areas.values():
        for clause, place in _cited(area):
            if clause not in said and clause not in missing:
                zh = (
                    f"条款 {clause} 没有用自己的话说明：在 clauses.toml 写 "
                    f'"{clause}" = {{ section = "一", zh = "…", en = "…" }}'
                )
                en = (
                    f"clause {clause} has no plain words: write in clauses.toml "
                    f'"{clause}" = {{ section = "…", zh = "…", en = "…" }}'
                )
                missing[clause] = Problem(place, Text(zh, en))
    return list(missing.values())


def _cited(area: Area) -> Iterator[tuple[str, str]]:
    for index, word in enumerate(area.about.carried_over, 1):
        yield from (
            (clause, f"{area.code}/area.toml: carried_over[{index}].clause") for clause in word.clauses
        )
    for reading_id, ways in area.readings.items():
        yield from ((way.clause, f"{area.code}/readings.toml: {reading_id}.clause") for way in ways)
    for name, file in area.files.items():
        for path, value in walk(file, ""):
            yield from ((clause, f"{area.code}/{name}.toml: {path}.clause") for clause in value.clauses)
