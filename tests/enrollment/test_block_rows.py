"""Is the process that makes rows beside the reader missed when it dies, and gone when its worker dies?"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from enrollment.bulk import block_rows
from enrollment.bulk.block_rows import Beside, BlockRows, Packed
from tests.conftest import eventually

BLOCK = Packed(range(2, 3), "", [1], (), {})


class Dies(BlockRows):
    """Rows that nobody lives to make."""

    def __init__(self) -> None:
        pass

    def add(self, block: Packed) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_died_breaks_the_check_off() -> None:
    beside = Beside(Dies, own_process=True)
    with pytest.raises(ChildProcessError):
        for _ in range(block_rows.AHEAD_MAX + 1):
            beside.add(BLOCK)
    beside.close()


def test_a_fault_of_the_process_is_the_fault_of_the_check() -> None:
    beside = Beside(lambda: BlockRows([], [], None), own_process=True)  # type: ignore[arg-type]
    beside.add(BLOCK)
    with pytest.raises(AttributeError):
        beside.finish()
    beside.close()


def test_a_process_that_answers_pages_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    options = connection.settings_dict["OPTIONS"]
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options | {"pool": {"max_size": 2}})
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("a copy of a process with threads"))
    beside = Beside(lambda: BlockRows([], [], None), own_process=True)  # type: ignore[arg-type]
    assert isinstance(beside._rows, BlockRows)
    beside.close()


KILLED = """
import os, signal, django
django.setup()
from enrollment.bulk.block_rows import Beside, BlockRows, Packed
class Tells(BlockRows):
    def __init__(self): print(os.getpid(), flush=True)
    def add(self, block): pass
beside = Beside(Tells, own_process=True)
beside.add(Packed(range(2, 3), "", [1], (), {}))
signal.pause()
"""


def test_the_process_ends_with_its_worker() -> None:
    """Even of a worker that is killed at once: nobody goes on copying for it."""
    command = [sys.executable, "-c", KILLED]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as worker:
        assert worker.stdout is not None
        child = int(worker.stdout.readline())
        assert Path(f"/proc/{child}").exists()
        worker.kill()
        worker.wait()
        eventually(lambda: not Path(f"/proc/{child}").exists(), seconds=10)
