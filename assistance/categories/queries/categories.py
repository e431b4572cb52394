"""Which categories do people hold on a day?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from assistance.categories.models import PersonCategory
from enrollment.models import Person
from policy.terms import Category

HISTORY_MAX = 60


def held_on(day: date) -> QuerySet[PersonCategory]:
    """The spans in which `day` lies."""
    return PersonCategory.objects.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)


def categories_on(person_ids: Iterable[int], day: date) -> dict[int, frozenset[Category]]:
    """Person id -> the categories held on a day, in one query; a person who holds none is left out.

    Spans of records that were merged into a person count as that person's.
    """
    ids = set(person_ids)
    found: dict[int, set[Category]] = defaultdict(set)
    rows = (
        held_on(day)
        .filter(Q(person_id__in=ids) | Q(person__merged_into_id__in=ids))
        .values_list("person_id", "person__merged_into_id", "category")
    )
    for person_id, kept_id, category in rows:
        owner = kept_id if person_id not in ids and kept_id is not None else person_id
        found[owner].add(Category(category))
    return {person_id: frozenset(categories) for person_id, categories in found.items()}


def people_holding(day: date, *, first: int, until: int) -> list[int]:
    """The people who hold any category on a day and whose slot lies in [first, until)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT c.person_id FROM assistance_personcategory c JOIN enrollment_person p ON p.id = c.person_id
            WHERE c.from_on <= %(day)s AND (c.until_on IS NULL OR c.until_on > %(day)s)
              AND get_byte(uuid_send(p.document_hash), 0) >= %(first)s AND get_byte(uuid_send(p.document_hash), 0) < %(until)s
            ORDER BY 1
            """,
            {"day": day, "first": first, "until": until},
        )
        return [person_id for (person_id,) in cursor.fetchall()]


def spans_of(person: Person) -> QuerySet[PersonCategory]:
    """All spans of a person, under whichever number, those that run first."""
    return (
        PersonCategory.objects.filter(Q(person=person) | Q(person__merged_into=person))
        .select_related("recorded_by", "ended_by")
        .order_by("-from_on", "category", "-pk")
    )
