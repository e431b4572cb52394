"""How long does one file take, to its check and to its last posted line? Run in the folder of a build; prints JSON.

With `--prepare` it brings the database back to "nothing paid" instead. It uses only what both builds have.
"""

import argparse
import json
import os
import resource
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import population, reconcile  # noqa: E402
from enrollment.models import PaymentFile  # noqa: E402
from enrollment.operations import payments  # noqa: E402
from staff.models import Officer  # noqa: E402

WATCH_SECONDS = 0.25


class Mark(NamedTuple):
    """A moment: seconds of the clock, of the processor in this process and those it had, and of the database's; megabytes of
    this process so far, and of it and those it has together.
    """

    clock: float
    worker: float
    database: float
    megabytes: float
    megabytes_together: float


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("--prepare", type=int, metavar="PEOPLE")
    parser.add_argument("--check-only", action="store_true")
    chosen = parser.parse_args()
    if chosen.prepare:
        reconcile.prepare(chosen.prepare)
        reconcile.reset()
        return
    officer = Officer.objects.get(login=reconcile.LOGIN)
    checked: list[Mark] = []
    work = _work(checked, posts=not chosen.check_only)
    threading.Thread(target=_watch_memory, daemon=True).start()
    began = _mark()
    with chosen.path.open("rb") as content:
        file = payments.receive_file(
            content=content, name=chosen.path.name, area=population.AREA, by=officer, at=timezone.now()
        )
    received = _mark()
    work(file.pk)
    ended = _mark()
    file = PaymentFile.objects.get(pk=file.pk)
    if file.state != ("ready" if chosen.check_only else "posted"):
        raise SystemExit(f"the file is {file.state}: {file.refusal}")
    print(json.dumps(_told(began, received, checked[0], ended) | {"outcomes": _outcomes(file)}))


def _told(began: Mark, received: Mark, checked: Mark, ended: Mark) -> dict[str, float]:
    return {
        "check": round(checked.clock - received.clock, 2),
        "check_worker": round(checked.worker - received.worker, 2),
        "check_database": round(checked.database - received.database, 2),
        "whole": round(ended.clock - began.clock, 2),
        "whole_worker": round(ended.worker - began.worker, 2),
        "whole_database": round(ended.database - began.database, 2),
        "check_mb": round(checked.megabytes),
        "check_together_mb": round(checked.megabytes_together),
        "whole_mb": round(ended.megabytes),
        "whole_together_mb": round(ended.megabytes_together),
    }


def _outcomes(file: PaymentFile) -> dict[str, int]:
    """How many lines ended how."""
    counts: Counter[str] = Counter()
    for summary in file.parts.values_list("summary", flat=True):
        counts.update({outcome: figures[0] for outcome, figures in (summary or {}).items()})
    return dict(sorted(counts.items()))


def _work(checked: list[Mark], *, posts: bool) -> Callable[[int], None]:
    """The work on a file as a worker does it; `checked` gets the moment in which the check ends and the posting begins."""
    machine: Any = import_module("enrollment.operations.reconciliation")
    if hasattr(machine, "_post_parts"):  # the build before had a machine of its own for tax files
        machine._post_parts = _marking(machine._post_parts, checked, posts)
        return lambda file_id: machine.work(file_id=file_id, worker="bench")
    jobs: Any = import_module("intake.operations.jobs")
    jobs._write_parts = _marking(jobs._write_parts, checked, posts)
    return lambda file_id: jobs.work(layout="TB-1", file_id=file_id)


def _marking(post: Callable[..., None], checked: list[Mark], posts: bool) -> Callable[..., None]:
    def marked(*given: Any, **named: Any) -> None:
        checked.append(_mark())
        if posts:
            post(*given, **named)

    return marked


def _mark() -> Mark:
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    server = int(_stat(backend)[1])
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    ticks = sum(int(used) for used in _stat(server)[11:15])
    for pid in children:
        with suppress(FileNotFoundError):  # a session that ended meanwhile counts with the server
            ticks += sum(int(used) for used in _stat(pid)[11:13])
    worker = sum(
        os.times()[:4]
    )  # processes that it started count when they have ended, as they do with the check
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Mark(
        time.monotonic(), worker, ticks / os.sysconf("SC_CLK_TCK"), megabytes, max(_together, default=0)
    )


_together: list[float] = []  # megabytes, each time they were more than before


def _watch_memory() -> None:
    """Several times a second: what this process and those below it hold, pages that they share counted once."""
    while True:
        held = sum(map(_held, [os.getpid(), *_below(os.getpid())]))
        if held > max(_together, default=0):
            _together.append(held)
        time.sleep(WATCH_SECONDS)


def _below(pid: int) -> Iterator[int]:
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, children.read_text().split()):
                yield child
                yield from _below(child)


def _held(pid: int) -> float:
    with suppress(OSError):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(told.partition("Pss:")[2].split()[0]) / 1024
    return 0.0


def _stat(pid: int | str) -> list[str]:
    """What the system tells of a process, from its state on: 1 is its parent, 11 to 14 the time of itself and its children."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


main()
