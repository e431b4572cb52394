"""How do 665,000 divisions get into their table within seconds?"""

import lzma
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from staff.models import Division
from staff.rules.divisions import level_of, parent_of

EXTRACT = Path(__file__).parent / "data" / "divisions.csv.xz"
SUPPLEMENT = Path(__file__).parent / "data" / "divisions_supplement.toml"
BLOCK = 1024 * 1024

CHANGE = """
    INSERT INTO staff_division (code, name, level, parent_id)
    SELECT code, name, level, nullif(parent, '') FROM loaded_division l
    WHERE NOT EXISTS (  -- what officers entered under a document is newer than the bundled list
        SELECT FROM staff_divisionentry e WHERE e.code = l.code AND e.approved_by_id IS NOT NULL)
    ON CONFLICT (code) DO UPDATE
        SET name = excluded.name, level = excluded.level, parent_id = excluded.parent_id
    WHERE (staff_division.name, staff_division.level, staff_division.parent_id)
        IS DISTINCT FROM (excluded.name, excluded.level, excluded.parent_id)"""
ORPHANS = """
    SELECT count(*) FROM staff_division d
    WHERE parent_id IS NOT NULL AND NOT EXISTS (SELECT FROM staff_division p WHERE p.code = d.parent_id)"""


@transaction.atomic
def load_divisions(extract: Path = EXTRACT, supplement: Path | None = SUPPLEMENT) -> int:
    """Add what is missing and correct what differs, from the list and from what is younger than it.

    How many rows that were. A division that is gone stays, as history.
    """
    younger = _younger(supplement) if supplement else []
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
        cursor.executemany("INSERT INTO loaded_division VALUES (%s, %s, %s, %s)", [row for row, _ in younger])
        cursor.execute(CHANGE)
        changed = int(cursor.rowcount)
        for (code, *_), division in younger:
            since = division.get("valid_from")
            Division.objects.filter(pk=code).exclude(valid_from=since).update(valid_from=since)
            name_successor(division.get("replaces", []), code, since=since)
        cursor.execute(ORPHANS)
        if (orphans := cursor.fetchone()[0]) > 0:
            raise ValueError(f"{orphans} divisions lie in one that is not in the list; nothing was loaded")
        cursor.execute("DROP TABLE loaded_division")
        if changed:
            cursor.execute("ANALYZE staff_division")
    return changed


def name_successor(replaced: list[str], code: str, *, since: date | None) -> None:
    """Say of divisions that they are part of another now. Their codes go on working."""
    Division.objects.filter(pk__in=replaced).update(successor=code, valid_until=since)


def _younger(supplement: Path) -> list[tuple[tuple[str, str, int, str | None], dict[str, Any]]]:
    """The divisions of the supplement as rows of the list, each with all that stands there."""
    divisions: list[dict[str, Any]] = tomllib.loads(supplement.read_text(encoding="utf-8"))["division"]
    return [
        ((one["code"], one["name"], level_of(one["code"]), parent_of(one["code"])), one) for one in divisions
    ]
