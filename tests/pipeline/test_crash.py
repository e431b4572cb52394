"""Does a file of every layout end exactly once when the database crashes under it, or the broker is away when it comes?"""

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.embedded import PROJECT, Services
from config.server_binaries import postgres_binaries
from config.testing import database_dump
from tests.conftest import Worker, eventually, servers_to_break
from tests.emptying import KEPT
from tests.pipeline.layout_cases import CASES

pytestmark = pytest.mark.worker
PATIENCE = 90


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

    def run(self, code: str) -> Any:
        """Run code in a process of its own, with the application's rights, and read the JSON it prints."""
        text = "import json, django\ndjango.setup()\n" + textwrap.dedent(code)
        command = [sys.executable, "-c", text]
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "null")

    def start_worker(self) -> Worker:
        self.workers.append(Worker(self.environment, self.folder / f"worker-{len(self.workers)}.log").start())
        return self.workers[-1]

    def ask(self, statement: str) -> Any:
        with psycopg.connect(self.services.database_url(), autocommit=True) as connection:
            row = connection.execute(statement).fetchone()
            return row[0] if row else None

    def sweep(self) -> None:
        self.run("from intake import tasks\ntasks.sweep_files()")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all tests of this file: they empty its tables."""
    with servers_to_break() as services:
        site = Site(services, tmp_path_factory.mktemp("crash"))
        site.make_tables()
        yield site


@pytest.fixture
def site(installation: Site) -> Iterator[Site]:
    """That installation, whose workers end with the test."""
    yield installation
    installation.end()


# One process, with the application's rights, that sends a file of every layout and asks for a crash when a worker is in the
# middle of writing it. Only the lock that catches the worker is held as the owner of the tables.
EVERY_LAYOUT = """
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
from tests.pipeline.locks import holding, waiting_sessions
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

def wish(what):
    print(what, flush=True)
    input()

for code in sorted(CASES):
    connection.close()
    wish("empty")
    case = CASES[code]()
    case.prepare()
    expected = case.foretell()
    file = case.send()
    type(file)._default_manager.filter(pk=file.pk).update(uploaded_at=F("uploaded_at") - timedelta(seconds=6))
    for stage, points in enumerate(case.stages):
        with holding(points[-1].lock, os.environ["DATABASE_OWNER_URL"]) as holder:
            until(lambda: caught(file, points[-1]))
            wish("crash")
        connection.close()
        until(lambda: at_rest(file))
        if stage + 1 < len(case.stages):
            case.next(file, stage)
    assert (ended := case.snapshot(file)) == expected, (code, file.state, file.fence, ended, expected)
    assert_ledger_holds()
    print(code, flush=True)
"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'canbao-worker' AND wait_event_type = 'Lock'"


@pytest.mark.timeout(280)
def test_crashes_of_the_database_under_every_layout(site: Site) -> None:
    """The database is stopped at once and started again; workers, staged rows and locks are lost with it."""
    assert _crashes(site) == sorted(CASES)


def _crashes(site: Site) -> list[str]:
    """The layouts whose file ended as undisturbed. Each second crash takes the worker along."""
    ended, crashes = [], 0
    site.start_worker()
    command = [sys.executable, "-c", EVERY_LAYOUT]
    with subprocess.Popen(
        command, cwd=PROJECT, env=site.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as driver:
        assert driver.stdin is not None and driver.stdout is not None
        for said in driver.stdout:
            match said.strip():
                case "empty":
                    site.empty()
                case "crash":
                    crashes += 1
                    _crash(site, takes_worker=crashes % 2 == 1)
                case code:
                    ended.append(code)
                    continue
            driver.stdin.write("go\n")
            driver.stdin.flush()
    assert driver.returncode == 0
    return ended


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
    site.services.stop_broker()
    took, state = site.run(
        """
        import time
        from tests.pipeline.layout_cases import CASES
        case = CASES["TB-1"]()
        case.prepare()
        began = time.monotonic()
        file = case.send()
        print(json.dumps([time.monotonic() - began, file.state]))
        """
    )
    assert took < 10 and state == "received"
    site.services.start_broker()
    site.start_worker()
    eventually(
        lambda: site.ask("SELECT now() > uploaded_at + interval '6 seconds' FROM enrollment_paymentfile"),
        seconds=PATIENCE,
    )
    site.sweep()
    eventually(
        lambda: site.ask("SELECT state FROM enrollment_paymentfile") == "posted",
        seconds=PATIENCE,
        every=0.5,
    )
