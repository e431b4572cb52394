"""Which findings are on record about people, under all records of each?"""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from assistance.categories.models import PersonFinding


def findings_of(person_ids: Collection[int], finding: str) -> QuerySet[PersonFinding]:
    """The spans of a finding, also those that stand on a record which was merged into one of these."""
    return PersonFinding.objects.filter(
        Q(person__in=person_ids) | Q(person__merged_into__in=person_ids), finding=finding
    ).order_by("from_on", "pk")
