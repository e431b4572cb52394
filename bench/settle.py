"""How long does a file of bills take from the upload to the last settled bill?

Everything is on: encryption of the bytes, keyed matching, cover of each day of service, three tiers with their explanation,
statements and entries of the year, an outcome for each bill, audit, fsync. Real worker processes work on it.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import care_population as care  # noqa: E402
from claims.models import BillFile, Statement  # noqa: E402
from claims.operations import bill_files  # noqa: E402
from claims.queries.bill_files import outcomes  # noqa: E402

DEADLINE_SECONDS = 3_600


@dataclass
class Run:
    """One measured file."""

    bills: int
    rows: int
    workers: int
    checked: float
    settled: float
    outcomes: dict[str, int]

    @property
    def seconds(self) -> float:
        return self.checked + self.settled


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bills", type=int, default=100_000)
    parser.add_argument(
        "--smaller", type=int, default=10_000, help="also a file of this size, to see the growth"
    )
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--runs", type=int, default=1)
    chosen = parser.parse_args()
    officer = care.officer()
    care.fill(chosen.people, officer)
    print(f"people {chosen.people:,}   cores {os.cpu_count()}   {platform.machine()}   PostgreSQL with fsync")
    print(f"{'bills':>9} {'rows':>9} {'workers':>7} {'check s':>8} {'settle s':>8} {'bills/s':>8}  outcomes")
    medians = []
    for bills in [size for size in (chosen.smaller, chosen.bills) if size]:
        runs = [_measure(bills, chosen.people, chosen.workers, seed) for seed in range(1, chosen.runs + 1)]
        middle = sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
        told = ", ".join(f"{count} {code}" for code, count in middle.outcomes.items())
        print(
            f"{middle.bills:9,} {middle.rows:9,} {middle.workers:7} {middle.checked:8.1f} {middle.settled:8.1f} "
            f"{middle.bills / middle.seconds:8,.0f}  {told}",
            flush=True,
        )
        medians.append((bills, statistics.median(run.seconds for run in runs)))
    if len(medians) == 2:
        (few, short), (many, long) = medians
        print(f"{many / few:.0f} times the bills take {long / short:.1f} times as long")


def _measure(bills: int, people: int, workers: int, seed: int) -> Run:
    """An empty ledger of claims, then the file, with fresh workers."""
    reset()
    path = Path(settings.VAR_DIR) / f"bills-{bills}-{seed}.csv"
    rows = care.write_bills(path, bills, people, seed=seed)
    processes = [_start_worker(number) for number in range(workers)]
    try:
        _wait_until_listening(processes)
        started = time.monotonic()
        with path.open("rb") as content:
            file = bill_files.receive_file(
                content=content, name=path.name, area=care.AREA, at=timezone.now(), by=care.officer()
            )
        checked = _wait(file, lambda: file.state in ("settling", "settled", "refused"))
        ended = _wait(file, lambda: file.is_at_rest)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)
    if file.state != "settled":
        raise SystemExit(f"the file ended as {file.state}: {file.refusal or file.failure}")
    told = {code: count for code, (count, _fen) in outcomes(file).items()}
    assert sum(told.values()) == bills and Statement.objects.count() == told.get("settled", 0)
    path.unlink()
    return Run(bills, rows, workers, checked - started, ended - checked, told)


def _wait_until_listening(processes: list[subprocess.Popen[bytes]]) -> None:
    """Their start is not measured."""
    from config.celery import app

    until = time.monotonic() + 120
    while len(app.control.ping(timeout=0.5) or []) < len(processes):
        if time.monotonic() > until or any(process.poll() is not None for process in processes):
            raise SystemExit("the workers did not start")


def _wait(file: BillFile, holds: Callable[[], bool]) -> float:
    until = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < until:
        file.refresh_from_db()
        if holds():
            return time.monotonic()
        time.sleep(0.1)
    raise SystemExit("the file was not settled in time")


def reset() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "TRUNCATE claims_yearentry, claims_statementline, claims_statement, claims_filebill, claims_stagedbill,"
            " claims_billfilepart, claims_billfile, claims_billline, claims_bill, claims_billreview, claims_planline,"
            " claims_resettlementplan, claims_benefityear"
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("CHECKPOINT")


def _start_worker(number: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", "1", "--without-gossip", "--without-mingle",
        "-n", f"settle{number}@%h", "-l", "ERROR",
    ]  # fmt: skip
    return subprocess.Popen(
        command,
        env=os.environ | {"CANBAO_PROCESS": "worker"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
