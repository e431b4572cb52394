"""Which categories of assistance may be named at a place, and what is one called?

The list is data (category.toml): a place knows those of the whole country, of the areas above it, and its own.
"""

from collections.abc import Iterable
from datetime import date

from policy.book import NoPolicy, Policy, default_book
from policy.terms import Category, Text
from staff.refusals import Refusal, spoken


class UnknownCategoryCode(Refusal):
    """No category of that code is declared where it is named."""


def policy_at(division_code: str) -> Policy | None:
    """The rules of a place, None where no document is known."""
    try:
        return default_book().policy(division_code)
    except NoPolicy:
        return None


def category_label(code: str) -> Text:
    """What a category is called, wherever it is declared."""
    return default_book().categories.label(code)


def category_choices(places: Iterable[str] | None = None, *, on: date | None = None) -> list[tuple[str, str]]:
    """Codes with their labels in the language of the page: of some places or of all, certified on a day or on any."""
    known = default_book().categories
    offered = (
        set(known)
        if places is None
        else {code for place in places for code in default_book().categories_at(place)}
    )
    offered &= set(known if on is None else known.on(on))
    return [(code, spoken(known.label(code))) for code in known if code in offered]


def require_known(codes: Iterable[str], place: str, field: str) -> list[Category]:
    """The same codes as categories; refused where one is not declared at the place."""
    known, named = default_book().categories_at(place), [Category(code) for code in codes]
    for code in named:
        if code not in known:
            listed = Text(
                "、".join(f"{one}（{known.label(one).zh}）" for one in known),
                ", ".join(f"{one} ({known.label(one).en})" for one in known),
            )
            label = category_label(code)
            raise UnknownCategoryCode(
                "unknown_category",
                Text(
                    f"该地没有“{label.zh}”这一身份类别。", f"There is no category “{label.en}” at this place."
                ),
                Text(f"可用：{listed.zh}。", f"There are: {listed.en}."),
                field=field,
            )
    return named
