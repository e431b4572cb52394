"""Does a file of every layout end exactly once when the database crashes under it, or the broker is away when it comes?"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from config.embedded import PROJECT, Services
from config.server_binaries import postgres_binaries
from config.testing import database_dump
from tests.conftest import Worker, servers_to_break
from tests.emptying import KEPT
from tests.pipeline.layout_cases import CASES

pytestmark = pytest.mark.worker


class Site:
    """An installation of its own: servers with fsync, that can be stopped and crashed at will."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.services, self.folder = services, folder
        self.environment = os.environ | {
            "DATABASE_URL": services.runtime_url(),
            "DATABASE_OWNER_URL": services.database_url(),
            "CANBAO_PROCESS": "command",
            "CELERY_BROKER_URL": services.broker_url(),
            "PAYMENT_LINES_PER_PART": "60",
            "PAYMENT_LEASE_SECONDS": "2",
        }
        self.workers: list[Worker] = []

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def make_tables(self) -> None:
        """As the template of the other tests has them, which lacks nothing; by the migrations where there is none."""
        if not (dump := database_dump()):
            self.manage("migrate", "-v", "0")
        else:
            fill = [
                str(postgres_binaries() / "psql"),
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                self.services.database_url(),
            ]
            subprocess.run(fill, input=dump, check=True, stdout=subprocess.DEVNULL)

    def end(self) -> None:
        for worker in self.workers:
            worker.kill()
        self.workers.clear()

    def empty(self) -> None:
        """Take all rows away, which only the owner of the tables may."""
        with psycopg.connect(self.services.database_url()) as connection:
            tables = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)"
            names = [name for (name,) in connection.execute(tables, [list(KEPT)])]
            connection.execute("SET LOCAL session_replication_role = replica")  # no trigger forbids it
            connection.execute(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE")
            connection.execute("; ".join(f"DELETE FROM {name}" for name in names))

    def drive(self, code: str, wishes: dict[str, Callable[[], object]]) -> list[str]:
        """Run the sender's code in a process of its own, with the application's rights, and do what it wishes; what it says besides."""
        said = []
        with subprocess.Popen(
            [sys.executable, "-c", SENDER + code],
            cwd=PROJECT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as sender:
            assert sender.stdin is not None and sender.stdout is not None
            for line in map(str.strip, sender.stdout):
                if line not in wishes:
                    said.append(line)
                    continue
                wishes[line]()
                sender.stdin.write("done\n")
                sender.stdin.flush()
        assert sender.returncode == 0
        return said

    def start_worker(self) -> Worker:
        self.workers.append(Worker(self.environment, self.folder / f"worker-{len(self.workers)}.log").start())
        return self.workers[-1]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all tests of this file, which empty its tables, and of no other: those empty the whole database."""
    with servers_to_break() as services:
        site = Site(services, tmp_path_factory.mktemp("crash"))
        site.make_tables()
        yield site


@pytest.fixture
def site(installation: Site) -> Iterator[Site]:
    """That installation, whose workers end with the test."""
    yield installation
    installation.end()


# One process, with the application's rights, that sends files and says what it wishes to happen next.
SENDER = """
import django
django.setup()
import os
import time
from django.db import connection
from django.db.models import F
from datetime import timedelta
from intake import tasks
from intake.operations import receiving
from tests.pipeline.layout_cases import CASES
from tests.pipeline.locks import holding, lease_runs_out, waiting_sessions
from tests.pipeline.tax_desk import assert_ledger_holds

def until(holds):
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, f"not so in time: {code} {file.state} {file.failure} {file.attempts}"
        tasks.sweep_files()
        time.sleep(0.2)

def at_rest(file):
    file.refresh_from_db()
    assert file.state != "failed", file.failure
    return file.is_at_rest

def caught(file, point):
    file.refresh_from_db()
    return waiting_sessions() and file.state == point.state

def nobody_is_told_of(file):
    type(file)._default_manager.filter(pk=file.pk).update(uploaded_at=F("uploaded_at") - timedelta(seconds=6))

def wish(what):
    print(what, flush=True)
    input()
"""
# A file of every layout; it wishes for a crash when a worker is in the middle of writing it. Only the lock that catches the
# worker is held as the owner of the tables.
EVERY_LAYOUT = """
for code in sorted(CASES):
    connection.close()
    wish("empty")
    case = CASES[code]()
    case.prepare()
    expected = case.foretell()
    file = case.send()
    nobody_is_told_of(file)
    for stage, points in enumerate(case.stages):
        with holding(points[-1].lock, os.environ["DATABASE_OWNER_URL"]) as holder:
            until(lambda: caught(file, points[-1]))
            wish("crash")
        connection.close()
        lease_runs_out(file)
        until(lambda: at_rest(file))
        if stage + 1 < len(case.stages):
            case.next(file, stage)
    assert (ended := case.snapshot(file)) == expected, (code, file.state, file.fence, ended, expected)
    assert_ledger_holds()
    print(code, flush=True)
"""
# A file that comes while the broker is away.
AWAY = """
code = "TB-1"
case = CASES[code]()
case.prepare()
wish("no broker")
began = time.monotonic()
file = case.send()
print(time.monotonic() - began, file.state, flush=True)
nobody_is_told_of(file)
wish("broker")
until(lambda: at_rest(file))
print(file.state, flush=True)
"""


@pytest.mark.timeout(280)
def test_crashes_of_the_database_under_every_layout(site: Site) -> None:
    """The database is stopped at once and started again; workers, staged rows and locks are lost with it."""
    assert _crashes(site) == sorted(CASES)


def _crashes(site: Site) -> list[str]:
    """The layouts whose file ended as undisturbed. Each second crash takes the worker along."""
    crashes = 0

    def crash() -> None:
        nonlocal crashes
        crashes += 1
        _crash(site, takes_worker=crashes % 2 == 1)

    site.start_worker()
    return site.drive(EVERY_LAYOUT, {"empty": site.empty, "crash": crash})


def _crash(site: Site, *, takes_worker: bool) -> None:
    site.services.stop_postgres(how="immediate")
    if takes_worker:
        site.workers[-1].kill()
    site.services.start_postgres()
    if takes_worker:
        site.start_worker()


def test_a_broker_that_is_away_when_a_file_comes(site: Site) -> None:
    """The file is received all the same, and at once; the sweeper finds it."""
    site.empty()

    def broker() -> None:
        site.services.start_broker()
        site.start_worker()

    received, ended = site.drive(AWAY, {"no broker": site.services.stop_broker, "broker": broker})
    took, state = received.split()
    assert float(took) < 10 and state == "received"
    assert ended == "posted"
