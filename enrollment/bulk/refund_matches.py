"""Which refunds meet the lines that were just written, and which money is now held that nobody looks after?

Called in the transaction that wrote the lines, with their ids. The tax bureau's refund of a payment meets the refund that stands
on it, whether it came in a tax file or in the answer to a list. What holds money that settles nothing opens a proposal.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from enrollment.rules.refund_states import KNOWN, REFUND, RefundMove, RefundState
from intake.bulk.arrays import numbers_text

_LEFT = "l.held_fen + l.posted_fen - l.refunded_fen"
_POSTED = "('refund_posted', 'reversal_posted')"
_OTHER = "EXISTS (SELECT FROM enrollment_refund o WHERE o.line_id = f.line_id AND o.id <> f.id AND o.state = ANY(%(known)s))"
# Move -> what else is set, which line it is about, when it is made.
_MOVES: dict[str, tuple[RefundMove, str, str]] = {
    "met": (
        RefundMove.REFUND,
        "refund_line_id = l.id, line_id = l.original_id",
        f"""l.original_id IS NOT NULL AND l.original_ticket = f.ticket
          AND l.kind IN ('refund', 'reversal') AND l.outcome IN {_POSTED}
          AND l.amount_fen = f.amount_fen AND NOT EXISTS (SELECT FROM enrollment_refund o WHERE o.refund_line_id = l.id)""",
    ),
    "undone_beside": (
        RefundMove.LAPSE,
        "refund_line_id = NULL, because = 'refund_undone'",
        f"f.state = 'refunded' AND f.refund_line_id = l.id AND l.outcome NOT IN {_POSTED} AND {_OTHER}",
    ),
    "undone": (
        RefundMove.UNDO,
        "refund_line_id = NULL, because = 'refund_undone'",
        f"f.refund_line_id = l.id AND l.outcome NOT IN {_POSTED} AND NOT {_OTHER}",
    ),
    "gone": (
        RefundMove.RETURN,
        "because = CASE WHEN l.outcome = 'taken_back' THEN 'file_taken_back' ELSE 'money_gone' END",
        f"f.line_id = l.id AND (l.outcome = 'taken_back' OR f.amount_fen > {_LEFT})",
    ),
    "lapsed": (
        RefundMove.LAPSE,
        "because = 'money_gone'",
        f"""f.state <> 'refunded' AND f.line_id = l.id
          AND (l.outcome = 'taken_back' OR {_LEFT} = 0 OR f.cause = 'held' AND l.held_fen = 0)""",
    ),
}  # fmt: skip
_MOVE = """
WITH moved AS (
  UPDATE enrollment_refund f SET state = %(after)s, since = %(at)s, {changes} FROM enrollment_paymentline l
  WHERE l.id = ANY(%(lines)s::bigint[]) AND f.id = ANY(%(refunds)s::bigint[]) AND f.state = ANY(%(before)s) AND {when}
  RETURNING f.id, f.division_code, f.line_id, l.id AS by_line)
INSERT INTO staff_auditevent (at, action, about_kind, about_id, division_code, change, succeeded, request_id)
SELECT %(at)s, %(action)s, 'refund', id::text, division_code,
  jsonb_build_object('state', %(after)s::text, 'line', line_id, 'by_line', by_line), true, '' FROM moved
"""
# Help that went back to its giver, or did not after all: who keeps it looks at it again.
_LOOK = """
INSERT INTO enrollment_followup (person_id, division_code, coverage_year, fact, cause, task, about, opened_at)
SELECT p.id, p.division_code, f.coverage_year, 'refund', 'refund:' || f.id, 'look', 'person:' || p.id, %(at)s
FROM enrollment_refund f JOIN enrollment_person p ON p.id = f.person_id
WHERE f.since = %(at)s AND f.state IN ('refunded', 'returned', 'lapsed')
  AND f.id = ANY(%(refunds)s::bigint[])
  AND EXISTS (SELECT FROM enrollment_refundpart r WHERE r.refund_id = f.id AND r.source <> '')
ON CONFLICT DO NOTHING
"""
_AMOUNTS = """
UPDATE enrollment_refund f SET amount_fen = l.held_fen FROM enrollment_paymentline l
WHERE f.id = ANY(%(refunds)s::bigint[]) AND f.line_id = l.id AND f.state = %(proposed)s AND f.cause = 'held'
  AND l.held_fen > 0 AND f.amount_fen <> l.held_fen
"""
# Whom the money was for is known, and it settles nothing. Held for another reason (unknown person, no rule), it waits in the
# exceptions: it may still settle a due.
HELD_FOR_NOTHING = """l.held_fen > 0 AND l.kind IN ('payment', 'catch_up', 'repair') AND l.owns_ticket
  AND l.outcome IN ('overpaid', 'already_settled', 'deceased') AND l.person_id IS NOT NULL AND l.coverage_year IS NOT NULL"""
_OPEN = f"""
INSERT INTO enrollment_refund (person_id, line_id, ticket, coverage_year, division_code, ground, cause, amount_fen, state, since,
  opened_at, payer, payer_account_masked, payee, payee_relation, payee_account_masked, document_number, answer, because)
SELECT coalesce(p.merged_into_id, p.id), l.id, l.ticket, l.coverage_year, l.division_code,
  CASE WHEN l.outcome = 'deceased' THEN 'died'
    WHEN EXISTS (SELECT FROM enrollment_dueentry e WHERE e.due_id = l.due_id AND e.kind = 'subsidy'
      AND NOT (e.source LIKE 'due:%%') AND e.effective_on > (l.paid_at AT TIME ZONE 'Asia/Shanghai')::date)
    THEN 'subsidised_later' ELSE 'paid_twice' END,
  'held', l.held_fen, %(proposed)s, %(at)s, %(at)s, '', '', '', '', '', '', '{{}}', ''
FROM enrollment_paymentline l JOIN enrollment_person p ON p.id = l.person_id
WHERE l.id = ANY(%(lines)s::bigint[]) AND {HELD_FOR_NOTHING}
  AND NOT EXISTS (SELECT FROM enrollment_refund o WHERE o.ticket = l.ticket AND o.state = ANY(%(known)s))
ORDER BY l.id
"""

# The refunds that stand on these lines, were met by them, or bear a ticket that they name. Most files touch none, and nothing
# else is asked then: joined with all lines of all files each statement read the whole table while nothing was known of it.
_TOUCHED = """
SELECT f.id, f.ticket FROM enrollment_refund f WHERE f.line_id = ANY(%(lines)s::bigint[])
UNION SELECT f.id, f.ticket FROM enrollment_refund f WHERE f.refund_line_id = ANY(%(lines)s::bigint[])
UNION SELECT f.id, f.ticket FROM enrollment_paymentline l JOIN enrollment_refund f ON f.line_id = l.original_id
WHERE l.id = ANY(%(lines)s::bigint[]) AND l.original_id IS NOT NULL
UNION SELECT f.id, f.ticket FROM enrollment_paymentline l JOIN enrollment_refund f ON f.ticket = l.original_ticket
WHERE l.id = ANY(%(lines)s::bigint[]) AND l.original_id IS NOT NULL
"""
_SAME_TICKETS = """
SELECT l.id FROM enrollment_paymentline l WHERE l.ticket = ANY(%(tickets)s::text[]) AND l.owns_ticket
UNION ALL SELECT l.id FROM enrollment_paymentline l WHERE l.ticket = ANY(%(tickets)s::text[]) AND NOT l.owns_ticket
"""


def follow(line_ids: Collection[int], *, at: datetime) -> None:
    """Let the refunds of these lines say what is so, and open what their held money asks for; in the caller's transaction."""
    if not line_ids:
        return
    values: dict[str, Any] = {
        "lines": numbers_text(line_ids),
        "at": at,
        "known": [state.value for state in KNOWN],
        "proposed": RefundState.PROPOSED.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, values)
        if touched := dict(cursor.fetchall()):
            _move(cursor, touched, line_ids, values)
        cursor.execute(_OPEN, values)


def _move(cursor: Any, touched: dict[int, str], line_ids: Collection[int], values: dict[str, Any]) -> None:
    """Let these refunds (id -> ticket) say what is so of the lines."""
    values["refunds"] = numbers_text(touched)
    for move, changes, when in _MOVES.values():
        before = [state.value for state in REFUND.before(move)]
        told = {"before": before, "after": REFUND.end(move).value, "action": f"{move.value}_refund"}
        cursor.execute(_MOVE.format(changes=changes, when=when), values | told)
    cursor.execute(_LOOK, values)
    cursor.execute(_AMOUNTS, values)
    # A ticket that was paid again is free once the refund of its first payment has ended: what is held under it is asked for.
    cursor.execute(_SAME_TICKETS, {"tickets": list(touched.values())})
    values["lines"] = numbers_text({*line_ids, *(row[0] for row in cursor.fetchall())})


def follow_part(cursor: Any, base: int, *, at: datetime) -> None:
    """The same for the lines of a part that took the short way: those that paid too much."""
    cursor.execute("SELECT %s + number FROM ended WHERE outcome = 'overpaid'", [base])
    follow([row[0] for row in cursor.fetchall()], at=at)


def accepted(refunds: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of payments and amounts given back those on which two officers had agreed: that refund counts at once (N21-16)."""
    if not refunds:
        return set()
    lines, amounts = zip(*sorted(refunds), strict=True)
    agreed = [state.value for state in (RefundState.APPROVED, RefundState.LISTED)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.line_id, f.amount_fen FROM unnest(%s::bigint[], %s::bigint[]) AS t(line_id, fen)"
            " JOIN enrollment_refund f ON f.line_id = t.line_id AND f.amount_fen = t.fen AND f.state = ANY(%s)",
            [numbers_text(lines), numbers_text(amounts), agreed],
        )
        return set(cursor.fetchall())
