"""How are the premium subsidies of a whole area proposed, compared again, and moved on, in a few statements?

Each distinct case (categories, due, day added) is decided once by the rule and applied to everybody in it by SQL; a test
holds that against the one-person rule.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection

from assistance.categories.rules.inclusion import Since, asks_for_days
from assistance.subsidies.models.subsidies import LIVE_STATES, SubsidyRun
from assistance.subsidies.rules.grant_proposals import Proposal, propose
from assistance.subsidies.rules.grant_states import GRANT, LIVE, SPENT, GrantMove, GrantState
from enrollment.queries.policies import policies_of, policy_of
from enrollment.rules.answers import Missing
from policy.book import default_book
from policy.terms import Category

# The class on the day of payment counts (A04); who was added afterwards is newly added and gets the subsidy once all the
# same (A05). Rows of a merged record are read with the record that was kept.
# A place with rules of its own below the pooling area (%(own)s: beginnings of codes) makes cases of its own.
PLACE = """(SELECT place FROM unnest(%(own)s::text[]) AS place WHERE due.division_code LIKE place || '%%'
  ORDER BY length(place) DESC LIMIT 1)"""
KEY = f"""concat_ws('|', array_to_string(held.categories, ','), coalesce(due.due_fen::text, ''),
  coalesce(due.added_on::text, ''), coalesce({PLACE}, ''), CASE WHEN due.area = ANY(%(dated)s::text[]) THEN held.since END)"""
CLASS_ON = "CASE WHEN c.settled_on IS NULL THEN %(on)s::date ELSE greatest(c.settled_on, x.fact_on) END"
FACTS = """JOIN enrollment_quotation q ON q.id = d.quotation_id
  LEFT JOIN enrollment_duedecision m ON m.due_id = d.id
  LEFT JOIN enrollment_coverage c
    ON c.person_id = d.person_id AND c.coverage_year = d.coverage_year AND c.due_id = d.id
  LEFT JOIN enrollment_waitingexemption x ON x.person_id = d.person_id AND x.coverage_year = d.coverage_year
    AND x.reason = 'newly_added_poor' AND x.ended_on IS NULL AND x.fact_on <= %(on)s"""
# Since when each is held, for areas that take in by the day of being certified (months of inclusion).
SINCE = "string_agg(DISTINCT s.category || '@' || s.from_on, ',' ORDER BY s.category || '@' || s.from_on)"
HOLDS = "s.from_on <= due.class_on AND (s.until_on IS NULL OR s.until_on > due.class_on)"
_HELD = f"""CROSS JOIN LATERAL (
  SELECT array_agg(DISTINCT s.category ORDER BY s.category) AS categories, {SINCE} AS since FROM assistance_personcategory s
  WHERE s.person_id IN (SELECT due.person_id UNION ALL SELECT id FROM enrollment_person WHERE merged_into_id = due.person_id)
    AND {HOLDS}
) held"""
# Everybody of a place who holds a category and owes a due, with the key of the case; `which` narrows it.
INPUTS = f"""
SELECT due.*, held.categories, {KEY} AS key
FROM (
  SELECT d.id AS due_id, d.person_id, d.area, d.division_code, coalesce(m.amount_fen, q.due_fen) AS due_fen,
    x.fact_on AS added_on, c.settled_on, e.enrolled_on, {CLASS_ON} AS class_on
  FROM (SELECT DISTINCT coalesce(p.merged_into_id, p.id) AS id FROM assistance_personcategory s
    JOIN enrollment_person p ON p.id = s.person_id
    WHERE s.from_on <= %(on)s AND (s.until_on IS NULL OR s.until_on > s.from_on)) aided
  JOIN enrollment_due d ON d.person_id = aided.id AND d.coverage_year = %(year)s AND d.withdrawn_on IS NULL
  JOIN enrollment_enrollment e ON e.id = d.enrollment_id AND e.cancelled_on IS NULL
  {FACTS}
  WHERE d.area = %(area)s AND d.division_code LIKE %(inside)s {{which}}
) due
{_HELD}
WHERE held.categories IS NOT NULL
"""

_WITHOUT_GRANT = """AND NOT EXISTS (SELECT FROM assistance_grant g
    WHERE g.coverage_year = d.coverage_year AND g.state = ANY(%(live)s) AND g.person_id IN (
      SELECT d.person_id UNION ALL SELECT id FROM enrollment_person WHERE merged_into_id = d.person_id))"""
_OF_THE_RUN = """AND EXISTS (SELECT FROM assistance_grant g WHERE g.due_id = d.id AND g.run_id = %(run)s
    AND g.state = ANY(%(live)s))"""
_WITH_GRANT = (
    """AND EXISTS (SELECT FROM assistance_grant g WHERE g.due_id = d.id AND g.state = ANY(%(live)s))"""
)

_CASES = """
SELECT key, min(categories), min(due_fen), min(added_on), split_part(key, '|', 4), split_part(key, '|', 5)
FROM subsidy_inputs GROUP BY key ORDER BY key
"""

_DECISIONS = """
INSERT INTO assistance_subsidydecision
  (run_id, key, categories, due_fen, added_on, basis, mode, flow, amount_fen, clause, booked_on, state, steps, missing, parts)
SELECT %s, key, string_to_array(split_part(key, '|', 1), ','), due_fen, added_on, basis, mode, flow, amount_fen, clause,
  booked_on, state, steps::jsonb, missing::jsonb, parts::jsonb
FROM unnest(%s::text[], %s::bigint[], %s::date[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::date[],
  %s::text[], %s::text[], %s::text[], %s::text[])
  AS given(key, due_fen, added_on, basis, mode, flow, amount_fen, clause, booked_on, state, steps, missing, parts)
"""

# A newly added person in a full category is insured from enrolling; the fund's money follows in the next month (A05).
_GRANTS = """
INSERT INTO assistance_grant
  (run_id, decision_id, person_id, due_id, area, division_code, coverage_year, basis, mode, flow, amount_fen, due_fen,
   effective_on, booked_on, was_paid, is_counted, state, state_since, because, review_because, proposed_by_id)
SELECT %(run)s, n.id, i.person_id, i.due_id, %(area)s, i.division_code, %(year)s, n.basis, n.mode, n.flow, n.amount_fen,
  i.due_fen,
  CASE WHEN n.booked_on IS NOT NULL AND i.added_on IS NOT NULL AND n.flow = 'paid_direct'
    THEN greatest(i.added_on, i.enrolled_on) END, n.booked_on,
  i.settled_on IS NOT NULL, false, n.state, %(at)s, coalesce(b.because, ''), '', %(by)s
FROM subsidy_inputs i JOIN assistance_subsidydecision n ON n.run_id = %(run)s AND n.key = i.key
LEFT JOIN unnest(%(held_keys)s::text[], %(held_because)s::text[]) AS b(key, because) ON b.key = i.key
ORDER BY i.division_code, i.due_id
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One distinct case of the inputs."""

    key: str
    categories: tuple[Category, ...]
    due_fen: int | None
    added_on: date | None
    place: str = ""  # the beginning of the code of a place below the pooling area with rules of its own
    since: Since = field(default_factory=dict)  # where an area takes in by the day of being certified


def read_inputs(run: SubsidyRun, *, inside: str, which: str) -> list[Case]:
    """Make the table of inputs (`new`: who has no live grant; `own`: of this run; `standing`: who has one); its cases."""
    clause = {"new": _WITHOUT_GRANT, "own": _OF_THE_RUN, "standing": _WITH_GRANT}[which]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS subsidy_inputs")
        cursor.execute(
            "CREATE TEMP TABLE subsidy_inputs ON COMMIT DROP AS" + INPUTS.format(which=clause),
            inputs_of(run.area, run.coverage_year, run.inputs_on, inside)
            | {"live": LIVE_STATES, "run": run.pk},
        )
        cursor.execute(_CASES)
        return [
            Case(key, tuple(Category(code) for code in codes), due_fen, added_on, place, since_of(days))
            for key, codes, due_fen, added_on, place, days in cursor.fetchall()
        ]


def inputs_of(area: str, coverage_year: int, on: date, inside: str = "") -> dict[str, Any]:
    """What `INPUTS` is asked with: who held what on a day, of a pooling area or the places in it that begin with `inside`."""
    return {
        "on": on, "year": coverage_year, "area": area, "inside": inside + "%",
        "own": list(default_book().below_pooling()), "dated": dated_areas([area], coverage_year),
    }  # fmt: skip


def dated_areas(areas: Iterable[str], coverage_year: int) -> list[str]:
    """Of these pooling areas those in which a rule, perhaps of a place inside, asks since when a category is held."""
    book, asked = default_book(), list(areas)
    inside = {
        area: {area, *(code for code in book.by_code if book.pooling_area(code) == area)} for area in asked
    }
    policies = policies_of(code for codes in inside.values() for code in codes)
    return [
        area for area in asked if any(asks_for_days(policies[code], coverage_year) for code in inside[area])
    ]


def since_of(written: str) -> Since:
    """The days since which categories are held, as a case names them: the latest, of several spans."""
    return {
        Category(code): date.fromisoformat(day)
        for code, day in sorted(one.split("@") for one in written.split(",") if one)
    }


def decide(run: SubsidyRun, cases: list[Case]) -> dict[str, Proposal]:
    """What the rule proposes for each case in which there is anything to propose, by the rules of its place."""
    policies = cache(lambda place: policy_of(place, run.coverage_year))
    decided = {
        case.key: propose(
            policies(case.place or run.area), coverage_year=run.coverage_year, categories=case.categories,
            due_fen=case.due_fen, added_on=case.added_on, on=run.inputs_on, place=case.place, since=case.since,
        )
        for case in cases
    }  # fmt: skip
    return {key: proposal for key, proposal in decided.items() if proposal is not None}


def write_grants(run: SubsidyRun, cases: list[Case], decided: dict[str, Proposal], *, at: datetime) -> int:
    """Write the decisions and one grant for each person of the inputs; how many grants."""
    found = [case for case in cases if case.key in decided]
    rows = [_decision_row(case, decided[case.key]) for case in found]
    if not rows:
        return 0
    held = {key: one.because for key, one in decided.items() if one.because}
    with connection.cursor() as cursor:
        cursor.execute(_DECISIONS, [run.pk, *(list(column) for column in zip(*rows, strict=True))])
        cursor.execute(
            _GRANTS,
            {
                "run": run.pk, "area": run.area, "year": run.coverage_year, "at": at, "by": run.proposed_by_id,
                "held_keys": list(held), "held_because": list(held.values()),
            },
        )  # fmt: skip
        return int(cursor.rowcount)


def _decision_row(case: Case, one: Proposal) -> tuple[Any, ...]:
    return (
        case.key, case.due_fen, case.added_on, one.basis, one.mode or "", one.flow or "", one.amount_fen,
        one.clause, one.booked_on, one.state.value, json.dumps([step.as_json() for step in one.steps]),
        json.dumps([_missing_json(missing) for missing in one.missing]),
        json.dumps([{"payer": part.payer, "fen": part.fen, "clause": part.clause} for part in one.parts]),
    )  # fmt: skip


def _missing_json(missing: Missing) -> dict[str, Any]:
    return {
        "zh": missing.what.zh,
        "en": missing.what.en,
        "decided_by_zh": missing.decided_by.zh,
        "decided_by_en": missing.decided_by.en,
        "clause": missing.clause,
        "readings": list(missing.readings),
    }


_DROP_CHANGED = """
UPDATE assistance_grant g SET state = %(after)s, because = 'inputs_changed', state_since = %(at)s
FROM assistance_grant own JOIN assistance_subsidydecision n ON n.id = own.decision_id
LEFT JOIN subsidy_inputs i ON i.due_id = own.due_id
WHERE g.id = own.id AND own.run_id = %(run)s AND own.state = ANY(%(before)s) AND i.key IS DISTINCT FROM n.key
"""

_COUNT_IN = """
UPDATE assistance_grant SET is_counted = true WHERE run_id = %s AND state = 'proposed'
"""

_DIGEST = """
SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', id, person_id, due_id, basis, mode, flow, amount_fen, due_fen,
  effective_on, booked_on, division_code), E'\\n' ORDER BY id), ''), 'UTF8')), 'hex'), count(*), coalesce(sum(amount_fen), 0)
FROM assistance_grant WHERE run_id = %s AND is_counted
"""

_TOTALS = """
SELECT substr(division_code, 1, 9), basis, mode, flow, count(*), sum(amount_fen) FROM assistance_grant
WHERE run_id = %s AND is_counted GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


def drop_changed(run: SubsidyRun, *, at: datetime) -> int:
    """Cancel the grants of a run whose inputs are no longer those of their decision; the next run proposes them anew."""
    with connection.cursor() as cursor:
        cursor.execute(_DROP_CHANGED, {"run": run.pk, "at": at, **_cancelled(LIVE)})
        return int(cursor.rowcount)


def count_in(run: SubsidyRun) -> None:
    """Mark the grants that the run stands for from now on."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_IN, [run.pk])


def digest_of(run: SubsidyRun) -> tuple[str, int, int]:
    """Digest, number and sum in fen of the grants that count."""
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST, [run.pk])
        digest, people, fen = cursor.fetchone()
        return str(digest), int(people), int(fen)


def totals_of(run: SubsidyRun) -> list[dict[str, Any]]:
    """Number and sum by township, category, mode and flow, of the grants that count."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, [run.pk])
        names = ("township", "basis", "mode", "flow", "people", "fen")
        return [
            dict(zip(names, (*row[:4], int(row[4]), int(row[5])), strict=True)) for row in cursor.fetchall()
        ]


_APPROVE = """
UPDATE assistance_grant SET approved_by_id = %(by)s, state_since = %(at)s,
  state = CASE WHEN flow IN ('paid_direct', 'one_card') THEN %(approved)s ELSE %(flow_undecided)s END
WHERE run_id = %(run)s AND is_counted AND state = ANY(%(before)s)
"""

_CANCEL = """
UPDATE assistance_grant SET state = %(after)s, because = %(because)s, state_since = %(at)s
WHERE run_id = %(run)s AND state = ANY(%(before)s)
"""


def approve_grants(run: SubsidyRun, *, by: int, at: datetime) -> int:
    with connection.cursor() as cursor:
        states: dict[str, Any] = {
            "approved": GRANT.end(GrantMove.APPROVE).value,
            "flow_undecided": GRANT.end(GrantMove.LEAVE_FLOW).value,
            "before": [state.value for state in GRANT.before(GrantMove.APPROVE)],
        }
        cursor.execute(_APPROVE, {"run": run.pk, "by": by, "at": at, **states})
        return int(cursor.rowcount)


def _cancelled(among: Iterable[GrantState]) -> dict[str, Any]:
    """From which of these states a grant of a run that is not paid yet is cancelled, and to which."""
    wanted = set(among) - set(SPENT)
    before = [state.value for state in GRANT.before(GrantMove.CANCEL) if state in wanted]
    return {"before": before, "after": GRANT.end(GrantMove.CANCEL).value}


def cancel_grants(run: SubsidyRun, *, because: str, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_CANCEL, {"run": run.pk, "because": because, "at": at, **_cancelled(list(GrantState))})
        return int(cursor.rowcount)


_FLAG = """
UPDATE assistance_grant g SET review_because = f.because
FROM (SELECT own.id, CASE WHEN i.due_id IS NULL THEN 'category_ended'
    WHEN own.due_fen IS DISTINCT FROM i.due_fen THEN 'due_changed' WHEN i.key = n.key THEN ''
    WHEN b.key IS NULL THEN 'category_ended' WHEN b.basis <> own.basis OR b.fen IS DISTINCT FROM own.amount_fen
      THEN 'category_changed' ELSE '' END AS because
  FROM assistance_grant own JOIN assistance_subsidydecision n ON n.id = own.decision_id
  LEFT JOIN subsidy_inputs i ON i.due_id = own.due_id
  LEFT JOIN unnest(%(keys)s::text[], %(bases)s::text[], %(fen)s::bigint[]) AS b(key, basis, fen) ON b.key = i.key
  WHERE own.area = %(area)s AND own.coverage_year = %(year)s AND own.division_code LIKE %(inside)s
    AND own.state = ANY(%(live)s) AND own.run_id <> %(run)s) f
WHERE g.id = f.id AND (g.review_because IN ('', 'category_ended', 'category_changed', 'due_changed'))
  AND g.review_because <> f.because
"""


def flag_changed(run: SubsidyRun, decided: dict[str, Proposal], *, inside: str) -> int:
    """Mark the live grants of other runs whose category or due is no longer what they were granted on; how many changed.

    Who is as they were keeps what was granted, also under a corrected rule (decision 0075).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _FLAG,
            {
                "keys": list(decided), "bases": [one.basis for one in decided.values()],
                "fen": [one.amount_fen for one in decided.values()], "area": run.area, "year": run.coverage_year,
                "inside": inside + "%", "live": LIVE_STATES, "run": run.pk,
            },
        )  # fmt: skip
        return int(cursor.rowcount)
