"""Which facts follow from the categories of these people, for the coverage years they concern?

Read in four queries however many people they are; each distinct case (area, year, spans) is decided once by the rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from django.db import connection

from assistance.categories.rules.category_facts import CategoryFact, Held, Noted, facts
from enrollment.bulk.exemptions import Fact
from enrollment.queries.policies import policy_of
from intake.bulk.arrays import numbers_text
from policy.book import NoPolicy, default_book
from policy.periods import Span
from policy.terms import Category, ExemptionReason

PREFIX = "category"

_PEOPLE = """
SELECT DISTINCT r.id, r.division_code, r.document_hash
FROM enrollment_person p JOIN enrollment_person r ON r.id = coalesce(p.merged_into_id, p.id)
WHERE p.id = ANY(%s::bigint[])
"""

_SPANS = """
SELECT coalesce(p.merged_into_id, p.id), s.id, s.category, s.from_on, s.until_on, s.document_number
FROM enrollment_person p JOIN assistance_personcategory s ON s.person_id = p.id
WHERE (p.id = ANY(%(ids)s::bigint[]) OR p.merged_into_id = ANY(%(ids)s::bigint[]))
  AND (s.until_on IS NULL OR s.until_on > s.from_on)
ORDER BY 1, s.from_on, s.category, s.id
"""

_YEARS = """
SELECT e.person_id, e.coverage_year, e.area, c.settled_on
FROM enrollment_enrollment e
LEFT JOIN enrollment_due d ON d.enrollment_id = e.id AND d.withdrawn_on IS NULL
LEFT JOIN enrollment_coverage c
  ON c.person_id = d.person_id AND c.coverage_year = d.coverage_year AND c.due_id = d.id
WHERE e.person_id = ANY(%s::bigint[]) AND e.cancelled_on IS NULL
"""

_NOTED = """
SELECT person_id, coverage_year, reason, fact_on, days, document_number, source FROM enrollment_waitingexemption
WHERE person_id = ANY(%s::bigint[]) AND ended_on IS NULL AND source LIKE %s
"""

Case = tuple[str, int, tuple[tuple[str, date, date | None], ...], Noted]
Row = tuple[int, str, date, date | None, str]  # id, category, from, until, document


def kept_people(person_ids: Iterable[int]) -> list[tuple[int, str, object]]:
    """Id, division and document hash of the records that stand for these people: of merged ones the kept record."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [numbers_text(person_ids)])
        return list(cursor.fetchall())


def facts_of(people: dict[int, str], on: date) -> tuple[list[int], list[Fact]]:
    """The people (kept record id -> division) whose facts are not those on record, and what their facts are now.

    For the years they are enrolled for, this year and the next.
    """
    ids = numbers_text(people)
    spans: dict[int, list[Row]] = defaultdict(list)
    settled: dict[int, dict[int, tuple[str, date | None]]] = defaultdict(dict)
    noted: dict[int, dict[int, dict[str, Fact]]] = defaultdict(lambda: defaultdict(dict))
    with connection.cursor() as cursor:
        cursor.execute(_SPANS, {"ids": ids})
        for person_id, *span in cursor.fetchall():
            spans[person_id].append(tuple(span))
        cursor.execute(_YEARS, [ids])
        for person_id, year, area, settled_on in cursor.fetchall():
            settled[person_id][year] = area, settled_on
        cursor.execute(_NOTED, [ids, PREFIX + "%"])
        for row in cursor.fetchall():
            standing = Fact(*row)
            noted[standing.person_id][standing.coverage_year][standing.reason] = standing
    decided: dict[Case, tuple[CategoryFact, ...]] = {}
    changed: list[int] = []
    found: list[Fact] = []
    for person_id in sorted(spans.keys() | noted.keys()):
        held = spans.get(person_id, [])
        key = tuple(span[1:4] for span in held)
        before = noted.get(person_id, {})
        years = settled.get(person_id, {})
        now: list[Fact] = []
        for year in sorted({on.year, on.year + 1, *years, *before}):
            area, settled_on = years.get(year, ("", None))
            facts_before = before.get(year, {})
            case = (area or _area(people[person_id]), year, key, _noted(settled_on, facts_before))
            if case not in decided:
                decided[case] = _decide(*case)
            for fact in decided[case]:
                now.append(_fact(person_id, year, fact, held, facts_before))
        if {_said(fact) for fact in now} != {_said(f) for each in before.values() for f in each.values()}:
            changed.append(person_id)
            found += now
    return changed, found


def _said(fact: Fact) -> tuple[int, str, date | None, str]:
    """What a fact says, whichever span and document stand behind it."""
    return fact.coverage_year, fact.reason, fact.fact_on, fact.days


def _noted(settled_on: date | None, before: dict[str, Fact]) -> Noted:
    """Only what a rule may look at: the record matters when the year is settled."""
    if settled_on is None or not before:
        return Noted(settled_on if before else None)
    hardship = before.get(ExemptionReason.HARDSHIP.value)
    added = before.get(ExemptionReason.NEWLY_ADDED_POOR.value)
    return Noted(settled_on, hardship.days if hardship else None, added.fact_on if added else None)


def _fact(
    person_id: int, year: int, fact: CategoryFact, held: Sequence[Row], before: dict[str, Fact]
) -> Fact:
    if fact.place is None:
        standing = before[fact.reason.value]
        document, source = standing.document_number, standing.source
    else:
        document, source = held[fact.place][4], f"{PREFIX}:{held[fact.place][0]}"
    return Fact(person_id, year, fact.reason.value, fact.fact_on, fact.days, document, source)


@cache
def _area(division_code: str) -> str:
    return default_book().pooling_area(division_code) or division_code[:6]


def _decide(
    area: str, year: int, spans: tuple[tuple[str, date, date | None], ...], noted: Noted
) -> tuple[CategoryFact, ...]:
    held = [Held(Category(category), Span(start, until)) for category, start, until in spans]
    try:
        policy = policy_of(area, year)
    except NoPolicy:  # no document is known for the place, so nothing follows from a category there
        return ()
    return facts(policy, held, year, noted)
