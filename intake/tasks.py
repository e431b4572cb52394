"""Which work on sent files goes on in the background? One task and one sweeper for every layout."""

from celery import shared_task

from intake.layouts import layout_named, layouts
from intake.operations import jobs
from intake.operations.wakes import is_there


@shared_task(name=jobs.WORK)
def work_on_file(*, layout: str, file_id: int) -> None:
    """Do what can be done for a file now: check it, write it, take it back."""
    if is_there(layout_named(layout).model, file_id):
        jobs.work(layout=layout, file_id=file_id)


@shared_task(name="intake.sweep_files")
def sweep_files() -> None:
    """Take up files of all layouts whose message was lost or whose worker died."""
    for layout in layouts():
        jobs.sweep(layout)
