"""How are the differences of many accounts written in one statement for each table?

Every writer takes rows as tuples and hands them over as one array for each column, so that forty rows and forty thousand
cost one statement.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from intake.bulk.arrays import array_text, numbers_text

Row = tuple[Any, ...]

_LINE_COLUMNS = {
    "id": "bigint", "file_id": "bigint", "number": "int", "ticket": "text", "kind": "text", "original_ticket": "text",
    "original_id": "bigint", "amount_fen": "bigint", "posted_fen": "bigint", "held_fen": "bigint", "refunded_fen": "bigint",
    "paid_at": "timestamptz", "treasury_on": "date", "division_code": "text", "coverage_year": "smallint", "channel": "text",
    "outcome": "text", "detail": "jsonb", "person_id": "bigint", "due_id": "bigint", "quotation_id": "bigint",
    "document_hash": "uuid", "document_sealed": "bytea", "document_masked": "text", "name": "text", "is_open": "boolean",
}  # fmt: skip
_ENTRY_COLUMNS = {
    "source": "text", "due_id": "bigint", "kind": "text", "payer": "text", "amount_fen": "bigint", "effective_on": "date",
    "treasury_on": "date", "recorded_at": "timestamptz", "repaired_year": "smallint",
}  # fmt: skip
_COVER_COLUMNS = {
    "due_id": "bigint", "person_id": "bigint", "coverage_year": "smallint", "settled_on": "date", "cover_from": "date",
    "cover_until": "date", "waiting_from": "date", "waiting_until": "date", "quotation_id": "bigint", "decision_id": "bigint",
}  # fmt: skip
_CHANGE_COLUMNS = {
    "posted_fen": "bigint", "held_fen": "bigint", "refunded_fen": "bigint", "outcome": "text", "detail": "jsonb", "id": "bigint",
}  # fmt: skip
_EVENT_COLUMNS = {"at": "timestamptz", "about_id": "text", "division_code": "text", "change": "jsonb"}


def _rows_of(columns: dict[str, str]) -> str:
    """`unnest(...)` over one array parameter for each column. JSON travels as text, since an array of it cannot."""
    arrays = ", ".join(f"%s::{'text' if kind == 'jsonb' else kind}[]" for kind in columns.values())
    return f"unnest({arrays}) AS given({', '.join(columns)})"


def _values_of(columns: dict[str, str]) -> str:
    return ", ".join(
        f"given.{name}::jsonb" if kind == "jsonb" else f"given.{name}" for name, kind in columns.items()
    )


_WRITE_LINES = f"""
INSERT INTO enrollment_paymentline ({", ".join(_LINE_COLUMNS)}, owns_ticket)
SELECT {_values_of(_LINE_COLUMNS)}, true FROM {_rows_of(_LINE_COLUMNS)}
ON CONFLICT (id) DO UPDATE SET posted_fen = EXCLUDED.posted_fen, held_fen = EXCLUDED.held_fen,
  refunded_fen = EXCLUDED.refunded_fen, outcome = EXCLUDED.outcome, detail = EXCLUDED.detail, person_id = EXCLUDED.person_id,
  due_id = EXCLUDED.due_id, quotation_id = EXCLUDED.quotation_id, coverage_year = EXCLUDED.coverage_year,
  original_id = EXCLUDED.original_id, owns_ticket = true, is_open = EXCLUDED.is_open
"""

# What an officer put aside stays put aside unless more is held now, or a refund waits for another reason.
_CHANGE_LINES = f"""
UPDATE enrollment_paymentline l SET posted_fen = given.posted_fen, held_fen = given.held_fen,
  refunded_fen = given.refunded_fen, outcome = given.outcome,
  is_open = CASE WHEN given.outcome IN ('refund_in_benefit_period', 'refund_told_before', 'refund_above_paid',
      'refund_without_original')
      THEN l.is_open OR l.outcome <> given.outcome
    ELSE given.held_fen > 0 AND (l.is_open OR l.held_fen < given.held_fen) END,
  detail = nullif(coalesce(l.detail, '{{}}') - 'short_by_fen' - 'refused' || given.detail::jsonb, '{{}}')
FROM {_rows_of(_CHANGE_COLUMNS)} WHERE l.id = given.id
"""

_WRITE_ENTRIES = f"""
INSERT INTO enrollment_dueentry ({", ".join(_ENTRY_COLUMNS)})
SELECT {_values_of(_ENTRY_COLUMNS)} FROM {_rows_of(_ENTRY_COLUMNS)}
"""

_WRITE_COVERS = f"""
INSERT INTO enrollment_coverage ({", ".join(_COVER_COLUMNS)})
SELECT {_values_of(_COVER_COLUMNS)} FROM {_rows_of(_COVER_COLUMNS)}
"""

_TELL_CHANGES = f"""
INSERT INTO staff_auditevent ({", ".join(_EVENT_COLUMNS)}, action, about_kind, succeeded, request_id)
SELECT {_values_of(_EVENT_COLUMNS)}, 'change_cover', 'due', true, '' FROM {_rows_of(_EVENT_COLUMNS)}
"""


# Whatever stood on a cover that changed has to be looked at; the row is there before anybody looks.
_OPEN_WORK = """
INSERT INTO enrollment_followup (person_id, division_code, coverage_year, fact, cause, task, about, opened_at)
SELECT d.person_id, d.division_code, d.coverage_year, 'cover', 'due:' || d.id, 'look', 'person:' || d.person_id, %s
FROM enrollment_due d WHERE d.id = ANY(%s::bigint[]) {only} ON CONFLICT DO NOTHING
"""
_OPEN_WORK_OF_PART = """
WITH waiting AS MATERIALIZED (
  SELECT DISTINCT person_id, coverage_year FROM enrollment_followup WHERE closed_at IS NULL AND coverage_year IS NOT NULL)
INSERT INTO enrollment_followup (person_id, division_code, coverage_year, fact, cause, task, about, opened_at)
SELECT d.person_id, d.division_code, d.coverage_year, 'cover', 'due:' || d.id, 'look', 'person:' || d.person_id, %s
FROM waiting w JOIN ended e ON e.person_id = w.person_id AND e.coverage_year = w.coverage_year
JOIN enrollment_due d ON d.id = e.due_id
WHERE e.outcome IN ('posted_in_full', 'overpaid') ON CONFLICT DO NOTHING
"""
# Cover that comes while an end of cover in that year still waits: of this due, of one that it replaces, or after a merge.
_AN_END_WAITS = """AND EXISTS (
  SELECT FROM enrollment_followup f
  WHERE f.person_id = d.person_id AND f.coverage_year = d.coverage_year AND f.closed_at IS NULL)"""


def write_lines(cursor: Any, rows: Sequence[Row]) -> None:
    """Lines that took effect: new ones are added, held ones that an officer released get their new end."""
    _run(cursor, _WRITE_LINES, rows)


def change_lines(cursor: Any, rows: Sequence[Row]) -> None:
    """Earlier lines of the same dues whose share changed."""
    _run(cursor, _CHANGE_LINES, rows)


def write_entries(cursor: Any, rows: Sequence[Row]) -> None:
    _run(cursor, _WRITE_ENTRIES, rows)


def write_covers(cursor: Any, rows: Sequence[Row]) -> None:
    _run(cursor, _WRITE_COVERS, rows)


def tell_changes(cursor: Any, rows: Sequence[Row]) -> None:
    """Audit events of covers that changed."""
    _run(cursor, _TELL_CHANGES, rows)


def open_work(cursor: Any, due_ids: Sequence[int], at: datetime) -> None:
    """What stands on the cover of these dues is to be looked at."""
    if due_ids:
        cursor.execute(_OPEN_WORK.format(only=""), [at, numbers_text(due_ids)])


def open_work_again(cursor: Any, due_ids: Sequence[int], at: datetime) -> None:
    """The same for cover that came, where an end of cover in that year is not dealt with."""
    if due_ids:
        cursor.execute(_OPEN_WORK.format(only=_AN_END_WAITS), [at, numbers_text(due_ids)])


def open_work_of_part(cursor: Any, at: datetime) -> None:
    """The same for the lines of a part that took the short way. Usually nothing waits; so it begins with what waits."""
    cursor.execute(_OPEN_WORK_OF_PART, [at])


def _run(cursor: Any, statement: str, rows: Sequence[Row]) -> None:
    if rows:
        cursor.execute(statement, [array_text(column) for column in zip(*rows, strict=True)])
