"""How is cover worked out again from the entries?"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from enrollment.bulk import due_accounts
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_people
from enrollment.models import Due

BATCH = 1_000


def rebuild(*, due_ids: Iterable[int], at: datetime) -> int:
    """Derive the cover of these dues from their entries again; the rows come out the same. Returns how many dues."""
    ids = sorted(set(due_ids))
    quotations = Quotations()
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        with transaction.atomic():
            lock_people(Due.objects.filter(pk__in=batch).values_list("person__document_hash", flat=True))
            due_accounts.resettle(batch, quotations=quotations, at=at)
    return len(ids)
