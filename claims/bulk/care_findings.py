"""Which settled bills does each rule of findings look at, over all of them at once?

The database narrows down to what can be a finding at all; the pure rules decide. Bills count by their posted statement.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection

from assistance.figures.queries.parameters import entered_for_rules
from assistance.public_money.rules.must_insure import listed_categories, must_insure
from claims.models import Provider
from claims.models.bills import STAYS
from claims.rules import care_findings as rules
from claims.rules.bill_checks import BillOutcome
from claims.rules.care_findings import Care, Found, MonthOfStays, StatedFact
from enrollment.queries.policies import policy_of
from enrollment.rules.status_facts import StatusFact
from policy.entered import Entered
from policy.periods import add_months
from policy.topics import Topic

Figures = Mapping[tuple[Topic, str], Entered]
MONTHS_BACK = 13  # stays are counted together over so many months up to the day
# Care as the rules read it, under the record that counts.
_CARE = """
  b.id, coalesce(p.merged_into_id, p.id), b.provider_id, v.name, b.provider_tier, b.division_code,
  coalesce(b.admitted_on, b.discharged_on), b.discharged_on, s.total_fen,
  s.total_fen - s.person_fen - s.special_subsidy_fen, b.setting = ANY(%(stays)s)
FROM claims_statement s JOIN claims_bill b ON b.id = s.bill_id JOIN enrollment_person p ON p.id = b.person_id
JOIN claims_provider v ON v.id = b.provider_id
"""
# Only people of whom several records have bills: the stays of one record never overlap.
_MERGED = f"""
SELECT {_CARE} WHERE s.state = 'posted' AND b.setting = ANY(%(stays)s)
  AND coalesce(p.merged_into_id, p.id) IN (
    SELECT m.merged_into_id FROM enrollment_person m WHERE m.merged_into_id IS NOT NULL
      AND EXISTS (SELECT FROM claims_bill x WHERE x.person_id = m.id))
ORDER BY 2, 7, 1"""
_REFUSED = f"""
SELECT f.provider_code, f.bill_number, {_CARE} JOIN claims_filebill f ON f.bill_id = b.id
WHERE s.state = 'posted' AND f.outcome = %(outcome)s ORDER BY b.id, f.id"""
_STATED = f"""
SELECT {_CARE} LEFT JOIN enrollment_person k ON k.id = p.merged_into_id
WHERE s.state = 'posted' AND (coalesce(k.died_on, p.died_on) < b.discharged_on OR EXISTS (
  SELECT FROM enrollment_statusrow r JOIN enrollment_statuslist l ON l.id = r.list_id
  WHERE r.person_id IN (p.id, k.id) AND r.match = 'number' AND r.fact = ANY(%(facts)s) AND l.state = 'written'
    AND r.from_on <= b.discharged_on)) ORDER BY b.id"""
_FACTS = """
SELECT coalesce(p.merged_into_id, p.id), r.fact, r.from_on, r.until_on FROM enrollment_statusrow r
JOIN enrollment_statuslist l ON l.id = r.list_id JOIN enrollment_person p ON p.id = r.person_id
WHERE r.match = 'number' AND l.state = 'written'
  AND (p.id = ANY(%(people)s) OR p.merged_into_id = ANY(%(people)s)) ORDER BY 1, 3"""
_DEATHS = "SELECT id, died_on FROM enrollment_person WHERE id = ANY(%(people)s) AND died_on IS NOT NULL"
_FREQUENT = f"""
SELECT {_CARE} WHERE s.state = 'posted' AND b.setting = ANY(%(stays)s) AND b.area = %(area)s AND b.discharged_on >= %(from)s
  AND b.person_id IN (SELECT x.person_id FROM claims_bill x WHERE x.setting = ANY(%(stays)s) AND x.area = %(area)s
    AND x.discharged_on >= %(from)s GROUP BY 1 HAVING count(*) >= %(count)s)
ORDER BY 2, 7, 1"""
_MONTH = """
SELECT b.provider_id, v.name, count(*), count(*) FILTER (WHERE EXISTS (
  SELECT FROM assistance_personcategory c WHERE c.person_id = b.person_id AND c.category = ANY(%(listed)s)
    AND c.from_on <= b.discharged_on AND (c.until_on IS NULL OR c.until_on > b.discharged_on)))
FROM claims_bill b JOIN claims_statement s ON s.bill_id = b.id AND s.state = 'posted'
JOIN claims_provider v ON v.id = b.provider_id
WHERE b.setting = ANY(%(stays)s) AND b.area = %(area)s AND b.discharged_on >= %(from)s AND b.discharged_on < %(until)s
GROUP BY 1, 2 HAVING count(*) >= %(least)s ORDER BY 1"""
_ABOVE = f"""
SELECT {_CARE} WHERE s.state = 'posted' AND b.setting = ANY(%(stays)s) AND b.area = %(area)s AND b.discharged_on >= %(from)s
  AND b.provider_tier = %(tier)s AND s.total_fen > %(limit)s ORDER BY b.id"""
_FACTS_READ = [
    StatusFact.DIED,
    StatusFact.IMPRISONED,
    StatusFact.EMPLOYED,
]


def findings(on: date) -> Iterator[Found]:
    """Everything that the rules find in what stands on a day."""
    yield from _two_hospitals()
    yield from _against_facts()
    areas = _ask("SELECT DISTINCT area FROM claims_bill ORDER BY 1")
    for (area,) in areas:
        figures = entered_for_rules(area, on)
        yield from _frequent(area, figures, on)
        yield from _shares(area, figures, on)
        yield from _above(area, figures, on)


def _two_hospitals() -> Iterator[Found]:
    for _person, stays in groupby(_care(_ask(_MERGED)), key=lambda care: care.person):
        yield from rules.two_hospitals(list(stays))
    rows = _ask(_REFUSED, outcome=BillOutcome.OVERLAPPING_STAY.value)
    known = dict(Provider.objects.filter(code__in={row[0] for row in rows}).values_list("code", "pk"))
    for code, number, *rest in rows:
        yield rules.refused_stay(Care(*rest), code, number, known.get(code))


def _against_facts() -> Iterator[Found]:
    listed = list(_care(_ask(_STATED, facts=[fact.value for fact in _FACTS_READ])))
    people = [care.person for care in listed]
    facts: dict[int, list[StatedFact]] = defaultdict(list)
    for person, fact, from_on, until_on in _ask(_FACTS, people=people):
        facts[person].append(StatedFact(StatusFact(fact), from_on, until_on))
    deaths = dict(_ask(_DEATHS, people=people))
    for care in listed:
        yield from rules.against_facts(care, facts[care.person], deaths.get(care.person))


def _frequent(area: str, figures: Figures, on: date) -> Iterator[Found]:
    count, days = figures.get((Topic.FREQUENT_STAYS, "")), figures.get((Topic.FREQUENT_STAY_DAYS, ""))
    if count is None or days is None or count.count < 1:
        return
    rows = _ask(_FREQUENT, area=area, count=count.count, **{"from": add_months(on, -MONTHS_BACK)})
    for _person, stays in groupby(_care(rows), key=lambda care: care.person):
        yield from rules.frequent_stays(list(stays), count, days)


def _shares(area: str, figures: Figures, on: date) -> Iterator[Found]:
    """The last whole month; without the list of who must be insured there is no share (JC-9b)."""
    share, least = figures.get((Topic.HELPED_STAY_SHARE, "")), figures.get((Topic.HELPED_STAY_LEAST, ""))
    until = on.replace(day=1)
    month = add_months(until, -1)
    policy = policy_of(area, month.year)
    named = must_insure(policy, month.year)
    if share is None or least is None or named is None:
        return
    listed = [str(category) for category in listed_categories(policy, named)]
    span = {"from": month, "until": until}
    for provider, name, stays, helped in _ask(_MONTH, area=area, listed=listed, least=least.count, **span):
        found = rules.provider_share(MonthOfStays(provider, name, area, month, stays, helped), share, least)
        if found is not None:
            yield found


def _above(area: str, figures: Figures, on: date) -> Iterator[Found]:
    for (topic, tier), line in figures.items():
        if topic is Topic.TIER_STAY_LIMIT:
            span = {"from": add_months(on, -MONTHS_BACK)}
            for care in _care(_ask(_ABOVE, area=area, tier=tier, limit=line.fen, **span)):
                found = rules.above_grade(care, line)
                if found is not None:
                    yield found


def _care(rows: Iterable[Sequence[Any]]) -> Iterator[Care]:
    return (Care(*row) for row in rows)


def _ask(sql: str, **given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"stays": list(STAYS), **given})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
