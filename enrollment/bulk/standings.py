"""What do the facts on record say of an enrollment: its standing, as text, for one or for a million?

The same text as `rules.standing.Standing.key()`; tests hold the two together. What an area and year do not ask for is not
looked up, so that a year without a question about earlier cover costs what it always did.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

from django.db import connection

from enrollment.queries.policies import editions_of, policy_of
from enrollment.rules.asked_facts import NOTHING_ASKED, AskedFacts, asked_facts, has_own_dues
from enrollment.rules.evidence import EvidenceState, Scheme
from policy.book import default_book

_PERSON = "  JOIN enrollment_person p ON p.id = e.person_id"
_EXEMPTIONS = {
    "hardship": "hardship",
    "employee": "employee_scheme",
    "newly": "newly_added_poor",
}  # alias -> reason
_IN_FORCE = """{x}.person_id = e.person_id AND {x}.coverage_year = e.coverage_year AND {x}.reason = '{reason}'
    AND {x}.ended_on IS NULL"""

_GROUP = """
  e."group"
  || CASE WHEN p.born_on >= make_date(e.coverage_year - 1, 1, 1) THEN '+born:' || p.born_on ELSE '' END
  || CASE WHEN hardship.id IS NULL THEN '' WHEN hardship.days = '' THEN '+hardship' ELSE '+hardship:' || hardship.days END
"""
_NEWLY = """
  || coalesce('+newly:' || newly.fact_on, '')"""

# A document counts for the coverage year once it is confirmed.
_EVIDENCE = f"""
  LEFT JOIN LATERAL (SELECT
      max(v.until_on - 1) FILTER (WHERE v.scheme = '{Scheme.EMPLOYEE.value}'
        AND v.until_on > make_date(e.coverage_year - 1, 1, 1)) AS employee_until,
      max(v.scheme) FILTER (WHERE coalesce(v.until_on, 'infinity') >= make_date(e.coverage_year + 1, 1, 1)) AS elsewhere
    FROM enrollment_coverevidence v
    WHERE v.person_id = e.person_id AND v.state = '{EvidenceState.CONFIRMED.value}' AND v.scheme <> '{Scheme.NOWHERE.value}'
      AND v.from_on < make_date(e.coverage_year + 1, 1, 1)) shown ON true"""

_EVENTS = """
  LEFT JOIN LATERAL (SELECT string_agg('+event:' || x.event || ':' || x.fact_on, '' ORDER BY x.event, x.fact_on) AS marks
    FROM enrollment_waitingexemption x
    WHERE x.person_id = e.person_id AND x.coverage_year = e.coverage_year
      AND x.reason = 'special' AND x.ended_on IS NULL) special ON true"""

# A year counts as insured by own cover here or by a document, as missed by a document that says so, else it is unknown. The
# years before birth and before the first year that counts are not asked; nor, as read (A58), those before the last insured one.
#
# The first unknown year ends the search: of somebody of whom nothing is known, one year is looked at and not a life.
_HISTORY = """
  LEFT JOIN LATERAL (SELECT CASE
      WHEN asked.start IS NULL THEN NULL WHEN asked.start >= e.coverage_year THEN 'none'
      WHEN EXISTS (SELECT FROM generate_series(asked.start, e.coverage_year - 1) AS year
        WHERE NOT ({is_insured}) AND NOT ({is_missed})) THEN NULL
      ELSE (SELECT coalesce(string_agg(year::text, ',' ORDER BY year), 'none')
        FROM generate_series(asked.start, e.coverage_year - 1) AS year WHERE NOT ({is_insured})) END AS missed
    FROM (SELECT greatest({since} extract(year FROM p.born_on)::int, {base}) AS start OFFSET 0) asked) history ON true"""
_IS_INSURED = """EXISTS (SELECT FROM enrollment_coverage c WHERE c.person_id = e.person_id AND c.coverage_year = year)
          OR EXISTS (SELECT FROM enrollment_coverevidence v WHERE {insured} AND v.from_on < make_date(year + 1, 1, 1)
            AND coalesce(v.until_on, 'infinity') > make_date(year, 1, 1))"""
_IS_MISSED = """EXISTS (SELECT FROM enrollment_coverevidence v WHERE {nowhere} AND v.from_on < make_date(year + 1, 1, 1)
          AND v.until_on > make_date(year, 1, 1))"""
_INSURED_AT_LAST = """(SELECT max(least(last_year, e.coverage_year - 1)) + 1 FROM (
      SELECT max(c.coverage_year)::int AS last_year FROM enrollment_coverage c
      WHERE c.person_id = e.person_id AND c.coverage_year < e.coverage_year
      UNION ALL SELECT extract(year FROM coalesce(v.until_on - 1, make_date(e.coverage_year, 1, 1)))::int
      FROM enrollment_coverevidence v WHERE {insured} AND v.from_on < make_date(e.coverage_year, 1, 1)) ended
      WHERE last_year IS NOT NULL),"""
_OF_PERSON = f"v.person_id = e.person_id AND v.state = '{EvidenceState.CONFIRMED.value}' AND v.scheme"
_INSURED = f"{_OF_PERSON} <> '{Scheme.NOWHERE.value}'"
_NOWHERE = f"{_OF_PERSON} = '{Scheme.NOWHERE.value}'"

# Parents are known by the mother's record and by the household: its head and spouse are those of a son or daughter.
_PARENT = """
  LEFT JOIN LATERAL (SELECT CASE bool_or(c.due_id IS NOT NULL) WHEN true THEN '+parent:insured' WHEN false THEN '+parent:not' END
      AS mark
    FROM (SELECT p.mother_id AS id WHERE p.mother_id IS NOT NULL
      UNION SELECT o.person_id FROM enrollment_membership m
      JOIN enrollment_membership o ON o.household_id = m.household_id AND o.left_on IS NULL
        AND o.relationship IN ('head', 'spouse')
      WHERE m.person_id = e.person_id AND m.left_on IS NULL AND m.relationship IN ('son', 'daughter')) parent
    LEFT JOIN enrollment_due d ON d.person_id = parent.id AND d.coverage_year = e.coverage_year AND d.area = e.area
      AND d.withdrawn_on IS NULL
    LEFT JOIN enrollment_coverage c
      ON c.person_id = d.person_id AND c.coverage_year = d.coverage_year AND c.due_id = d.id
    WHERE e."group" = 'minor') parents ON true"""

_AGE = """CASE WHEN p.born_on IS NULL THEN '' ELSE '+age:' || (SELECT max(start) FROM unnest(ARRAY[{ages}]) AS start
    WHERE start <= greatest(e.coverage_year - extract(year FROM p.born_on)::int
      - CASE WHEN extract(doy FROM p.born_on) = 1 THEN 0 ELSE 1 END, 0)) END"""


class StandingSql(NamedTuple):
    """An expression for the standing of `enrollment_enrollment e`, and the joins that it needs."""

    expression: str
    joins: str


def standing_sql(area: str, coverage_year: int, *, of_some: bool = False) -> StandingSql:
    """For an area and year; `of_some`: of some thousands of enrollments instead of a whole area."""
    return _made(asked_of(area, coverage_year), places_of(area, coverage_year), of_some)


def asked_of(area: str, coverage_year: int) -> AskedFacts:
    """What the area's rules of a year ask, and those of its counties that have figures of their own."""
    asked = [
        asked_facts(policy, coverage_year)
        for place in (area, *places_of(area, coverage_year))
        for _, policy in reversed(
            editions_of(place, coverage_year).steps
        )  # a correction may ask more than was asked before
    ]
    return reduce(AskedFacts.joined, asked)


def places_of(area: str, coverage_year: int) -> tuple[str, ...]:
    """The counties below a pooling area that state amounts or windows of their own for a year."""
    book = default_book()
    below = [code for code in book.by_code if code != area and book.pooling_area(code) == area]
    return tuple(code for code in below if has_own_dues(policy_of(code, coverage_year), coverage_year))


def standing_asking(also: AskedFacts, area: str, coverage_year: int) -> StandingSql:
    """The same with further facts, as other rules would ask them."""
    asked = asked_of(area, coverage_year).joined(also)
    return _made(asked, places_of(area, coverage_year), of_some=False)


def standing_of(enrollment_id: int, area: str, coverage_year: int) -> str:
    """The standing that the facts on record give an enrollment now."""
    made = standing_sql(area, coverage_year)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {made.expression} FROM enrollment_enrollment e {made.joins} WHERE e.id = %s",
            [enrollment_id],
        )
        return str(cursor.fetchone()[0])


def _made(asked: AskedFacts, places: tuple[str, ...], of_some: bool) -> StandingSql:
    join = _looked_up if of_some else _joined
    joins = _PERSON + "".join(join(alias, reason) for alias, reason in _EXEMPTIONS.items())
    if asked == NOTHING_ASKED and not places:
        return StandingSql(f"{_GROUP}  || coalesce('+employee:' || employee.fact_on, ''){_NEWLY}", joins)
    marks, employee = "", "employee.fact_on"
    if asked.history:
        employee = "greatest(employee.fact_on, shown.employee_until)"
        marks += "\n  || coalesce('+missed:' || history.missed, '') || coalesce(special.marks, '')"
        joins += _EVIDENCE + _history(asked) + _EVENTS
    if asked.ages:
        marks += f"\n  || {_AGE.format(ages=', '.join(map(str, asked.ages)))}"
    if asked.sex:
        marks += "\n  || CASE WHEN p.sex = '' THEN '' ELSE '+sex:' || p.sex END"
    if asked.basis:
        marks += "\n  || '+basis:' || e.basis"
    if asked.tier:
        marks += "\n  || CASE WHEN e.tier = '' THEN '' ELSE '+tier:' || e.tier END"
    if asked.parent:
        marks += "\n  || coalesce(parents.mark, '')"
        joins += _PARENT
    if asked.elsewhere:
        marks += "\n  || coalesce('+elsewhere:' || shown.elsewhere, '')"
    if places:
        codes = ", ".join(f"'{code}'" for code in places)
        marks += f"\n  || CASE WHEN left(e.division_code, 6) IN ({codes}) THEN '+place:' || left(e.division_code, 6) ELSE '' END"
    return StandingSql(f"{_GROUP}  || coalesce('+employee:' || {employee}, ''){_NEWLY}{marks}", joins)


def _history(asked: AskedFacts) -> str:
    since = _INSURED_AT_LAST.format(insured=_INSURED) if asked.since_last_cover else ""
    base = "NULL::int" if asked.counts_from is None else str(asked.counts_from)
    is_insured, is_missed = _IS_INSURED.format(insured=_INSURED), _IS_MISSED.format(nowhere=_NOWHERE)
    return _HISTORY.format(is_insured=is_insured, is_missed=is_missed, since=since, base=base)


def _joined(alias: str, reason: str) -> str:
    return f"""
  LEFT JOIN enrollment_waitingexemption {alias} ON {_IN_FORCE.format(x=alias, reason=reason)}"""


def _looked_up(alias: str, reason: str) -> str:
    """A fact found by its index for each enrollment, whatever the statistics say of a table that has just grown."""
    return f"""
  LEFT JOIN LATERAL (SELECT x.id, x.days, x.fact_on FROM enrollment_waitingexemption x
    WHERE {_IN_FORCE.format(x="x", reason=reason)} LIMIT 1) {alias} ON true"""
