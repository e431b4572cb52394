"""Is the area that pools the money of every area one whose rules the book knows?"""

from __future__ import annotations

from collections.abc import Iterator

from policy.files import Area, Problem
from policy.terms import Level, Text


def pooling(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """The area named by the pooling level has rules itself or above it: money is asked and paid by them."""
    level = next((one.about.pooling_level for one in chain if one.about.pooling_level), None)
    if level is None:
        return
    province, prefecture = area.code[:2] + "0000", area.code[:4] + "00"
    known = {one.code for one in chain}
    pooled = {
        Level.PROVINCE: (province,),
        Level.PREFECTURE: (prefecture, province),
        Level.COUNTY: tuple(known),
    }
    if not known & set(pooled[level]):
        zh = f"统筹层次为{level.label.zh}，但没有目录 {'或 '.join(pooled[level])}：请增加该目录"
        en = f"money is pooled at the level of the {level.label.en}, but there is no folder {' or '.join(pooled[level])}"
        yield Problem(f"{area.code}/area.toml: pooling_level", Text(zh, en))
