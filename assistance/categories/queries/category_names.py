"""Which names mean which category in an area on a day, and what may an officer see of the table?"""

from datetime import date

from django.db.models import Q, QuerySet

from assistance.categories.models import CategoryName
from assistance.categories.rules.category_names import Names, names_of
from assistance.figures.queries.parameters import above
from policy.book import default_book
from policy.terms import Category


def entries_on(area: str, day: date) -> QuerySet[CategoryName]:
    """The pairs in force on a day in an area: its own, those of the levels above, and those used everywhere."""
    return CategoryName.objects.filter(
        Q(from_on=None) | Q(from_on__lte=day),
        Q(until_on=None) | Q(until_on__gt=day),
        area__in=["", *above(area)],
    )


def names_on(area: str, day: date) -> Names:
    """The same as the rule reads it."""
    pairs = entries_on(area, day).order_by("name_key", "category").values_list("name", "category")
    return names_of(
        ((name, Category(category)) for name, category in pairs), default_book().categories_at(area)
    )
