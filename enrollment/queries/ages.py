"""How old are the people of a place, and which of them are insured for a year?"""

from django.db import connection

from staff.rules.divisions import scope_prefix

BOUNDS = (0, 7, 18, 30, 45, 60, 70, 80)  # first age of each group
_AGES = """
SELECT width_bucket(extract(year FROM age(make_date(%(year)s, 1, 1), p.born_on))::int, %(bounds)s::int[]) AS place,
  count(*), count(c.person_id)
FROM enrollment_person p
LEFT JOIN enrollment_coverage c ON c.person_id = p.id AND c.coverage_year = %(year)s
WHERE p.division_code LIKE %(inside)s AND p.died_on IS NULL AND p.merged_into_id IS NULL AND p.born_on IS NOT NULL
GROUP BY 1"""


def ages_as_json(place: str, year: int) -> list[list[int]]:
    """[first age, people, insured of them] by group of age on 1 January; who is born in the year counts as newborn."""
    with connection.cursor() as cursor:
        cursor.execute(_AGES, {"year": year, "bounds": list(BOUNDS), "inside": scope_prefix(place) + "%"})
        found: dict[int, tuple[int, int]] = {}
        for place_of, people, insured in cursor.fetchall():
            first = max(int(place_of), 1) - 1
            before = found.get(first, (0, 0))
            found[first] = (before[0] + people, before[1] + insured)
    return [[age, *found.get(number, (0, 0))] for number, age in enumerate(BOUNDS)]
