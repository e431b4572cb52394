"""How do 665,000 divisions get into their table within seconds?"""

import lzma
from pathlib import Path

from django.db import connection, transaction

EXTRACT = Path(__file__).parent / "data" / "divisions.csv.xz"
BLOCK = 1024 * 1024

CHANGE = """
    INSERT INTO staff_division (code, name, level, parent_id)
    SELECT code, name, level, nullif(parent, '') FROM loaded_division
    ON CONFLICT (code) DO UPDATE
        SET name = excluded.name, level = excluded.level, parent_id = excluded.parent_id
    WHERE (staff_division.name, staff_division.level, staff_division.parent_id)
        IS DISTINCT FROM (excluded.name, excluded.level, excluded.parent_id)"""
ORPHANS = """
    SELECT count(*) FROM staff_division d
    WHERE parent_id IS NOT NULL AND NOT EXISTS (SELECT FROM staff_division p WHERE p.code = d.parent_id)"""


@transaction.atomic
def load_divisions(extract: Path = EXTRACT) -> int:
    """Add what is missing and correct what differs.

    How many rows that were. A division that is gone stays, as history.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE loaded_division (code text, name text, level smallint, parent text)"
            " ON COMMIT DROP"
        )
        # The file is our own extract, checked when it was made: copying it unparsed is safe here, and only
        # here.
        command = "COPY loaded_division FROM STDIN (FORMAT csv, FORCE_NOT_NULL (parent))"
        with cursor.copy(command) as copy, lzma.open(extract) as file:
            while block := file.read(BLOCK):
                copy.write(block)
        cursor.execute(CHANGE)
        changed = int(cursor.rowcount)
        cursor.execute(ORPHANS)
        if (orphans := cursor.fetchone()[0]) > 0:
            raise ValueError(f"{orphans} divisions lie in one that is not in the list; nothing was loaded")
        cursor.execute("DROP TABLE loaded_division")
        if changed:
            cursor.execute("ANALYZE staff_division")
    return changed
