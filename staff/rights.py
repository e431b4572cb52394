"""What may the application's own login do in the database? Read and write rows; not alter, disable or empty a table.

Runs after each migration, as the owner of the tables. A row that a trigger keeps for good is kept by missing rights as well:
the login that serves pages could otherwise switch the trigger off.
"""

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

# Rows of these tables are only ever added, says a trigger without exception: (table, may be changed, may be deleted).
KEPT = """
    SELECT c.relname, bool_or(t.tgtype & 16 > 0), bool_or(t.tgtype & 8 > 0)
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgqual IS NULL AND t.tgtype & 1 > 0 AND p.proname LIKE '%refuse_change'
      AND c.relnamespace = current_schema()::regnamespace
    GROUP BY c.relname ORDER BY c.relname"""


def grant_rights(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Give the runtime role what it needs and take away the rest; nothing to do where the owner serves the pages itself."""
    role = settings.DATABASE_RUNTIME_ROLE
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user <> rolname, current_setting('server_version_num')::int >= 170000,"
            " current_schema() FROM pg_roles WHERE rolname = %s",
            [role],
        )
        known = cursor.fetchone()
        if not known or not known[0]:
            return
        to, schema = connection.ops.quote_name(role), connection.ops.quote_name(known[2])
        # Staged lines are tables of their own, which workers make and drop. MAINTAIN is ANALYZE and no change of rows.
        rows = "SELECT, INSERT, UPDATE, DELETE" + (", MAINTAIN" if known[1] else "")
        for what, where in ((rows, "TABLES"), ("SELECT, USAGE", "SEQUENCES")):
            cursor.execute(f"GRANT {what} ON ALL {where} IN SCHEMA {schema} TO {to}")
        cursor.execute(f"GRANT USAGE, CREATE ON SCHEMA {schema} TO {to}")
        cursor.execute(KEPT)
        for table, unchanged, undeleted in cursor.fetchall():
            taken = [right for right, is_taken in (("UPDATE", unchanged), ("DELETE", undeleted)) if is_taken]
            cursor.execute(f"REVOKE {', '.join(taken)} ON {connection.ops.quote_name(table)} FROM {to}")
        migrations = connection.ops.quote_name("django_migrations")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {migrations} FROM {to}")
