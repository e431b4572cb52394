"""How do thousands of bills and their outcomes reach their tables at once, and which were in somebody's way?"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from claims.models import Bill, BillLine, FileBill
from enrollment.models import Person

_BILL = [field for field in Bill._meta.concrete_fields]
_LINE = [field for field in BillLine._meta.concrete_fields if field.name != "id"]
_OUTCOME = [field for field in FileBill._meta.concrete_fields]


def number_bills(count: int) -> list[int]:
    """Fresh ids for so many bills."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('claims_bill', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]


def insert_bills(bills: Sequence[Bill]) -> set[int]:
    """Insert bills that have ids; those whose number, invoice or days are taken are left out. The ids that went in."""
    names = ", ".join(str(field.column) for field in _BILL)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS bills_coming (LIKE claims_bill) ON COMMIT DELETE ROWS"
        )
        cursor.execute("DELETE FROM bills_coming")
        _copy(cursor, "bills_coming", _BILL, bills)
        cursor.execute(
            f"INSERT INTO claims_bill ({names}) SELECT {names} FROM bills_coming ORDER BY id ON CONFLICT DO NOTHING RETURNING id"
        )
        return {row[0] for row in cursor.fetchall()}


def insert_lines(lines: Iterable[BillLine]) -> None:
    with connection.cursor() as cursor:
        _copy(cursor, "claims_billline", _LINE, lines)


def insert_outcomes(outcomes: Iterable[FileBill]) -> None:
    with connection.cursor() as cursor:
        _copy(cursor, "claims_filebill", _OUTCOME, outcomes)


def _copy(cursor: Any, table: str, fields: Sequence[Any], rows: Iterable[Any]) -> None:
    names = [field.attname for field in fields]
    json = {field.attname for field in fields if field.get_internal_type() == "JSONField"}
    columns = ", ".join(field.column for field in fields)
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            values = row.__dict__
            copy.write_row(
                [
                    Jsonb(values[name]) if name in json and values[name] is not None else values[name]
                    for name in names
                ]
            )


def kept_people(hashes: Sequence[Any]) -> dict[Any, tuple[int, Any, str]]:
    """Hash as written -> id, document hash and name key of the record that counts; unknown ones are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT w.hash, k.id, k.document_hash, k.name_key FROM unnest(%s::uuid[]) AS w(hash)
            LEFT JOIN enrollment_person p ON p.document_hash = w.hash
            LEFT JOIN enrollment_formerdocument f ON p.id IS NULL AND f.document_hash = w.hash
            JOIN enrollment_person q ON q.id = coalesce(p.id, f.person_id)
            JOIN enrollment_person k ON k.id = coalesce(q.merged_into_id, q.id)""",
            [list(set(hashes))],
        )
        return {row[0]: (row[1], row[2], row[3]) for row in cursor.fetchall()}


def absorbed_by(person_ids: Iterable[int]) -> dict[int, int]:
    """Merged record -> the record that counts, for those that have any."""
    rows = Person.objects.filter(merged_into_id__in=set(person_ids)).values_list("pk", "merged_into_id")
    return {pk: kept for pk, kept in rows if kept is not None}


def known_bills(
    provider_ids: Sequence[int], numbers: Sequence[str]
) -> dict[tuple[int, str], tuple[int, str]]:
    """(provider, number) -> id and digest of the bill that has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT b.provider_id, b.number, b.id, b.content_digest FROM unnest(%s::bigint[], %s::text[]) AS w(provider_id, number)
            JOIN claims_bill b ON b.provider_id = w.provider_id AND b.number = w.number AND b.state <> 'withdrawn'""",
            [list(provider_ids), list(numbers)],
        )
        return {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}
