"""Does a folder below the area that pools the money state only what is used there?"""

from __future__ import annotations

from collections.abc import Iterator

from policy.county_terms import pooling_depth, significant
from policy.files import Area, Problem
from policy.terms import Text

# Who enrolls where is one for the whole pooling area; amounts, windows, late prices, waits, newborns, help, care, fund and
# public money may differ by county.
OF_POOLING_AREA = ("scope",)
# What is recorded or counted of people for the whole pooling area: hardship groups, who is exempt, which years are missed.
TABLES_OF_POOLING_AREA = {"catch_up": ("hardship",), "waiting": ("further", "repair", "least", "exempt")}


def below_pooling(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """What is asked for the pooling area only would be shown of a county and never used: it is refused."""
    depth = pooling_depth(chain)
    if depth is None or len(significant(area.code)) <= depth:
        return
    for name in OF_POOLING_AREA:
        if name in area.files:
            yield Problem(f"{area.code}/{name}.toml", _elsewhere(f"{name}.toml"))
    for name, tables in TABLES_OF_POOLING_AREA.items():
        for table in tables:
            if name in area.files and getattr(area.files[name], table):
                yield Problem(f"{area.code}/{name}.toml: {table}", _elsewhere(f"[[{table}]]"))


def _elsewhere(what: str) -> Text:
    zh = f"{what} 只按统筹地区执行：请写在统筹地区的目录中"
    return Text(zh, f"{what} holds for the whole pooling area: write it in the folder of that area")
