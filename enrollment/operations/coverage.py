"""How is cover worked out again from the entries?"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from enrollment.bulk import settling
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_people
from enrollment.models import Due, PaymentLine

BATCH = 1_000


def rebuild(*, due_ids: Iterable[int], at: datetime, priced_again: Q | None = None) -> int:
    """Derive the cover of these dues from their entries again; the rows come out the same. Returns how many dues.

    `priced_again` names lines of these dues that ask the rule anew: a line is priced by its stored quotation, and one whose
    quotation no longer holds (a window was moved) loses it here.
    """
    ids = sorted(set(due_ids))
    quotations = Quotations()
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        with transaction.atomic():
            lock_people(Due.objects.filter(pk__in=batch).values_list("person__document_hash", flat=True))
            if priced_again is not None:
                PaymentLine.objects.filter(priced_again, due_id__in=batch).update(quotation=None)
            settling.resettle(batch, quotations=quotations, at=at)
    return len(ids)
