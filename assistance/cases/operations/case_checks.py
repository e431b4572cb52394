"""Which invariants of cases and recoveries must hold? Name -> SQL that must return no row; gathered by the ledger check."""

INVARIANTS = {
    "cases_stand_where_their_history_ends": """
        SELECT c.id AS case, c.state, e.after FROM assistance_assistancecase c
        LEFT JOIN LATERAL (SELECT after FROM assistance_caseevent WHERE case_id = c.id ORDER BY id DESC LIMIT 1) e ON true
        WHERE e.after IS DISTINCT FROM c.state""",
    "nobody_decided_on_what_they_entered_or_verified": """
        SELECT d.case_id AS case, d.officer_id AS officer, d.action FROM assistance_caseevent d
        JOIN assistance_caseevent m ON m.case_id = d.case_id AND m.officer_id = d.officer_id AND m.id < d.id
        WHERE (d.action IN ('approve', 'approve_first') AND m.action IN ('open', 'edit', 'attach', 'detach', 'submit', 'verify'))
          OR (d.action IN ('verify', 'reject') AND m.action IN ('open', 'edit', 'attach', 'detach', 'submit'))
          OR (d.action = 'approve' AND m.action = 'approve_first' AND NOT EXISTS (SELECT FROM assistance_caseevent r
            WHERE r.case_id = d.case_id AND r.action = 'return' AND r.id BETWEEN m.id AND d.id))""",
    "approved_cases_recorded_their_category": """
        SELECT c.id AS case, m.person_id AS person FROM assistance_assistancecase c
        JOIN assistance_casemember m ON m.case_id = c.id AND m.refused_because = ''
        JOIN enrollment_person p ON p.id = m.person_id
        WHERE c.state = 'approved' AND c.kind IN ('application', 'found_by_roster', 'aid', 'cannot_pay') AND NOT EXISTS (
          SELECT FROM assistance_personcategory s JOIN enrollment_person o ON o.id = s.person_id
          WHERE coalesce(o.merged_into_id, o.id) = coalesce(p.merged_into_id, p.id)
            AND s.category = c.category AND s.from_on <= c.from_on)""",
    "repayments_never_pass_their_claim": """
        SELECT c.id AS claim, c.amount_fen, sum(r.amount_fen) AS repaid FROM assistance_recoveryclaim c
        JOIN assistance_repayment r ON r.claim_id = c.id GROUP BY c.id
        HAVING sum(r.amount_fen) NOT BETWEEN 0 AND c.amount_fen OR c.approved_by_id IS NULL""",
    "approved_recoveries_left_a_claim": """
        SELECT c.id AS case, c.amount_fen FROM assistance_assistancecase c
        LEFT JOIN assistance_recoveryclaim r ON r.case_id = c.id AND r.amount_fen = c.amount_fen
        WHERE c.state = 'approved' AND c.kind = 'recovery' AND r.id IS NULL""",
    "aid_is_never_above_what_was_borne": """
        SELECT c.id AS case, c.amount_fen, sum(k.own_fen) AS own_fen FROM assistance_assistancecase c
        LEFT JOIN assistance_aidcost k ON k.case_id = c.id AND k.freed_at IS NULL
        WHERE c.kind = 'aid' AND c.state = 'approved' GROUP BY c.id HAVING c.amount_fen > coalesce(sum(k.own_fen), 0)""",
    "case_guards_in_place": """
        SELECT wanted AS guard FROM unnest(ARRAY['case_event_is_final', 'repayment_is_final', 'case_stays',
          'case_document_stays', 'recovery_claim_stays']) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgname = wanted AND t.tgenabled <> 'D')""",
}
