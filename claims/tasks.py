"""Which work of claims goes on in the background? Each task carries an id, may run twice or at once."""

from celery import shared_task
from django.utils import timezone

from claims.operations import bill_files
from claims.operations.wakes import SETTLE_BILL_FILE
from intake.operations.wakes import wake


@shared_task(name=SETTLE_BILL_FILE)
def settle_bill_file(*, file_id: int) -> None:
    """Check or settle a file of bills, as far as it can be done now."""
    bill_files.work(file_id=file_id)


@shared_task(name="claims.sweep_bill_files")
def sweep_bill_files() -> None:
    """Take up files whose message was lost or whose worker died."""
    for file_id in bill_files.due_for_work(now=timezone.now()):
        wake(SETTLE_BILL_FILE, file_id=file_id)
