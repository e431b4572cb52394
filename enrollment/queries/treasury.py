"""What did tax lines bring on each treasury day, what did the treasury receive, and where is the money now?"""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from enrollment.models import TreasuryReceipt, TreasurySheet, TreasuryStatement
from enrollment.models.payments import PARTS_FROM
from enrollment.rules.treasury import Check, Day, Receipt, ReceiptKind, TaxLine, compare
from intake.queries import sent_files
from intake.rules.file_states import FileState
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer
from staff.rules.divisions import scope_prefix

# A payment that was divided is one line here, as the tax bureau sent it. A reversal of a refund brings money, other returns take
# it. What entries say is looked up by the key's own order: "line:12" and what begins with "line:12:".
_LINES = """
WITH lines AS (
  SELECT l.*, coalesce(p.of_line_id, l.id) AS root, coalesce(o.kind, '') AS original_kind FROM enrollment_paymentline l
  LEFT JOIN enrollment_sponsorpart p ON p.line_id = l.id AND l.number >= %(parts)s
  LEFT JOIN enrollment_paymentline o ON o.id = l.original_id
  WHERE l.treasury_on >= %(from)s AND l.treasury_on < %(until)s
    AND (l.owns_ticket OR l.outcome IN ('malformed', 'taken_back') AND l.held_fen > 0)),
signed AS (
  SELECT l.root, CASE WHEN l.kind IN ('payment', 'catch_up', 'repair') OR l.original_kind = 'refund' THEN l.amount_fen
      ELSE -l.amount_fen END AS fen,
    CASE WHEN l.kind IN ('refund', 'reversal') THEN -l.posted_fen ELSE l.posted_fen END AS on_dues, l.held_fen AS held,
    CASE WHEN l.kind IN ('payment', 'catch_up', 'repair')
        THEN coalesce(back.fen, 0) + coalesce((l.detail ->> 'rejected_fen')::bigint, 0)
      WHEN l.original_kind = 'refund' AND l.outcome = 'reversal_posted' THEN l.amount_fen
      WHEN l.outcome = 'refund_undone' THEN -l.amount_fen
      WHEN l.outcome IN ('refund_posted', 'reversal_posted') THEN l.posted_fen - l.amount_fen ELSE 0 END AS given_back,
    coalesce(e.fen, 0) AS entered
  FROM lines l
  LEFT JOIN LATERAL (SELECT sum(r.amount_fen - r.posted_fen) AS fen FROM enrollment_paymentline r
    WHERE r.original_id = l.id AND r.kind IN ('refund', 'reversal') AND r.outcome IN ('refund_posted', 'reversal_posted')) back
    ON true
  LEFT JOIN LATERAL (SELECT sum(CASE WHEN e.kind IN ('payment', 'repair') THEN e.amount_fen
      WHEN e.kind IN ('charge', 'waiver') THEN 0 ELSE -e.amount_fen END) AS fen FROM enrollment_dueentry e
    WHERE e.source = 'line:' || l.id
      OR e.source >= 'line:' || l.id || ':' AND e.source < 'line:' || l.id || ';') e ON true)
SELECT r.ticket, r.file_id, r.number, r.treasury_on, sum(s.fen), sum(s.on_dues), sum(s.held), sum(s.given_back), sum(s.entered)
FROM signed s JOIN enrollment_paymentline r ON r.id = s.root JOIN enrollment_paymentfile f ON f.id = r.file_id
WHERE r.division_code LIKE %(inside)s OR r.division_code = '' AND f.area LIKE %(inside)s
GROUP BY r.id ORDER BY r.treasury_on, r.id
"""


def check_of(area: str, from_on: date, until_on: date) -> Check:
    """The three-way check of an area from a day until, not including, another; as everything stands now."""
    inside = scope_prefix(area) + "%"
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"parts": PARTS_FROM, "from": from_on, "until": until_on, "inside": inside})
        lines = [
            TaxLine(row[0], row[1], row[2], row[3], *(int(figure) for figure in row[4:]))
            for row in cursor.fetchall()
        ]
    rows = receipts_in_force(area).filter(received_on__gte=from_on, received_on__lt=until_on)
    receipts = [
        Receipt(
            row.statement_id, row.number, row.received_on,
            row.amount_fen if row.kind == ReceiptKind.RECEIVED.value else -row.amount_fen, row.ticket, row.voucher,
        )
        for row in rows.order_by("received_on", "statement_id", "number")
    ]  # fmt: skip
    return compare(lines, receipts, {receipt.on for receipt in receipts})


def receipts_in_force(area: str) -> QuerySet[TreasuryReceipt]:
    """The rows of statements of an area, or of places inside it, that were not taken back."""
    return TreasuryReceipt.objects.filter(
        area__startswith=scope_prefix(area), statement__state=FileState.WRITTEN.value
    )


def body_of(area: str, from_on: date, until_on: date, check: Check) -> dict[str, Any]:
    """What a sheet freezes: every day's sums and every difference, as stable JSON."""
    return {
        "area": area,
        "from_on": from_on.isoformat(),
        "until_on": until_on.isoformat(),
        "days": [day_as_json(day) for day in check.days],
        "differences": [one.as_json() for one in check.differences],
    }


def day_as_json(day: Day) -> dict[str, Any]:
    """The sums of a day for programs and sheets."""
    return {
        "on": day.on.isoformat(), "lines": day.lines, "tax_fen": day.tax_fen, "receipts": day.receipts,
        "treasury_fen": day.treasury_fen, "has_statement": day.has_statement, "on_dues_fen": day.on_dues_fen,
        "held_fen": day.held_fen, "given_back_fen": day.given_back_fen, "agrees": day.agrees,
    }  # fmt: skip


def digest_of(body: dict[str, Any]) -> str:
    """SHA-256 over the body in its one way of writing."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def visible_statements(officer: Officer, *, on: date) -> QuerySet[TreasuryStatement]:
    """The statements of the officer's divisions, the last one first."""
    seen = access.scope(
        TreasuryStatement.objects.all(), officer, Permission.PAYMENTS_READ, on=on, field="area"
    )
    return seen.order_by("-pk")


def visible_sheets(officer: Officer, *, on: date) -> QuerySet[TreasurySheet]:
    """The sheets of the officer's divisions, the last days first."""
    seen = access.scope(TreasurySheet.objects.all(), officer, Permission.PAYMENTS_READ, on=on, field="area")
    return seen.select_related("made_by", "tax_by", "insurance_by").order_by("-from_on", "-pk")


def statement_report(statement: TreasuryStatement) -> dict[str, Any]:
    """A statement for programs and the command."""
    return {**sent_files.report(statement), "days": statement.summary.get("days", [])}


def sheet_report(sheet: TreasurySheet) -> dict[str, Any]:
    """A sheet for programs and the command."""
    now = body_of(
        sheet.area, sheet.from_on, sheet.until_on, check_of(sheet.area, sheet.from_on, sheet.until_on)
    )
    return {
        "id": sheet.pk,
        "state": sheet.state,
        "digest": sheet.digest,
        "is_as_frozen": digest_of(sheet.body) == sheet.digest,
        "changed_since": digest_of(now) != sheet.digest,
        "because": sheet.because,
        "made_by": sheet.made_by.display_name,
        "tax_by": sheet.tax_by and sheet.tax_by.display_name,
        "insurance_by": sheet.insurance_by and sheet.insurance_by.display_name,
        **sheet.body,
    }


def texts_of(difference: dict[str, Any]) -> Text:
    """Where a difference stands, as it was kept."""
    return Text(**difference["where"])
