"""Which category does a name on a roster mean, and which rule of a list covers it?"""

from __future__ import annotations

from collections.abc import Collection

from assistance.categories.rules.category_names import Names, name_key
from policy.book import Policy
from policy.schema import AnyTime, CatchUpFile
from policy.terms import Category


class UnknownCategory(LookupError):
    """No category is called by that name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"没有名为“{name}”的救助对象类别；请核对名称或在词表中登记"
            f" / no assistance category is called {name!r}; correct the name or add it to the list"
        )
        self.name = name


def categories_named(name: str, names: Names) -> tuple[Category, ...]:
    """The categories that a name on a roster or in a notice stands for (several for a name such as 二三四类)."""
    found = names.get(name_key(name))
    if found is None:
        raise UnknownCategory(name)
    return found


def is_hardship(policy: Policy, categories: Collection[Category], coverage_year: int) -> bool:
    """Whether any category puts the person in the hardship group of the area for a year (A46).

    The list of the year counts, else the last one before it: whom an area calls a hardship group is a fact of the person;
    what it gives in a year is asked of the rules of that year.
    """
    listed = hardship_list(policy, coverage_year)
    if listed is None:
        return False
    return any(
        name in listed.categories
        for category in categories
        for name in policy.categories.with_wider(category)
    )


def hardship_list(policy: Policy, coverage_year: int) -> AnyTime | None:
    """The hardship groups of a year, or of the last year before it that names any."""
    for _, file in policy.in_year(coverage_year).files("catch_up", CatchUpFile):
        if file.hardship:
            return file.hardship[0]
    for _, file in policy.whole.files("catch_up", CatchUpFile):
        before = [one for one in file.hardship if (one.from_coverage_year or 0) <= coverage_year]
        if before:
            return max(before, key=lambda one: one.from_coverage_year or 0)
    return None
