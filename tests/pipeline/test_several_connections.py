"""Does a file end exactly once when a worker that writes it with two connections dies or freezes? Every layout with parts."""

import dataclasses
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from enrollment.bulk.slots import SLOTS
from intake import layouts as registry
from intake import tasks
from intake.layouts import layout_named, layouts
from intake.operations import jobs, receiving
from tests.conftest import Worker, eventually
from tests.pipeline.layout_cases import CASES, SLOT, Case
from tests.pipeline.locks import PATIENCE, broker, holding, lease_runs_out, waiting_sessions
from tests.pipeline.tax_desk import assert_ledger_holds

SMALL = {"PAYMENT_LEASE_SECONDS": "2", "FILE_CONNECTIONS": "2"}
# What each part needs and the check does not: both connections are caught there, those of a tax file with nearly all written.
LATE = {
    "CL-1": f"SELECT pg_advisory_lock({SLOT}, 0), pg_advisory_lock({SLOT}, {SLOTS // 2})",
    "TB-1": "LOCK TABLE enrollment_coverage IN EXCLUSIVE MODE",
}


def test_every_layout_with_parts_is_tried() -> None:
    assert {layout.code for layout in layouts() if layout.parts is not None} == set(LATE)


def _sent_in_parts(case: Case, parts: int) -> Any:
    """The file, its message lost, with parts that the check finds as if an earlier one had cut them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(receiving, "wake_for", lambda file: None)
        file: Any = case.send()
    count = {"CL-1": "bill_count", "TB-1": "line_count"}[case.code]
    share = SLOTS // parts
    for number in range(parts):
        file.parts.create(
            number=number, slot_from=share * number, slot_until=share * (number + 1), **{count: 0}
        )
    type(file)._default_manager.filter(pk=file.pk).update(uploaded_at=F("uploaded_at") - timedelta(seconds=6))
    return file


def _sweep_until(holds: Callable[[], bool]) -> None:
    def so() -> bool:
        tasks.sweep_files()
        return holds()

    eventually(so, seconds=PATIENCE, every=0.2)


@pytest.mark.worker
@pytest.mark.parametrize(("layout", "freezes"), [("TB-1", False), ("CL-1", True)], ids=["killed", "frozen"])
def test_a_worker_with_two_connections(
    layout: str, freezes: bool, start_worker: Callable[[], Worker], transactional_db: None
) -> None:
    """The lease and its end are those of any layout: one is tried with a worker that died, the other with a frozen one."""
    broker().flushdb()
    case = CASES[layout]()
    case.prepare()
    expected = case.foretell()
    broker().flushdb()
    file = _sent_in_parts(case, 2)
    worker = start_worker()
    with holding(LATE[case.code]) as holder:
        _sweep_until(lambda: waiting_sessions() == 2)
        assert worker.process is not None
        if freezes:
            os.killpg(worker.process.pid, signal.SIGSTOP)
        else:
            worker.kill()
        broker().flushdb()
        holder.release()
    if not freezes:
        eventually(lambda: not waiting_sessions(), seconds=PATIENCE, every=0.05)
        lease_runs_out(file)
    start_worker()

    def rests() -> bool:
        file.refresh_from_db()
        assert file.state != "failed", file.failure
        return bool(file.is_at_rest)

    _sweep_until(rests)
    assert case.snapshot(file) == expected
    if freezes:
        os.killpg(worker.process.pid, signal.SIGCONT)
        eventually(lambda: not waiting_sessions(), seconds=PATIENCE)
    tasks.work_on_file(layout=case.code, file_id=file.pk)
    assert case.snapshot(file) == expected
    assert_ledger_holds()


class Breaks:
    """A writer whose first part cannot be written."""

    again_on = ()

    def prepare(self, part: Any) -> None:
        if part.number == 0:
            raise ZeroDivisionError

    def post(self, part: Any) -> tuple[dict[str, list[int]], None]:
        return {"posted": [1]}, None

    def keep(self, part: Any, kept: None) -> None:
        pass

    def forget(self) -> None:
        pass

    def finished(self) -> None:
        pass


@pytest.mark.parametrize("connections", [1, 2])
def test_a_fault_is_reported_whichever_thread_met_it(
    connections: int, transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Several connections leave no more undone than one does, and the file says what broke."""
    settings.FILE_CONNECTIONS = connections
    case = CASES["TB-1"]()
    case.prepare()
    file = _sent_in_parts(case, 4)
    type(file)._default_manager.filter(pk=file.pk).update(state="ready")
    broken = dataclasses.replace(layout_named("TB-1"), parts=lambda file: Breaks())
    monkeypatch.setattr(registry, "layouts", lambda: (broken,))
    with pytest.raises(ZeroDivisionError):
        jobs.work(layout="TB-1", file_id=file.pk)
    file.refresh_from_db()
    assert (file.state, file.failure, file.attempts) == ("posting", "ZeroDivisionError", 1)
    done = set(file.parts.exclude(done_at=None).values_list("number", flat=True))
    assert 0 not in done and (connections == 1 or done == {1, 2, 3})
