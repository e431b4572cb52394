"""How do the staged lines of one part get their outcomes and become ledger rows, in one transaction?

The commonest case - one payment on an untouched due - is decided by `CASE` over joined rows and posted by three
`INSERT ... SELECT`. Every line for which more than that has to be known goes through `due_accounts`, which applies the
one-person rule. Both write the same rows (tests/enrollment/test_bulk_agrees.py).
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

from enrollment import vault
from enrollment.bulk import due_accounts
from enrollment.bulk.due_accounts import NewLine
from enrollment.bulk.quotations import Quotations
from enrollment.bulk.staging import IdentityCover
from enrollment.models.payments import LINES_PER_FILE_MAX, Outcome
from enrollment.models.people import DocumentKind
from enrollment.payment_layout import HEADINGS
from enrollment.rules.documents import faults as document_faults
from enrollment.rules.documents import guess_kind, mask
from enrollment.rules.payments import Act

# Facts of each line: who, which due, whether anything forbids the short way.
_MATCH = """
CREATE TEMP TABLE matched ON COMMIT DROP AS
WITH repeated AS (SELECT hash FROM {stage} GROUP BY hash HAVING count(*) > 1)
SELECT s.*, coalesce(s.name, s.name_key) AS written_name, s.paid_at::date AS paid_on,
  p.id AS person_id, p.name_key = s.name_key AS name_agrees,
  d.id AS due_id, d.area AS due_area, d.standing, d.quotation_id AS issue_quotation_id, p.id AS due_person_id,
  owner.id AS owner_id, nullif(twice.first_number, s.number) AS first_number,
  s.kind IN ('refund', 'reversal') AS takes_back,
  repeated.hash IS NOT NULL OR earlier.due_id IS NOT NULL AS needs_account
FROM {stage} s
LEFT JOIN enrollment_person p ON p.document_hash = s.hash AND p.document_hash BETWEEN %s AND %s
LEFT JOIN enrollment_due d ON d.person_id = p.id AND d.coverage_year = s.coverage_year AND d.withdrawn_on IS NULL
LEFT JOIN LATERAL (
  SELECT e.due_id FROM enrollment_dueentry e WHERE e.due_id = d.id AND NOT (e.source LIKE 'due:%%') LIMIT 1
) earlier ON true
LEFT JOIN LATERAL (
  SELECT l.id FROM enrollment_paymentline l WHERE l.ticket = s.ticket AND l.owns_ticket LIMIT 1
) owner ON true
LEFT JOIN {repeated_tickets} twice ON twice.ticket = s.ticket AND s.faults IS NULL
LEFT JOIN repeated ON repeated.hash = s.hash
"""

# A payment under a number that was replaced still finds the person.
_MATCH_FORMER = """
UPDATE matched m SET person_id = p.id, name_agrees = p.name_key = m.name_key, due_id = d.id, due_area = d.area,
  standing = d.standing, issue_quotation_id = d.quotation_id, due_person_id = d.person_id, needs_account = true
FROM enrollment_formerdocument f JOIN enrollment_person p ON p.id = f.person_id
LEFT JOIN enrollment_due d ON d.person_id = p.id AND d.withdrawn_on IS NULL
WHERE m.person_id IS NULL AND f.document_hash = m.hash AND (d.id IS NULL OR d.coverage_year = m.coverage_year)
"""

# The first thing that is wrong decides; what is left is money on a due.
_END = """
CREATE TEMP TABLE ended ON COMMIT DROP AS
SELECT *, outcome IN ('posted_in_full', 'posted_in_part', 'overpaid') AS posts,
  CASE WHEN outcome IN ('posted_in_full', 'posted_in_part', 'overpaid') THEN least(amount_fen, due_fen) ELSE 0 END AS posted_fen,
  CASE WHEN outcome IN ('posted_in_full', 'posted_in_part', 'overpaid') THEN greatest(amount_fen - due_fen, 0)
       WHEN takes_back OR amount_fen < 0 OR outcome = 'duplicate_ticket' THEN 0 ELSE amount_fen END AS held_fen
FROM (
SELECT m.*, q.id AS quotation_id, q.due_fen, q.cover_from, q.cover_until, q.waiting_from, q.waiting_until,
  coalesce(issue.due_fen, 0) AS charged_fen,
  CASE
    WHEN faults IS NOT NULL THEN 'malformed'
    WHEN owner_id IS NOT NULL OR first_number IS NOT NULL THEN 'duplicate_ticket'
    WHEN m.area IS NULL THEN 'other_area'
    WHEN takes_back THEN 'account'
    WHEN person_id IS NULL THEN 'unknown_person'
    WHEN NOT name_agrees THEN 'name_differs'
    WHEN due_id IS NULL THEN 'no_registration'
    WHEN due_area <> m.area THEN 'other_area'
    WHEN needs_account THEN 'account'
    WHEN q.due_fen IS NULL THEN 'no_rule'
    WHEN q.due_fen = 0 THEN 'account'
    WHEN amount_fen < q.due_fen THEN 'posted_in_part'
    WHEN amount_fen = q.due_fen THEN 'posted_in_full'
    ELSE 'overpaid'
  END AS outcome
FROM matched m
LEFT JOIN enrollment_quotation q ON q.area = m.due_area AND q.coverage_year = m.coverage_year AND q.standing = m.standing
  AND q.paid_on = m.paid_on AND q.id = ANY(%s)
LEFT JOIN enrollment_quotation issue ON issue.id = m.issue_quotation_id) AS decided
"""

_LINES = """
INSERT INTO enrollment_paymentline
  (id, file_id, number, ticket, kind, original_ticket, amount_fen, posted_fen, held_fen, refunded_fen, paid_at, treasury_on,
   division_code, coverage_year, channel, outcome, detail, person_id, due_id, quotation_id, document_hash, document_sealed,
   document_masked, name, owns_ticket, is_open)
SELECT %(base)s + e.number, %(file)s, e.number, e.ticket, e.kind, e.original, e.amount_fen, e.posted_fen, e.held_fen, 0,
  e.paid_at AT TIME ZONE 'Asia/Shanghai', e.treasury_on, e.division_code, e.coverage_year, e.channel, outcome,
  CASE WHEN outcome = 'posted_in_part' THEN jsonb_build_object('short_by_fen', e.due_fen - e.amount_fen) ELSE h.detail END,
  CASE WHEN outcome <> 'duplicate_ticket' THEN e.person_id END, CASE WHEN posts OR outcome = 'no_rule' THEN e.due_id END,
  CASE WHEN posts OR outcome = 'no_rule' THEN e.quotation_id END,
  CASE WHEN NOT posts THEN e.hash END, h.sealed, coalesce(h.masked, ''), CASE WHEN posts THEN '' ELSE e.written_name END,
  outcome NOT IN ('malformed', 'duplicate_ticket'),
  NOT posts AND (outcome <> 'duplicate_ticket' OR coalesce((h.detail ->> 'conflict')::boolean, false)) OR outcome = 'overpaid'
FROM ended e LEFT JOIN held h ON h.number = e.number
WHERE outcome <> 'account'
"""

_ENTRIES = """
INSERT INTO enrollment_dueentry (source, due_id, kind, payer, amount_fen, effective_on, treasury_on, recorded_at)
SELECT 'line:' || (%(base)s + number), due_id, 'payment', 'person', posted_fen, paid_on, treasury_on, %(at)s
FROM ended WHERE posts
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
SELECT due_id, due_person_id, coverage_year, paid_on, cover_from, cover_until, waiting_from, waiting_until, quotation_id
FROM ended WHERE outcome IN ('posted_in_full', 'overpaid') ORDER BY due_id
"""

# A corrected line closes the malformed one that bore the same ticket.
_CORRECTED = """
UPDATE enrollment_paymentline old SET is_open = false, held_fen = 0, detail = old.detail || '{{"corrected": true}}'
FROM {stage} s JOIN enrollment_paymentline new ON new.id = %(base)s + s.number
WHERE new.owns_ticket AND old.ticket = s.ticket AND old.is_open AND NOT old.owns_ticket AND old.outcome = 'malformed'
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
    first, until = part.slots
    numbers = [f"{first:02x}{'00' * 15}", f"{until - 1:02x}{'ff' * 15}"]
    values = {"base": part.base, "file": part.file_id, "at": part.at}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_MATCH).format(stage=stage, repeated_tickets=sql.Identifier(part.repeated_tickets)), numbers)
        cursor.execute(_MATCH_FORMER)
        cursor.execute(_END, [_answers_for(cursor, quotations)])
        _write_held(cursor, part, stage)
        for statement in (_LINES, _ENTRIES, _CHARGES, _COVERS):
            cursor.execute(statement, values)
        lines = _lines_for_accounts(cursor, part)
        cursor.execute(_SUMMARY)
        summary = {outcome: [int(figure) for figure in figures] for outcome, *figures in cursor.fetchall()}
    allocations = due_accounts.post(lines, quotations=quotations, at=part.at) if lines else {}
    for line in lines:
        ended = allocations[line.id]
        counted = summary.setdefault(ended.ending.value, [0, 0, 0, 0])
        for place, figure in enumerate((1, line.amount_fen, ended.posted_fen, ended.held_fen)):
            counted[place] += figure
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_CORRECTED).format(stage=stage), values)
        cursor.execute("DROP TABLE matched, ended, held")
    return summary


def _answers_for(cursor: Any, quotations: Quotations) -> list[int]:
    """Have every distinct case of the part decided; the ids of the answers."""
    cursor.execute(
        "SELECT DISTINCT due_area, coverage_year, standing, paid_on FROM matched WHERE due_id IS NOT NULL AND paid_on IS NOT NULL"
    )
    cases = [tuple(row) for row in cursor.fetchall()]
    quotations.ensure(cases)
    return [quotations[case].id for case in cases]


def _write_held(cursor: Any, part: Part, stage: sql.Identifier) -> None:
    """Seal the document numbers of the lines that stay without a due, and say what is wrong with impossible numbers."""
    cursor.execute("CREATE TEMP TABLE held (number int, sealed bytea, masked text, detail jsonb) ON COMMIT DROP")
    conflicts = _conflicts(cursor, part, stage)
    cursor.execute("SELECT number, hash, identity, outcome, owner_id, first_number, faults FROM ended WHERE NOT posts")
    rows, impossible = [], []
    for number, digest, identity, outcome, owner_id, first_number, faults in cursor.fetchall():
        document = part.cover.open(identity, number)
        detail: dict[str, Any] | None = None
        if outcome == Outcome.MALFORMED:
            detail = {"faults": json.loads(faults)}  # Django's cursors give jsonb as text
        elif outcome == Outcome.DUPLICATE_TICKET:
            detail = {"first_line_id": owner_id or part.base + first_number, "conflict": number in conflicts}
        elif outcome == Outcome.UNKNOWN_PERSON and (problems := _impossible(document)):
            detail = {"faults": problems}
            impossible.append(number)
        rows.append((number, vault.seal(document, bound_to=digest), mask(document), Jsonb(detail) if detail else None))
    with cursor.copy("COPY held FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    if impossible:
        cursor.execute("UPDATE ended SET outcome = 'malformed' WHERE number = ANY(%s)", [impossible])


def _conflicts(cursor: Any, part: Part, stage: sql.Identifier) -> set[int]:
    """The repeated tickets that stand for something else than their first line: other person, amount or kind."""
    cursor.execute(
        sql.SQL(
            """
            SELECT e.number FROM ended e
            LEFT JOIN enrollment_paymentline o ON o.id = e.owner_id
            LEFT JOIN {stage} f ON f.number = e.first_number AND e.owner_id IS NULL
            WHERE e.outcome = 'duplicate_ticket' AND (coalesce(o.amount_fen, f.amount_fen) IS DISTINCT FROM e.amount_fen
              OR coalesce(o.kind, f.kind) IS DISTINCT FROM e.kind
              OR (o.id IS NOT NULL AND o.person_id IS DISTINCT FROM e.person_id)
              OR (o.id IS NULL AND f.hash IS DISTINCT FROM e.hash))
            """
        ).format(stage=stage)
    )
    return {row[0] for row in cursor.fetchall()}


def _impossible(document: str) -> list[dict[str, Any]]:
    """Why no person can have this number; empty when somebody may."""
    kind = guess_kind(document) or (DocumentKind.RESIDENT_ID if document[:5].isdecimal() else DocumentKind.PASSPORT)
    return [
        {
            "field": HEADINGS["document"],
            "cell": "",
            "written": mask(document),
            "code": fault.code,
            "text": {"zh": fault.text.zh, "en": fault.text.en},
            "remedy": {"zh": fault.remedy.zh, "en": fault.remedy.en},
        }
        for fault in document_faults(kind, document)
    ]


def _lines_for_accounts(cursor: Any, part: Part) -> list[NewLine]:
    cursor.execute(
        """
        SELECT e.number, e.ticket, e.kind, e.original, e.amount_fen, e.paid_at AT TIME ZONE 'Asia/Shanghai', e.treasury_on, e.division_code, e.coverage_year,
          e.channel, e.person_id, e.due_id, e.hash, e.written_name, h.sealed, h.masked
        FROM ended e JOIN held h ON h.number = e.number WHERE e.outcome = 'account' ORDER BY e.number
        """
    )
    return [
        NewLine(
            id=part.base + row[0], file_id=part.file_id, number=row[0], ticket=row[1], kind=row[2],
            act=Act(row[2]) if row[2] in ("refund", "reversal") else Act.PAYMENT, original_ticket=row[3], amount_fen=row[4],
            paid_at=row[5], treasury_on=row[6], division_code=row[7], coverage_year=row[8], channel=row[9], person_id=row[10],
            due_id=row[11], document_hash=row[12], name=row[13], document_sealed=bytes(row[14]), document_masked=row[15],
        )
        for row in cursor.fetchall()
    ]  # fmt: skip
