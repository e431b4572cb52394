"""Where do the bills of a file wait between its check and its settlement, and into which part does each fall?

In a plain table under the fence of the check, so that a worker that lost its lease writes rows that nobody reads. All bills
of one human being fall in one part: the slot is that of the record that counts, also for a former number.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import connection

from claims.bulk.bill_rows import ParsedBill
from claims.models import StagedBill
from claims.rules.bill_entry import BillEntry, LineEntry
from policy.care import Setting

_COLUMNS = (
    "file_id", "fence", "slot", "number", "row", "provider_code", "bill_number", "document_hash", "document_masked", "name",
    "total_fen", "body", "faults",
)  # fmt: skip
_LINE = (
    "item_class",
    "total_fen",
    "eligible_fen",
    "first_pay_fen",
    "non_covered_fen",
    "tcm_fen",
    "item_code",
    "item_name",
)
_DAYS = ("discharged_on", "admitted_on")


def body_of(entry: BillEntry) -> dict[str, Any]:
    """The bill as JSON holds it."""
    told = asdict(entry)
    told["lines"] = [[getattr(line, name) for name in _LINE] for line in entry.lines]
    for name in _DAYS:
        told[name] = told[name] and told[name].isoformat()
    return told


def entry_of(body: dict[str, Any]) -> BillEntry:
    """The bill that `body_of` told."""
    told = dict(body)
    told["lines"] = tuple(LineEntry(*line) for line in told["lines"])
    told["setting"] = Setting(told["setting"])
    told["two_diseases"] = tuple(told["two_diseases"])
    for name in _DAYS:
        told[name] = told[name] and date.fromisoformat(told[name])
    return BillEntry(**told)


def stage(file_id: int, fence: int, bills: Iterable[ParsedBill]) -> None:
    """Write bills to the waiting table; the slot is for now that of the number as written."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY claims_stagedbill ({', '.join(_COLUMNS)}) FROM STDIN") as copy,
    ):
        for bill in bills:
            copy.write_row(
                (
                    file_id, fence, int(bill.document_hash[:2], 16), bill.number, bill.row, bill.provider_code,
                    bill.bill_number, bill.document_hash, bill.document_masked, bill.name, bill.total_fen,
                    json.dumps(body_of(bill.entry), ensure_ascii=False) if bill.entry is not None else None,
                    json.dumps(bill.faults, ensure_ascii=False) if bill.faults else None,
                )
            )  # fmt: skip


def assign_slots(file_id: int, fence: int) -> None:
    """Move bills under a former number, or of a merged record, to the slot of the record that counts."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_stagedbill")
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


def staged(file_id: int, fence: int, slots: tuple[int, int]) -> list[StagedBill]:
    """The bills of one part in the order of the file."""
    rows = StagedBill.objects.filter(file_id=file_id, fence=fence, slot__gte=slots[0], slot__lt=slots[1])
    return list(rows.order_by("number"))


def drop(file_id: int, *, fence: int | None = None, slots: tuple[int, int] | None = None) -> None:
    """Forget staged bills: of a part that is settled, of a check that is over, or all of a file."""
    rows = StagedBill.objects.filter(file_id=file_id)
    if fence is not None:
        rows = rows.filter(fence=fence)
    if slots is not None:
        rows = rows.filter(slot__gte=slots[0], slot__lt=slots[1])
    rows._raw_delete(rows.db)
