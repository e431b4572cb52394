"""Which work of assistance goes on in the background? Each task carries an id, may run twice, and leaves the truth in rows."""

from celery import shared_task
from django.utils import timezone

from assistance.categories.operations import category_years
from assistance.public_money.operations import uninsured_days
from assistance.subsidies.models import SubsidyRun
from assistance.subsidies.operations import subsidy_payments
from assistance.subsidies.operations.subsidy_payments import PAY_SUBSIDIES
from intake.operations.wakes import is_there, wake


@shared_task(name=PAY_SUBSIDIES)
def pay_subsidies(*, run_id: int) -> None:
    """Credit the dues of a run that is being paid."""
    if is_there(SubsidyRun, run_id):
        subsidy_payments.work(run_id=run_id)


@shared_task(name="assistance.sweep_subsidy_runs")
def sweep_subsidy_runs() -> None:
    """Take up runs whose message was lost or whose worker died."""
    for run_id in subsidy_payments.due_for_work(now=timezone.now()):
        wake(PAY_SUBSIDIES, run_id=run_id)


@shared_task(name="assistance.renew_categories")
def renew_categories() -> None:
    """Categories that go on say so for this coverage year and the next."""
    category_years.renew(on=timezone.localdate())


@shared_task(name="assistance.take_uninsured_days")
def take_uninsured_days() -> None:
    """Take today's pictures of who must be insured and is not, and forget lists of persons that are old enough."""
    uninsured_days.take_all(on=timezone.localdate(), at=timezone.now())
    uninsured_days.forget(on=timezone.localdate())
