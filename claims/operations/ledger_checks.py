"""Which invariants of claims must hold? Name -> SQL that must return no row; gathered by enrollment's ledger check.

The limits of a year are those of the policy book: the highest that any rule of the area has ever set for a counter.
"""

from collections.abc import Iterable

from claims.rules.filing_states import LIVE
from claims.rules.limits import COUNTERS
from claims.rules.recognition_states import COUNTING
from policy.book import Book, default_book
from policy.care import Counter
from policy.money import yuan_to_fen
from policy.schema import BenefitFile

_PAID = {
    "basic_fen": [counter.value for counter in dict.fromkeys(COUNTERS.values())],
    "critical_illness_fen": [Counter.CRITICAL_ILLNESS_PAID.value],
}


def yearly_limits(book: Book) -> list[tuple[str, str, int]]:
    """Area, counter and the highest yearly limit its files state, in fen."""
    found: dict[tuple[str, str], int] = {}
    for area in book.areas():
        for rule in area.file("benefit", BenefitFile).limit:
            if rule.per != "year" or rule.facts:
                continue
            for setting in rule.settings or COUNTERS:
                key = (area.code, COUNTERS[setting].value)
                found[key] = max(found.get(key, 0), yuan_to_fen(rule.amount))
    return sorted((area, counter, fen) for (area, counter), fen in found.items())


def _limits_as_sql() -> str:
    rows = yearly_limits(default_book())
    return ", ".join(f"('{area}', '{counter}', {fen}::bigint)" for area, counter, fen in rows)


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


def _sum_of(names: list[str]) -> str:
    return f"coalesce(sum(e.fen) FILTER (WHERE e.counter IN ({_listed(names)})), 0)"


# A posted statement may stand on a fact that is no longer so while an open list of differences or an open follow-up names it,
# and after a person decided on such a list that it stays.
_NOBODY_LOOKS_AT_IT = """NOT EXISTS (SELECT FROM claims_planline l JOIN claims_resettlementplan n ON n.id = l.plan_id
    WHERE l.bill_id = s.bill_id AND (n.state = 'proposed' OR n.state = 'rejected' OR n.state = 'posted' AND l.kept_because <> ''))
  AND NOT EXISTS (SELECT FROM enrollment_followup w WHERE w.closed_at IS NULL
    AND (w.about = 'bill:' || s.bill_id OR w.task = 'look' AND w.person_id IN (p.id, p.merged_into_id)))"""

INVARIANTS = {
    "statements_equal_their_bills": """
        SELECT s.id AS statement, b.id AS bill, s.total_fen, b.total_fen AS billed_fen FROM claims_statement s
        JOIN claims_bill b ON b.id = s.bill_id WHERE (s.total_fen, s.eligible_fen, s.service_on, s.person_id)
          IS DISTINCT FROM (b.total_fen, b.eligible_fen, b.discharged_on, b.person_id)""",
    "statements_equal_their_lines": """
        SELECT s.id AS statement, s.total_fen, l.fen FROM claims_statement s
        LEFT JOIN LATERAL (SELECT coalesce(sum(amount_fen), 0)::bigint AS fen,
            coalesce(sum(amount_fen) FILTER (WHERE payer = 'basic_fund'), 0)::bigint AS basic,
            coalesce(sum(amount_fen) FILTER (WHERE payer = 'person'), 0)::bigint AS person
          FROM claims_statementline WHERE statement_id = s.id) l ON true
        WHERE (s.total_fen, s.basic_fen, s.person_fen) IS DISTINCT FROM (l.fen, l.basic, l.person)""",
    "year_entries_equal_their_statements": f"""
        SELECT s.id AS statement, s.state, s.basic_fen, s.critical_illness_fen, e.basic, e.critical FROM claims_statement s
        LEFT JOIN LATERAL (SELECT {_sum_of(_PAID["basic_fen"])}::bigint AS basic,
            {_sum_of(_PAID["critical_illness_fen"])}::bigint AS critical
          FROM claims_yearentry e WHERE e.statement_id = s.id) e ON true
        WHERE (e.basic, e.critical) IS DISTINCT FROM CASE WHEN s.state = 'posted' THEN (s.basic_fen, s.critical_illness_fen)
          ELSE (0::bigint, 0::bigint) END""",
    "reversed_statements_leave_nothing": """
        SELECT s.id AS statement, e.counter, e.key, sum(e.fen) FROM claims_statement s
        JOIN claims_yearentry e ON e.statement_id = s.id WHERE s.state = 'reversed'
        GROUP BY 1, 2, 3 HAVING sum(e.fen) <> 0
        UNION ALL SELECT e.statement_id, e.counter, e.key, e.fen FROM claims_yearentry e
        JOIN claims_statement s ON s.id = e.statement_id
        WHERE (s.person_id, s.year) IS DISTINCT FROM (e.person_id, e.year) OR (e.is_reversal AND s.state = 'posted')""",
    "yearly_limits_are_kept": f"""
        SELECT coalesce(p.merged_into_id, p.id) AS person, e.year, e.counter, sum(e.fen) AS paid_fen, l.fen AS limit_fen
        FROM claims_yearentry e JOIN claims_statement s ON s.id = e.statement_id JOIN claims_bill b ON b.id = s.bill_id
        JOIN enrollment_person p ON p.id = e.person_id
        JOIN (VALUES {_limits_as_sql()}) AS l(area, counter, fen) ON l.area = b.area AND l.counter = e.counter
        GROUP BY 1, 2, 3, l.fen HAVING sum(e.fen) > l.fen""",
    "settled_bills_have_one_statement": """
        SELECT b.id AS bill, b.state, count(s.id) FROM claims_bill b
        LEFT JOIN claims_statement s ON s.bill_id = b.id AND s.state = 'posted'
        GROUP BY 1, 2 HAVING count(s.id) <> CASE WHEN b.state = 'settled' THEN 1 ELSE 0 END""",
    "no_statement_without_cover_or_release": f"""
        SELECT s.id AS statement, s.person_id, s.service_on FROM claims_statement s
        JOIN enrollment_person p ON p.id = s.person_id JOIN claims_bill b ON b.id = s.bill_id
        WHERE s.state = 'posted' AND s.review_id IS NULL AND {_NOBODY_LOOKS_AT_IT} AND NOT EXISTS (
          SELECT FROM enrollment_coverage c WHERE c.person_id IN (p.id, p.merged_into_id) AND c.coverage_year = s.year
            AND c.cover_from <= coalesce(b.admitted_on, s.service_on) AND s.service_on < c.cover_until)
          AND NOT coalesce((SELECT range_agg(daterange(c.cover_from, c.cover_until)) FROM enrollment_coverage c
            WHERE c.person_id IN (p.id, p.merged_into_id) AND c.cover_from IS NOT NULL), '{{}}'::datemultirange)
            @> daterange(coalesce(b.admitted_on, s.service_on), s.service_on, '[]')""",
    "no_statement_for_days_after_death": f"""
        SELECT s.id AS statement, s.person_id, k.died_on FROM claims_statement s
        JOIN enrollment_person p ON p.id = s.person_id JOIN enrollment_person k ON k.id = coalesce(p.merged_into_id, p.id)
        WHERE s.state = 'posted' AND k.died_on < s.service_on AND {_NOBODY_LOOKS_AT_IT}""",
    "statements_stand_on_their_registers": f"""
        SELECT s.id AS statement, s.body -> 'rests_on' AS rests_on FROM claims_bill b
        JOIN claims_statement s ON s.bill_id = b.id AND s.state = 'posted' AND s.body ? 'rests_on'
        JOIN enrollment_person p ON p.id = s.person_id
        CROSS JOIN LATERAL (SELECT coalesce(array_agg(o.id), '{{}}') || coalesce(p.merged_into_id, p.id) AS ids
          FROM enrollment_person o WHERE o.merged_into_id = coalesce(p.merged_into_id, p.id)) k
        WHERE (b.setting IN ('chronic', 'two_diseases') AND s.body -> 'rests_on' ->> 0 LIKE 'recognition:%' AND NOT EXISTS (
            SELECT FROM claims_recognition r WHERE r.person_id = ANY(k.ids) AND r.setting = b.setting
              AND r.state IN ({_listed(COUNTING)}) AND daterange(r.from_on, r.until_on) @> s.service_on)
          OR b.place <> 'area' AND (s.body -> 'rests_on')::text LIKE '%"filing:%' AND NOT EXISTS (
            SELECT FROM claims_filing f WHERE f.person_id = ANY(k.ids) AND f.state IN ({_listed(LIVE)})
              AND daterange(f.from_on, f.until_on) @> coalesce(b.admitted_on, s.service_on)))
          AND s.review_id IS NULL AND {_NOBODY_LOOKS_AT_IT}""",
    "old_accounts_equal_their_entries": """
        SELECT a.id AS old_account, a.closing_fen, a.balance_fen, e.fen FROM claims_oldaccount a
        LEFT JOIN LATERAL (SELECT coalesce(sum(fen), 0)::bigint AS fen FROM claims_oldaccountentry
          WHERE account_id = a.id) e ON true
        WHERE a.balance_fen <> a.closing_fen + e.fen""",
    "old_accounts_pay_what_the_person_bears": """
        SELECT e.statement_id AS statement, s.state, s.person_fen, -sum(e.fen) AS drawn_fen FROM claims_oldaccountentry e
        JOIN claims_statement s ON s.id = e.statement_id JOIN claims_bill b ON b.id = s.bill_id
        GROUP BY 1, s.state, s.person_fen, b.setting HAVING b.setting IN ('inpatient', 'maternity')
          OR CASE WHEN s.state = 'posted' THEN -sum(e.fen) > s.person_fen ELSE sum(e.fen) <> 0 END""",
    "reviews_have_two_officers": """
        SELECT id AS review, proposed_by_id FROM claims_billreview WHERE state = 'approved' AND
          (checked_by_id IS NULL OR checked_by_id = proposed_by_id)
        UNION ALL SELECT id, proposed_by_id FROM claims_resettlementplan WHERE state = 'posted' AND
          (checked_by_id IS NULL OR checked_by_id = proposed_by_id)""",
    "claims_guards_in_place": """
        SELECT wanted AS guard FROM unnest(ARRAY['bill_facts_are_final', 'bill_line_is_final', 'statement_is_final',
          'statement_stays', 'statement_line_is_final', 'year_entry_is_final', 'old_account_facts_are_final', 'old_account_stays',
          'old_account_entry_is_final', 'code_mapping_facts_are_final', 'code_mapping_stays']) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgname = wanted AND t.tgenabled <> 'D')""",
}
