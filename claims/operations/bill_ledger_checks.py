"""Which invariants of bills and of their files must hold? Name -> SQL that must return no row; gathered by the ledger check."""

INVARIANTS = {
    "bill_lines_equal_their_bill": """
        SELECT b.id AS bill, b.total_fen, l.total FROM claims_bill b
        LEFT JOIN LATERAL (SELECT sum(total_fen) AS total, sum(eligible_fen) AS eligible, sum(first_pay_fen) AS first_pay,
            sum(non_covered_fen) AS own, sum(tcm_fen) AS tcm FROM claims_billline WHERE bill_id = b.id) l ON true
        WHERE (b.total_fen, b.eligible_fen, b.first_pay_fen, b.non_covered_fen, b.tcm_fen)
          IS DISTINCT FROM (l.total, l.eligible, l.first_pay, l.own, l.tcm)""",
    "bills_and_statements_have_what_they_belong_to": """
        SELECT 'bill' AS of, b.id, b.person_id AS missing FROM claims_bill b
        LEFT JOIN enrollment_person p ON p.id = b.person_id WHERE p.id IS NULL
        UNION ALL SELECT 'statement', s.id, s.person_id FROM claims_statement s
        LEFT JOIN enrollment_person p ON p.id = s.person_id WHERE p.id IS NULL
        UNION ALL SELECT 'statement', s.id, s.bill_id FROM claims_statement s
        LEFT JOIN claims_bill b ON b.id = s.bill_id WHERE b.id IS NULL
        UNION ALL SELECT 'line', l.id, l.bill_id FROM claims_billline l
        LEFT JOIN claims_bill b ON b.id = l.bill_id WHERE b.id IS NULL""",
    "stays_of_one_person_do_not_overlap": """
        SELECT a.id AS bill, b.id AS other FROM claims_bill a
        JOIN enrollment_person p ON p.id = a.person_id
        JOIN claims_bill b ON b.id <> a.id AND b.person_id = p.merged_into_id AND b.state <> 'withdrawn'
          AND b.setting IN ('inpatient', 'maternity')
          AND daterange(a.admitted_on, a.discharged_on) && daterange(b.admitted_on, b.discharged_on)
        WHERE a.state <> 'withdrawn' AND a.setting IN ('inpatient', 'maternity') AND a.entered_at > (
          SELECT max(m.merged_on) FROM enrollment_personmerge m WHERE m.absorbed_id = p.id AND m.undone_on IS NULL)""",
    "one_outcome_per_bill_of_a_file": """
        SELECT f.id AS file, f.bill_count, f.amount_fen, r.bills, r.fen FROM claims_billfile f
        LEFT JOIN LATERAL (SELECT count(*) AS bills, coalesce(sum(total_fen), 0)::bigint AS fen FROM claims_filebill
          WHERE id >= f.id * 100000000 AND id < (f.id + 1) * 100000000) r ON true
        WHERE f.state = 'settled' AND ((r.bills, r.fen) IS DISTINCT FROM (f.bill_count::bigint, f.amount_fen)
          OR f.bill_count <> coalesce(f.declared_count, f.bill_count) OR f.amount_fen <> coalesce(f.declared_fen, f.amount_fen)
          OR f.bill_count <> coalesce(f.expected_count, f.bill_count)
          OR f.amount_fen <> coalesce(f.expected_fen, f.amount_fen))""",
    "parts_of_a_bill_file_equal_its_outcomes": """
        SELECT f.id AS file, f.bill_count, p.bills FROM claims_billfile f
        JOIN LATERAL (SELECT sum((value ->> 0)::bigint) AS bills, sum((value ->> 1)::bigint) AS fen
          FROM claims_billfilepart p, jsonb_each(p.summary) WHERE p.file_id = f.id) p ON true
        WHERE f.state = 'settled' AND (p.bills <> f.bill_count OR p.fen <> f.amount_fen)""",
    "bills_of_a_file_are_its_outcomes": """
        SELECT b.id AS bill, b.source FROM claims_bill b WHERE b.source LIKE 'file:%' AND NOT EXISTS (
          SELECT FROM claims_filebill r WHERE r.bill_id = b.id AND r.file_id = split_part(b.source, ':', 2)::bigint
            AND r.outcome IN ('settled', 'ready', 'held', 'undecided') AND r.total_fen = b.total_fen)""",
    "previews_and_refused_files_keep_no_bill": """
        SELECT f.id AS file FROM claims_billfile f WHERE (f.is_preview OR f.state = 'refused')
          AND EXISTS (SELECT FROM claims_bill b WHERE b.source = 'file:' || f.id)""",
    "no_bill_waits_after_its_file": """
        SELECT s.file_id AS file, count(*) FROM claims_stagedbill s JOIN claims_billfile f ON f.id = s.file_id
        WHERE f.finished_at < now() - interval '1 hour' GROUP BY 1""",
    "no_bill_file_forgotten": """
        SELECT id AS file, state FROM claims_billfile WHERE finished_at IS NULL AND state NOT IN ('failed', 'refused')
          AND coalesce(lease_until, uploaded_at) < now() - interval '15 minutes'""",
    "designated_on_the_day_of_service": """
        SELECT b.id AS bill FROM claims_bill b WHERE b.state = 'settled' AND NOT EXISTS (
          SELECT FROM claims_designation d WHERE d.provider_id = b.provider_id AND d.tier = b.provider_tier
            AND d.from_on <= b.discharged_on)""",
    "bill_guards_in_place": """
        SELECT wanted AS guard FROM unnest(ARRAY['bill_stays']) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgname = wanted AND t.tgenabled <> 'D')""",
}
