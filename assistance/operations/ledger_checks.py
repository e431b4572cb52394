"""Which invariants of assistance must hold? Name -> SQL that must return no row; gathered by enrollment's ledger check."""

INVARIANTS = {
    "entered_figures_have_two_officers": """
        SELECT id AS parameter, entered_by_id, approved_by_id FROM assistance_enteredparameter
        WHERE approved_by_id IS NOT NULL AND (approved_by_id = entered_by_id OR approved_at < entered_at)""",
    "assistance_guards_in_place": """
        SELECT wanted AS guard FROM unnest(ARRAY['entered_parameter_is_final']) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgname = wanted AND t.tgenabled <> 'D')""",
}
