"""Who is meant by "ordinary adult", "school student" or 农村低保三类?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistance.categories.rules.categories import UnknownCategory, categories_named
from assistance.categories.rules.category_names import Names, general_names
from policy.book import Policy
from policy.terms import Category, Group
from tests.cases_vocabulary.given import UnknownWord

_GROUPS = {
    "ordinary": Group.ADULT,
    "adult": Group.ADULT,
    "resident": Group.ADULT,
    "普通居民": Group.ADULT,
    "成年居民": Group.ADULT,
    "居民": Group.ADULT,
    "student": Group.STUDENT,
    "school student": Group.STUDENT,
    "pupil": Group.STUDENT,
    "学生": Group.STUDENT,
    "中小学生": Group.STUDENT,
    "college student": Group.COLLEGE_STUDENT,
    "university student": Group.COLLEGE_STUDENT,
    "大学生": Group.COLLEGE_STUDENT,
    "大中专学生": Group.COLLEGE_STUDENT,
    "preschool child": Group.MINOR,
    "child": Group.MINOR,
    "infant": Group.MINOR,
    "minor": Group.MINOR,
    "newborn": Group.MINOR,
    "新生儿": Group.MINOR,
    "学龄前儿童": Group.MINOR,
    "婴幼儿": Group.MINOR,
    "未成年人": Group.MINOR,
}


@dataclass(frozen=True)
class Somebody:
    """A person as a case names one: the price group, the categories, and the name of each category as
    written.
    """

    group: Group
    categories: tuple[Category, ...] = ()
    names: tuple[str, ...] = ()

    def name_of(self, category: Category) -> str:
        """The category in the words of the case."""
        return self.names[self.categories.index(category)]


def category_names(policy: Policy) -> Names:
    """What the categories of a place are called, in every vocabulary."""
    return policy.remember("names of categories", lambda: general_names(policy.categories))


def somebody(policy: Policy, *names: Any) -> Somebody:
    """A person of the group and categories named."""
    group, categories, written = Group.ADULT, [], []
    for name in names:
        text = str(name).strip().replace("_", " ")
        plain = text.removeprefix("ordinary ").strip()
        if plain.casefold() in _GROUPS:
            named = _GROUPS[plain.casefold()]
            group = named if group is Group.ADULT else group
            continue
        try:
            found = categories_named(str(name), category_names(policy))
        except UnknownCategory as error:
            raise UnknownWord(f"unknown category {name!r}; groups: {', '.join(_GROUPS)}") from error
        categories.append(found[0])
        written.append(str(name))
    return Somebody(group, tuple(categories), tuple(written))


def member(policy: Policy, description: Any) -> Somebody:
    """A household member written as one name, a list of names, or a table."""
    if isinstance(description, list):
        return somebody(policy, *description)
    if isinstance(description, dict):
        names = description.get("categories") or [description.get("category", "ordinary")]
        unknown = set(description) - {"category", "categories", "name"}
        if unknown:
            raise UnknownWord(f"unknown keys of a member: {sorted(unknown)}")
        return somebody(policy, *names)
    return somebody(policy, description)
