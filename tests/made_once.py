"""How do several tests get the same people, files and enrollments, each of them untouched, and only the first of them made?

Operations that officers use make them, with every check and every row that belongs to them; that costs a second or more. The
rows are kept in memory, and put back as they were for the next test that wants the same.
"""

import copy
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.db import connection, transaction

from tests.emptying import filled_tables, is_superuser

Made = TypeVar("Made")
_kept: dict[str, tuple[Any, dict[str, bytes]]] = {}


def made_once(name: str, make: Callable[[], Made]) -> Made:
    """What `make` returns, and all that it writes; the name stands for both in this process.

    Made anew where something has been written before it, and without a superuser, whom no trigger stops.
    """
    if filled_tables() or not is_superuser():
        return make()
    if name not in _kept:
        made = make()
        _kept[name] = copy.deepcopy(made), {table: _rows_of(table) for table in filled_tables()}
        return made
    kept, rows = _kept[name]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # these rows have been checked
        for table, content in rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copying:
                copying.write(content)
        cursor.execute(
            "SET LOCAL session_replication_role = origin"
        )  # a test may be inside a transaction of its own
    return cast(Made, copy.deepcopy(kept))


def _rows_of(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copying:
        return b"".join(map(bytes, copying))
