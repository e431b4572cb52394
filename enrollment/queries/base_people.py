"""Who should be insured in a place for a coverage year, and in which one class is each of them?

The base is everybody registered who lives there and did not die before the year before; whoever was insured last year is among
them. The class is that of `enrollment.rules.base_classes.class_of`; `tests/enrollment/test_base_people.py` holds the two
together over every combination of facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from enrollment.rules.base_classes import BY_ANSWER, BY_SCHEME, BY_STATE, BaseClass, BaseCount
from staff.rules.divisions import scope_prefix


def _case(column: str, classes: Mapping[str, BaseClass]) -> str:
    """A stored code of ours -> its class."""
    whens = " ".join(f"WHEN '{code}' THEN '{one.value}'" for code, one in classes.items())
    return f"CASE {column} {whens} END"


# Of the columns died, state_reason, covered_here, covered_elsewhere, scheme and heard.
BY_FACT = f"""CASE WHEN died THEN 'died' ELSE coalesce({_case("state_reason", BY_STATE)},
    CASE WHEN covered_here THEN 'insured_here' WHEN covered_elsewhere THEN 'elsewhere' END,
    {_case("scheme", BY_SCHEME)}) END"""
CLASS = f"coalesce({BY_FACT}, {_case('heard', BY_ANSWER)}, 'not_asked')"

# Every join is by the person, of whom there are few rows each; so a village is read without the rest of the country.
_FACTS = """
SELECT p.id, p.division_code, p.name, p.name_key, p.document_masked, p.phone, p.born_on, p.died_on,
  p.died_on IS NOT NULL AS died, coalesce(s.reason, '') AS state_reason,
  c.area IS NOT DISTINCT FROM %(area)s AS covered_here, c.area <> %(area)s AS covered_elsewhere, c.area AS cover_area,
  c.cover_from,
  coalesce(v.scheme, '') AS scheme, v.document_number, a.id AS answer_id, coalesce(a.version, 0) AS version,
  coalesce(a.heard, '') AS heard, a.contacted_on, a.promise_on, a.next_visit_on, a.died_on AS told_died_on, a.remark,
  a.said_by_id, o.cover_until AS covered_until, o.person_id IS NOT NULL AS was_covered, e.coverage_year AS enrolled_year,
  e.area AS enrolled_area, e.division_code AS enrolled_in, d.id AS due_id, q.due_fen IS NULL AND d.id IS NOT NULL AS undecided
FROM enrollment_person p
LEFT JOIN LATERAL (SELECT * FROM enrollment_enrollment x WHERE x.person_id = p.id AND x.cancelled_on IS NULL
  AND x.coverage_year IN (%(year)s, %(year)s - 1) ORDER BY x.coverage_year DESC LIMIT 1) e ON true
LEFT JOIN LATERAL (SELECT reason FROM enrollment_enrollmentchange x WHERE x.enrollment_id = e.id AND e.state <> 'normal'
  ORDER BY x.id DESC LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT y.area, x.cover_from FROM enrollment_coverage x JOIN enrollment_due y ON y.id = x.due_id
  WHERE x.person_id = p.id AND x.coverage_year = %(year)s) c ON true
LEFT JOIN enrollment_coverage o ON o.person_id = p.id AND o.coverage_year = %(year)s - 1
LEFT JOIN LATERAL (SELECT scheme, document_number FROM enrollment_coverevidence x WHERE x.person_id = p.id
  AND x.state = 'confirmed' AND x.scheme <> 'nowhere' AND x.from_on <= %(ref)s
  AND (x.until_on IS NULL OR x.until_on > %(ref)s) ORDER BY x.from_on DESC, x.id DESC LIMIT 1) v ON true
LEFT JOIN LATERAL (SELECT * FROM enrollment_baseanswer x WHERE x.person_id = p.id AND x.coverage_year = %(year)s
  ORDER BY x.version DESC LIMIT 1) a ON true
LEFT JOIN enrollment_due d ON d.person_id = p.id AND d.coverage_year = %(year)s AND d.withdrawn_on IS NULL
LEFT JOIN enrollment_quotation q ON q.id = d.quotation_id
WHERE p.merged_into_id IS NULL AND p.division_code LIKE %(places)s
  AND (p.died_on IS NULL OR p.died_on >= make_date(%(year)s - 1, 1, 1))
"""

CLASSED = f"SELECT f.*, {CLASS} AS class, {BY_FACT} IS NOT NULL AS by_fact FROM ({_FACTS}) f"

_COUNT = f"""
SELECT left(division_code, %(digits)s), class, by_fact, count(*) FROM ({CLASSED}) c GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class BasePlace:
    """A place inside one pooling area, the coverage year, and the day on which it is asked."""

    area: str
    division_code: str
    coverage_year: int
    on: date

    @property
    def reference(self) -> date:
        """The day of which documents on other cover must speak: the day asked, moved into the coverage year."""
        return min(max(self.on, date(self.coverage_year, 1, 1)), date(self.coverage_year, 12, 31))

    @property
    def values(self) -> dict[str, Any]:
        return {
            "area": self.area,
            "places": scope_prefix(self.division_code) + "%",
            "year": self.coverage_year,
            "ref": self.reference,
            "on": self.on,
        }


def counts_inside(place: BasePlace, *, digits: int) -> dict[str, list[BaseCount]]:
    """Place by the first digits (6 counties, 9 townships, 12 villages) -> its people by class."""
    counted: dict[str, list[BaseCount]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, place.values | {"digits": digits})
        for code, one, by_fact, people in cursor.fetchall():
            counted.setdefault(code, []).append(BaseCount(BaseClass(one), by_fact, people))
    return counted


def rows_of(
    place: BasePlace, *, where: str = "true", limit: int | None = None, offset: int = 0, **values: Any
) -> list[dict[str, Any]]:
    """The people of a place with what is known of each, village by village; `where`: a condition on columns of `CLASSED`."""
    order = "ORDER BY division_code, name_key, id LIMIT %(limit)s OFFSET %(offset)s"
    statement = f"SELECT * FROM ({CLASSED}) c WHERE {where} {order}"
    with connection.cursor() as cursor:
        cursor.execute(statement, place.values | values | {"limit": limit, "offset": offset})
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def row_of(place: BasePlace, person_id: int) -> dict[str, Any] | None:
    """One person of the place; None when the base does not hold the person."""
    found = rows_of(place, where="id = %(person)s", person=person_id)
    return found[0] if found else None
