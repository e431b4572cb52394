"""How does a test start a real worker without paying for its imports each time? It is forked from a process that has made them.

`python -m tests.nest` imports what a worker needs and opens nothing: no connection, no thread, no file. For each line it reads
(JSON: `command`, the words after `celery`, and `log`) it forks, and the child becomes the leader of a group of processes and runs that
command: from there on it is a worker like any other, to be killed, frozen and asked to end. One nest serves one environment, since
settings are read from it at import; it ends with the test run, whose end of the pipe it reads.
"""

import contextlib
import gc
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

from config.embedded import PROJECT


class Hatched:
    """A process that a nest started; `wait` as subprocess.Popen has it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        try:
            self._handle = os.pidfd_open(pid)
        except ProcessLookupError:  # ended, and its nest has buried it
            self._handle = -1

    def wait(self, seconds: float) -> None:
        """Raises subprocess.TimeoutExpired while the process still runs."""
        if self._handle < 0:
            return
        if not select.select([self._handle], [], [], seconds)[0]:
            raise subprocess.TimeoutExpired(f"worker {self.pid}", seconds)
        os.close(self._handle)
        self._handle = -1


class Nest:
    """The parent of all workers of one environment."""

    _of: dict[frozenset[tuple[str, str]], "Nest"] = {}

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.nest"],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C reaches the tests, and they end their workers
        )

    @classmethod
    def of(cls, environment: dict[str, str]) -> "Nest":
        """The nest of an environment, started when it is first needed; a new one when it has died."""
        # The test that runs just now is named in the environment, and no process of ours reads it.
        key = frozenset((name, text) for name, text in environment.items() if name != "PYTEST_CURRENT_TEST")
        nest = cls._of.get(key)
        if nest is None or nest.process.poll() is not None:
            nest = cls._of[key] = cls(environment)
        return nest

    def hatch(self, command: list[str], log: Path) -> Hatched:
        """A new process that runs `celery` with these words and writes to the log."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"command": command, "log": str(log)}) + "\n")
        self.process.stdin.flush()
        return Hatched(int(self.process.stdout.readline()))


def _import_all() -> None:
    """All that a worker imports before it takes its first task; what it imports later it imports itself."""
    import celery.bin.celery
    import celery.concurrency.prefork  # noqa: F401
    import django
    import kombu.transport.redis  # noqa: F401

    from config.celery import app

    django.setup()
    app.loader.import_default_modules()


def _serve(orders: IO[str]) -> None:
    said = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what an import prints is no answer
    gc.disable()  # imports leave next to nothing behind
    _import_all()
    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried at once
    while order := orders.readline():  # unbuffered enough: one order at a time, each answered
        asked = json.loads(order)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            said.close()
            _work(asked["command"], Path(asked["log"]))
        said.write(f"{pid}\n")
        said.flush()


def _work(command: list[str], log: Path) -> None:
    from celery.__main__ import main

    os.setsid()
    with log.open("ab") as file, open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.argv = ["celery", *command]
    code: object = 1
    try:
        code = main()
    except SystemExit as ended:
        code = ended.code
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    _serve(sys.stdin)
