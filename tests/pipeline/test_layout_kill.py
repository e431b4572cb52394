"""Does a file of every layout end exactly once, whatever dies on the way? Real workers, killed or frozen at chosen points.

The points are reached without any hook in the product: the test holds a lock that the worker needs next, waits until
the database says that the worker waits for it, and kills. Who took over after one kill is caught at the next point.
"""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from intake import tasks
from intake.layouts import layout_named, layouts
from intake.models.jobs import SentFile
from intake.operations import following, receiving
from intake.operations.receiving import SameFileReceived
from tests.conftest import Worker, eventually
from tests.pipeline.layout_case import prepared
from tests.pipeline.layout_cases import CASES, Case, Point
from tests.pipeline.locks import PATIENCE, broker, holding, lease_runs_out, waiting_sessions
from tests.pipeline.tax_desk import assert_ledger_holds

pytestmark = pytest.mark.worker
SMALL = {"PAYMENT_LINES_PER_PART": "60", "PAYMENT_LEASE_SECONDS": "2"}


@pytest.fixture(params=sorted(CASES))
def case(request: pytest.FixtureRequest, transactional_db: None) -> Case:
    broker().flushdb()
    return prepared(CASES[request.param])


def test_every_layout_has_its_case() -> None:
    assert {layout.code for layout in layouts()} == set(CASES)


def _sweep_until(holds: Callable[[], Any]) -> None:
    """What beat does every few seconds."""

    def so() -> Any:
        tasks.sweep_files()
        return holds()

    eventually(so, seconds=PATIENCE, every=0.2)


def _is_at(file: SentFile, point: Point) -> bool:
    file.refresh_from_db()
    assert file.state != "failed", file.failure
    return bool(waiting_sessions()) and file.state == point.state


def _rests(file: SentFile) -> bool:
    file.refresh_from_db()
    assert file.state != "failed", file.failure
    return file.is_at_rest


def test_whatever_dies_or_freezes_the_file_ends_once(case: Case, start_worker: Callable[[], Worker]) -> None:
    expected = case.foretell()
    broker().flushdb()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(receiving, "wake_for", lambda file: None)  # the message is lost
        file = case.send()
    type(file)._default_manager.filter(pk=file.pk).update(uploaded_at=F("uploaded_at") - timedelta(seconds=6))
    frozen: list[Worker] = []
    worker = start_worker()
    for stage, points in enumerate(case.stages):
        for point in points:
            with holding(point.lock) as holder:
                _sweep_until(lambda point=point: _is_at(file, point))  # type: ignore[misc]
                if point.then:
                    with holding(point.then) as second:
                        holder.release()
                        eventually(lambda point=point: _is_at(file, point), seconds=PATIENCE)  # type: ignore[misc]
                        worker.kill()
                        second.release()
                elif point.freezes:
                    assert worker.process is not None
                    os.killpg(worker.process.pid, signal.SIGSTOP)
                    frozen.append(worker)
                else:
                    worker.kill()
                broker().flushdb()
                holder.release()
            if not point.freezes:
                eventually(lambda: not waiting_sessions(), seconds=PATIENCE, every=0.05)
                lease_runs_out(file)
            worker = start_worker()
        _sweep_until(lambda: _rests(file))
        if stage + 1 < len(case.stages):
            case.next(file, stage)
    assert file.finished_at is not None and file.state not in ("refused", "failed"), file.refusal
    assert case.snapshot(file) == expected
    for each in frozen:  # who was frozen wakes up, and changes nothing
        assert each.process is not None
        os.killpg(each.process.pid, signal.SIGCONT)
    eventually(lambda: not waiting_sessions(), seconds=PATIENCE)
    for _ in range(3):
        tasks.work_on_file(layout=case.code, file_id=file.pk)
    tasks.sweep_files()
    file.refresh_from_db()
    assert case.snapshot(file) == expected
    assert_ledger_holds()
    layout_named(case.code).sweep()
    eventually(lambda: not _staged_tables(), seconds=15)


def test_the_same_bytes_from_three_browsers_at_once(case: Case) -> None:
    together, at_the_door = threading.Barrier(3), following.answered_at_once

    def send() -> Any:
        together.wait()
        try:
            return case.send()
        except SameFileReceived as known:
            return known
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        ended = [future.result() for future in [pool.submit(send) for _ in range(3)]]
    assert following.answered_at_once is at_the_door, "no thread leaves another's door behind for later tests"
    [file] = [each for each in ended if isinstance(each, SentFile)]
    refused = [each for each in ended if isinstance(each, SameFileReceived)]
    key = layout_named(case.code).before.key
    assert [each.context[key] for each in refused] == [file.pk, file.pk]
    assert all(str(file.pk) in each.text.zh and each.remedy.en for each in refused)


def _staged_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '_(stage|known)_[0-9]+_[0-9]+'"
        )
        return [row[0] for row in cursor.fetchall()]
