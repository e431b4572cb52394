"""Which work of assistance goes on in the background? Each task carries an id, may run twice, and leaves the truth in rows."""

from celery import shared_task
from django.utils import timezone

from assistance.operations import subsidy_payments
from assistance.operations.subsidy_payments import PAY_SUBSIDIES
from enrollment.operations.wakes import wake


@shared_task(name=PAY_SUBSIDIES)
def pay_subsidies(*, run_id: int) -> None:
    """Credit the dues of a run that is being paid."""
    subsidy_payments.work(run_id=run_id)


@shared_task(name="assistance.sweep_subsidy_runs")
def sweep_subsidy_runs() -> None:
    """Take up runs whose message was lost or whose worker died."""
    for run_id in subsidy_payments.due_for_work(now=timezone.now()):
        wake(PAY_SUBSIDIES, run_id=run_id)
