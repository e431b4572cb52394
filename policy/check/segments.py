"""Do ratios by segment follow each other without a hole, and do they say from where they count?"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from itertools import pairwise

from policy.files import Area, Problem
from policy.schema import BenefitFile
from policy.schema.benefit import Ratio
from policy.schema.critical import CriticalRatio
from policy.terms import Text

AnyRatio = Ratio | CriticalRatio


def segments(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """Segments of one day for one kind of case start at 0 (or at the deductible), each where the one before it ends."""
    for name, table in _tables(area):
        ordered = sorted(table, key=lambda one: one[1].above)
        first_index, first = ordered[0]
        if first.above and first.counts_from != "burden":
            zh, en = (
                f"第一段应从 0 起，写的是 {first.above}",
                f"the first segment starts at 0, not at {first.above}",
            )
            yield Problem(f"{area.code}/benefit.toml: {name}[{first_index}].above", Text(zh, en))
        for (index, one), (_, after) in pairwise(ordered):
            if one.until is not None and one.until != after.above:
                zh = f"本段到 {one.until}，下一段从 {after.above} 起：应相接"
                en = f"this segment ends at {one.until}, the next begins at {after.above}: they must meet"
                yield Problem(f"{area.code}/benefit.toml: {name}[{index}].until", Text(zh, en))


def cautions(area: Area) -> Iterator[Problem]:
    """What may be right and should be looked at: an unsaid start of the count, segments of two days that stand together."""
    for name, table in _tables(area):
        for index, one in table:
            if (one.above or one.until is not None) and one.counts_from is None:
                zh = '没有写 counts_from：按起付线以上计算；文件若写个人负担费用的金额，写 counts_from = "burden"'
                en = (
                    "counts_from is unsaid: counted over the deductible; where the notice prints the burden itself, write "
                    'counts_from = "burden"'
                )
                yield Problem(f"{area.code}/benefit.toml: {name}[{index}]", Text(zh, en))
    yield from _left_over(area)


def _left_over(area: Area) -> Iterator[Problem]:
    """Segments of an earlier day that no later one replaces because the later ones begin elsewhere."""
    tables: dict[tuple[str, Hashable], dict[date, list[AnyRatio]]] = {}
    for name, _, one in _ratios(area):
        tables.setdefault((name, _case_of(one)), {}).setdefault(one.from_on, []).append(one)
    for (name, _), by_day in tables.items():
        for earlier, later in pairwise(sorted(by_day)):
            replaced = {one.above for one in by_day[later]}
            left = [one for one in by_day[earlier] if one.until_on is None and one.above not in replaced]
            if left:
                amounts = "、".join(str(one.above) for one in left)
                zh = f"{earlier} 起的分段（{amounts} 元起）在 {later} 之后仍然有效：不再适用的写 until_on"
                en = f"segments of {earlier} (from {amounts}) stay in force beside those of {later}: end them by until_on"
                yield Problem(f"{area.code}/benefit.toml: {name}", Text(zh, en))


def _ratios(area: Area) -> Iterator[tuple[str, int, AnyRatio]]:
    file = area.file("benefit", BenefitFile)
    for index, ratio in enumerate(file.ratio, 1):
        yield "ratio", index, ratio
    for index, critical in enumerate(file.critical_ratio, 1):
        yield "critical_ratio", index, critical


def _case_of(one: AnyRatio) -> Hashable:
    scope = (one.scope, one.facts) if isinstance(one, Ratio) else one.places
    return scope, one.who


def _tables(area: Area) -> Iterator[tuple[str, list[tuple[int, AnyRatio]]]]:
    """The segments of one day for one kind of case, with their places in the file."""
    tables: dict[Hashable, list[tuple[int, AnyRatio]]] = {}
    names: dict[Hashable, str] = {}
    for name, index, one in _ratios(area):
        key = (name, _case_of(one), one.from_on)
        names[key] = name
        tables.setdefault(key, []).append((index, one))
    for place, table in tables.items():
        yield names[place], table
