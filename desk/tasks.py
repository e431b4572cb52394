"""Which work of the desk goes on in the background? Each task carries an id and may run twice; the truth is in rows."""

from celery import shared_task
from django.utils import timezone

from desk.whatif.models import DraftRun
from desk.whatif.operations import runs
from desk.whatif.operations.runs import RUN_DRAFT
from intake.operations.wakes import is_there, wake


@shared_task(name=RUN_DRAFT)
def run_draft(*, run_id: int) -> None:
    """Run a draft of policy over everybody of its area."""
    if is_there(DraftRun, run_id):
        runs.work(run_id)


@shared_task(name="desk.sweep_draft_runs")
def sweep_draft_runs() -> None:
    """Take up runs whose message was lost or whose worker died."""
    for run_id in runs.due_for_work(now=timezone.now()):
        wake(RUN_DRAFT, run_id=run_id)
