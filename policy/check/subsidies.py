"""Has every premium subsidy an amount that fits its kind, and every flow a way?"""

from __future__ import annotations

from collections.abc import Iterator

from policy.county_terms import significant
from policy.files import Area, Problem
from policy.schema import SubsidyFile
from policy.terms import Flow, Mode, Text


def subsidies(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """A fixed subsidy has an amount, a full one has none; a flow is known."""
    file = area.file("subsidy", SubsidyFile)
    for index, rule in enumerate(file.rule, 1):
        place = f"{area.code}/subsidy.toml: rule[{index}]"
        if (rule.mode is Mode.FIXED) != (rule.amount is not None):
            zh, en = (
                "定额（fixed）须写 amount，全额（full）不写",
                "a fixed subsidy needs amount, a full one has none",
            )
            yield Problem(f"{place}.amount", Text(zh, en))
        if (rule.mode is Mode.SHARE) != (rule.share is not None):
            zh, en = "按比例资助须写 share，其他不写", "a subsidy by share needs share, the others have none"
            yield Problem(f"{place}.share", Text(zh, en))
        if rule.mode is not Mode.SHARE and (rule.least is not None or rule.most is not None):
            yield Problem(place, Text("least、most 只用于按比例资助", "least and most are for a share"))
        inside = significant(area.code)
        for code in rule.divisions:
            if not code.startswith(inside) or code == area.code:
                zh = f"{code} 不是 {area.code} 下辖的区划"
                yield Problem(f"{place}.divisions", Text(zh, f"{code} is no division inside {area.code}"))
        if rule.least is not None and rule.most is not None and rule.most < rule.least:
            yield Problem(
                f"{place}.most",
                Text(
                    "上限 most 低于下限 least：改正一个", "the most is below the least: correct one of them"
                ),
            )
    for index, flow in enumerate(file.flow, 1):
        if flow.flow_reading and flow.flow is not Flow.UNDECIDED:
            zh, en = "flow_reading 只用于未明确的流向", "flow_reading is for a flow that is undecided"
            yield Problem(f"{area.code}/subsidy.toml: flow[{index}]", Text(zh, en))
