"""Which work of claims goes on in the background?"""

from celery import shared_task
from django.utils import timezone

from claims.operations import person_ledgers


@shared_task(name="claims.freeze_person_ledgers")
def freeze_person_ledgers() -> None:
    """Freeze the ledgers of the month that is over; done twice, nothing more happens."""
    person_ledgers.freeze_all(on=timezone.localdate(), at=timezone.now())
