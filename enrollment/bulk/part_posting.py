"""How do the staged lines of one part get their outcomes and become ledger rows, in one transaction?

The commonest case - one payment on an untouched due - is decided by `CASE` over joined rows and posted by three
`INSERT ... SELECT`. Every line for which more than that has to be known goes through `due_accounts`, which applies the
one-person rule. Both write the same rows (tests/enrollment/test_bulk_agrees.py).
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from psycopg import sql
from psycopg.types.json import Jsonb

from enrollment.bulk import due_writes, late_lines, refund_matches, settling
from enrollment.bulk.document_faults import why_impossible
from enrollment.bulk.due_states import NewLine
from enrollment.bulk.identity_cover import IdentityCover
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.slots import lock_people
from enrollment.models.payments import LINES_PER_FILE_MAX
from enrollment.rules.documents import mask
from enrollment.rules.payment_entries import Act
from enrollment.rules.payment_lines import LineKind, Outcome
from intake import vault
from intake.bulk.staged_tables import StageLost

# The coverage year of the due that a line is about: its own, but of a repaired year that of the latest due that is not over
# on the pay day.
_DUE_YEAR = """CASE WHEN s.kind = 'repair' THEN (SELECT max(n.coverage_year) FROM enrollment_due n
  WHERE n.person_id = p.id AND n.withdrawn_on IS NULL AND n.coverage_year > s.coverage_year
    AND n.coverage_year >= extract(year FROM s.paid_at)) ELSE s.coverage_year END"""

# Each line's facts and its end, in one pass. The first thing that is wrong decides; what is left is money on a due.
# Only what the decision is made of is kept: the texts of a line stay in the stage and are joined again when written.
_END = """
CREATE TEMP TABLE ended ON COMMIT DROP AS
SELECT number, amount_fen, person_id, due_id, paid_on, treasury_on, coverage_year, quotation_id, due_fen, charged_fen, owner_id,
  first_number, outcome,
  outcome IN ('posted_in_full', 'posted_in_part', 'overpaid') AS posts,
  CASE WHEN outcome IN ('posted_in_full', 'posted_in_part', 'overpaid') THEN least(amount_fen, due_fen) ELSE 0
  END AS posted_fen,
  CASE WHEN outcome IN ('posted_in_full', 'posted_in_part', 'overpaid') THEN greatest(amount_fen - due_fen, 0)
       WHEN takes_back OR amount_fen < 0 OR outcome = 'duplicate_ticket' THEN 0 ELSE amount_fen END AS held_fen
FROM (
  SELECT s.number, s.amount_fen, s.coverage_year, s.paid_on, s.treasury_on, s.takes_back,
    s.person_id, d.id AS due_id, q.id AS quotation_id, q.due_fen, coalesce(issue.due_fen, 0) AS charged_fen,
    owner.id AS owner_id, twice.first_number,
    CASE
      WHEN s.is_malformed THEN 'malformed'
      WHEN owner.number IS NOT NULL OR twice.number IS NOT NULL THEN 'duplicate_ticket'
      WHEN s.area IS NULL THEN 'other_area'
      WHEN s.takes_back THEN 'account'
      WHEN s.person_id IS NULL THEN 'unknown_person'
      WHEN s.name_differs THEN 'name_differs'
      WHEN d.id IS NULL THEN 'no_registration'
      WHEN d.area <> s.area THEN 'other_area'
      WHEN s.is_after_death OR s.is_repair OR earlier.due_id IS NOT NULL THEN 'account'
      WHEN q.id IS NULL THEN 'unasked'
      WHEN q.due_fen IS NULL THEN 'no_rule'
      WHEN q.due_fen = 0 OR s.amount_fen = 0 THEN 'account'
      WHEN s.amount_fen < q.due_fen THEN 'posted_in_part'
      WHEN s.amount_fen = q.due_fen THEN 'posted_in_full'
      ELSE 'overpaid'
    END AS outcome
  FROM (
    -- In the order of the people, so that the look-ups and insertions that follow walk their indexes from left to right.
    SELECT s.number, s.kind IN ('refund', 'reversal') AS takes_back, s.amount_fen, s.paid_at::date AS paid_on, s.treasury_on,
      s.area, s.coverage_year, {due_year} AS due_year, s.kind = 'repair' AS is_repair,
      s.faults IS NOT NULL AS is_malformed, p.id AS person_id, p.name_key <> s.name_key AS name_differs,
      coalesce(p.died_on < greatest(s.paid_at::date, make_date(s.coverage_year, 1, 1)), false) AS is_after_death
    FROM {stage} s
    LEFT JOIN enrollment_person p ON p.document_hash = s.hash AND p.document_hash BETWEEN %(first_hash)s AND %(last_hash)s
      AND p.merged_into_id IS NULL
    ORDER BY p.id OFFSET 0
  ) s
  -- One by one: a sweep reads the dues of everybody for each part, eight times for a million lines.
  LEFT JOIN LATERAL (
    SELECT d.id, d.area, d.coverage_year, d.standing, d.quotation_id FROM enrollment_due d
    WHERE d.person_id = s.person_id AND d.coverage_year = s.due_year AND d.withdrawn_on IS NULL OFFSET 0
  ) d ON true
  LEFT JOIN enrollment_quotation q ON q.id = ANY(%(answers)s) AND q.area = d.area AND q.coverage_year = d.coverage_year
    AND q.standing = d.standing AND q.paid_on = s.paid_on
  LEFT JOIN enrollment_quotation issue ON issue.id = d.quotation_id
  LEFT JOIN LATERAL (
    SELECT e.due_id FROM enrollment_dueentry e WHERE e.due_id = d.id AND e.source <> 'due:' || d.id LIMIT 1
  ) earlier ON true
  LEFT JOIN taken owner ON owner.number = s.number
  LEFT JOIN {repeated_tickets} twice ON twice.number = s.number
  OFFSET 0  -- the outcome is worked out once, not wherever it is named
) AS line
"""

# Tickets that stand in a posted line already, looked up in the order of the file, which mostly is their own.
_TAKEN = """
CREATE TEMP TABLE taken ON COMMIT DROP AS
SELECT s.number, owner.id FROM {stage} s
CROSS JOIN LATERAL (SELECT l.id FROM enrollment_paymentline l WHERE l.ticket = s.ticket AND l.owns_ticket LIMIT 1) owner
"""

# The cases that nobody has asked the rules about yet.
_UNASKED = """
SELECT DISTINCT d.area, d.coverage_year, d.standing, e.paid_on FROM ended e JOIN enrollment_due d ON d.id = e.due_id
WHERE e.outcome = 'unasked'
"""

_COMMON_CASES = """
SELECT DISTINCT d.area, d.coverage_year, d.standing, s.paid_at::date
FROM (SELECT hash, coverage_year, paid_at FROM {stage} WHERE faults IS NULL LIMIT %s) s
JOIN enrollment_person p ON p.document_hash = s.hash
JOIN enrollment_due d ON d.person_id = p.id AND d.coverage_year = s.coverage_year AND d.withdrawn_on IS NULL
"""
SAMPLE_LINES = 5_000

# A line under a number that was replaced, or of a record that was merged into another, still finds the person; the account
# path does the rest.
_FORMER = """
UPDATE ended e SET person_id = p.id, due_id = d.id,
  outcome = CASE WHEN s.kind IN ('refund', 'reversal') THEN 'account' WHEN p.name_key <> s.name_key THEN 'name_differs'
    WHEN d.id IS NULL THEN 'no_registration' WHEN d.area <> s.area THEN 'other_area' ELSE 'account' END
FROM {stage} s
JOIN enrollment_formerdocument f ON f.document_hash = s.hash
JOIN enrollment_person p ON p.id = f.person_id
LEFT JOIN enrollment_due d ON d.person_id = p.id AND d.withdrawn_on IS NULL AND d.coverage_year = {due_year}
WHERE e.number = s.number AND (e.outcome IN ('unknown_person', 'name_differs', 'no_registration')
  OR e.outcome = 'account' AND s.kind IN ('refund', 'reversal'))
RETURNING p.document_hash
"""

# Several lines of one person are looked at together. Sorted, as they stand: counting by hashes costs half as much again.
_REPEATED = """
UPDATE ended e SET outcome = 'account', posts = false, posted_fen = 0, held_fen = 0
FROM (SELECT person_id FROM (SELECT person_id FROM ended WHERE person_id IS NOT NULL ORDER BY person_id OFFSET 0) line
  GROUP BY person_id HAVING count(*) > 1) several
WHERE e.person_id = several.person_id AND (e.posts OR e.outcome IN ('no_rule', 'unasked'))
"""

# Money that is held beside a due without entries (no rule for its day), or was held and taken back, has to be looked at
# together with the new line.
_HELD_BESIDE = """
UPDATE ended e SET outcome = 'account', posts = false, posted_fen = 0, held_fen = 0
FROM enrollment_paymentline l WHERE l.due_id = e.due_id AND (l.held_fen > 0 OR l.kind IN ('refund', 'reversal')) AND e.posts
"""

# With it whether a repeated ticket stands for something else than its first line: other person, amount or kind.
_NOT_POSTED = """
SELECT e.number, s.hash, s.identity, e.outcome, e.owner_id, e.first_number, e.outcome = 'duplicate_ticket'
    AND (coalesce((o.detail ->> 'written_fen')::bigint, o.amount_fen, f.amount_fen) IS DISTINCT FROM s.amount_fen
      OR coalesce(o.kind, f.kind) IS DISTINCT FROM s.kind
      OR (o.id IS NOT NULL AND o.person_id IS DISTINCT FROM e.person_id AND o.document_hash IS DISTINCT FROM s.hash)
      OR (o.id IS NULL AND f.hash IS DISTINCT FROM s.hash)),
  s.faults,
  s.ticket, s.kind, s.original, s.amount_fen, s.paid_at AT TIME ZONE 'Asia/Shanghai', s.treasury_on, s.division_code,
  s.coverage_year, s.channel, e.person_id, e.due_id, coalesce(s.name, s.name_key)
FROM ended e JOIN {stage} s ON s.number = e.number
LEFT JOIN LATERAL (
  SELECT l.id, l.detail, l.amount_fen, l.kind, l.person_id, l.document_hash FROM enrollment_paymentline l
  WHERE l.id = e.owner_id OFFSET 0) o ON true  -- they are few: joined, all lines of all files were read
LEFT JOIN (SELECT number, hash, amount_fen, kind FROM {stage}
  WHERE number IN (SELECT first_number FROM ended WHERE first_number IS NOT NULL)) f
  ON f.number = e.first_number AND e.owner_id IS NULL
WHERE NOT e.posts ORDER BY e.number
"""

_LINES = """
INSERT INTO enrollment_paymentline
  (id, file_id, number, ticket, kind, original_ticket, amount_fen, posted_fen, held_fen, refunded_fen, paid_at, treasury_on,
   division_code, coverage_year, channel, outcome, detail, person_id, due_id, quotation_id, document_hash, document_sealed,
   document_masked, name, owns_ticket, is_open)
SELECT %(base)s + s.number, %(file)s, s.number, s.ticket, s.kind, s.original, s.amount_fen, e.posted_fen, e.held_fen, 0,
  s.paid_at AT TIME ZONE 'Asia/Shanghai', s.treasury_on, s.division_code, s.coverage_year, s.channel, outcome,
  CASE WHEN outcome = 'posted_in_part' THEN jsonb_build_object('short_by_fen', e.due_fen - s.amount_fen) ELSE h.detail END,
  CASE WHEN outcome <> 'duplicate_ticket' THEN e.person_id END, CASE WHEN posts OR outcome = 'no_rule' THEN e.due_id END,
  CASE WHEN posts OR outcome = 'no_rule' THEN e.quotation_id END,
  CASE WHEN NOT posts THEN s.hash END, h.sealed, coalesce(h.masked, ''),
  CASE WHEN posts THEN '' ELSE coalesce(s.name, s.name_key) END,
  outcome NOT IN ('malformed', 'duplicate_ticket'),
  NOT posts AND (outcome <> 'duplicate_ticket' OR coalesce((h.detail ->> 'conflict')::boolean, false)) OR outcome = 'overpaid'
FROM {stage} s JOIN ended e ON e.number = s.number LEFT JOIN held h ON h.number = s.number
WHERE outcome <> 'account'
ORDER BY s.number
"""

_ENTRIES = """
INSERT INTO enrollment_dueentry (source, due_id, kind, payer, amount_fen, effective_on, treasury_on, recorded_at)
SELECT 'line:' || (%(base)s + e.number), e.due_id, 'payment', 'person', e.posted_fen, e.paid_on, e.treasury_on, %(at)s
FROM ended e WHERE e.posts
"""

# The price of the pay day can differ from what was charged at issue: the fiscal part after 30 June (HZ-2.2d).
_CHARGES = """
INSERT INTO enrollment_dueentry (source, due_id, kind, payer, amount_fen, effective_on, treasury_on, recorded_at)
SELECT 'line:' || (%(base)s + number) || ':charge', due_id, CASE WHEN due_fen > charged_fen THEN 'charge' ELSE 'waiver' END,
  'person', abs(due_fen - charged_fen), paid_on, NULL, %(at)s
FROM ended WHERE posts AND due_fen <> charged_fen
"""

_COVERS = """
INSERT INTO enrollment_coverage
  (due_id, person_id, coverage_year, settled_on, cover_from, cover_until, waiting_from, waiting_until, quotation_id)
SELECT e.due_id, e.person_id, e.coverage_year, e.paid_on, q.cover_from, q.cover_until, q.waiting_from, q.waiting_until, q.id
FROM ended e JOIN enrollment_quotation q ON q.id = e.quotation_id WHERE e.outcome IN ('posted_in_full', 'overpaid')
"""

# A corrected line closes the malformed one that bore the same ticket.
_CORRECTED = """
UPDATE enrollment_paymentline old SET is_open = false, held_fen = 0, detail = old.detail || '{{"corrected": true}}'
FROM {stage} s JOIN enrollment_paymentline new ON new.id = %(base)s + s.number
WHERE new.owns_ticket AND old.ticket = s.ticket AND old.is_open AND NOT old.owns_ticket AND old.outcome = 'malformed'
"""

# Money of a file that was taken back is carried by whatever comes under its ticket again.
_SENT_AGAIN = """
UPDATE enrollment_paymentline old SET held_fen = 0, detail = old.detail || '{{"sent_again": true}}'
FROM {stage} s JOIN ended e ON e.number = s.number
WHERE e.outcome <> 'duplicate_ticket' AND old.ticket = s.ticket AND old.ticket <> '' AND old.outcome = 'taken_back'
  AND NOT old.owns_ticket AND old.held_fen > 0
"""

_SUMMARY = """
SELECT outcome, count(*), sum(amount_fen), sum(posted_fen), sum(held_fen) FROM ended WHERE outcome <> 'account' GROUP BY outcome
"""


@dataclass(frozen=True, slots=True)
class Part:
    """What posting needs to know of the part and its file."""

    file_id: int
    table: str
    repeated_tickets: str
    cover: IdentityCover
    slots: tuple[int, int]  # [from, until)
    at: datetime

    @property
    def base(self) -> int:
        return self.file_id * LINES_PER_FILE_MAX


def post(part: Part, quotations: Quotations) -> dict[str, list[int]]:
    """Give every staged line of the part its outcome and write all that follows. The caller holds the part's slots.

    Returns outcome -> [lines, amount, posted, held] in fen.
    """
    stage = sql.Identifier(part.table)
    tables: dict[str, sql.Composable] = {
        "stage": stage,
        "repeated_tickets": sql.Identifier(part.repeated_tickets),
        "due_year": sql.SQL(_DUE_YEAR),
    }
    values: dict[str, Any] = {"base": part.base, "file": part.file_id, "at": part.at}
    with connection.cursor() as cursor:
        _end_lines(cursor, part, tables, quotations)
        cursor.execute(sql.SQL(_FORMER).format(**tables))
        lock_people(row[0] for row in cursor.fetchall())  # their present numbers may belong to another part
        cursor.execute(_HELD_BESIDE)
        lines, duplicates = _write_held(cursor, part, stage)
        for statement in (_LINES, _ENTRIES, _CHARGES, _COVERS):
            cursor.execute(sql.SQL(statement).format(**tables), values)
        cursor.execute(sql.SQL(_SUMMARY).format(**tables))
        summary = {outcome: [int(figure) for figure in figures] for outcome, *figures in cursor.fetchall()}
    allocations = settling.post(lines, quotations=quotations, at=part.at) if lines else {}
    for line in lines:
        ended = allocations[line.id]
        counted = summary.setdefault(ended.ending.value, [0, 0, 0, 0])
        for place, figure in enumerate((1, line.amount_fen, ended.posted_fen, ended.held_fen)):
            counted[place] += figure
    with connection.cursor() as cursor:
        for statement in (_CORRECTED, _SENT_AGAIN):
            cursor.execute(sql.SQL(statement).format(stage=stage), values)
        late_lines.meet(
            cursor,
            stage=stage,
            base=part.base,
            duplicates=duplicates,
            reversals=[line.id for line in lines if line.kind == LineKind.REVERSAL],
            quotations=quotations,
            at=part.at,
        )
    settling.follow_part(at=part.at)
    with connection.cursor() as cursor:
        due_writes.open_work_of_part(cursor, part.at)
        if Outcome.OVERPAID in summary:
            refund_matches.follow_part(cursor, part.base, at=part.at)
        cursor.execute("DROP TABLE ended, held, taken")
    return summary


def ask_common_cases(table: str, quotations: Quotations) -> None:
    """Have the cases that many lines share decided and stored before the parts of a file are posted side by side.

    A part that stores an answer makes the others wait for its end if they need the same one; a sample of a part's lines
    meets nearly all cases that are common, and the rare ones are stored on the way.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_COMMON_CASES).format(stage=sql.Identifier(table)), [SAMPLE_LINES])
        cases = [tuple(row) for row in cursor.fetchall()]
    with transaction.atomic():
        quotations.ensure(cases)


def _end_lines(cursor: Any, part: Part, tables: dict[str, sql.Composable], quotations: Quotations) -> None:
    """Make the table `ended`; when it meets cases without an answer, have them decided and make it again."""
    first, until = part.slots
    values = {"first_hash": f"{first:02x}{'00' * 15}", "last_hash": f"{until - 1:02x}{'ff' * 15}"}
    if not quotations.ids():
        ask_common_cases(part.table, quotations)
    cursor.execute(sql.SQL(_TAKEN).format(**tables))
    cursor.execute("ANALYZE taken")
    for _ in range(2):
        cursor.execute(sql.SQL(_END).format(**tables), values | {"answers": quotations.ids()})
        cursor.execute(_REPEATED)
        cursor.execute("ANALYZE ended (number, posts, outcome)")
        cursor.execute(_UNASKED)
        cases = [tuple(row) for row in cursor.fetchall()]
        if not cases:
            return
        quotations.ensure(cases)
        cursor.execute("DROP TABLE ended")
    raise RuntimeError(
        "cases stay without an answer"
    )  # unreachable: ensure() stores one for each case or raises


def _write_held(cursor: Any, part: Part, stage: sql.Identifier) -> tuple[list[NewLine], list[int]]:
    """Seal the document numbers of the lines that stay without a due, and say what is wrong with impossible numbers.

    Returns the lines that need more than that, those that take effect through an account, and the ids of the duplicates.
    """
    cursor.execute(
        "CREATE TEMP TABLE held (number int, sealed bytea, masked text, detail jsonb) ON COMMIT DROP"
    )
    cursor.execute(sql.SQL(_NOT_POSTED).format(stage=stage))
    found = cursor.fetchall()
    documents = part.cover.open([row[2] for row in found], [row[0] for row in found])
    rows, impossible, for_accounts, duplicates = [], [], [], []
    for document, (number, digest, _, outcome, owner_id, first_number, is_conflict, faults, *line) in zip(
        documents, found, strict=True
    ):
        if vault.match_key_hex(document) != digest.hex:
            raise StageLost(part.table)
        if outcome == "account":
            for_accounts.append(_new_line(part, number, digest, document, line))
            continue
        sealed, masked = vault.seal(document, bound_to=digest), mask(document)
        detail: dict[str, Any] | None = None
        if outcome == Outcome.MALFORMED:
            detail = {"faults": json.loads(faults)}  # Django's cursors give jsonb as text
        elif outcome == Outcome.DUPLICATE_TICKET:
            detail = {"first_line_id": owner_id or part.base + first_number, "conflict": is_conflict}
            duplicates.append(part.base + number)
        elif outcome == Outcome.UNKNOWN_PERSON and (problems := why_impossible(document)):
            detail = {"faults": problems}
            impossible.append(number)
        rows.append((number, sealed, masked, Jsonb(detail) if detail else None))
    with cursor.copy("COPY held FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    if impossible:
        cursor.execute("UPDATE ended SET outcome = 'malformed' WHERE number = ANY(%s)", [impossible])
    return for_accounts, duplicates


def _new_line(part: Part, number: int, digest: uuid.UUID, document: str, row: list[Any]) -> NewLine:
    ticket, kind, original, amount, paid_at, treasury_on, division, year, channel, person, due, name = row
    return NewLine(
        id=part.base + number, file_id=part.file_id, number=number, ticket=ticket, kind=kind,
        act=Act(kind) if kind in ("refund", "reversal") else Act.PAYMENT, original_ticket=original, amount_fen=amount,
        paid_at=paid_at, treasury_on=treasury_on, division_code=division, coverage_year=year, channel=channel,
        person_id=person, due_id=due, document_hash=digest, name=name, document=document,
    )  # fmt: skip
