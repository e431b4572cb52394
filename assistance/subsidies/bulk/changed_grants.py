"""Which live grants no longer follow from the facts of a day? A statement finds candidates, the rule decides each case once.

The facts are those of `assistance.subsidies.bulk.grants`, so the list says today what the next proposal would mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import connection

from assistance.subsidies.bulk.grants import CLASS_ON, FACTS, HOLDS, KEY, PLACE, SINCE, dated_areas, since_of
from assistance.subsidies.models.subsidies import LIVE_STATES
from assistance.subsidies.rules.changed_grants import GroundChange, change_of, next_step
from assistance.subsidies.rules.grant_proposals import Proposal, propose
from assistance.subsidies.rules.grant_states import GrantState
from enrollment.queries.policies import policy_of
from policy.book import default_book
from policy.terms import Category, Text

CHANGED_MAX = 5_000  # in a list; a longer one is cut into places

# Nearly every grant stands as it did, so the categories of all are gathered in one pass, not looked up grant by grant.
_CHANGED = f"""
WITH due AS MATERIALIZED (
  SELECT g.id AS grant_id, g.area, g.state, g.is_counted AS is_frozen, g.basis, g.amount_fen, g.due_fen AS granted_due_fen,
    g.division_code, n.key AS granted_key, d.person_id, coalesce(m.amount_fen, q.due_fen) AS due_fen, x.fact_on AS added_on,
    d.withdrawn_on IS NULL AND e.cancelled_on IS NULL AS is_enrolled, {CLASS_ON} AS class_on
  FROM assistance_grant g JOIN assistance_subsidydecision n ON n.id = g.decision_id
  JOIN enrollment_due d ON d.id = g.due_id
  JOIN enrollment_enrollment e ON e.id = d.enrollment_id
  {FACTS}
  WHERE g.coverage_year = %(year)s AND g.state = ANY(%(live)s) AND g.division_code LIKE ANY(%(places)s)
    AND (%(grants)s::bigint[] IS NULL OR g.id = ANY(%(grants)s::bigint[]))
), span AS (
  SELECT due.grant_id, s.category, s.from_on FROM due
  JOIN assistance_personcategory s ON s.person_id = due.person_id WHERE {HOLDS}
  UNION ALL
  SELECT due.grant_id, s.category, s.from_on FROM due JOIN enrollment_person p ON p.merged_into_id = due.person_id
  JOIN assistance_personcategory s ON s.person_id = p.id WHERE {HOLDS}
), held AS (
  SELECT grant_id, array_agg(DISTINCT category ORDER BY category) AS categories, {SINCE} AS since
  FROM span s GROUP BY grant_id
)
SELECT due.grant_id, due.state, due.is_frozen, due.is_enrolled, due.basis, due.amount_fen, due.granted_due_fen,
  due.due_fen, due.added_on, held.categories, coalesce({PLACE}, due.area),
  CASE WHEN due.area = ANY(%(dated)s::text[]) THEN held.since END
FROM due LEFT JOIN held ON held.grant_id = due.grant_id
WHERE NOT due.is_enrolled OR {KEY} <> due.granted_key
ORDER BY due.division_code, due.grant_id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class ChangedGrant:
    """A grant by number, what changed under it, what the rules would grant now (None: nothing), and what to do next."""

    grant_id: int
    change: GroundChange
    categories_now: tuple[Category, ...]
    due_fen_now: int | None
    basis_now: Category | None
    amount_fen_now: int | None
    next_step: Text


def changed_grants(
    prefixes: Sequence[str], *, coverage_year: int, on: date, grant_ids: Sequence[int] | None = None
) -> list[ChangedGrant]:
    """The live grants of a year, in places whose codes begin so, whose ground is another one on a day; at most 5,000.

    Only of `grant_ids` where they are given.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _CHANGED,
            {
                "year": coverage_year, "live": LIVE_STATES, "places": [f"{prefix}%" for prefix in prefixes], "on": on,
                "most": CHANGED_MAX, "grants": None if grant_ids is None else list(grant_ids),
                "own": list(default_book().below_pooling()),
                "dated": dated_areas(_areas(prefixes), coverage_year),
            },
        )  # fmt: skip
        rows = cursor.fetchall()

    policies = cache(lambda area: policy_of(area, coverage_year))

    @cache
    def proposed(
        area: str, categories: tuple[Category, ...], due_fen: int | None, added_on: date | None, days: str
    ) -> Proposal | None:
        if not categories:
            return None
        return propose(
            policies(area), coverage_year=coverage_year, categories=categories, due_fen=due_fen,
            added_on=added_on, on=on, place=area, since=since_of(days),
        )  # fmt: skip

    found = []
    for (
        grant_id,
        state,
        is_frozen,
        is_enrolled,
        basis,
        fen,
        due_fen,
        due_fen_now,
        added_on,
        codes,
        place,
        days,
    ) in rows:
        categories = tuple(Category(code) for code in codes or ())
        now = proposed(place, categories, due_fen_now, added_on, days or "") if is_enrolled else None
        change = change_of(
            is_enrolled=is_enrolled, basis=basis, amount_fen=fen, due_fen=due_fen, due_fen_now=due_fen_now,
            proposal_now=now,
        )  # fmt: skip
        if change is not None:
            step = next_step(GrantState(state), is_frozen=is_frozen)
            amount = now.amount_fen if now else None
            found.append(
                ChangedGrant(
                    grant_id, change, categories, due_fen_now, now.basis if now else None, amount, step
                )
            )
    return found


def _areas(prefixes: Sequence[str]) -> set[str]:
    """The pooling areas of the book that lie inside these places, or around them."""
    pooling = {default_book().pooling_area(code) for code in default_book().by_code}
    known = {area for area in pooling if area}
    around = {default_book().pooling_area(prefix.ljust(6, "0")[:6]) for prefix in prefixes}
    inside = {area for area in known for prefix in prefixes if area.startswith(prefix)}
    return inside | {area for area in around if area}
