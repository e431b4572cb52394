"""Which readings of ambiguous clauses can the rules follow?

Every reading has an id of the ambiguity register; the first value is the proposed reading, the others are
the other
ways to understand the clause. Which one an area follows is written in its `readings.toml`. A reading with a
single
value has no other way worked out: it is recorded so that an answer can name it.
"""

from __future__ import annotations

from typing import Final

SWITCHES: Final[dict[str, tuple[str, ...]]] = {
    "A01": ("next_year", "notice_year"),
    "A02": ("until_replaced", "notice_cycle"),
    "A03": ("every_fixed", "dibao_partial_only"),
    "A04": ("certifier_register",),
    "A05": ("payment_day", "first_of_month"),
    "A06": ("manual", "individual_part"),
    "A07": ("manual",),
    "A08": ("city_first",),
    "A09": ("money_of_paper_year", "advance_of_next_year"),
    "A10": ("follows_due",),
    "A11": ("highest", "sum_up_to_due"),
    "A12": ("corridor",),
    "A13": ("listed_with_source",),
    "A14": ("warn_and_decide",),
    "A15": ("inclusive", "exclusive"),
    "A16": ("inside", "on_top"),
    "A18": ("school_roll", "every_minor", "full_standard_allotted"),
    "A19": ("floor_until_filed",),
    "A20": ("points", "relative"),
    "A21": ("per_admission",),
    "A22": ("highest_item",),
    "A23": ("after_deductible", "no_deductible", "disease_quota"),
    "A24": ("ceiling_on_cost", "ceiling_on_payment"),
    "A25": ("payment_ceilings", "bill_ceiling", "funding_average"),
    "A26": ("taken_out", "deductible_first", "outside_ceilings"),
    "A27": ("without_outpatient", "every_setting"),
    "A28": ("own_cost_line_first", "top_up_first"),
    "A29": ("deductible", "gate"),
    "A30": ("year_total", "cumulative_total"),
    "A31": ("birth_year_only", "both_years"),
    "A32": ("stated_year_only", "until_replaced"),
    "A33": ("warn", "refuse"),
    "A34": ("school_owner", "school_place"),
    "A35": ("calendar_year",),
    "A36": ("no_rule",),
    "A37": ("input_with_source",),
    "A38": ("stated_ratio",),
    "A39": ("risk_recorded",),
    "A40": ("next_year", "notice_year"),
    "A41": ("year_start", "payment_day"),
    "A42": ("day_after", "same_day", "first_of_next_month", "whole_calendar_month"),
    "A43": ("not_counted", "counted"),
    "A44": ("waiting_only", "individual_part_only"),
    "A45": ("individual_part_only", "ordinary_price"),
    "A46": ("undecided", "paid_direct", "one_card"),
    "A47": ("separate_pots",),
    "A48": ("named_on_certificate",),
    "A49": ("base_only",),
    "A50": ("moves_window_end", "not_accepted"),
    "A52": ("late_on_arrival",),
    "A53": ("half_up_once",),
    "A54": ("further_years", "every_year"),
    "A55": ("undecided",),
    "A56": ("stays_only", "with_chronic"),
    "A57": ("list_month", "since_end"),
    "A58": ("since_last_cover", "every_missed_year"),
}
