"""Is a figure refused because it passes the bounds of the documents, and what does it need when it departs from one?"""

from datetime import date
from typing import Any

from assistance.figures.queries.parameters import entered_for_rules
from assistance.figures.rules.bounds import References, bounds_on, breaches
from enrollment.rules.dues import individual_price
from policy.book import NoPolicy, Policy, default_book
from policy.money import yuan_to_fen
from policy.schema import FiscalFile
from policy.terms import Group, Text
from policy.topics import Topic
from staff.refusals import Refusal


class OutOfBounds(Refusal):
    """The figure passes a bound, or one cannot be worked out yet; `context["clause"]` says which."""

    status = 422


def require_in_bounds(
    *, area: str, topic: Topic, key: str, value: Any, on: date, reason: str, is_approved: bool
) -> list[str]:
    """Refuse a figure outside the bounds of the year in which it begins; the clauses it departs from with a reason (A14).

    A bound that cannot be worked out yet (its income was not entered) stops the approval, not the entry.
    """
    try:
        policy = default_book().policy(area)
    except NoPolicy:
        return []
    bounds = bounds_on(policy, topic, key, on.year)
    if not bounds:
        return []
    departs = []
    for one in breaches(bounds, topic, value, _references(policy, area, on)):
        if one.missing is not None and not is_approved:
            continue
        if one.missing is None and one.bound.in_principle and reason.strip():
            departs.append(one.bound.clause)
            continue
        raise OutOfBounds(
            "out_of_bounds" if one.missing is None else "bound_not_known",
            Text(f"“{topic.label.zh}”{one.text.zh}（{one.bound.clause}）。",
                 f"“{topic.label.en}” is {one.text.en} ({one.bound.clause})." if one.missing is None
                 else f"“{topic.label.en}”: {one.text.en} ({one.bound.clause})."),
            _remedy(one.missing is not None, one.bound.in_principle),
            field="value", clause=one.bound.clause,
        )  # fmt: skip
    return departs


def _remedy(is_missing: bool, in_principle: bool) -> Text:
    if is_missing:
        return Text(
            "请先凭文号录入该数并经审核。", "Have that figure entered under its document and approved first."
        )
    if in_principle:
        return Text(
            "原则性规定：确需偏离的，请写明理由后再录入。",
            "The rule holds in principle: to depart from it, give the reason.",
        )
    return Text("请核对数值。", "Check the figure.")


def _references(policy: Policy, area: str, on: date) -> References:
    """What a bound may be a share of, in fen, for the year in which the figure begins."""
    income = entered_for_rules(area, on).get((Topic.PUBLISHED_INCOME, ""))
    standards = [
        yuan_to_fen(one.amount)
        for _, file in policy.files("fiscal", FiscalFile)
        for one in file.standard
        if one.fiscal_year == on.year
    ]
    return {
        "due": individual_price(policy, on.year, Group.ADULT).fen,
        "income": income.fen if income else None,
        "standard": standards[0] if standards else None,
    }
