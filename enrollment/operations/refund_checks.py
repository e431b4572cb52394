"""Is every yuan that was posted on a due, held, or on exactly one refund? Each statement must return no row.

That no yuan of a line is lost is asked by `no_money_of_a_line_is_lost`; here it is asked what refunds say of the same money.
"""

from enrollment.bulk.refund_matches import HELD_FOR_NOTHING
from enrollment.rules.refund_states import ASKED_FOR, KNOWN, RefundState


def _codes(*states: RefundState) -> str:
    return "(" + ", ".join(f"'{state.value}'" for state in states) + ")"


INVARIANTS = {
    "refunds_have_their_money": f"""
        SELECT f.id AS refund, f.amount_fen, l.held_fen + l.posted_fen - l.refunded_fen AS left_fen FROM enrollment_refund f
        LEFT JOIN enrollment_paymentline l ON l.id = f.line_id
        WHERE f.state IN {_codes(*(one for one in ASKED_FOR if one is not RefundState.RETURNED))}
          AND (l.id IS NULL OR l.outcome = 'taken_back' OR f.ticket <> l.ticket
            OR f.amount_fen > l.held_fen + l.posted_fen - l.refunded_fen)""",
    "payments_stand_on_one_refund": f"""
        SELECT line_id AS line, count(*) FROM enrollment_refund WHERE state IN {_codes(*KNOWN)}
        GROUP BY line_id HAVING count(*) > 1""",
    "held_money_is_on_a_refund": f"""
        SELECT l.id AS line, l.held_fen FROM enrollment_paymentline l WHERE {HELD_FOR_NOTHING}
          AND NOT EXISTS (SELECT FROM enrollment_refund f WHERE f.ticket = l.ticket AND f.state IN {_codes(*KNOWN)})""",
    "refunded_means_that_the_tax_bureau_paid": """
        SELECT f.id AS refund, f.amount_fen, l.amount_fen AS paid_fen, l.outcome FROM enrollment_refund f
        LEFT JOIN enrollment_paymentline l ON l.id = f.refund_line_id
        WHERE f.state = 'refunded' AND (l.id IS NULL OR l.outcome NOT IN ('refund_posted', 'reversal_posted')
          OR l.original_id IS DISTINCT FROM f.line_id OR l.amount_fen <> f.amount_fen)""",
    "refunds_are_divided_in_whole": f"""
        SELECT f.id AS refund, f.amount_fen, p.fen FROM enrollment_refund f
        LEFT JOIN (SELECT refund_id, sum(amount_fen) AS fen FROM enrollment_refundpart GROUP BY 1) p ON p.refund_id = f.id
        WHERE f.state IN {_codes(*ASKED_FOR)} AND f.asked_at IS NOT NULL AND f.amount_fen IS DISTINCT FROM p.fen""",
    "listed_refunds_stand_on_their_list": f"""
        SELECT f.id AS refund, f.amount_fen, r.amount_fen AS listed_fen FROM enrollment_refund f
        LEFT JOIN enrollment_refundlistline r ON r.id = f.listed_as_id
        WHERE f.state = '{RefundState.LISTED.value}' AND (r.id IS NULL OR r.refund_id <> f.id
          OR (r.ticket, r.amount_fen) <> (f.ticket, f.amount_fen))
        UNION ALL SELECT l.id, l.amount_fen, s.fen FROM enrollment_refundlist l LEFT JOIN (
          SELECT list_id, count(*) AS n, sum(amount_fen) AS fen FROM enrollment_refundlistline GROUP BY 1) s ON s.list_id = l.id
        WHERE (l.line_count, l.amount_fen) IS DISTINCT FROM (s.n, s.fen)""",
}
