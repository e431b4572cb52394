"""Which entered figure is in force in an area on a day?"""

from datetime import date

from django.db.models import Q, QuerySet

from assistance.models import EnteredParameter


def in_force(area: str, topic: str, on: date) -> QuerySet[EnteredParameter]:
    """Approved entries of a topic whose span holds the day, the latest first day first."""
    return EnteredParameter.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on),
        area=area,
        topic=topic,
        from_on__lte=on,
        approved_by__isnull=False,
    ).order_by("key", "-from_on", "-pk")


def entered(area: str, topic: str, on: date, key: str = "") -> EnteredParameter | None:
    """The entry that counts for a key, None while nobody entered and approved one.

    A county's own entry comes before its prefecture's, that before its province's.
    """
    for code in dict.fromkeys((area, area[:4] + "00", area[:2] + "0000")):
        found = in_force(code, topic, on).filter(key=key).first()
        if found is not None:
            return found
    return None
