"""In which years was a person covered here, and in which was something paid, under all records of the person?"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db import connection
from django.utils import timezone

from claims.queries.benefit_years import absorbed_records
from claims.rules.insured_years import InsuredYears, is_filled
from enrollment.rules.evidence import Scheme
from intake.bulk.arrays import array_text
from policy.care import Counter
from policy.periods import Span

# Whole: from 1 January, or from birth, to the end of the year, without a day of waiting.
_WHOLE = """
    SELECT c.person_id, c.coverage_year FROM enrollment_coverage c JOIN enrollment_person p ON p.id = c.person_id
    WHERE c.person_id = ANY(%s::bigint[]) AND c.cover_until = make_date(c.coverage_year + 1, 1, 1) AND c.waiting_from IS NULL
      AND c.cover_from = greatest(make_date(c.coverage_year, 1, 1), coalesce(p.born_on, '-infinity'))"""
_CLAIMED = """
    SELECT DISTINCT person_id, year FROM claims_statement
    WHERE person_id = ANY(%s::bigint[]) AND state = 'posted' AND basic_fen + critical_illness_fen > 0"""
_RAISED = """
    SELECT person_id, year FROM claims_yearentry WHERE person_id = ANY(%s::bigint[]) AND counter = %s
    GROUP BY 1, 2 HAVING sum(fen) > 0"""
_BORN = "SELECT id, born_on FROM enrollment_person WHERE id = ANY(%s::bigint[])"
# Days as a resident by documents; only of these people the days here are asked, which may fill the year with them.
_SHOWN = """
    SELECT person_id, scheme, from_on, until_on FROM enrollment_coverevidence
    WHERE person_id = ANY(%s::bigint[]) AND state = 'confirmed' AND scheme IN ('resident', 'nowhere')"""
_HERE = """
    SELECT person_id, cover_from, cover_until FROM enrollment_coverage
    WHERE person_id = ANY(%s::bigint[]) AND cover_from IS NOT NULL"""


def insured_years(person_ids: Collection[int]) -> dict[int, InsuredYears]:
    """Record that counts -> its years; six statements however many people they are."""
    absorbed = absorbed_records(person_ids)
    everybody = array_text({*person_ids, *absorbed})
    with connection.cursor() as cursor:

        def years(statement: str, *more: str) -> dict[int, set[int]]:
            cursor.execute(statement, [everybody, *more])
            found: dict[int, set[int]] = defaultdict(set)
            for person, year in cursor.fetchall():
                found[absorbed.get(person, person)].add(year)
            return found

        whole, claimed = years(_WHOLE), years(_CLAIMED)
        raised = years(_RAISED, Counter.CEILING_RAISE_USED.value)
        cursor.execute(_BORN, [everybody])
        born: dict[int, date | None] = dict(cursor.fetchall())
        cursor.execute(_SHOWN, [everybody])
        shown = cursor.fetchall()
        here = []
        if shown:
            cursor.execute(_HERE, [array_text({person for person, *_ in shown})])
            here = cursor.fetchall()
    elsewhere, nowhere = _by_documents(shown, here, absorbed, born)
    return {
        person: InsuredYears(
            frozenset(whole[person]), frozenset(claimed[person]), frozenset(raised[person]),
            day.year if (day := born.get(person)) else None, frozenset(elsewhere[person]), frozenset(nowhere[person]),
        )
        for person in person_ids
    }  # fmt: skip


def _by_documents(
    shown: list[tuple[int, str, date, date | None]], here: list[tuple[int, date, date]], absorbed: dict[int, int],
    born: dict[int, date | None],
) -> tuple[dict[int, set[int]], dict[int, set[int]]]:  # fmt: skip
    """The years that documents fill, with the days covered here, and those that they call insured nowhere."""
    nowhere: dict[int, set[int]] = defaultdict(set)
    days: dict[int, list[Span]] = defaultdict(list)
    for person, scheme, from_on, until_on in shown:
        kept = absorbed.get(person, person)
        if scheme == Scheme.NOWHERE:
            nowhere[kept].update(range(from_on.year, (until_on or from_on).year))  # whole years that are over
        else:
            days[kept].append(Span(from_on, until_on))
    last = timezone.localdate().year
    filled: dict[int, set[int]] = defaultdict(set)
    for person, first, until in here:
        kept = absorbed.get(person, person)
        if kept in days:
            days[kept].append(Span(first, until))
    for kept, spans in days.items():
        first_year = min(one.start for one in spans).year
        filled[kept] = {
            year for year in range(first_year, last + 1) if is_filled(spans, year, born.get(kept))
        }
    return filled, nowhere
