"""Where do the bills of a file wait between its check and its settlement, and into which part does each fall?

In a plain table under the fence of the check, so that a worker that lost its lease writes rows that nobody reads. All bills
of one human being fall in one part: the slot is that of the record that counts, also for a former number.
"""

import json
import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from claims.bulk.bill_rows import ParsedBill
from claims.bulk.rows import copy_rows, to_json
from claims.models import StagedBill
from claims.rules.bill_entry import BillEntry, LineEntry
from policy.care import Setting

_COLUMNS = (
    "file_id", "fence", "slot", "number", "row", "provider_code", "bill_number", "document_hash", "document_masked", "name",
    "total_fen", "body", "faults",
)  # fmt: skip
_DAYS = {"discharged_on", "admitted_on"}
_LISTS = {"two_diseases", "facts", "facts_ruled_out"}
_PLAIN = BillEntry._field_defaults


class WaitingBill(NamedTuple):
    """A staged bill, by its columns; `body` None when it has a fault."""

    number: int
    row: int
    provider_code: str
    bill_number: str
    document_hash: uuid.UUID
    document_masked: str
    name: str
    total_fen: int
    body: dict[str, Any] | None
    faults: list[dict[str, Any]] | None


_OF_PART = f"""
    SELECT {", ".join(WaitingBill._fields)} FROM claims_stagedbill
    WHERE file_id = %s AND fence = %s AND slot >= %s AND slot < %s ORDER BY number"""


def body_of(entry: BillEntry) -> dict[str, Any]:
    """The bill as JSON holds it: what differs from a plain bill; each line as a list in the order of its fields."""
    told: dict[str, Any] = {
        name: value
        for name, value in zip(entry._fields, entry, strict=True)
        if name not in _PLAIN or value != _PLAIN[name]
    }
    for name in _DAYS & told.keys():
        told[name] = told[name].isoformat()
    return told


def entry_of(body: dict[str, Any]) -> BillEntry:
    """The bill that `body_of` told."""
    told = dict(body)
    told["lines"] = tuple([LineEntry(*line) for line in told["lines"]])
    told["setting"] = Setting(told["setting"])
    for name in _LISTS & told.keys():
        told[name] = tuple(told[name])
    for name in _DAYS & told.keys():
        told[name] = date.fromisoformat(told[name])
    return BillEntry(**told)


def stage(file_id: int, fence: int, bills: Iterable[ParsedBill]) -> None:
    """Write bills to the waiting table; the slot is for now that of the number as written."""
    copy_rows(
        "claims_stagedbill", _COLUMNS,
        (
            (
                file_id, fence, int(bill.document_hash[:2], 16), bill.number, bill.row, bill.provider_code,
                bill.bill_number, bill.document_hash, bill.document_masked, bill.name, bill.total_fen,
                to_json(body_of(bill.entry)) if bill.entry is not None else None,
                to_json(bill.faults) if bill.faults else None,
            )
            for bill in bills
        ),
    )  # fmt: skip


def assign_slots(file_id: int, fence: int) -> None:
    """Move bills under a former number, or of a merged record, to the slot of the record that counts."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_stagedbill (file_id, fence, slot, document_hash)")
        cursor.execute(
            """
            UPDATE claims_stagedbill s SET slot = get_byte(uuid_send(k.document_hash), 0)
            FROM (
              SELECT w.document_hash AS written, coalesce(p.merged_into_id, p.id, f.person_id) AS person_id
              FROM (SELECT DISTINCT document_hash FROM claims_stagedbill WHERE file_id = %s AND fence = %s) w
              LEFT JOIN enrollment_person p ON p.document_hash = w.document_hash
              LEFT JOIN enrollment_formerdocument f ON p.id IS NULL AND f.document_hash = w.document_hash
              WHERE p.id IS NULL OR p.merged_into_id IS NOT NULL
            ) moved
            JOIN enrollment_person q ON q.id = moved.person_id
            JOIN enrollment_person k ON k.id = coalesce(q.merged_into_id, q.id)
            WHERE s.file_id = %s AND s.fence = %s AND s.document_hash = moved.written""",
            [file_id, fence, file_id, fence],
        )


def counts_by_slot(file_id: int, fence: int) -> dict[int, int]:
    """Slot -> number of staged bills."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slot, count(*) FROM claims_stagedbill WHERE file_id = %s AND fence = %s GROUP BY slot",
            [file_id, fence],
        )
        return dict(cursor.fetchall())


def staged(file_id: int, fence: int, slots: tuple[int, int]) -> list[WaitingBill]:
    """The bills of one part in the order of the file."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_PART, [file_id, fence, *slots])
        return [
            WaitingBill(*row[:-2], *(value and json.loads(value) for value in row[-2:]))
            for row in cursor.fetchall()
        ]


def drop(file_id: int, *, fence: int | None = None, slots: tuple[int, int] | None = None) -> None:
    """Forget staged bills: of a part that is settled, of a check that is over, or all of a file."""
    rows = StagedBill.objects.filter(file_id=file_id)
    if fence is not None:
        rows = rows.filter(fence=fence)
    if slots is not None:
        rows = rows.filter(slot__gte=slots[0], slot__lt=slots[1])
    rows._raw_delete(rows.db)


def drop_forgotten() -> None:
    """Forget what a worker that was frozen staged for a file that is finished."""
    rows = StagedBill.objects.filter(file__finished_at__isnull=False)
    if rows.exists():
        StagedBill.objects.filter(pk__in=rows.values("pk")).delete()
