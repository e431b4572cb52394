"""Has every premium subsidy an amount that fits its kind, and each category one rule at a time?"""

from __future__ import annotations

from collections.abc import Iterator

from policy.files import Area, Problem
from policy.schema import SubsidyFile
from policy.terms import Flow, Mode, Text
from policy.timeline import Dated, faults


def subsidies(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """A fixed subsidy has an amount, a full one has none; a category has one rule at a time; a flow is
    known.
    """
    file = area.file("subsidy", SubsidyFile)
    ranges: dict[str, list[Dated[int, str]]] = {}
    for index, rule in enumerate(file.rule, 1):
        place = f"{area.code}/subsidy.toml: rule[{index}]"
        if (rule.mode is Mode.FIXED) != (rule.amount is not None):
            zh, en = "定额须写 amount，全额不写", "a fixed subsidy needs amount, a full one has none"
            yield Problem(f"{place}.amount", Text(zh, en))
        until = None if rule.until_coverage_year is None else rule.until_coverage_year + 1
        for category in rule.categories:
            ranges.setdefault(category.label.zh, []).append(Dated(rule.from_coverage_year, until, place))
    for label, entries in ranges.items():
        for fault, start, _ in faults(entries):
            if fault == "overlap":
                zh, en = f"{label} 自 {start} 年度起重叠", f"{label}: overlap from coverage year {start}"
                yield Problem(f"{area.code}/subsidy.toml: rule", Text(zh, en))
    for index, flow in enumerate(file.flow, 1):
        if flow.flow_reading and flow.flow is not Flow.UNDECIDED:
            zh, en = "flow_reading 只用于未明确的流向", "flow_reading is for a flow that is undecided"
            yield Problem(f"{area.code}/subsidy.toml: flow[{index}]", Text(zh, en))
