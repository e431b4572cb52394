"""In which years was a person covered here, and in which was something paid, under all records of the person?"""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from claims.queries.benefit_years import absorbed_records
from claims.rules.insured_years import InsuredYears
from intake.bulk.arrays import array_text
from policy.care import Counter

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
_BORN = "SELECT id, extract(year FROM born_on)::int FROM enrollment_person WHERE id = ANY(%s::bigint[])"


def insured_years(person_ids: Collection[int]) -> dict[int, InsuredYears]:
    """Record that counts -> its years; five statements however many people they are."""
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
        born = dict(cursor.fetchall())
    return {
        person: InsuredYears(
            frozenset(whole[person]), frozenset(claimed[person]), frozenset(raised[person]), born.get(person)
        )
        for person in person_ids
    }
