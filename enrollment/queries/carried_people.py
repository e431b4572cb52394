"""Which class is everybody of a place in when the old coverage year goes over into the new one?

The group is that of `enrollment.rules.groups.default_group`; `tests/enrollment/test_carry_overs.py` holds the two together.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from enrollment.queries.policies import policy_of
from enrollment.rules.carry_overs import CarryClass
from enrollment.rules.dues import tiers_of
from enrollment.rules.groups import ADULT_AGE
from staff.rules.divisions import scope_prefix

# By the person too: a join would be planned for the few rows that the statistics know.
_HARDSHIP = """EXISTS (SELECT FROM enrollment_waitingexemption x WHERE x.person_id = e.person_id
    AND x.coverage_year = %({year})s AND x.reason = 'hardship' AND x.ended_on IS NULL)"""

# What a confirmed document says of the first day of the new year.
_DOCUMENT = """EXISTS (SELECT FROM enrollment_coverevidence v WHERE v.person_id = e.person_id AND v.state = 'confirmed'
    AND v.scheme IN ('resident', 'employee') AND v.from_on <= make_date(%(year)s, 1, 1)
    AND coalesce(v.until_on > make_date(%(year)s, 1, 1), true))"""

# "+ 0": looked up by the person, whatever the statistics say of a year that is just growing.
_OLD = f"""
SELECT e.id, e.person_id, e.area, e.division_code, e.basis, e."group", e.state, p.school, p.merged_into_id, p.died_on,
  p.residence_permit, p.permit_last_day, starts_with(p.division_code, %(area_prefix)s) AS lives_here,
  n.id AS new_id, n.area AS new_area,
  n.cancelled_on AS new_cancelled_on, {_HARDSHIP.format(year="old_year")}
    <> {_HARDSHIP.format(year="year")} AS category_changed,
  {_DOCUMENT} AS says_elsewhere,
  -- A year that nobody has opened yet names no tiers: then the old one goes along.
  CASE WHEN cardinality(%(tiers)s::text[]) = 0 OR e.tier = ANY(%(tiers)s::text[]) THEN e.tier ELSE '' END AS new_tier,
  CASE WHEN btrim(p.school) <> '' THEN CASE e."group" WHEN 'college_student' THEN 'college_student' ELSE 'student' END
    WHEN p.born_on > make_date(%(year)s - {ADULT_AGE}, 1, 1) THEN 'minor' ELSE 'adult' END AS new_group
FROM enrollment_enrollment e JOIN enrollment_person p ON p.id = e.person_id
  LEFT JOIN LATERAL (SELECT o.id, o.area, o.cancelled_on FROM enrollment_enrollment o
    WHERE o.person_id = e.person_id AND o.coverage_year + 0 = %(year)s
      AND (o.cancelled_on IS NULL OR o.area = e.area AND NOT o.is_carried_back)
    ORDER BY o.cancelled_on NULLS FIRST LIMIT 1) n ON true
WHERE e.area = %(area)s AND e.coverage_year = %(old_year)s AND e.division_code LIKE %(places)s
  AND e.cancelled_on IS NULL
"""

# The first answer holds: what keeps a person from being carried over stands before what only is to be looked at.
CLASSED = f"""
SELECT o.*, CASE
  WHEN merged_into_id IS NOT NULL THEN 'merged'
  WHEN died_on IS NOT NULL THEN 'died'
  WHEN new_area <> area AND new_cancelled_on IS NULL THEN 'elsewhere'
  WHEN state <> 'normal' THEN state
  WHEN says_elsewhere THEN 'document_elsewhere'
  WHEN NOT lives_here AND basis <> 'school' THEN 'moved'
  WHEN new_cancelled_on IS NOT NULL THEN 'cancelled'
  WHEN basis = 'residence_permit' AND residence_permit = '' THEN 'permit_missing'
  WHEN basis = 'residence_permit' AND permit_last_day < make_date(%(year)s, 1, 1) THEN 'permit_expired'
  WHEN basis = 'school' AND btrim(school) = '' THEN 'no_school'
  WHEN "group" IN ('student', 'college_student') AND btrim(school) = '' THEN 'left_school'
  WHEN "group" NOT IN ('student', 'college_student') AND btrim(school) <> '' THEN 'entered_school'
  WHEN "group" = 'minor' AND new_group = 'adult' THEN 'turned_18'
  WHEN "group" <> new_group THEN 'group_changed'
  WHEN basis = 'residence_permit' AND permit_last_day IS NULL THEN 'permit_to_check'
  WHEN cardinality(%(tiers)s::text[]) > 0 AND new_tier = '' THEN 'tier_to_choose'
  WHEN category_changed THEN 'category_changed'
  ELSE 'goes_on' END AS class
FROM ({_OLD}) o
"""

_NEW = """
SELECT p.id AS person_id, p.division_code FROM enrollment_person p
WHERE p.division_code LIKE %(places)s AND p.died_on IS NULL AND p.merged_into_id IS NULL
  AND NOT EXISTS (SELECT FROM enrollment_enrollment e WHERE e.person_id = p.id AND e.cancelled_on IS NULL
    AND e.coverage_year IN (%(old_year)s, %(year)s))
"""

_COUNT = f"""
SELECT left(division_code, 9), class, count(*) FROM ({CLASSED}) c GROUP BY 1, 2
UNION ALL SELECT left(division_code, 9), 'new', count(*) FROM ({_NEW}) n GROUP BY 1, 2
"""

_PEOPLE = f"SELECT person_id FROM ({CLASSED}) c WHERE class = %(class)s"
_NEW_PEOPLE = f"SELECT person_id FROM ({_NEW}) n"


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a pooling area, and the new coverage year."""

    area: str
    division_code: str
    coverage_year: int

    @property
    def values(self) -> dict[str, Any]:
        return {
            "area": self.area,
            "area_prefix": scope_prefix(self.area),
            "places": scope_prefix(self.division_code) + "%",
            "year": self.coverage_year,
            "old_year": self.coverage_year - 1,
            "tiers": list(tiers_of(policy_of(self.area, self.coverage_year), self.coverage_year)),
        }


def count(place: Place) -> dict[str, dict[str, int]]:
    """Township -> class -> people, of the old year by where they were enrolled, of the new ones by where they live."""
    found: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, place.values)
        for township, one, people in sorted(cursor.fetchall()):
            found.setdefault(township, {})[one] = people
    return found


def people_in(place: Place, one: CarryClass) -> RawSQL:
    """The numbers of the people in a class now, as a subquery."""
    statement = _NEW_PEOPLE if one is CarryClass.NEW else _PEOPLE
    return _raw(statement, place.values | {"class": one.value})


def _raw(statement: str, values: dict[str, Any]) -> RawSQL:
    """Django gives a subquery its values by place, so the names are put in their order."""
    in_order: list[Any] = []

    class Named(dict[str, str]):
        def __missing__(self, name: str) -> str:
            in_order.append(values[name])
            return "%s"

    return RawSQL(statement % Named(), in_order)
