"""On which servers do the tests run? A pytest plugin, loaded before Django's settings are.

Real PostgreSQL and a real broker in var/test, without fsync; DATABASE_URL and CELERY_BROKER_URL are honored
when set. Several runs at once share the servers: each has its own database and part of the broker, and the
last one to end stops them.
"""

import fcntl
import gc
import os
from pathlib import Path
from typing import IO

import pytest

from config.embedded import PROJECT, local_services
from config.template_database import drop_other_templates, dump_template, make_template

GIVEN = {name: bool(os.environ.get(name)) for name in ("DATABASE_URL", "CELERY_BROKER_URL")}
if os.environ.get(
    "CANBAO_TEST_BROKER"
):  # what we inherit is the address of the process that hands out the tests
    GIVEN["CELERY_BROKER_URL"] = False
RUN = os.environ.setdefault("CANBAO_TEST_RUN", str(os.getpid()))  # the workers of one run inherit it
os.environ.update(
    {
        "CANBAO_VAR_DIR": os.environ.get("CANBAO_TEST_VAR_DIR") or str(PROJECT / "var" / "test"),
        "CANBAO_FAST_SERVERS": "1",
        "CANBAO_LOCAL": "1",
        "CANBAO_PROCESS": "migration",  # makes databases and empties tables; processes of tests come as the application
        "CANBAO_TEST_DATABASE": f"test_canbao_{RUN}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # the browser driver runs an event loop in the thread of the test
    }
)
if not GIVEN["CELERY_BROKER_URL"]:
    os.environ["CANBAO_TEST_BROKER"] = "own"
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw15").removeprefix("gw")) % 16
    os.environ["CELERY_BROKER_URL"] = local_services().broker_url((int(RUN) * 16 + worker) % 4096)

_users: IO[str] | None = None
# What is imported and collected stays until the end: looking through it for garbage again and again took four tenths of the time.
gc.set_threshold(100_000, 50, 100)


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers once, in the process that hands out the tests."""
    if not (hasattr(config, "workerinput") or config.option.collectonly or config.option.help):
        _use_servers()


def pytest_collection_finish() -> None:
    """From here on garbage is what tests leave behind; what was there before is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers when no other run uses them."""
    if _users is not None and not os.environ.get("CANBAO_KEEP_SERVERS"):
        _leave_servers(_users)


def database_template() -> str | None:
    """The database from which the tests copy theirs; None where the server is not ours to fill."""
    return None if GIVEN["DATABASE_URL"] else make_template(local_services())


def database_dump() -> bytes | None:
    """The same as SQL, for another server of a test; None where there is no template."""
    return None if GIVEN["DATABASE_URL"] else dump_template(local_services())


def _use_servers() -> None:
    global _users
    services = local_services()
    services.folder.mkdir(parents=True, exist_ok=True)
    _users = open(services.folder / ".users", "w")  # noqa: SIM115 - held until the run ends
    fcntl.flock(_users, fcntl.LOCK_SH)
    own_broker = "virtual_host=" in os.environ["CELERY_BROKER_URL"]
    services.start(postgres=not GIVEN["DATABASE_URL"], broker=own_broker)
    if not GIVEN["DATABASE_URL"]:
        _drop_forgotten_databases()


def _leave_servers(users: IO[str]) -> None:
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    services = local_services()
    if not GIVEN["DATABASE_URL"] and services.postgres_answers():
        drop_other_templates(services)
    services.stop()
    users.close()


def _drop_forgotten_databases() -> None:
    """Databases of runs that were killed."""
    import psycopg

    with psycopg.connect(local_services().database_url("postgres"), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'test_canbao_%'"
        ).fetchall()
        for (name,) in rows:
            run = name.split("_")[2]
            if run.isdecimal() and not Path(f"/proc/{run}").exists():
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
