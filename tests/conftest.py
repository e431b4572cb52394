"""Which real parts do tests stand on? PostgreSQL, officers, clients, worker processes, a browser."""

import contextlib
import os
import signal
import string
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from shutil import which
from typing import Any, cast

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.middleware import csrf
from django.test import Client, TransactionTestCase
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from rest_framework.test import APIClient

from config.embedded import DATABASE_NAME, PROJECT, RUNTIME_USER, Services
from config.testing import GIVEN, database_template
from staff.models import Officer, RoleGrant
from staff.rules.roles import Role
from tests.emptying import empty_tables, needs_new_connection
from tests.nest import Hatched, Nest

# Generated examples have no time limit of their own: what is slow on a busy machine is not wrong.
hypothesis.settings.register_profile(
    "canbao", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("canbao")

# The same function with little memory: what it costs to guess a password is Django's choice, and nothing here depends on it.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1

# Tokens of forms are random: without digits none of them holds a number by chance that a page must not show.
csrf.CSRF_ALLOWED_CHARS = string.ascii_letters

LONG_AGO = date(2000, 1, 1)
RUNTIME_ROLE = "" if GIVEN["DATABASE_URL"] else RUNTIME_USER
PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The database of this process is a copy of the template; where there is none, Django makes and migrates one."""
    if template := database_template():
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        cast(Any, connection.creation).create_test_db = _copied_database


def _copied_database(
    verbosity: int = 1, autoclobber: bool = False, serialize: bool = False, keepdb: bool = False
) -> str:
    """As Django makes a database for tests, but without migrating it: reading all migrations takes seconds and finds none missing."""
    creation: Any = connection.creation
    name = str(creation._get_test_db_name())
    creation._create_test_db(verbosity, autoclobber, keepdb)
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Tables that may never be emptied can be emptied between tests, and only here."""
    TransactionTestCase._fixture_teardown = empty_tables  # type: ignore[attr-defined]
    TransactionTestCase._should_reload_connections = needs_new_connection  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgtype & 32 > 0"  # TRUNCATE
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')
        empty_tables(
            TransactionTestCase()
        )  # of what migrations entered: no test finds more than the next one
    yield
    # A thread of the live server keeps its session as long as the browser keeps the line; nobody may be in a database that goes.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "WITH others AS MATERIALIZED (SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend') SELECT pg_terminate_backend(pid) FROM others"
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that at the end no processor waits for the other's last minute.

    That is what starts processes and what was given a limit of its own; files stay together, for what they share.
    """
    marks = ("worker", "timeout")
    files = {item.path for item in items if any(item.get_closest_marker(mark) for mark in marks)}
    items.sort(key=lambda item: item.path not in files)


# -- who -----------------------------------------------------------------------------------------------------
MakeOfficer = Callable[..., Officer]


@pytest.fixture
def make_officer(db: None) -> MakeOfficer:
    """`make_officer(Role.TAX_OFFICER, "371700", login="tax")`: an officer with one role, or with none."""

    def make(
        role: Role | None = None, division_code: str = "371702", *, login: str = "", password: str = ""
    ) -> Officer:
        login = login or f"{role or 'nobody'}-{uuid.uuid4().hex[:6]}"
        officer = Officer(login=login, display_name=role.label.zh if role else "无角色")
        if password:
            officer.set_password(password)
        else:
            officer.set_unusable_password()
        officer.save()
        if role:
            RoleGrant.objects.create(
                officer=officer, role=role, division_code=division_code, valid_from=LONG_AGO
            )
        return officer

    return make


@pytest.fixture
def client_as() -> Callable[..., Client]:
    """`client_as(officer, language="en")`: a logged-in client; Chinese unless told otherwise."""

    def make(officer: Officer, *, language: str = "zh-hans") -> Client:
        client = Client()
        client.force_login(officer)
        client.cookies["django_language"] = language
        return client

    return make


@pytest.fixture
def api_as() -> Callable[[Officer], APIClient]:
    """`api_as(officer)`: an API client that acts as the officer, answers in English."""

    def make(officer: Officer) -> APIClient:
        client = APIClient(headers={"accept-language": "en"})
        client.force_login(officer)
        return client

    return make


# -- real processes ------------------------------------------------------------------------------------------
def own_environment() -> dict[str, str]:
    """The environment in which another process works on this test's database and broker, with no more rights than at work."""
    given = connection.settings_dict | {"USER": RUNTIME_ROLE or connection.settings_dict["USER"]}
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    query = "&".join(f"{theirs}={given[ours]}" for theirs, ours in names.items() if given[ours])
    return os.environ | {"DATABASE_URL": f"postgresql:///?{query}", "CANBAO_PROCESS": "command"}


class Worker:
    """A real Celery worker in its own process group, from its nest; `kill()` is kill -9 of all of it."""

    def __init__(self, environment: dict[str, str], log: Path, *, concurrency: int = 1):
        # The checks of Django are run once, by bin/lint; they would be a quarter of every start.
        self.environment = environment | {"CANBAO_PROCESS": "worker", "CELERY_SKIP_CHECKS": "1"}
        self.log = log
        self.concurrency = concurrency
        self.process: Hatched | None = None

    def start(self) -> "Worker":
        command = ["-A", "config", "worker", "--without-gossip", "--without-mingle"]
        command += ["--concurrency", str(self.concurrency), "-n", f"w{uuid.uuid4().hex[:8]}@%h", "-l", "INFO"]
        self.process = Nest.of(self.environment).hatch(command, self.log)
        return self

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def stop(self, *, seconds: float = 15) -> None:
        self._signal(signal.SIGTERM, seconds=seconds)
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals, *, seconds: float = 10) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            if number == signal.SIGKILL:
                raise
        else:
            if number == signal.SIGKILL:
                self.process = None


@pytest.fixture
def make_worker(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """`make_worker(concurrency=2).start()`: as many real workers as wanted, on the test's database."""
    made: list[Worker] = []

    def make(*, environment: dict[str, str] | None = None, concurrency: int = 1) -> Worker:
        log = tmp_path / f"worker-{len(made)}.log"
        made.append(Worker(environment or own_environment(), log, concurrency=concurrency))
        return made[-1]

    yield make
    for worker in made:
        worker.stop()


@pytest.fixture
def worker(make_worker: Callable[..., Worker]) -> Worker:
    """One running worker."""
    return make_worker().start()


@contextlib.contextmanager
def servers_to_break() -> Iterator[Services]:
    """A PostgreSQL and a broker of somebody's own, with fsync, to be killed and started again at will."""
    services = Services(PROJECT / "var" / "test" / f"own-{uuid.uuid4().hex[:8]}")
    services.start()
    try:
        yield services
    finally:
        services.stop()
        subprocess.run(["rm", "-rf", str(services.folder)], check=True)


@pytest.fixture(scope="session")
def breakable_servers() -> Iterator[Services]:
    """Such servers for all tests that break some: a cluster is made once, and started again for each."""
    with servers_to_break() as services:
        yield services


@pytest.fixture
def own_servers(breakable_servers: Services) -> Services:
    """Such servers for one test, running, with an empty database."""
    services = breakable_servers
    services.start()
    with psycopg.connect(services.database_url("postgres"), autocommit=True) as session:
        session.execute(f'DROP DATABASE "{DATABASE_NAME}" WITH (FORCE)')
    services.start()  # makes it anew
    return services


def eventually(holds: Callable[[], Any], *, seconds: float = 30, every: float = 0.1) -> Any:
    """The first true answer of `holds`; fails after `seconds`."""
    until = time.monotonic() + seconds
    while not (answer := holds()):
        if time.monotonic() > until:
            pytest.fail(f"still not so after {seconds} s: {getattr(holds, '__name__', holds)}")
        time.sleep(every)
    return answer


# -- browser -------------------------------------------------------------------------------------------------
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
FLAGS += ["--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One real Chromium for the session; bin/test says where it is."""
    path = os.environ.get("CANBAO_BROWSER") or which("chromium-headless-shell") or which("chromium")
    if path is None or not Path(path).exists():
        pytest.fail("no Chromium: run bin/test, or set CANBAO_BROWSER, or choose -m 'not browser'")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


MakePage = Callable[..., Page]


@pytest.fixture
def make_page(browser: Browser, live_server: Any) -> Iterator[MakePage]:
    """`make_page(officer, language="en", width=390)`: a logged-in page on the live server.

    The test fails on a script error, a refusal by the Content-Security-Policy or a request to another host.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def make(
        officer: Officer | None = None, *, language: str = "zh-hans", width: int = 1366, height: int = 768
    ) -> Page:
        context = browser.new_context(
            reduced_motion="reduce", base_url=live_server.url, viewport={"width": width, "height": height}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        cookies = [{"name": "django_language", "value": language, "url": live_server.url}]
        if officer is not None:
            client = Client()
            client.force_login(officer)
            cookies.append(
                {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            )
        context.add_cookies(cookies)  # type: ignore[arg-type]
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
        page.on(
            "console",
            lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.on("request", lambda asked: _note_strangers(asked.url, live_server.url, troubles))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not troubles


def _note_strangers(url: str, home: str, troubles: list[str]) -> None:
    if not url.startswith((home, "data:", "blob:", "about:")):
        troubles.append(f"request to another host: {url}")


def _note_refusals(said: str, troubles: list[str]) -> None:
    if "Content Security Policy" in said:
        troubles.append(said)
