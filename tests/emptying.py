"""How are the tables emptied after a test whose work was committed?

Django empties every table by TRUNCATE, which makes new files for each of them and their indexes, and then enters
all permissions anew. Here only what a test wrote is taken away: a fortieth of the work, of which the tests that
commit pay each time.
"""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import TransactionTestCase

from intake.bulk.staged_tables import drop_tables

# What Django itself enters when a database is made. No test changes it.
KEPT = frozenset(model._meta.db_table for model in (ContentType, Permission, MigrationRecorder.Migration))


def empty_tables(test_case: TransactionTestCase) -> None:
    """Take away every row that a test committed, and the tables in which files were staged (the only unlogged ones);
    waits, as TRUNCATE would, for whoever still works on a table.

    Triggers do not fire, neither those of foreign keys (everything goes) nor those that forbid to delete. Needs a
    superuser of the database, which the tests' own server has; elsewhere the tables are truncated.
    """
    tables = [
        name for name in connection.introspection.django_table_names(only_existing=True) if name not in KEPT
    ]
    quoted = [connection.ops.quote_name(name) for name in tables]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(quoted)} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(
            "SELECT relname FROM pg_class"
            " WHERE relkind = 'r' AND relpersistence = 'u' AND relnamespace = 'public'::regnamespace"
        )
        drop_tables([name for (name,) in cursor.fetchall()])
        filled = " UNION ALL ".join(
            f"SELECT {number} WHERE EXISTS (SELECT FROM {name})" for number, name in enumerate(quoted)
        )
        cursor.execute(filled)
        names = [quoted[number] for (number,) in cursor.fetchall()]
        if not names:
            return
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() == (True,):
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("; ".join(f"DELETE FROM {name}" for name in names))
        else:
            cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")
