"""Which invariants of assistance must hold? Name -> SQL that must return no row; gathered by enrollment's ledger check."""

from assistance.subsidies.rules.grant_states import LIVE

INVARIANTS = {
    "entered_figures_have_two_officers": """
        SELECT id AS parameter, entered_by_id, approved_by_id FROM assistance_enteredparameter
        WHERE approved_by_id IS NOT NULL AND (approved_by_id = entered_by_id OR approved_at < entered_at)""",
    "grants_stand_in_the_ledger": """
        SELECT g.id AS grant, g.state, g.amount_fen, e.amount_fen AS entered_fen FROM assistance_grant g
        LEFT JOIN (SELECT split_part(split_part(source, ':', 2), '-', 1)::bigint AS grant_id, min(due_id) AS due_id,
            sum(amount_fen) FILTER (WHERE split_part(source, ':', 3) = '') AS amount_fen,
            sum(amount_fen) FILTER (WHERE split_part(source, ':', 3) = 'taken_back') AS back_fen
          FROM enrollment_dueentry WHERE source LIKE 'grant:%' GROUP BY 1) e ON e.grant_id = g.id
        WHERE CASE WHEN g.state = 'credited' THEN (e.amount_fen, e.due_id) IS DISTINCT FROM (g.amount_fen::numeric, g.due_id)
            OR e.back_fen IS NOT NULL
          WHEN g.state = 'taken_back' THEN e.amount_fen IS NULL OR e.back_fen IS DISTINCT FROM e.amount_fen
          ELSE e.amount_fen IS NOT NULL END""",
    "subsidies_of_dues_have_grants": """
        SELECT e.source FROM enrollment_dueentry e
        LEFT JOIN assistance_grant g ON g.due_id = e.due_id
          AND g.id = split_part(split_part(e.source, ':', 2), '-', 1)::bigint
        WHERE e.source LIKE 'grant:%' AND g.id IS NULL""",
    "parts_of_subsidies_add_up": """
        SELECT n.id AS decision, n.amount_fen, p.fen FROM assistance_subsidydecision n
        CROSS JOIN LATERAL (SELECT sum((one ->> 'fen')::bigint) AS fen FROM jsonb_array_elements(n.parts) one) p
        WHERE n.amount_fen IS NOT NULL AND p.fen IS DISTINCT FROM n.amount_fen::numeric""",
    "runs_equal_their_grants": """
        SELECT r.id AS run, r.people, r.amount_fen, g.people AS granted, g.fen FROM assistance_subsidyrun r
        LEFT JOIN LATERAL (SELECT count(*) AS people, coalesce(sum(amount_fen), 0) AS fen FROM assistance_grant
          WHERE run_id = r.id AND is_counted) g ON true
        WHERE r.frozen_digest <> '' AND (r.people, r.amount_fen) IS DISTINCT FROM (g.people::int, g.fen::bigint)
        UNION ALL
        SELECT r.id, r.people, r.amount_fen, sum((t ->> 'people')::bigint), sum((t ->> 'fen')::bigint)
        FROM assistance_subsidyrun r CROSS JOIN LATERAL jsonb_array_elements(r.summary -> 'totals') t
        WHERE r.frozen_digest <> '' GROUP BY r.id
        HAVING r.people <> sum((t ->> 'people')::bigint) OR r.amount_fen <> sum((t ->> 'fen')::bigint)""",
    "runs_claim_what_was_paid": """
        SELECT r.id AS run, r.state, r.amount_fen, p.fen FROM assistance_subsidyrun r
        LEFT JOIN LATERAL (SELECT coalesce(sum(amount_fen), 0) AS fen FROM assistance_grant
          WHERE run_id = r.id AND is_counted AND state IN ('credited', 'paid')) p ON true
        WHERE r.state = 'paid' AND p.fen <> r.amount_fen OR r.state = 'part_paid' AND p.fen >= r.amount_fen
          OR r.state NOT IN ('paid', 'part_paid', 'paying', 'approved') AND p.fen <> 0""",
    "recoveries_are_never_repaid_above": """
        SELECT c.id AS claim, c.amount_fen, p.fen FROM assistance_recoveryclaim c
        JOIN LATERAL (SELECT sum(amount_fen) AS fen FROM assistance_repayment WHERE claim_id = c.id) p ON p.fen IS NOT NULL
        WHERE p.fen < 0 OR p.fen > c.amount_fen OR c.approved_by_id IS NULL""",
    "payouts_say_what_the_bank_said": """
        SELECT l.id AS payout_line, l.state FROM assistance_payoutline l WHERE l.state <> 'sent' AND NOT EXISTS (
          SELECT FROM assistance_bankreturnline b LEFT JOIN assistance_bankanswerdecision d ON d.row_id = b.id
          WHERE b.payout_line_id = l.id AND b.bank_return_id = l.bank_return_id
            AND (b.amount_fen = l.amount_fen OR b.amount_fen = 0 AND b.outcome = 'returned')
            AND l.state = CASE WHEN d.verdict = 'later' AND b.outcome = 'bounced' THEN 'returned'
              WHEN d.verdict = 'later' AND b.outcome = 'paid_after' THEN 'paid' ELSE b.outcome END)""",
    "one_live_grant_for_all_numbers_of_a_person": f"""
        SELECT coalesce(p.merged_into_id, p.id) AS person, g.coverage_year, count(*) FROM assistance_grant g
        JOIN enrollment_person p ON p.id = g.person_id WHERE g.state IN ({", ".join(f"'{state.value}'" for state in LIVE)})
        GROUP BY 1, 2 HAVING count(*) > 1""",
    "grants_stand_on_their_ground": f"""
        SELECT g.id AS grant, g.state, d.withdrawn_on, p.died_on FROM assistance_grant g
        JOIN enrollment_due d ON d.id = g.due_id JOIN enrollment_person p ON p.id = d.person_id
        WHERE g.state IN ({", ".join(f"'{state.value}'" for state in LIVE)})
          AND (d.withdrawn_on IS NOT NULL OR p.died_on < make_date(g.coverage_year, 1, 1))
          AND NOT EXISTS (SELECT FROM enrollment_followup w WHERE w.closed_at IS NULL
            AND (w.about = 'grant:' || g.id OR w.task = 'look' AND w.person_id = p.id))
          AND NOT EXISTS (SELECT FROM assistance_recoveryclaim c
            WHERE c.source = 'grant:' || g.id AND c.rejected_by_id IS NULL AND c.withdrawn_at IS NULL)
          AND NOT EXISTS (SELECT FROM enrollment_refundpart r JOIN enrollment_refund f ON f.id = r.refund_id
            WHERE r.source = 'grant:' || g.id AND f.state = 'refunded')""",
    "payout_lists_equal_their_lines": """
        SELECT b.id AS list, b.line_count, b.amount_fen, l.lines, l.fen FROM assistance_payoutbatch b
        LEFT JOIN LATERAL (SELECT count(*) AS lines, coalesce(sum(amount_fen), 0) AS fen FROM assistance_payoutline
          WHERE batch_id = b.id) l ON true
        WHERE (b.line_count, b.amount_fen) IS DISTINCT FROM (l.lines::int, l.fen::bigint)""",
    "card_grants_agree_with_payouts": """
        SELECT g.id AS grant, g.state, l.lines FROM assistance_grant g
        LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE state = 'sent') AS sent, count(*) FILTER (WHERE state = 'paid') AS paid,
          count(*) AS lines, bool_or(amount_fen <> g.amount_fen) AS differs
          FROM assistance_payoutline WHERE grant_id = g.id) l ON true
        WHERE g.flow = 'one_card' AND (coalesce(l.differs, false) OR (l.sent, l.paid) IS DISTINCT FROM
          (CASE WHEN g.state = 'listed' THEN 1 ELSE 0 END::bigint, CASE WHEN g.state = 'paid' THEN 1 ELSE 0 END::bigint))""",
    "aid_payments_agree_with_payouts": """
        SELECT a.id AS aid_payment, a.state, l.lines FROM assistance_aidpayment a
        LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE state = 'sent') AS sent, count(*) FILTER (WHERE state = 'paid') AS paid,
          count(*) AS lines, bool_or(amount_fen <> a.amount_fen) FILTER (WHERE state IN ('sent', 'paid')) AS differs
          FROM assistance_payoutline WHERE aid_id = a.id) l ON true
        WHERE coalesce(l.differs, false) OR (l.sent, l.paid) IS DISTINCT FROM
          (CASE WHEN a.state = 'listed' THEN 1 ELSE 0 END::bigint, CASE WHEN a.state = 'paid' THEN 1 ELSE 0 END::bigint)""",
    "granted_aid_is_paid_once": """
        SELECT c.id AS case, c.state, c.amount_fen, a.approved_fen FROM assistance_assistancecase c
        LEFT JOIN assistance_aidpayment a ON a.case_id = c.id
        WHERE c.kind = 'aid' AND coalesce(a.approved_fen, 0) IS DISTINCT FROM
          CASE WHEN c.approved_by_id IS NULL THEN 0 ELSE coalesce(c.amount_fen, 0) END
          OR c.kind <> 'aid' AND a.id IS NOT NULL OR c.state = 'revoked' AND a.stopped_because = ''""",
    "aid_is_never_paid_above_own_cost": """
        SELECT a.id AS aid_payment, a.amount_fen, n.fen - p.other_help_fen AS borne_fen FROM assistance_aidpayment a
        JOIN assistance_aidapplication p ON p.case_id = a.case_id
        LEFT JOIN LATERAL (SELECT coalesce(sum(own_fen - refunded_fen), 0) AS fen FROM assistance_aidcost
          WHERE case_id = a.case_id AND freed_at IS NULL) n ON true
        WHERE a.state = 'paid' AND a.amount_fen > n.fen - p.other_help_fen AND NOT EXISTS (
          SELECT FROM assistance_recoveryclaim r WHERE r.rejected_by_id IS NULL AND r.withdrawn_at IS NULL
            AND (r.source = 'aid:' || a.case_id OR r.source LIKE 'aid:' || a.case_id || ':%'))""",
    "aid_is_listed_by_other_hands": """
        SELECT l.id AS payout_line, b.made_by_id FROM assistance_payoutline l
        JOIN assistance_payoutbatch b ON b.id = l.batch_id JOIN assistance_aidpayment a ON a.id = l.aid_id
        WHERE b.made_by_id = ANY(a.hands) OR b.run_id IS NOT NULL
        UNION ALL SELECT l.id, b.made_by_id FROM assistance_payoutline l
        JOIN assistance_payoutbatch b ON b.id = l.batch_id WHERE l.grant_id IS NOT NULL AND b.run_id IS NULL""",
    "bank_files_equal_their_rows": """
        SELECT r.id AS bank_return, r.line_count, r.amount_fen, b.lines, b.fen FROM assistance_bankreturn r
        LEFT JOIN LATERAL (SELECT count(*) AS lines, coalesce(sum(amount_fen), 0) AS fen FROM assistance_bankreturnline
          WHERE bank_return_id = r.id) b ON true
        WHERE CASE WHEN r.state = 'written' THEN (r.line_count, r.amount_fen) IS DISTINCT FROM (b.lines::int, b.fen::bigint)
          ELSE b.lines > 0 END""",
    "roster_rows_have_their_spans": """
        SELECT r.roster_id AS roster, r.number AS row, r.person_id, r.span_id, r.ends_id, r.restored_id
        FROM assistance_rosterrow r
        LEFT JOIN enrollment_person p ON p.id = r.person_id
        LEFT JOIN assistance_personcategory made ON made.id = r.span_id
        LEFT JOIN assistance_personcategory ended ON ended.id = r.ends_id
        LEFT JOIN assistance_personcategory again ON again.id = r.restored_id
        WHERE (r.person_id, r.span_id, r.ends_id, r.restored_id) IS DISTINCT FROM (p.id, made.id, ended.id, again.id)""",
    "assistance_guards_in_place": """
        SELECT wanted AS guard FROM unnest(ARRAY['entered_parameter_is_final', 'grant_is_final', 'subsidy_decision_is_final',
          'aid_payment_is_final',
          'payout_line_is_final', 'payout_list_is_final', 'bank_return_is_final', 'bank_return_stays', 'bank_row_is_final',
          'bank_decision_is_final',
          'category_span_stays']) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgname = wanted AND t.tgenabled <> 'D')""",
}
