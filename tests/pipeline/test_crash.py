"""Is a tax file posted exactly once when the database crashes under it, or the broker is away when it comes?"""

import contextlib
import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.embedded import PROJECT, Services
from config.server_binaries import postgres_binaries
from config.testing import database_dump
from tests.conftest import Worker, eventually

pytestmark = pytest.mark.worker
PATIENCE = 90


class Site:
    """An installation of its own: servers with fsync, that can be stopped and crashed at will."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.services, self.folder = services, folder
        self.environment = os.environ | {
            "DATABASE_URL": services.database_url(),
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
        """As the template of the other tests has them, and then whatever migrations may still be missing."""
        if dump := database_dump():
            fill = [
                str(postgres_binaries() / "psql"),
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                self.services.database_url(),
            ]
            subprocess.run(fill, input=dump, check=True, stdout=subprocess.DEVNULL)
        self.manage("migrate", "-v", "0")

    def run(self, code: str) -> Any:
        """Run code in a process of its own and read the JSON it prints."""
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

    def upload(self, file: Path, *more: str) -> dict[str, Any]:
        return json.loads(
            self.manage("upload_tax_file", str(file), "--area", "371700", "--by", "tax", "--json", *more)
        )

    def crash_in_the_middle_of_a_part(self, begin: Callable[[], Any]) -> None:
        """Crash PostgreSQL when a worker has written lines and entries of a part, but not yet the cover."""
        with contextlib.closing(psycopg.connect(self.services.database_url())) as holder:
            holder.execute("LOCK TABLE enrollment_coverage IN EXCLUSIVE MODE")
            begin()
            eventually(lambda: self.ask(WAITING), seconds=PATIENCE)
            self.services.stop_postgres(how="immediate")

    def sweep(self) -> None:
        self.run("from enrollment import tasks\ntasks.sweep_files()")

    def follow(self, number: int) -> None:
        """Sweep until the file is posted, as beat does."""
        self.run(
            f"""
            import time
            from intake import tasks
            from enrollment.models import PaymentFile
            until = time.monotonic() + {PATIENCE}
            while PaymentFile.objects.get(pk={number}).state != "posted":
                assert time.monotonic() < until, PaymentFile.objects.values().get(pk={number})
                tasks.sweep_files()
                time.sleep(0.3)
            """
        )

    def counted(self, number: int) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """What the parts and what the lines of a file say."""
        parts, lines = self.run(
            f"""
            from enrollment.models import PaymentFile
            from tests.pipeline import crowd
            file = PaymentFile.objects.get(pk={number})
            print(json.dumps([crowd.totals(file), crowd.counted(file)]))
            """
        )
        return parts, lines


WAITING = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'canbao-worker' AND wait_event_type = 'Lock'"
STAGED = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'payment\\_stage\\_%'"
A_STAGE = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^payment_stage_[0-9]+_[0-9]+_[0-9]+$' ORDER BY 1 LIMIT 1"
SETTING = """
from datetime import date
from pathlib import Path
from enrollment.models import PaymentFile
from staff.models import Officer, RoleGrant
from tests.pipeline import crowd
from tests.pipeline.tax_desk import TaxDesk, table
for login, role in (("tax", "tax_officer"), ("clerk", "county_bureau")):
    officer = Officer(login=login, display_name=login)
    officer.set_unusable_password()
    officer.save()
    RoleGrant.objects.create(officer=officer, role=role, division_code="371700", valid_from=date(2000, 1, 1))
crowd.enroll(2, officer)
expected = []
for number in range(2):
    content = table(crowd.lines_of_file(number))
    Path({folder!r}, f"{{number}}.csv").write_bytes(content)
    desk = TaxDesk(Officer.objects.get(login="tax"), officer)
    expected.append(crowd.totals(desk.upload(content, check_only=True)))
print(json.dumps(expected))
"""


@pytest.mark.timeout(280)
def test_crashes_of_the_database_and_a_broker_that_is_away(own_servers: Services, tmp_path: Path) -> None:
    site = Site(own_servers, tmp_path)
    try:
        _crashes(site, tmp_path)
    finally:
        for worker in site.workers:
            worker.kill()


def _crashes(site: Site, folder: Path) -> None:
    site.make_tables()
    expected = site.run(SETTING.format(folder=str(folder)))

    # The broker is away when the file comes: it is received all the same, and found by the sweeper.
    site.services.stop_broker()
    began = time.monotonic()
    first = site.upload(folder / "0.csv")
    assert time.monotonic() - began < 20, "an upload does not wait for the broker"
    number = first["file_id"]
    assert site.ask(f"SELECT state FROM enrollment_paymentfile WHERE id = {number}") == "received"
    site.services.start_broker()

    # Everything dies: the tables of staged lines come back empty, so the check is done again.
    worker = site.start_worker()
    eventually(
        lambda: site.ask(
            f"SELECT now() > uploaded_at + interval '6 seconds' FROM enrollment_paymentfile WHERE id = {number}"
        )
    )
    site.crash_in_the_middle_of_a_part(site.sweep)
    worker.kill()
    site.services.start_postgres()
    assert site.ask(STAGED) > 0 and site.ask(f'SELECT count(*) FROM "{site.ask(A_STAGE)}"') == 0
    fence = site.ask(f"SELECT fence FROM enrollment_paymentfile WHERE id = {number}")
    site.start_worker()
    site.follow(number)
    assert site.ask(f"SELECT fence FROM enrollment_paymentfile WHERE id = {number}") > fence
    assert site.counted(number) == (expected[0], expected[0])

    # The database alone crashes: the worker lives on, and takes the file up again.
    site.crash_in_the_middle_of_a_part(lambda: site.upload(folder / "1.csv"))
    site.services.start_postgres()
    number = site.ask("SELECT max(id) FROM enrollment_paymentfile")
    site.follow(number)
    assert site.counted(number) == (expected[1], expected[1])
    assert site.ask(STAGED) == 0
    site.manage("check_ledger")
