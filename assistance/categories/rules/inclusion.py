"""Whom does a year's premium subsidy take in by the day of being certified, and from which month is it paid?

A notice may name a day by which somebody must have been certified, and apart from it a month from which the money goes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from enrollment.rules.answers import Missing, Step
from enrollment.rules.windows import day_of
from policy.book import Policy
from policy.schema import SubsidyFile
from policy.schema.subsidy import Inclusion
from policy.terms import Category, Text

Since = Mapping[Category, date]  # from which day a category is held


@dataclass(frozen=True, slots=True)
class Included:
    """Whether a category is taken in (None: the day of being certified is not known), and from when its money is paid."""

    is_in: bool | None = True
    paid_from: date | None = None
    rule: Inclusion | None = None
    step: Step | None = None

    @property
    def missing(self) -> Missing | None:
        """What is not known, when it decides."""
        if self.is_in is not None or self.rule is None:
            return None
        who = Text("认定部门", "the certifying body")
        what = Text("身份认定的起始日期", "from which day the category was certified")
        return Missing(what, who, self.rule.clause, self.rule.readings)


def included(policy: Policy, *, coverage_year: int, category: Category, since: Since) -> Included:
    """By the nearest area's rule for the category, else that for all; without a rule everybody is taken in, at once."""
    rule = _rule(policy, coverage_year, category)
    if rule is None:
        return Included()
    paid_from = day_of(rule.paid_from, coverage_year) if rule.paid_from else None
    if rule.certified_by is None:
        return Included(True, paid_from, rule, _paid(rule, paid_from))
    last, held = day_of(rule.certified_by, coverage_year), since.get(category)
    if held is None:
        return Included(None, paid_from, rule)
    if held <= last:
        return Included(True, paid_from, rule, _paid(rule, paid_from))
    label = policy.categories.label(category)
    zh = f"{label.zh}自{held}起认定，晚于{last}，不在{coverage_year}年度资助范围内。"
    en = f"{label.en}: certified from {held}, after {last}, so not taken in for coverage {coverage_year}."
    step = Step("not_included", Text(zh, en), rule.certified_by.clause, rule.certified_by.readings)
    return Included(False, None, rule, step)


def asks_for_days(policy: Policy, coverage_year: int) -> bool:
    """Whether any rule here asks since when a category is held."""
    files = policy.in_year(coverage_year).files("subsidy", SubsidyFile)
    return any(one.certified_by for _, file in files for one in file.inclusion)


def _rule(policy: Policy, coverage_year: int, category: Category) -> Inclusion | None:
    names = set(policy.categories.with_wider(category))
    for _, file in policy.in_year(coverage_year).files("subsidy", SubsidyFile):
        for rule in sorted(file.inclusion, key=lambda one: not one.categories):
            if not rule.categories or names & set(rule.categories):
                return rule
    return None


def _paid(rule: Inclusion, paid_from: date | None) -> Step | None:
    if paid_from is None or rule.paid_from is None:
        return None
    text = Text(f"资助资金自{paid_from:%Y-%m}起拨付。", f"The subsidy is paid from {paid_from:%Y-%m} on.")
    return Step("paid_from", text, rule.paid_from.clause, rule.paid_from.readings)
