"""How do dues get the standing that the facts now on record say, however many they are?

What is charged at issue stays; a difference is a further charge or a waiver. Dues with payments, a decision or cover are
worked out again by the one-person rule; the others have nothing but their price.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from enrollment.bulk import due_accounts
from enrollment.bulk.quotations import Answer, Case, Quotations
from enrollment.bulk.standings import standing_sql
from enrollment.queries.policies import editions_of
from intake.bulk.arrays import array_text, numbers_text

BATCH = 2_000

_AREAS_AND_YEARS = (
    "SELECT DISTINCT area, coverage_year FROM enrollment_due WHERE id = ANY(%(ids)s::bigint[]) ORDER BY 1, 2"
)

_CHANGED = """
SELECT d.id, d.area, d.coverage_year, s.standing, d.standing, d.quotation_id, d.issued_on
FROM enrollment_due d
JOIN LATERAL (SELECT {standing} AS standing FROM enrollment_enrollment e {joins} WHERE e.id = d.enrollment_id) s ON true
WHERE d.id = ANY(%(ids)s::bigint[]) AND d.area = %(area)s AND d.coverage_year = %(year)s ORDER BY d.id
"""

# Charged without lines, and how often a new standing changed the price before.
_CHARGED = """
SELECT d.id, coalesce(sum(CASE e.kind WHEN 'charge' THEN e.amount_fen WHEN 'waiver' THEN -e.amount_fen ELSE 0 END), 0),
  count(*) FILTER (WHERE e.source LIKE 'reprice:%%')
FROM unnest(%(ids)s::bigint[]) AS d(id)
LEFT JOIN enrollment_dueentry e ON e.due_id = d.id AND NOT e.source LIKE 'line:%%'
GROUP BY d.id
"""

_WRITE = """
UPDATE enrollment_due d SET standing = g.standing, quotation_id = g.quotation
FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS g(id, standing, quotation) WHERE d.id = g.id
"""

_ENTER = """
INSERT INTO enrollment_dueentry (source, due_id, kind, payer, amount_fen, effective_on, recorded_at)
SELECT 'reprice:' || g.id || ':' || g.turn, g.id, CASE WHEN g.fen > 0 THEN 'charge' ELSE 'waiver' END, 'person',
  abs(g.fen), %s, %s
FROM unnest(%s::bigint[], %s::int[], %s::bigint[]) AS g(id, turn, fen)
"""

# Lines are priced by their stored quotation; now they must ask the rule again.
_FORGET_PRICES = """
UPDATE enrollment_paymentline l SET quotation_id = NULL
WHERE l.quotation_id IS NOT NULL AND l.id IN (
  SELECT split_part(source, ':', 2)::bigint FROM enrollment_dueentry
  WHERE due_id = ANY(%(ids)s::bigint[]) AND source LIKE 'line:%%'
  UNION
  SELECT o.id FROM enrollment_paymentline o
  WHERE o.due_id = ANY(%(ids)s::bigint[]) AND (o.held_fen > 0 OR o.kind IN ('refund', 'reversal')))
"""

_WITH_HISTORY = """
SELECT g.id FROM enrollment_due g
WHERE g.id = ANY(%(ids)s::bigint[]) AND (
  EXISTS (SELECT FROM enrollment_dueentry e WHERE e.due_id = g.id AND NOT e.source LIKE 'due:%%')
  OR EXISTS (SELECT FROM enrollment_coverage c
             WHERE c.person_id = g.person_id AND c.coverage_year = g.coverage_year AND c.due_id = g.id)
  OR EXISTS (SELECT FROM enrollment_duedecision m WHERE m.due_id = g.id)
  OR EXISTS (SELECT FROM enrollment_paymentline l
             WHERE l.due_id = g.id AND (l.held_fen > 0 OR l.kind IN ('refund', 'reversal'))))
ORDER BY g.id
"""

_TELL = """
INSERT INTO staff_auditevent (at, officer_id, action, about_kind, about_id, division_code, change, succeeded, request_id)
SELECT %s, %s, 'reprice_due', 'due', d.id::text, d.division_code,
  jsonb_build_object('standing', jsonb_build_array(g.before, d.standing),
    'charged_fen', jsonb_build_array(g.charged, g.wanted)), true, %s
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[]) AS g(id, before, charged, wanted)
JOIN enrollment_due d ON d.id = g.id ORDER BY d.id
"""


def reprice(
    due_ids: Sequence[int],
    *,
    on: date,
    at: datetime,
    officer_id: int | None,
    request_id: str = "",
    turned: set[tuple[int, int]] | None = None,
    anew: bool = False,
) -> int:
    """Give dues their present standing; the caller holds the slots of their people. Returns how many changed.

    `anew`: also those whose standing and price at issue are the same; payments ask the rules of their pay day again.
    `turned` collects person and year of which cover came or went.
    """
    quotations = Quotations()
    with connection.cursor() as cursor:
        rows = _standings_now(cursor, numbers_text(due_ids))
        at_issue = _AtIssue(rows)
        changed = []
        for due_id, area, year, standing, before, quotation_id, issued_on in rows:
            answer = at_issue.answer(area, year, standing, issued_on)
            if anew or standing != before or answer.id != quotation_id:
                changed.append((due_id, standing, answer, before))
        if not changed:
            return 0
        ids = [due_id for due_id, _, _, _ in changed]
        given = numbers_text(ids)
        cursor.execute(_CHARGED, {"ids": given})
        charged = {due_id: (int(fen), turns) for due_id, fen, turns in cursor.fetchall()}
        cursor.execute(
            _WRITE, [given, array_text(c[1] for c in changed), numbers_text(c[2].id for c in changed)]
        )
        entries = [
            (due_id, charged[due_id][1] + 1, answer.due_fen - charged[due_id][0])
            for due_id, _, answer, _ in changed
            if answer.due_fen is not None and answer.due_fen != charged[due_id][0]
        ]
        if entries:
            cursor.execute(_ENTER, [on, at, *map(numbers_text, zip(*entries, strict=True))])
        cursor.execute(_FORGET_PRICES, {"ids": given})
        cursor.execute(_WITH_HISTORY, {"ids": given})
        historic = [due_id for (due_id,) in cursor.fetchall()]
    for start in range(0, len(historic), BATCH):
        due_accounts.resettle(historic[start : start + BATCH], quotations=quotations, at=at, turned=turned)
    with connection.cursor() as cursor:
        befores = array_text(before for _, _, _, before in changed)
        before_fen = numbers_text(charged[due_id][0] for due_id in ids)
        wanted = array_text(answer.due_fen for _, _, answer, _ in changed)
        cursor.execute(_TELL, [at, officer_id, request_id, given, befores, before_fen, wanted])
    return len(ids)


class _AtIssue:
    """The prices at issue, each by the edition of its year that held on the day of issue; each case is asked once."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._days: dict[tuple[str, int], list[date]] = {}
        self._quotations: dict[date, Quotations] = {}
        cases: dict[date, set[Case]] = {}
        for _, area, year, standing, _, _, issued_on in rows:
            cases.setdefault(self._day(area, year, issued_on), set()).add((area, year, standing, None))
        for day, wanted in cases.items():
            self._quotations[day] = Quotations(day)
            self._quotations[day].ensure(wanted)

    def answer(self, area: str, year: int, standing: str, issued_on: date) -> Answer:
        return self._quotations[self._day(area, year, issued_on)][area, year, standing, None]

    def _day(self, area: str, year: int, issued_on: date) -> date:
        """The first day of the edition that held on the day of issue."""
        if (area, year) not in self._days:
            self._days[area, year] = [day for day, _ in editions_of(area, year).steps]
        return max(day for day in self._days[area, year] if day <= issued_on)


def _standings_now(cursor: Any, ids: str) -> list[tuple[Any, ...]]:
    """Of each due: id, area, year, standing as the facts say it now, standing and quotation as they stand, day of issue."""
    cursor.execute(_AREAS_AND_YEARS, {"ids": ids})
    rows: list[tuple[Any, ...]] = []
    for area, year in cursor.fetchall():
        made = standing_sql(area, year, of_some=True)
        statement = _CHANGED.format(standing=made.expression, joins=made.joins)
        cursor.execute(statement, {"ids": ids, "area": area, "year": year})
        rows += cursor.fetchall()
    return sorted(rows)
