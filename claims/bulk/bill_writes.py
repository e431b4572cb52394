"""How do thousands of bills and their outcomes reach their tables at once, and who and what is known already?"""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection

from claims.bulk.bill_making import LineValues
from claims.bulk.rows import copy_rows, to_json
from claims.models import Bill
from intake.bulk.arrays import array_text

_BILL = [field for field in Bill._meta.concrete_fields]


class Outcome(NamedTuple):
    """One row of `claims.models.FileBill`, by its columns: how one bill of a file ended."""

    id: int
    file_id: int
    number: int
    row: int
    provider_code: str
    bill_number: str
    document_masked: str
    name: str
    total_fen: int
    outcome: str
    bill_id: int | None
    detail: dict[str, Any] | None


def insert_bills(bills: Iterable[Bill]) -> None:
    """Insert bills that have ids; a number, an invoice or days that somebody took meanwhile break the part off."""
    names = [field.attname for field in _BILL]
    values = attrgetter(*names)
    place = names.index("holds")
    rows = map(list, map(values, bills))
    copy_rows("claims_bill", names, (_with_json(row, place) for row in rows))


def insert_lines(lines: Iterable[LineValues]) -> None:
    """Insert lines of bills."""
    copy_rows("claims_billline", LineValues._fields, lines)


def insert_outcomes(outcomes: Iterable[Outcome]) -> None:
    """Insert how the bills of a file ended."""
    place = Outcome._fields.index("detail")
    copy_rows("claims_filebill", Outcome._fields, (_with_json(list(row), place) for row in outcomes))


def _with_json(row: list[Any], place: int) -> list[Any]:
    """The row with one value as JSON text."""
    if row[place] is not None:
        row[place] = to_json(row[place])
    return row


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
            [array_text(set(hashes))],
        )
        return {row[0]: (row[1], row[2], row[3]) for row in cursor.fetchall()}


def known_bills(
    provider_ids: Sequence[int], numbers: Sequence[str]
) -> dict[tuple[int, str], tuple[int, str]]:
    """(provider, number) -> id and digest of the bill that has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT b.provider_id, b.number, b.id, b.content_digest FROM unnest(%s::bigint[], %s::text[]) AS w(provider_id, number)
            JOIN claims_bill b ON b.provider_id = w.provider_id AND b.number = w.number AND b.state <> 'withdrawn'""",
            [array_text(provider_ids), array_text(numbers)],
        )
        return {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}
