"""Of whom must everybody be insured here (应保尽保), and why is one of them not?"""

from __future__ import annotations

from policy.book import Policy
from policy.schema import MustInsure, ScopeFile
from policy.terms import Category, Term


class Gap(Term):
    """Why somebody who must be insured has no cover, as the register shows it."""

    NOT_REGISTERED = ("not_registered", "未办理参保登记", "not registered for the year")
    ELSEWHERE = ("elsewhere", "在外地参保登记", "registered in another area")
    UNDECIDED = ("undecided", "应缴金额未定", "amount undecided")
    UNPAID = ("unpaid", "已登记未缴费", "registered, not paid")
    SHORT = ("short", "缴费不足", "paid short")
    WAITING = ("waiting", "等待期内", "in the waiting period")


def must_insure(policy: Policy, coverage_year: int) -> MustInsure | None:
    """The nearest area's list of categories for a year, None where no document here names any."""
    files = policy.in_year(coverage_year).files("scope", ScopeFile)
    return next((file.must_insure[0] for _, file in files if file.must_insure), None)


def listed_categories(policy: Policy, entry: MustInsure) -> list[Category]:
    """Every category that the list covers, also the narrower ones inside a wider one that it names."""
    known, named = policy.categories, set(entry.categories)
    return [one for one in known if named.intersection(known.with_wider(one))]
