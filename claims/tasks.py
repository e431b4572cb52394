"""Which work of claims goes on in the background? Each task may run twice and leaves the truth in rows."""

from celery import shared_task
from django.utils import timezone

from claims.operations import care_findings, fund_budgets, own_cost_watch, person_ledgers


@shared_task(name="claims.watch_own_costs")
def watch_own_costs() -> None:
    """Hold everybody's own cost against the lines of today."""
    own_cost_watch.watch(on=timezone.localdate(), at=timezone.now())


@shared_task(name="claims.freeze_person_ledgers")
def freeze_person_ledgers() -> None:
    """Freeze the ledgers of the month that is over; done twice, nothing more happens."""
    person_ledgers.freeze_all(on=timezone.localdate(), at=timezone.now())


@shared_task(name="claims.watch_funds")
def watch_funds() -> None:
    """Hold every fund with a budget against its lines as of the last whole month; done twice, nothing more happens."""
    fund_budgets.watch(on=timezone.localdate(), at=timezone.now())


@shared_task(name="claims.look_for_care_findings")
def look_for_care_findings() -> None:
    """Let every rule look at the settled care of today; done twice, nothing more is opened."""
    care_findings.look(on=timezone.localdate(), at=timezone.now())
