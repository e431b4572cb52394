"""How do categories that go on for years say so for each new coverage year?"""

from datetime import date

from django.db import transaction

from assistance.categories.operations.categories import flow_down
from assistance.categories.queries.categories import people_holding
from enrollment.bulk.slots import SLOTS, lock_slots
from staff import audit

SLOTS_AT_ONCE = 16


def renew(*, on: date) -> int:
    """Write the facts of everybody who holds a category for this year and the next, slot by slot; twice changes nothing.

    Rosters and changes at the desk renew the people they touch; this is for those whom nothing touched. Returns how many
    people were looked at.
    """
    people = 0
    for first in range(0, SLOTS, SLOTS_AT_ONCE):
        with transaction.atomic():
            lock_slots(range(first, first + SLOTS_AT_ONCE))
            found = people_holding(on, first=first, until=first + SLOTS_AT_ONCE)
            flow_down(found, on=on, by=None)
            people += len(found)
    audit.record("renew_categories", by=None, about=("year", on.year + 1), change={"people": people})
    return people
