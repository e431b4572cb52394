"""How long does a tax file take from the upload to the last posted line, beside a raw COPY of the same file?

Everything is on: real worker processes, encryption of the bytes and of held numbers, keyed matching, outcome per line,
entries, cover, audit, fsync. Each run starts from the same state: everybody enrolled, dues issued, nothing paid.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import population, tax_lines  # noqa: E402
from enrollment.models import Due, PaymentFile, Person  # noqa: E402
from enrollment.operations import ledger_checks, payments  # noqa: E402
from intake.operations import receiving  # noqa: E402
from staff.models import Officer  # noqa: E402
from staff.operations.officers import grant_role, register_officer  # noqa: E402
from staff.rules.roles import Role  # noqa: E402

LOGIN = "bench"
DEADLINE_SECONDS = 1_800


@dataclass
class Run:
    """One measured file; seconds and megabytes."""

    lines: int
    workers: int
    receive: float
    work: float
    raw_copy: float
    worker_mb: float
    server_mb: float
    again: float
    cpu: float

    @property
    def ratio(self) -> float:
        return (self.receive + self.work) / self.raw_copy


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=1_200_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--smaller", type=int, default=0, help="also a file of this size, to see how the time grows"
    )
    chosen = parser.parse_args()
    officer = prepare(chosen.people)
    rows: list[list[Run]] = []
    for lines in [size for size in (chosen.smaller, chosen.lines) if size]:
        path = Path(settings.VAR_DIR) / f"tax-{lines}-{chosen.people}.csv"
        if not path.exists():
            tax_lines.write(path, lines, chosen.people)
        for workers in chosen.workers:
            runs = []
            for number in range(chosen.runs):
                runs.append(measure(path, lines, workers, officer))
                print(
                    f"  {lines} lines, {workers} worker(s), run {number + 1}: {runs[-1]}",
                    file=sys.stderr,
                    flush=True,
                )
            rows.append(runs)
    report(rows)


def prepare(people: int) -> Officer:
    officer = Officer.objects.filter(login=LOGIN).first()
    if officer is None:
        officer = register_officer(login=LOGIN, display_name="Bench", password=None, by=None)
        for role in (Role.CITY_BUREAU, Role.TAX_OFFICER):
            grant_role(
                officer=officer, role=role, division_code=population.AREA, on=date(2020, 1, 1), by=None
            )
    if Person.objects.count() != people or Due.objects.count() != people:
        print(f"filling the database with {people} people", file=sys.stderr, flush=True)
        truncate("enrollment_person", "enrollment_enrollment", "enrollment_due")
        population.fill(people, officer)
    return officer


def measure(path: Path, lines: int, workers: int, officer: Officer) -> Run:
    """Bring the database back to "nothing paid", then receive and post the file with fresh workers."""
    reset()
    raw = statistics.median(raw_copy(path) for _ in range(3))  # one alone swings with the machine
    processes = [_start_worker(number) for number in range(workers)]
    try:
        _wait_until_listening(processes)
        before = _processor_seconds(processes)
        started = time.monotonic()
        with path.open("rb") as content:
            file = payments.receive_file(
                content=content, name=path.name, area=population.AREA, by=officer, at=timezone.now()
            )
        received = time.monotonic()
        _wait_until_posted(file)
        ended = time.monotonic()
        cpu = _processor_seconds(processes) - before
        worker_mb = max(_peak_mb(pid) for process in processes for pid in _tree(process.pid))
        server_mb = max(_peak_mb(pid) for pid in _backends())
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE"
        )  # as the server does by itself a minute later; the plans of the checks need it
    violations = ledger_checks.run(at=timezone.now())
    if violations:
        raise SystemExit(f"the ledger does not hold: {violations}")
    return Run(
        lines,
        workers,
        received - started,
        ended - received,
        raw,
        worker_mb,
        server_mb,
        refuse_again(path, officer),
        cpu,
    )


def reset() -> None:
    """Nothing received, nothing paid; the charges at issue stand."""
    clear_payments()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO enrollment_dueentry (source, due_id, kind, payer, amount_fen, effective_on, recorded_at)"
            " SELECT 'due:' || d.id, d.id, 'charge', 'person', q.due_fen, d.issued_on, now()"
            " FROM enrollment_due d JOIN enrollment_quotation q ON q.id = d.quotation_id"
        )
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def clear_payments() -> None:
    truncate("enrollment_paymentline", "enrollment_coverage", "enrollment_filepart", "enrollment_paymentfile",
             "intake_storedchunk", "enrollment_dueentry")  # fmt: skip


def raw_copy(path: Path) -> float:
    """Seconds for the same bytes into a plain logged table of text columns, without any index."""
    with connection.cursor() as cursor:
        columns = ", ".join(f"c{place} text" for place in range(len(tax_lines.HEADER)))
        cursor.execute(f"DROP TABLE IF EXISTS bench_raw; CREATE TABLE bench_raw ({columns})")
        started = time.monotonic()
        with (
            path.open("rb") as content,
            cursor.copy("COPY bench_raw FROM STDIN (FORMAT csv, HEADER)") as copy,
        ):
            while piece := content.read(1 << 20):
                copy.write(piece)
        seconds = time.monotonic() - started
        cursor.execute("DROP TABLE bench_raw")
    return seconds


def refuse_again(path: Path, officer: Officer) -> float:
    started = time.monotonic()
    try:
        with path.open("rb") as content:
            payments.receive_file(
                content=content, name=path.name, area=population.AREA, by=officer, at=timezone.now()
            )
    except receiving.SameFileReceived:
        return time.monotonic() - started
    raise SystemExit("the same file was taken twice")


def report(rows: list[list[Run]]) -> None:
    print(f"\n{machine()}")
    print("medians; seconds from the upload to the last posted line\n")
    print(
        "| lines | workers | seconds | lines/s | of these upload | raw COPY | ratio | largest worker process MB |"
        " largest backend MB | same file again s | processor s |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for runs in rows:
        total = statistics.median(run.receive + run.work for run in runs)
        print(
            f"| {runs[0].lines:,} | {runs[0].workers} | {total:.1f} | {runs[0].lines / total:,.0f} |"
            f" {statistics.median(run.receive for run in runs):.1f} | {statistics.median(run.raw_copy for run in runs):.2f} |"
            f" {statistics.median(run.ratio for run in runs):.1f} | {max(run.worker_mb for run in runs):.0f} |"
            f" {max(run.server_mb for run in runs):.0f} | {statistics.median(run.again for run in runs):.1f} |"
            f" {statistics.median(run.cpu for run in runs):.1f} |"
        )


def machine() -> str:
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {_memory_gb():.0f} GB; {_server_version()};"
        f" Python {platform.python_version()}"
    )


def truncate(*tables: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # the ledger's guards, off in this database of our own
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        cursor.execute("SET session_replication_role = origin")


def _start_worker(number: int) -> "subprocess.Popen[bytes]":
    log = (Path(settings.VAR_DIR) / f"worker-{number}.log").open("ab")
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", "1", "--without-gossip",
               "--without-mingle", "--hostname", f"bench{number}@%h"]  # fmt: skip
    return subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"CANBAO_PROCESS": "worker"})


def _wait_until_listening(processes: "list[subprocess.Popen[bytes]]") -> None:
    from config.celery import app

    until = time.monotonic() + 60
    while len(app.control.ping(timeout=0.5) or []) < len(processes):
        if time.monotonic() > until or any(process.poll() is not None for process in processes):
            raise SystemExit("the workers did not start; see the logs under var/bench")


def _wait_until_posted(file: PaymentFile) -> None:
    until = time.monotonic() + DEADLINE_SECONDS
    while True:
        file.refresh_from_db(fields=["state", "failure", "refusal"])
        if file.state == "posted":
            return
        if file.state in ("refused", "failed") or time.monotonic() > until:
            raise SystemExit(f"file {file.pk} is {file.state}: {file.failure or file.refusal}")
        time.sleep(0.1)  # the polling of a bystander, not part of the work


def _tree(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(child) for child in children)]


def _processor_seconds(workers: "list[subprocess.Popen[bytes]]") -> float:
    """What the workers and the server have used so far; it swings less than seconds when the machine does other work."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        (folder,) = cursor.fetchone()
    server = int((Path(folder) / "postmaster.pid").read_text().split()[0])
    ticks = 0
    for pid in [pid for root in [server, *(worker.pid for worker in workers)] for pid in _tree(root)]:
        with suppress(FileNotFoundError):  # a process that ended meanwhile counts with its parent
            used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(each) for each in used[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _backends() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
        return [row[0] for row in cursor.fetchall()]


def _peak_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3


def _server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


if __name__ == "__main__":
    main()
