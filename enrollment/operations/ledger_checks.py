"""Does the ledger still hold together? The invariants as SQL: each statement must return no row.

Here stand those of enrollment. An upper app keeps its own in a module with a dictionary `INVARIANTS` (name -> SQL) and
adds that module to `LEDGER_INVARIANTS` in config/settings.py.
"""

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.db import connection

from enrollment.models.payments import PARTS_FROM
from staff import audit

SHOWN_MAX = 20

POSTED = "('posted', 'undo_asked', 'undoing', 'undone')"  # files whose lines are all there
INVARIANTS = {
    "one_outcome_per_line": f"""
        SELECT f.id AS file, f.line_count, l.lines FROM enrollment_paymentfile f
        LEFT JOIN LATERAL (SELECT count(*) AS lines FROM enrollment_paymentline
          WHERE id >= f.id * 100000000 AND id < f.id * 100000000 + {PARTS_FROM}) l ON true
        WHERE f.state IN {POSTED} AND l.lines <> f.line_count""",
    "sums_equal_control_totals": f"""
        SELECT f.id AS file, f.amount_fen, l.fen, f.declared_fen, f.expected_fen FROM enrollment_paymentfile f
        LEFT JOIN LATERAL (SELECT sum(amount_fen) AS fen FROM enrollment_paymentline
          WHERE id >= f.id * 100000000 AND id < (f.id + 1) * 100000000) l ON true
        WHERE f.state IN {POSTED} AND (l.fen <> f.amount_fen OR f.amount_fen <> coalesce(f.declared_fen, f.amount_fen)
          OR f.amount_fen <> coalesce(f.expected_fen, f.amount_fen) OR f.line_count <> coalesce(f.declared_count, f.line_count)
          OR f.line_count <> coalesce(f.expected_count, f.line_count))""",
    "part_summaries_equal_lines": f"""
        SELECT f.id AS file, p.lines, f.line_count FROM enrollment_paymentfile f
        JOIN LATERAL (SELECT sum((value ->> 0)::bigint) AS lines, sum((value ->> 1)::bigint) AS fen
          FROM enrollment_filepart p, jsonb_each(p.summary) WHERE p.file_id = f.id) p ON true
        WHERE f.state IN {POSTED} AND (p.lines <> f.line_count OR p.fen <> f.amount_fen)""",
    "refused_files_post_nothing": """
        SELECT f.id AS file FROM enrollment_paymentfile f WHERE (f.state = 'refused' OR f.is_check_only) AND EXISTS (
          SELECT FROM enrollment_paymentline WHERE id >= f.id * 100000000 AND id < (f.id + 1) * 100000000)""",
    "ticket_posted_once": """
        SELECT ticket, count(*) FROM enrollment_paymentline WHERE owns_ticket GROUP BY ticket HAVING count(*) > 1""",
    "posted_lines_stand_in_the_ledger": """
        SELECT l.id AS line, l.posted_fen, coalesce(e.fen, 0) AS entered_fen FROM enrollment_paymentline l
        LEFT JOIN (SELECT split_part(source, ':', 2)::bigint AS line_id,
            sum(CASE WHEN kind IN ('payment', 'repair') THEN amount_fen ELSE -amount_fen END) AS fen
          FROM enrollment_dueentry WHERE source LIKE 'line:%' AND (kind IN ('payment', 'repair') OR source LIKE '%:displaced:%')
          GROUP BY 1) e ON e.line_id = l.id
        WHERE l.kind IN ('payment', 'catch_up', 'repair') AND l.posted_fen <> coalesce(e.fen, 0)""",
    "refunds_stand_in_the_ledger": """
        SELECT l.id AS line, l.posted_fen, coalesce(e.fen, 0) AS entered_fen FROM enrollment_paymentline l
        LEFT JOIN (SELECT split_part(source, ':', 2)::bigint AS line_id,
            sum(CASE WHEN kind IN ('payment', 'repair') THEN -amount_fen ELSE amount_fen END) AS fen
          FROM enrollment_dueentry WHERE source LIKE 'line:%' AND kind NOT IN ('charge', 'waiver')
          GROUP BY 1) e ON e.line_id = l.id
        WHERE l.kind IN ('refund', 'reversal') AND l.posted_fen <> coalesce(e.fen, 0)""",
    "no_money_of_a_line_is_lost": """
        SELECT l.id AS line, l.amount_fen, l.posted_fen, l.held_fen, l.refunded_fen FROM enrollment_paymentline l
        LEFT JOIN (SELECT original_id, sum(amount_fen - posted_fen) AS from_held, sum(posted_fen) AS from_posted
          FROM enrollment_paymentline WHERE outcome IN ('refund_posted', 'reversal_posted') GROUP BY 1) back
          ON back.original_id = l.id
        WHERE l.kind IN ('payment', 'catch_up', 'repair') AND l.outcome <> 'duplicate_ticket' AND l.amount_fen > 0
          AND NOT coalesce(l.detail ?| ARRAY['corrected', 'sent_again'] OR l.detail ->> 'was' = 'duplicate_ticket', false)
          AND (l.refunded_fen <> coalesce(back.from_posted, 0) OR l.amount_fen <> l.posted_fen + l.held_fen
            + coalesce(back.from_held, 0) + coalesce((l.detail ->> 'rejected_fen')::bigint, 0))""",
    "divided_payments_are_their_parts": """
        SELECT l.id AS line, l.detail ->> 'written_fen' AS written, l.amount_fen, s.fen FROM enrollment_paymentline l
        JOIN (SELECT p.of_line_id, sum(o.amount_fen) AS fen, sum(p.amount_fen) FILTER (WHERE p.returned_at IS NULL) AS given
          FROM enrollment_sponsorpart p JOIN enrollment_paymentline o ON o.id = p.line_id GROUP BY 1) s ON s.of_line_id = l.id
        WHERE s.fen <> coalesce(s.given, 0)
          OR l.outcome = 'divided' AND l.amount_fen + s.fen <> (l.detail ->> 'written_fen')::bigint""",
    "money_leaves_the_books_by_two_officers": """
        SELECT l.id AS line, l.detail ->> 'rejected_fen' AS fen FROM enrollment_paymentline l
        WHERE coalesce((l.detail ->> 'rejected_fen')::bigint, 0) > 0 AND NOT EXISTS (
          SELECT FROM enrollment_lineaction asked JOIN enrollment_lineaction agreed ON agreed.line_id = asked.line_id
          WHERE asked.line_id = l.id AND asked.action = 'reject' AND agreed.action = 'confirm_reject'
            AND asked.acted_by_id <> agreed.acted_by_id)""",
    "corrected_lines_have_their_correction": """
        SELECT l.id AS line, l.ticket FROM enrollment_paymentline l WHERE l.detail ? 'corrected' AND NOT EXISTS (
          SELECT FROM enrollment_paymentline o WHERE o.ticket = l.ticket AND o.id <> l.id
            AND (o.owns_ticket OR o.outcome = 'taken_back'))""",
    "files_taken_back_have_no_effect": """
        SELECT l.id AS line, l.outcome FROM enrollment_paymentfile f JOIN enrollment_paymentline l
          ON l.id >= f.id * 100000000 AND l.id < (f.id + 1) * 100000000
        WHERE f.state = 'undone' AND (l.outcome <> 'taken_back' OR l.posted_fen <> 0 OR l.owns_ticket OR l.is_open
          OR l.due_id IS NOT NULL)""",
    "only_files_taken_back_have_such_lines": """
        SELECT l.id AS line FROM enrollment_paymentline l JOIN enrollment_paymentfile f ON f.id = l.file_id
        WHERE l.outcome = 'taken_back' AND (f.state NOT IN ('undoing', 'undone', 'failed') OR f.undone_by_id IS NULL)""",
    "lines_sent_again_have_come_again": """
        SELECT l.id AS line, l.ticket FROM enrollment_paymentline l WHERE l.detail ? 'sent_again' AND NOT EXISTS (
          SELECT FROM enrollment_paymentline o WHERE o.ticket = l.ticket AND o.id <> l.id)""",
    "enrollments_are_in_the_state_of_their_last_change": """
        SELECT e.id AS enrollment, e.state FROM enrollment_enrollment e WHERE e.state <> 'normal' AND NOT EXISTS (
          SELECT FROM enrollment_enrollmentchange c WHERE c.enrollment_id = e.id AND c.after = e.state
            AND NOT EXISTS (SELECT FROM enrollment_enrollmentchange o WHERE o.enrollment_id = e.id AND o.id > c.id))
        UNION ALL SELECT e.id, e.state FROM enrollment_enrollmentchange c JOIN enrollment_enrollment e ON e.id = c.enrollment_id
        WHERE c.after <> e.state AND NOT EXISTS (
          SELECT FROM enrollment_enrollmentchange o WHERE o.enrollment_id = e.id AND o.id > c.id)""",
    "enrollments_have_their_person_and_officer": """
        SELECT e.id AS enrollment FROM enrollment_enrollment e LEFT JOIN enrollment_person p ON p.id = e.person_id
        LEFT JOIN staff_officer o ON o.id = e.enrolled_by_id LEFT JOIN enrollment_carryover c ON c.id = e.carry_over_id
        WHERE p.id IS NULL OR (e.enrolled_by_id IS NOT NULL AND o.id IS NULL)
          OR (e.carry_over_id IS NOT NULL AND c.id IS NULL)""",
    "dues_have_their_enrollment_and_quotation": """
        SELECT d.id AS due FROM enrollment_due d LEFT JOIN enrollment_enrollment e ON e.id = d.enrollment_id
        LEFT JOIN enrollment_person p ON p.id = d.person_id LEFT JOIN enrollment_quotation q ON q.id = d.quotation_id
        WHERE e.id IS NULL OR e.person_id <> d.person_id OR p.id IS NULL OR q.id IS NULL""",
    "entries_have_a_due_and_a_line": """
        SELECT e.due_id, e.source FROM enrollment_dueentry e LEFT JOIN enrollment_due d ON d.id = e.due_id
        WHERE d.id IS NULL OR (e.source LIKE 'line:%' AND NOT EXISTS (
          SELECT FROM enrollment_paymentline l WHERE l.id = split_part(e.source, ':', 2)::bigint)
          AND e.kind NOT IN ('charge', 'waiver'))""",
    "no_due_over_credited": """
        SELECT due_id, charged, credited FROM (SELECT due_id,
          sum(CASE kind WHEN 'charge' THEN amount_fen WHEN 'waiver' THEN -amount_fen ELSE 0 END) AS charged,
          sum(CASE WHEN kind IN ('payment', 'subsidy') THEN amount_fen WHEN kind IN ('refund', 'reversal') THEN -amount_fen
            ELSE 0 END) AS credited
          FROM enrollment_dueentry GROUP BY due_id) b WHERE credited > charged OR credited < 0 OR charged < 0""",
    "no_money_on_withdrawn_dues": """
        SELECT due_id AS due, fen FROM (SELECT e.due_id,
          sum(CASE WHEN e.kind IN ('payment', 'subsidy', 'repair') THEN e.amount_fen ELSE -e.amount_fen END) AS fen
          FROM enrollment_due d JOIN enrollment_dueentry e ON e.due_id = d.id
          WHERE d.withdrawn_on IS NOT NULL AND e.kind NOT IN ('charge', 'waiver') GROUP BY e.due_id) b WHERE fen <> 0""",
    "no_subsidy_above_its_due": """
        SELECT e.due_id, e.subsidy, b.charged FROM (SELECT due_id,
          sum(CASE WHEN kind = 'subsidy' THEN amount_fen ELSE -amount_fen END) AS subsidy FROM enrollment_dueentry
          WHERE kind = 'subsidy' OR kind IN ('refund', 'reversal') AND source NOT LIKE 'line:%'
          GROUP BY due_id) e
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(CASE kind WHEN 'charge' THEN amount_fen WHEN 'waiver' THEN -amount_fen ELSE 0 END), 0) AS charged
          FROM enrollment_dueentry WHERE due_id = e.due_id) b
        WHERE e.subsidy < 0 OR e.subsidy > b.charged""",
    "settled_dues_are_covered": """
        SELECT coalesce(b.due_id, c.due_id) AS due, b.outstanding FROM (SELECT due_id,
          sum(CASE kind WHEN 'charge' THEN amount_fen WHEN 'waiver' THEN -amount_fen WHEN 'payment' THEN -amount_fen
            WHEN 'subsidy' THEN -amount_fen WHEN 'repair' THEN 0 WHEN 'repair_return' THEN 0 ELSE amount_fen END) AS outstanding,
          bool_or(kind IN ('payment', 'subsidy')) AS paid
          FROM enrollment_dueentry GROUP BY due_id) b
        FULL JOIN enrollment_coverage c ON c.due_id = b.due_id
        WHERE CASE WHEN c.decision_id IS NULL THEN coalesce(b.paid AND b.outstanding = 0, false) <> (c.due_id IS NOT NULL)
          ELSE coalesce(b.outstanding, 0) <> 0 END""",
    "cover_is_what_was_quoted_or_decided": """
        SELECT c.due_id FROM enrollment_coverage c LEFT JOIN enrollment_quotation q ON q.id = c.quotation_id
        LEFT JOIN enrollment_duedecision m ON m.id = c.decision_id
        WHERE CASE WHEN c.decision_id IS NULL THEN
            (c.cover_from, c.cover_until, c.waiting_from, c.waiting_until, c.settled_on)
              IS DISTINCT FROM (q.cover_from, q.cover_until, q.waiting_from, q.waiting_until, q.paid_on)
          ELSE (c.cover_from, c.cover_until) IS DISTINCT FROM (m.cover_from, m.cover_until) END""",
    "no_overlapping_cover": """
        SELECT a.due_id, b.due_id AS other FROM enrollment_coverage a JOIN enrollment_coverage b
          ON b.person_id = a.person_id AND b.due_id > a.due_id
          AND daterange(a.cover_from, a.cover_until) && daterange(b.cover_from, b.cover_until)
        WHERE a.cover_from IS NOT NULL AND b.cover_from IS NOT NULL""",
    "no_payment_counts_for_days_after_death": """
        SELECT l.id AS line, l.due_id, p.died_on FROM enrollment_paymentline l JOIN enrollment_due d ON d.id = l.due_id
        JOIN enrollment_person p ON p.id = d.person_id
        WHERE p.died_on IS NOT NULL AND l.kind IN ('payment', 'catch_up', 'repair') AND l.posted_fen > l.refunded_fen
          AND p.died_on < greatest((l.paid_at AT TIME ZONE 'Asia/Shanghai')::date, make_date(d.coverage_year, 1, 1))""",
    "repaired_years_were_missed": """
        SELECT e.due_id, e.repaired_year, sum(CASE e.kind WHEN 'repair' THEN e.amount_fen ELSE -e.amount_fen END) AS fen
        FROM enrollment_dueentry e JOIN enrollment_due d ON d.id = e.due_id
        WHERE e.repaired_year IS NOT NULL AND (e.repaired_year >= d.coverage_year OR EXISTS (SELECT FROM enrollment_coverage c
          WHERE c.person_id = d.person_id AND c.coverage_year = e.repaired_year))
        GROUP BY 1, 2 HAVING sum(CASE e.kind WHEN 'repair' THEN e.amount_fen ELSE -e.amount_fen END) > 0""",
    "changes_are_looked_at": """
        SELECT id AS follow_up, person_id, fact FROM enrollment_followup
        WHERE task = 'look' AND closed_at IS NULL AND opened_at < now() - interval '1 day'""",
    "cover_belongs_to_its_person": """
        SELECT c.due_id FROM enrollment_coverage c LEFT JOIN enrollment_due d ON d.id = c.due_id
        WHERE d.id IS NULL OR d.person_id <> c.person_id OR d.coverage_year <> c.coverage_year""",
    "no_file_forgotten": """
        SELECT id AS file, state FROM enrollment_paymentfile WHERE finished_at IS NULL AND state <> 'failed'
          AND coalesce(lease_until, undo_agreed_at, uploaded_at) < now() - interval '15 minutes'""",
    "guards_in_place": """
        SELECT wanted AS guard FROM unnest(ARRAY['due_entry_is_final', 'staff_audit_rows_stay', 'staff_audit_links_stay',
          'staff_audit_seals_stay', 'payment_line_stays', 'due_stays',
          'person_stays', 'enrollment_stays', 'line_action_is_final', 'quotation_is_final', 'subsidy_never_above_due',
          'treasury_sheet_is_final']) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgname = wanted AND t.tgenabled <> 'D')""",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """Rows that must not exist: which invariant, how they look (the first of them), how many."""

    invariant: str
    rows: list[dict[str, object]]
    count: int


def invariants() -> dict[str, str]:
    """Name -> statement, of every module of the settings; a name that stands twice is a mistake."""
    gathered: dict[str, str] = {}
    for module in settings.LEDGER_INVARIANTS:
        found: dict[str, str] = import_module(module).INVARIANTS
        if twice := gathered.keys() & found.keys():
            raise ValueError(f"{module} repeats the invariants {sorted(twice)}")
        gathered |= found
    return gathered


def run(*, at: datetime) -> list[Violation]:
    """Check every invariant; that it was done and what is violated is written to the audit trail."""
    violations: list[Violation] = []
    with connection.cursor() as cursor:
        for invariant, statement in invariants().items():
            cursor.execute(statement)
            names = [column.name for column in cursor.description or []]
            rows = cursor.fetchall()
            if rows:
                shown = [dict(zip(names, row, strict=True)) for row in rows[:SHOWN_MAX]]
                violations.append(Violation(invariant, shown, len(rows)))
    found = {violation.invariant: violation.count for violation in violations}
    audit.record("check_ledger", by=None, at=at, succeeded=not violations, change=found)
    return violations
