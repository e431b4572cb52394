"""How is a category called on lists, by the tax authority, by the bureau and by the national dictionary?"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

from policy.categories import Categories
from policy.terms import Category, Term

Names = Mapping[str, tuple[Category, ...]]  # key of a name -> what it may mean

_MARKS = re.compile(r"[\s、,，·・()（）\-—]+")


class Vocabulary(Term):
    """Whose words a name belongs to."""

    GENERAL = ("general", "通用名称", "general")
    TAX = ("tax", "税务名称", "tax authority")
    BUREAU_EXPORT = ("bureau_export", "医保系统导出名称", "export of the bureau")
    NATIONAL = ("national", "国家字典", "national dictionary")


class SeedName(NamedTuple):
    """A pair of name and category that the system knows from the start."""

    vocabulary: str
    name: str
    meaning: str  # what a dictionary prints beside its code
    category: str
    source: str


def name_key(name: str) -> str:
    """The form in which names are compared: width, spaces and separators do not matter."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", name)).lower()


@cache
def seed_names() -> tuple[SeedName, ...]:
    """The pairs of `assistance/data/category_names.csv`."""
    text = (resources.files("assistance") / "data" / "category_names.csv").read_text("utf-8")
    return tuple(
        SeedName(row["vocabulary"], row["name"], row["meaning"], category, row["source"])
        for row in csv.DictReader(text.splitlines())
        for category in row["categories"].split()
    )


def names_of(pairs: Iterable[tuple[str, Category]], declared: Categories) -> dict[str, tuple[Category, ...]]:
    """Names and categories as the rule reads them; every category is also called by its code and its label."""
    found: dict[str, dict[Category, None]] = {}
    for name, category in pairs:
        found.setdefault(name_key(name), {})[category] = None
    for category in declared:
        for name in (category, declared.label(category).zh):
            found.setdefault(name_key(name), {category: None})
    return {key: tuple(categories) for key, categories in found.items()}


def general_names(declared: Categories) -> Names:
    """The names known from the start, of every vocabulary, and those of the declared categories."""
    return names_of(((pair.name, Category(pair.category)) for pair in seed_names()), declared)


def meanings(name: str, grade: str, names: Names) -> tuple[Category, ...]:
    """What a name on a roster may mean; a grade beside it narrows it down where the two together are a name.

    农村低保 with grade 二类 is 农村低保二类; a name of several categories without a grade stays open.
    """
    if grade:
        for joined in (f"{name}{grade}", f"{name}{grade}保障对象"):
            exact = names.get(name_key(joined), ())
            if len(exact) == 1:
                return exact
    return names.get(name_key(name), ())
