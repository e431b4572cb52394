"""How do thousands of rows get their numbers and reach a table at once?"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from psycopg import sql

_FRESH = """
    WITH numbers AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name)
    SELECT nextval(numbers.name) FROM numbers, generate_series(1, %s)"""

to_json = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def fresh_ids(table: str, count: int) -> list[int]:
    """So many new ids of a table, in rising order."""
    with connection.cursor() as cursor:
        cursor.execute(_FRESH, [table, count])
        return [row[0] for row in cursor.fetchall()]


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Append rows, each with a value for each column; JSON as text. Errors are those of Django, as after any statement."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        write = copy.write_row
        for row in rows:
            write(row)
