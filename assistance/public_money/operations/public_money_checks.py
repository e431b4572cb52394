"""Which invariants of public money must hold? Name -> SQL that must return no row; gathered by enrollment's ledger check."""

INVARIANTS = {
    "fiscal_request_equals_its_lines": """
        SELECT r.id AS request, r.heads, l.heads AS counted, r.total_fen, l.fen FROM assistance_fiscalrequest r
        LEFT JOIN LATERAL (SELECT coalesce(sum(heads), 0) AS heads, coalesce(sum(total_fen), 0) AS fen
          FROM assistance_fiscalrequestline WHERE request_id = r.id) l ON true
        WHERE r.heads <> l.heads OR (r.total_fen IS NOT NULL AND r.total_fen <> l.fen)""",
    "approved_subsidy_is_divided_to_the_fen": """
        SELECT r.id AS request, l.id AS line FROM assistance_fiscalrequest r
        JOIN assistance_fiscalrequestline l ON l.request_id = r.id AND l.heads > 0
        WHERE r.state <> 'draft' AND (l.central_fen + l.province_fen + l.city_fen + l.county_fen) IS DISTINCT FROM l.total_fen""",
    "fiscal_reversals_undo_their_transfer": """
        SELECT b.id AS reversal, b.amount_fen, t.amount_fen AS original FROM assistance_fiscaltransfer b
        JOIN assistance_fiscaltransfer t ON t.id = b.reverses_id
        WHERE (b.amount_fen, b.area, b.fiscal_year, b.payer, b.county)
          IS DISTINCT FROM (-t.amount_fen, t.area, t.fiscal_year, t.payer, t.county)""",
    "fund_pools_make_up_the_fund": """
        SELECT s.id AS split, s.raised_fen, p.fen FROM assistance_fundsplit s
        JOIN LATERAL (SELECT sum(amount_fen) FILTER (WHERE within = '') AS fen FROM assistance_fundsplitpool
          WHERE split_id = s.id) p ON true
        WHERE s.missing = '[]'::jsonb AND p.fen IS DISTINCT FROM s.raised_fen + s.not_raised_fen""",
    "risk_fund_never_negative": """
        SELECT county, sum(amount_fen) AS fen FROM assistance_riskfundentry GROUP BY county HAVING sum(amount_fen) < 0""",
    "risk_fund_reversals_undo_their_entry": """
        SELECT b.id AS reversal FROM assistance_riskfundentry b JOIN assistance_riskfundentry e ON e.id = b.reverses_id
        WHERE (b.amount_fen, b.county) IS DISTINCT FROM (-e.amount_fen, e.county)""",
    "risk_fund_entries_are_what_two_officers_agreed_to": """
        SELECT e.id AS entry, p.id AS proposal FROM assistance_riskfundentry e
        JOIN assistance_riskfundproposal p ON p.id = e.proposal_id
        WHERE p.approved_by_id IS DISTINCT FROM e.recorded_by_id OR abs(e.amount_fen) <> p.amount_fen
          OR (e.county, e.year, e.kind, e.document_number) IS DISTINCT FROM (p.county, p.year, p.kind, p.document_number)
          OR e.reverses_id IS DISTINCT FROM p.reverses_id""",
    "public_money_guards_in_place": """
        SELECT wanted AS guard FROM unnest(ARRAY['fiscal_request_is_frozen', 'fiscal_line_is_final',
          'fiscal_transfer_is_final', 'fund_split_is_frozen', 'fund_pool_is_final', 'risk_fund_entry_is_final',
          'critical_illness_cover_is_final', 'risk_fund_proposal_is_frozen', 'risk_fund_proposal_is_decided_once']) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgname = wanted AND t.tgenabled <> 'D')""",
}
