"""How are the tables emptied after a test whose work was committed?

Django empties every table by TRUNCATE, which makes new files for each of them and their indexes, and then enters
all permissions anew. Here only what a test wrote is taken away: a fortieth of the work, of which the tests that
commit pay each time. Then Django closes the connection; a new one learns all tables anew when it looks whether they
are empty, which cost more than most of those tests.
"""

from functools import cache

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import TransactionTestCase

from intake.bulk.staged_tables import drop_tables

# What Django itself enters when a database is made. No test changes it.
KEPT = frozenset(model._meta.db_table for model in (ContentType, Permission, MigrationRecorder.Migration))


def needs_new_connection(test_case: TransactionTestCase) -> bool:
    """Whether the next test cannot have the connection of the last one, with a session that has forgotten all it was told."""
    if connection.connection is None:
        return False
    if connection.in_atomic_block or connection.run_on_commit or not connection.is_usable():
        return True
    with connection.cursor() as cursor:
        cursor.execute("DISCARD ALL")  # settings, roles, locks, temporary tables
    connection.init_connection_state()
    return False


def empty_tables(test_case: TransactionTestCase) -> None:
    """Take away every row that a test committed, and the tables in which files were staged (the only unlogged ones);
    waits, as TRUNCATE would, for whoever still works on a table.

    Triggers do not fire, neither those of foreign keys (everything goes) nor those that forbid to delete. Needs a
    superuser of the database, which the tests' own server has; elsewhere the tables are truncated.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_statements(connection.settings_dict["NAME"])[1])
        cursor.execute(
            "SELECT relname FROM pg_class"
            " WHERE relkind = 'r' AND relpersistence = 'u' AND relnamespace = 'public'::regnamespace"
        )
        drop_tables([name for (name,) in cursor.fetchall()])
        if not (names := filled_tables()):
            return
        if is_superuser():
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("; ".join(f"DELETE FROM {name}" for name in names))
        else:
            cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")


def filled_tables() -> list[str]:
    """The tables, quoted, in which a test wrote something."""
    quoted, _, which = _statements(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(which)
        return [quoted[number] for (number,) in cursor.fetchall()]


def is_superuser() -> bool:
    """Whether nothing stops us here, neither a trigger nor a foreign key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone() == (True,))


@cache
def _statements(database: str) -> tuple[list[str], str, str]:
    """The tables of a database, what locks them, and what asks which of them hold a row."""
    tables = connection.introspection.django_table_names(only_existing=True)
    quoted = [connection.ops.quote_name(name) for name in tables if name not in KEPT]
    filled = (f"SELECT {number} WHERE EXISTS (SELECT FROM {name})" for number, name in enumerate(quoted))
    return quoted, f"LOCK TABLE {', '.join(quoted)} IN ACCESS EXCLUSIVE MODE", " UNION ALL ".join(filled)
