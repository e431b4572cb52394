"""How is a worker told that there is work?

The row in PostgreSQL is the truth. A message is only a hint that makes it quick: it is sent after the commit, carries an
id, may be lost, doubled or late, and an unreachable broker is no error - the sweeper finds the row.
"""

import logging

from celery import current_app
from django.db import models, transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def is_there(model: type[models.Model], row_id: int) -> bool:
    """Whether a message still has its row. One that outlived it is no error: it is told in the log, and nothing is done."""
    if model._default_manager.filter(pk=row_id).exists():
        return True
    log.info("no row for a message; nothing to do", extra={"row": f"{model.__name__} {row_id}"})
    return False


def wake_after_commit(task: str, **arguments: int | str) -> None:
    transaction.on_commit(lambda: wake(task, **arguments))


def wake(task: str, **arguments: int | str) -> None:
    """Send the hint now."""
    try:
        current_app.send_task(task, kwargs=arguments, retry=False)
    except (OperationalError, OSError) as fault:
        log.warning(
            "broker not reached; the sweeper will find the work",
            extra={"task": task, "fault": type(fault).__name__},
        )
