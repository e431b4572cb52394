"""Which work goes on in the background? Each task carries an id, may run twice or at once, and leaves the truth in rows."""

import os
import socket

from celery import shared_task
from django.utils import timezone

from enrollment.operations import file_results, household_imports, kept_counts, ledger_checks, reconciliation
from enrollment.operations.task_names import (
    CHECK_HOUSEHOLD_IMPORT,
    COUNT,
    RECONCILE_FILE,
    WRITE_FILE_RESULT,
    WRITE_HOUSEHOLD_IMPORT,
)
from intake.operations import repeated_requests
from intake.operations.wakes import wake


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


@shared_task(name=RECONCILE_FILE)
def reconcile_file(*, file_id: int) -> None:
    """Check or post a tax file, as far as it can be done now."""
    reconciliation.work(file_id=file_id, worker=worker_name())


@shared_task(name="enrollment.sweep_payment_files")
def sweep_payment_files() -> None:
    """Take up files whose message was lost or whose worker died."""
    for file_id in reconciliation.due_for_work(now=timezone.now()):
        wake(RECONCILE_FILE, file_id=file_id)
    reconciliation.drop_forgotten_stages()


@shared_task(name="enrollment.check_ledger")
def check_ledger() -> None:
    """Assert the invariants of money and cover; violations are logged and kept for the auditor."""
    ledger_checks.run(at=timezone.now())


@shared_task(name=CHECK_HOUSEHOLD_IMPORT)
def check_household_import(*, import_id: int) -> None:
    """Check a household list and prepare its preview."""
    household_imports.check(import_id, on=timezone.localdate())


@shared_task(name=WRITE_HOUSEHOLD_IMPORT)
def write_household_import(*, import_id: int) -> None:
    """Write a confirmed household list."""
    household_imports.write(import_id)


@shared_task(name="enrollment.sweep_household_imports")
def sweep_household_imports() -> None:
    """Take up household lists whose message was lost or whose worker died."""
    for import_id, task in household_imports.due_for_work(now=timezone.now()):
        wake(task, import_id=import_id)


@shared_task(name=WRITE_FILE_RESULT)
def write_file_result(*, result_id: int) -> None:
    """Write the workbook of a large tax file."""
    file_results.write(result_id)


@shared_task(name="enrollment.sweep_file_results")
def sweep_file_results() -> None:
    """Take up workbooks whose message was lost or whose worker died."""
    for result_id in file_results.due_for_work(now=timezone.now()):
        wake(WRITE_FILE_RESULT, result_id=result_id)


@shared_task(name=COUNT)
def count(*, count_id: int) -> None:
    """Count what takes too long for a page."""
    kept_counts.count(count_id, now=timezone.now())


@shared_task(name="enrollment.prune")
def prune() -> None:
    """Forget what is kept for some days only: written workbooks, answers to repeated requests, counts."""
    kept_counts.prune(now=timezone.now())
    file_results.prune(now=timezone.now())
    repeated_requests.prune(now=timezone.now())
