"""Has every premium subsidy an amount that fits its kind, and every flow a way?"""

from __future__ import annotations

from collections.abc import Iterator

from policy.files import Area, Problem
from policy.schema import SubsidyFile
from policy.terms import Flow, Mode, Text


def subsidies(area: Area, chain: list[Area]) -> Iterator[Problem]:
    """A fixed subsidy has an amount, a full one has none; a flow is known."""
    file = area.file("subsidy", SubsidyFile)
    for index, rule in enumerate(file.rule, 1):
        place = f"{area.code}/subsidy.toml: rule[{index}]"
        if (rule.mode is Mode.FIXED) != (rule.amount is not None):
            zh, en = "定额须写 amount，全额不写", "a fixed subsidy needs amount, a full one has none"
            yield Problem(f"{place}.amount", Text(zh, en))
    for index, flow in enumerate(file.flow, 1):
        if flow.flow_reading and flow.flow is not Flow.UNDECIDED:
            zh, en = "flow_reading 只用于未明确的流向", "flow_reading is for a flow that is undecided"
            yield Problem(f"{area.code}/subsidy.toml: flow[{index}]", Text(zh, en))
