"""Which categories do people hold on a day?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from assistance.models import PersonCategory
from policy.terms import Category


def held_on(day: date) -> QuerySet[PersonCategory]:
    """The spans in which `day` lies."""
    return PersonCategory.objects.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)


def categories_on(person_ids: Iterable[int], day: date) -> dict[int, frozenset[Category]]:
    """Person id -> the categories held on a day, in one query; a person who holds none is left out."""
    found: dict[int, set[Category]] = defaultdict(set)
    rows = held_on(day).filter(person_id__in=list(person_ids)).values_list("person_id", "category")
    for person_id, category in rows:
        found[person_id].add(Category(category))
    return {person_id: frozenset(categories) for person_id, categories in found.items()}
