"""Which work of assistance goes on in the background? Each task carries an id, may run twice, and leaves the truth in rows."""

from celery import shared_task
from django.utils import timezone

from assistance.operations import category_years, roster_checks, roster_jobs, subsidy_payments, uninsured_days
from assistance.operations.rosters import CHECK_ROSTER, UNDO_ROSTER, WRITE_ROSTER
from assistance.operations.subsidy_payments import PAY_SUBSIDIES
from intake.operations.wakes import wake


@shared_task(name=PAY_SUBSIDIES)
def pay_subsidies(*, run_id: int) -> None:
    """Credit the dues of a run that is being paid."""
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


@shared_task(name=CHECK_ROSTER)
def check_roster(*, roster_id: int) -> None:
    """Check a roster and prepare its preview."""
    roster_checks.check(roster_id, on=timezone.localdate())


@shared_task(name=WRITE_ROSTER)
def write_roster(*, roster_id: int) -> None:
    """Write a confirmed roster."""
    roster_jobs.write(roster_id)


@shared_task(name=UNDO_ROSTER)
def undo_roster(*, roster_id: int) -> None:
    """Undo a written roster."""
    roster_jobs.undo(roster_id)


@shared_task(name="assistance.sweep_rosters")
def sweep_rosters() -> None:
    """Take up rosters whose message was lost or whose worker died."""
    for roster_id, task in roster_jobs.due_for_work(now=timezone.now()):
        wake(task, roster_id=roster_id)
