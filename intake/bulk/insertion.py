"""How are many rows inserted of which hardly ever one is there already?"""

from typing import Any

from django.db import IntegrityError, transaction
from psycopg import sql

UNLESS_THERE = "ON CONFLICT DO NOTHING"


def insert_new(cursor: Any, statement: str, values: Any, **parts: sql.Composable) -> None:
    """Run an INSERT that says `UNLESS_THERE`: at first without it, for it doubles what every unique index costs.

    The statement itself leaves out what is known to be there. A row that somebody else added at the same moment is met by the
    second try. In the caller's transaction; `parts` fill the braces of the statement.
    """
    assert UNLESS_THERE in statement
    plain = statement.replace(UNLESS_THERE, "")
    try:
        with transaction.atomic():
            cursor.execute(sql.SQL(plain).format(**parts) if parts else plain, values)
    except IntegrityError:
        cursor.execute(sql.SQL(statement).format(**parts) if parts else statement, values)
