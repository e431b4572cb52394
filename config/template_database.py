"""From which database does every test process copy its own? From one that was migrated once.

Migrations keep a processor busy for some twenty seconds, a copy for a fraction of one. The template's name ends
in a digest of what migrations are made of, so another migration asks for another template.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from config.embedded import PROJECT, Services
from config.server_binaries import postgres_binaries

PREFIX = "canbao_template_"
# Everything that migrations read or import: tests/config/test_template_database.py holds them against this list.
SOURCES = (
    "requirements.txt",
    "*/migrations/*.py",
    "assistance/data/*.csv",
    "assistance/categories/rules/category_names.py",
    "enrollment/models/coverage.py",
    "staff/rights.py",
    "staff/tables.py",
)


def template_name(project: Path = PROJECT) -> str:
    """The name of the template that fits the migrations of a work tree."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in project.glob(pattern)):
        digest.update(f"{path.relative_to(project)}\n{path.stat().st_size}\n".encode() + path.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


def make_template(services: Services) -> str:
    """The name of a template that exists; made first where it does not, by one process while others wait.

    It takes its name when it is complete, so one that was broken off is never copied. Raises CalledProcessError
    when a migration fails; what the migration said stands on the error output.
    """
    name = template_name()
    unfinished = f"{PREFIX}unfinished"
    with open(services.folder / ".template", "w") as lock, _maintenance(services) as connection:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if name in _templates(connection):
            return name
        _drop(connection, unfinished)
        connection.execute(f'CREATE DATABASE "{unfinished}"')
        subprocess.run(  # without the checks of Django, which bin/lint runs
            [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"],
            cwd=PROJECT,
            env=os.environ
            | {
                "DATABASE_URL": services.runtime_url(unfinished),
                "DATABASE_OWNER_URL": services.database_url(unfinished),
            },
            stdout=sys.stderr,
            check=True,
        )
        connection.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')  # a copy needs it undisturbed
    return name


def dump_template(services: Services) -> bytes:
    """The SQL that makes the same database on another server, for tests that have one of their own."""
    name, copy = make_template(services), f"{PREFIX}dumped_{os.getpid()}"
    with _maintenance(services) as connection:
        connection.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        try:
            dump = [str(postgres_binaries() / "pg_dump"), "--no-owner", services.database_url(copy)]
            return subprocess.run(dump, check=True, stdout=subprocess.PIPE).stdout
        finally:
            _drop(connection, copy)


def drop_other_templates(services: Services) -> None:
    """Remove the templates of other migrations; nobody may be copying one."""
    with _maintenance(services) as connection:
        for name in _templates(connection) - {template_name()}:
            _drop(connection, name)


def _maintenance(services: Services) -> psycopg.Connection:
    return psycopg.connect(services.database_url("postgres"), autocommit=True)


def _templates(connection: psycopg.Connection) -> set[str]:
    rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    return {name for (name,) in rows}


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
