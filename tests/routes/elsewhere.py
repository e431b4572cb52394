"""Which addresses answer before they look for the thing, hide it, or show it from another division as well, and why?"""

# Read what is sent before they look for the thing: a fault in it is answered the same whether the thing is there or not.
READ_FIRST = frozenset(
    {"api_act_on_exception", "api_attach_document", "api_parts_of_roster", "api_payout_list"}
)

# Which right it takes depends on the kind of file, so who has none is told that nothing is there.
HIDDEN = frozenset(
    {
        "api_reading",
        "intake:reading",
        "intake:file",
        "intake:move",
        "api_sent_file",
        "api_move_sent_file",
        "intake:profile",
        "intake:retire_profile",
        "api_sender_profile",
        "api_retire_sender_profile",
    }
)

INSIDE, EVERYWHERE = ("next door",), ("next door", "far away")
# Seen from elsewhere too, and why.
_SEEN = {
    # A county or village sees what the area asked for, with its own lines only, and the figures that bind it.
    **dict.fromkeys(
        (
            "api_fiscal_request",
            "assistance:fiscal_request",
            "assistance:fiscal_workbook",
            "assistance:fiscal_sheet",
            "assistance:move_fiscal_request",
            "api_move_fiscal_request",
        ),
        INSIDE,
    ),
    **dict.fromkeys(
        ("assistance:parameter", "assistance:reverse_fiscal_transfer", "api_reverse_fiscal_transfer"), INSIDE
    ),
    # A county or village is told what its city opens a year with.
    **dict.fromkeys(
        (
            "api_opened_year",
            "api_answer_year",
            "api_move_year",
            "api_dry_run_year",
            "enrollment:opened_year",
            "enrollment:opened_year_dry_run",
            "enrollment:opened_year_folder",
            "enrollment:opened_year_scan",
            "enrollment:year_question",
            # So it is with what its city thinks of.
            "api_what_if_draft",
            "api_answer_draft",
            "api_run_draft",
            "api_draft_run",
            "what_if_draft",
            "what_if_question",
            "what_if_result",
            "what_if_workbook",
        ),
        INSIDE,
    ),
    # The villages of a township fill its part together.
    **dict.fromkeys(("api_roster_part_rows", "api_fill_roster_part", "api_return_roster_part"), INSIDE),
    **dict.fromkeys(("assistance:roster_part", "assistance:return_roster_part"), INSIDE),
    # Designated providers and the words of categories are public to who works with them; sheets show one's own people only.
    **dict.fromkeys(
        ("claims:provider", "claims:end_designation", "claims:clearing_sheet", "claims:clearing_workbook"),
        EVERYWHERE,
    ),
    "assistance:end_category_name": EVERYWHERE,
    # Who looked somebody up by number may enroll them where they work.
    "enrollment:enroll_outsider": EVERYWHERE,
}
ELSEWHERE_TOO = {(name, who) for name, seen in _SEEN.items() for who in seen}
