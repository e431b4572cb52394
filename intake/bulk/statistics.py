"""How does PostgreSQL learn at once that a large file made tables grow, so that what follows is planned well?

Until it has analysed them, which it does by itself only minutes later, it takes the tables for as small as before: the ledger
check or a report straight after the file then takes many times as long.
"""

import logging
from collections.abc import Sequence

from django.db import DatabaseError, connection, models
from psycopg import sql

ROWS_WORTH_LEARNING = 20_000

log = logging.getLogger(__name__)


def learn_growth(grown: Sequence[type[models.Model]], *, rows: int) -> bool:
    """ANALYZE the tables of some models after so many rows came in; whether it was worth it.

    To be called after the transaction that closed the file, so that nobody waits for it; a table that somebody else analyses
    at the moment is left to them. It is a help, not a part of the work: a failure is logged and nothing else.
    """
    if rows < ROWS_WORTH_LEARNING:
        return False
    tables = sql.SQL(", ").join(sql.Identifier(model._meta.db_table) for model in grown)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("ANALYZE (SKIP_LOCKED) {}").format(tables))
    except DatabaseError:
        log.warning("tables could not be analysed", exc_info=True)
        return False
    return True
