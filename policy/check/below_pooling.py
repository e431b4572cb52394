"""Does a folder below the area that pools the money state only what is used there?"""

from __future__ import annotations

from collections.abc import Iterator

from policy.files import Area, Problem
from policy.terms import Level, Text

# Late prices, waits and scope are one for the whole pooling area; amounts and windows, help, care, fund and public money may
# differ by county.
OF_POOLING_AREA = ("catch_up", "waiting", "newborn", "scope")
_DEPTH = {Level.PROVINCE: 2, Level.PREFECTURE: 4, Level.COUNTY: 6}


def below_pooling(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """A file that is asked for the pooling area only would be shown of a county and never used: it is refused."""
    level = next((one.about.pooling_level for one in chain if one.about.pooling_level), None)
    if level is None or len(significant(area.code)) <= _DEPTH[level]:
        return
    for name in OF_POOLING_AREA:
        if name in area.files:
            zh = f"{level.label.zh}统筹，{name}.toml 只按统筹地区执行：请写在统筹地区的目录中"
            en = f"money is pooled at {level.label.en} level and {name}.toml holds for the whole pooling area: write it there"
            yield Problem(f"{area.code}/{name}.toml", Text(zh, en))


def significant(code: str) -> str:
    """What the codes of all divisions inside one begin with."""
    return code[:2] if code[2:] == "0000" else code[:4] if code[4:] == "00" else code
