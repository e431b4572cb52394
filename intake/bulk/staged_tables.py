"""How do the rows of a list get into an UNLOGGED table of their own, and how are such tables dropped?"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model
from psycopg import sql


class StageLost(Exception):
    """The staged rows are gone or do not open (a crash empties unlogged tables; a key was changed): check again."""


def copy_lines(table: sql.Identifier, columns: Sequence[str], lines: str) -> None:
    """Write lines that are text as COPY wants it."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        table, sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(lines)


def tables_of(kind: str, number: int) -> list[str]:
    """All tables of one list, of whatever fence: "roster_stage" and 7 find roster_stage_7_1, roster_stage_7_2."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE %s",
            [f"{kind}_{number}_".replace("_", r"\_") + "%"],
        )
        return [row[0] for row in cursor.fetchall()]


def forgotten_tables(kind: str, model: type[Model]) -> list[str]:
    """Tables of files that are done with: a worker was frozen or lost its connection while they were dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT relname FROM pg_class JOIN {model._meta.db_table} f"
            " ON f.id = substring(relname FROM %s)::bigint WHERE relkind = 'r' AND f.finished_at IS NOT NULL",
            [f"^{kind}_([0-9]+)_"],
        )
        return [row[0] for row in cursor.fetchall()]


def drop_tables(names: Sequence[str]) -> None:
    """Drop these tables; one that is gone already is no error."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name)))
