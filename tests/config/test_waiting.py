"""Does nothing wait without end, and does the application come back by itself when its database does?"""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client
from psycopg import errors
from rest_framework.test import APIClient

from config.databases import LIMITS, database, limits_of
from config.embedded import PROJECT
from staff.busy import busy_because
from staff.models import Officer
from staff.rules.roles import Role
from tests.conftest import PASSWORD, eventually, own_environment

TOKEN = "a" * 32  # the cookie and the field of the form must agree, nothing else


class Web:
    """A real web process with eight threads and as many connections."""

    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}", "--threads", "12"]  # fmt: skip
        command += ["--no-control-socket", "--log-level", "error"]
        self.process = subprocess.Popen(
            command, cwd=PROJECT, env=environment | {"CANBAO_PROCESS": "web"}, stderr=subprocess.DEVNULL
        )
        eventually(lambda: self._listens())

    def _listens(self) -> bool:
        with contextlib.suppress(OSError):
            return self.ask("/health/live")[0] == 200
        return False

    def ask(
        self, path: str, form: dict[str, str] | None = None, *, session: str = ""
    ) -> tuple[int, str, str | None]:
        """Status, text and Retry-After."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"csrftoken={TOKEN}; sessionid={session}"}
        body = None
        if form is not None:
            body = urlencode(form | {"csrfmiddlewaretoken": TOKEN})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        asked.request("GET" if form is None else "POST", path, body, headers)
        answer = asked.getresponse()
        return answer.status, answer.read().decode(), answer.headers["Retry-After"]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def web(transactional_db: None) -> Iterator[Web]:
    process = Web(own_environment() | {"DATABASE_LOCK_SECONDS": "1"})
    yield process
    process.stop()


def session_of(officer: Officer) -> str:
    client = Client()
    client.force_login(officer)
    return client.cookies["sessionid"].value


@pytest.mark.worker
def test_who_meets_a_lock_is_told_to_come_back_and_logging_in_does_not_hang_behind_it(web, make_officer):
    admin = make_officer(Role.SYSTEM_ADMIN, "000000")
    held, other = make_officer(Role.AUDITOR), make_officer(Role.AUDITOR, login="zhou", password=PASSWORD)
    session = session_of(admin)
    answers: list[tuple[int, str, str | None]] = []
    address = own_environment()["DATABASE_URL"]
    with contextlib.closing(psycopg.connect(address)) as holder:
        holder.execute("SELECT 1 FROM staff_officer WHERE id = %s FOR UPDATE", [held.pk])
        waiting = [
            threading.Thread(
                target=lambda: answers.append(
                    web.ask(f"/officers/{held.pk}", {"do": "close"}, session=session)
                )
            )
            for _ in range(10)
        ]
        begun = time.monotonic()
        for thread in waiting:
            thread.start()
        status, _, _ = web.ask("/login", {"username": other.login, "password": PASSWORD})
        assert status == 302 and time.monotonic() - begun < 10
        for thread in waiting:
            thread.join()
    assert [status for status, _, _ in answers] == [503] * 10
    assert all("系统正忙" in page and "Try again" in page and retry == "1" for _, page, retry in answers)
    held.refresh_from_db()
    assert held.is_active
    assert web.ask(f"/officers/{held.pk}", {"do": "close"}, session=session)[0] == 302


@pytest.mark.worker
def test_after_a_restart_of_postgresql_the_first_requests_are_answered(own_servers):
    from tests.pipeline.test_crash import Site

    site = Site(own_servers, PROJECT / "var")
    site.make_tables()
    process = Web(site.environment)
    try:
        page = "/api/v1/me"
        assert [process.ask("/login", {"username": f"x{turn}", "password": "y"})[0] for turn in range(3)] == [
            200
        ] * 3
        own_servers.stop_postgres()
        status, text, retry = process.ask(page, session="b" * 32)
        assert status == 503 and '"code": "busy"' in text and retry
        own_servers.start(broker=False)
        assert [
            process.ask("/login", {"username": f"x{turn}", "password": "y"})[0] for turn in range(3, 6)
        ] == [200] * 3
    finally:
        process.stop()


@pytest.mark.django_db(transaction=True)
def test_the_api_answers_busy_in_its_own_shape(make_officer):
    officer = make_officer(Role.AUDITOR, "000000")
    client = APIClient(headers={"accept-language": "en"})
    client.raise_request_exception = False
    client.force_login(officer)
    owner = {name: connection.get_connection_params()[name] for name in ("dbname", "user", "host", "port")}
    with psycopg.connect(**owner) as holder, connection.cursor() as cursor:
        holder.execute("LOCK TABLE staff_rolegrant IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET lock_timeout = '100ms'")
        try:
            answer = client.get("/api/v1/people")
        finally:
            cursor.execute("RESET lock_timeout")
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert answer.json()["type"] == "server_error" and answer.json()["errors"][0]["code"] == "busy"
    assert "秒后重试" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("kind", LIMITS)
def test_every_kind_of_process_has_limits_at_its_connection(kind, monkeypatch):
    from config.environment import Environment

    for name in ("DATABASE_LOCK_SECONDS", "DATABASE_STATEMENT_SECONDS", "DATABASE_IDLE_SECONDS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CANBAO_PROCESS", kind)
    env = Environment()
    options: Any = database(env)["OPTIONS"]
    own = psycopg.conninfo.conninfo_to_dict(own_environment()["DATABASE_URL"])
    with psycopg.connect(**(own | {"dbname": "postgres"}), options=options["options"]) as session:
        shown: Any = [
            one[0]
            for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
            if (
                one := session.execute(
                    f"SELECT extract(epoch FROM current_setting('{name}')::interval)"
                ).fetchone()
            )
        ]
    limits = limits_of(env)
    assert shown == [limits.lock, limits.statement, limits.idle] and all(
        0 < limit < 100_000 for limit in shown
    )


def test_the_address_of_the_database_may_say_otherwise(monkeypatch):
    from config.environment import Environment

    monkeypatch.setenv("DATABASE_URL", "postgresql://a@db/canbao?options=-c%20lock_timeout%3D7s")
    options: Any = database(Environment())["OPTIONS"]
    assert str(options["options"]).endswith("-c lock_timeout=7s")


@pytest.mark.parametrize(
    ("failure", "is_busy"),
    [
        (errors.LockNotAvailable(), True),
        (errors.QueryCanceled(), True),
        (errors.DeadlockDetected(), True),
        (psycopg.OperationalError("connection refused"), True),
        (errors.DiskFull(), False),
        (errors.UniqueViolation(), False),
    ],
)
def test_only_what_may_succeed_in_a_moment_is_called_busy(failure, is_busy):
    wrapped = OperationalError(str(failure))
    wrapped.__cause__ = failure
    assert (busy_because(wrapped) is not None) is is_busy
    assert busy_because(ValueError()) is None and busy_because(None) is None


def test_the_log_of_our_own_server_keeps_refused_rows_to_itself(own_servers):
    with psycopg.connect(own_servers.database_url(), autocommit=True) as session:
        session.execute("CREATE TABLE people (name text UNIQUE)")
        session.execute("INSERT INTO people VALUES ('王小明')")
        with contextlib.suppress(errors.UniqueViolation):
            session.execute("INSERT INTO people VALUES ('王小明')")
    log = own_servers.postgres_log.read_text()
    assert "duplicate key" in log and "王小明" not in log
    assert os.path.getsize(own_servers.postgres_log)
