"""Where are the people registered whose numbers stand in staged rows?"""

from collections.abc import Sequence

from django.db import connection
from psycopg import sql

_PLACES = """
SELECT substr(p.division_code, 1, 6), count(*) FROM {rows} s
JOIN enrollment_person o ON o.document_hash = s.document_hash
JOIN enrollment_person p ON p.id = coalesce(o.merged_into_id, o.id)
WHERE {condition} GROUP BY 1
"""


EVERY = sql.SQL("true")


def registered_places(
    rows: sql.Composable, condition: sql.Composable = EVERY, values: Sequence[int] = ()
) -> dict[str, int]:
    """County -> how many rows of the table name somebody registered there; rows of unknown people count nowhere."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_PLACES).format(rows=rows, condition=condition), list(values))
        return dict(cursor.fetchall())
