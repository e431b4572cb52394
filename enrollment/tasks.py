"""Which work goes on in the background? Each task carries an id, may run twice or at once, and leaves the truth in rows."""

from celery import shared_task
from django.utils import timezone

from enrollment.models import CarryOver, FileResult, KeptCount
from enrollment.operations import (
    base_pictures,
    carry_overs,
    file_results,
    follow_ups,
    kept_counts,
    ledger_checks,
)
from enrollment.operations.task_names import CARRY, CHECK_LEDGER, COUNT, WRITE_FILE_RESULT
from intake.operations import repeated_requests
from intake.operations.wakes import is_there, wake


@shared_task(name="enrollment.sweep_follow_ups")
def sweep_follow_ups() -> None:
    """Look at changes that nobody looked at yet, and close what is done."""
    follow_ups.sweep(at=timezone.now())


@shared_task(name=CHECK_LEDGER)
def check_ledger() -> None:
    """Assert the invariants of money and cover; violations are logged and kept for the auditor."""
    ledger_checks.run(at=timezone.now())


@shared_task(name=WRITE_FILE_RESULT)
def write_file_result(*, result_id: int) -> None:
    """Write the workbook of a large tax file."""
    if is_there(FileResult, result_id):
        file_results.write(result_id)


@shared_task(name="enrollment.sweep_file_results")
def sweep_file_results() -> None:
    """Take up workbooks whose message was lost or whose worker died."""
    for result_id in file_results.due_for_work(now=timezone.now()):
        wake(WRITE_FILE_RESULT, result_id=result_id)


@shared_task(name=CARRY)
def carry_over(*, carry_over_id: int) -> None:
    """Count a carry-over, or enroll township after township."""
    if is_there(CarryOver, carry_over_id):
        carry_overs.work(carry_over_id)


@shared_task(name="enrollment.sweep_carry_overs")
def sweep_carry_overs() -> None:
    """Take up carry-overs whose message was lost or whose worker died."""
    for carry_over_id in carry_overs.due_for_work(now=timezone.now()):
        wake(CARRY, carry_over_id=carry_over_id)


@shared_task(name=COUNT)
def count(*, count_id: int) -> None:
    """Count what takes too long for a page."""
    if is_there(KeptCount, count_id):
        kept_counts.count(count_id, now=timezone.now())


@shared_task(name="enrollment.take_base_pictures")
def take_base_pictures() -> None:
    """Keep how the base of every area stands this morning."""
    base_pictures.take_all(on=timezone.localdate(), at=timezone.now())


@shared_task(name="enrollment.prune")
def prune() -> None:
    """Forget what is kept for some days only: written workbooks, answers to repeated requests, counts."""
    kept_counts.prune(now=timezone.now())
    file_results.prune(now=timezone.now())
    repeated_requests.prune(now=timezone.now())
