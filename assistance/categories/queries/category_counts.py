"""How many people of a place hold each category of assistance on a day?"""

from datetime import date

from django.db.models import Count, Q

from assistance.categories.models import PersonCategory
from staff.rules.divisions import scope_prefix


def categories_as_json(place: str, on: date) -> list[list[str | int]]:
    """[category, people], the most first; who holds two counts under both."""
    in_force = Q(from_on__lte=on) & (Q(until_on=None) | Q(until_on__gt=on))
    rows = PersonCategory.objects.filter(in_force, division_code__startswith=scope_prefix(place)).order_by()
    counted = rows.values_list("category").annotate(people=Count("person", distinct=True))
    return [[category, people] for category, people in counted.order_by("-people", "category")]
