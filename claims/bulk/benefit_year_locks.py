"""Who may settle bills of a person's year now?"""

from collections.abc import Collection

from django.db import connection

from claims.queries.benefit_years import BenefitYearKey
from intake.bulk.arrays import array_text

_MAKE = """
    INSERT INTO claims_benefityear (person_id, year) SELECT * FROM unnest(%s::bigint[], %s::smallint[]) ORDER BY 1, 2
    ON CONFLICT DO NOTHING"""
_LOCK = """
    SELECT y.id FROM unnest(%s::bigint[], %s::smallint[]) AS asked(person_id, year)
    JOIN claims_benefityear y ON y.person_id = asked.person_id AND y.year >= asked.year
    ORDER BY y.person_id, y.year FOR UPDATE OF y"""


def lock_years(keys: Collection[BenefitYearKey]) -> None:
    """Hold the benefit years until the transaction ends, in one order for everybody, so that nobody waits in a circle.

    Later years of the same people are held with them: what was paid in a year may raise a ceiling of those (N38-3b).
    """
    ordered = sorted(set(keys))
    given = [array_text(person for person, _ in ordered), array_text(year for _, year in ordered)]
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, given)
        cursor.execute(_LOCK, given)
