"""How do those who go on become enrolled for the new coverage year, in one statement?"""

from datetime import date

from django.db import connection

from enrollment.queries.carried_people import CLASSED, Place
from enrollment.rules.carry_overs import CARRIED
from intake.bulk.insertion import UNLESS_THERE, insert_new

_CARRY = f"""
INSERT INTO enrollment_enrollment (person_id, area, coverage_year, division_code, basis, "group", school, tier, enrolled_on,
  enrolled_by_id, cancelled_because, carry_over_id)
SELECT person_id, area, %(year)s, division_code, basis, new_group, btrim(school), new_tier, %(on)s, %(officer)s, '',
  %(carry_over)s
FROM ({CLASSED}) c WHERE new_id IS NULL AND class = ANY(%(carried)s)
{UNLESS_THERE}
"""


def carry(place: Place, *, on: date, officer_id: int, carry_over_id: int) -> int:
    """Enroll everybody of the place who goes on; who is enrolled already is left alone. Returns how many were enrolled."""
    values = {
        "on": on,
        "officer": officer_id,
        "carry_over": carry_over_id,
        "carried": [one.value for one in CARRIED],
    }
    with connection.cursor() as cursor:
        insert_new(cursor, _CARRY, place.values | values)
        return int(cursor.rowcount)
