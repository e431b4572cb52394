"""Does a message that outlived its row end as a quiet line in the log, whatever task it is for?"""

import inspect
import logging
from typing import Any

import pytest

from config.celery import app
from intake.layouts import layouts

app.loader.import_default_modules()
# Every task of ours that is sent the id of a row, with that id; one for each layout where the task asks for it.
MESSAGES = [
    (name, {key: 2**31 - 1 for key in keys if key.endswith("_id")} | more)
    for name, keys in (
        (name, [*inspect.signature(task.run).parameters]) for name, task in sorted(app.tasks.items())
    )
    if any(key.endswith("_id") for key in keys) and not name.startswith("celery.")
    for more in ([{"layout": each.code} for each in layouts()] if "layout" in keys else [{}])
]


def test_the_tasks_with_a_row_are_found() -> None:
    assert {name for name, _ in MESSAGES} >= {"intake.work_on_file", "assistance.pay_subsidies"}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "sent"), MESSAGES)
def test_a_message_without_its_row(name: str, sent: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        app.tasks[name].run(**sent)
    [line] = caplog.records
    assert (line.levelno, line.exc_info) == (logging.INFO, None)
    assert line.getMessage() == "no row for a message; nothing to do"
    assert line.__dict__["row"].endswith(f" {2**31 - 1}")
