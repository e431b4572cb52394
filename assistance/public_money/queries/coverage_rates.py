"""Which share of those who should be insured is insured, place by place, and of the people with an assistance category?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from assistance.figures.models import EnteredParameter
from assistance.figures.queries.parameters import above, for_rules
from assistance.public_money.queries.headcounts import insured_by_place
from assistance.public_money.rules.coverage_rates import Denominator, denominator
from enrollment.rules.targets import Standing, standing, target_of
from policy.book import Policy, default_book
from policy.entered import Entered
from policy.topics import Topic
from staff.models import Division
from staff.queries import children_of
from staff.rules.divisions import Level, scope_prefix


@dataclass(frozen=True, slots=True)
class PlaceRate:
    """One place: the figures of its denominator, the rate of all, and that of those who must be insured."""

    code: str
    name: str
    insured: int
    denominator: Denominator
    rate: Standing | None
    must_insure: Standing

    @property
    def order(self) -> tuple[int, int, str]:
        """Places with a rate first, the highest before the lower; compared exactly, not as a rounded percentage."""
        if self.rate is None or not self.rate.denominator:
            return (1, 0, self.code)
        return (0, -self.rate.numerator * 10**9 // self.rate.denominator, self.code)


@dataclass(frozen=True, slots=True)
class Rates:
    """A place and those directly inside it, on a day, with the formula in force."""

    formula: Entered | None
    whole: PlaceRate
    places: tuple[PlaceRate, ...]


# Who holds a category on the day, by place of residence; insured wherever in the country, for nobody is insured twice.
_MUST = """
WITH held AS (
  SELECT DISTINCT coalesce(p.merged_into_id, p.id) AS person_id FROM assistance_personcategory c
  JOIN enrollment_person p ON p.id = c.person_id
  WHERE c.from_on <= %(day)s AND (c.until_on IS NULL OR c.until_on > %(day)s))
SELECT substr(p.division_code, 1, %(digits)s) AS place, count(*), count(i.yes)
FROM held h JOIN enrollment_person p ON p.id = h.person_id
LEFT JOIN LATERAL (SELECT 1 AS yes FROM enrollment_coverage c
  WHERE c.person_id IN (SELECT h.person_id UNION ALL SELECT id FROM enrollment_person WHERE merged_into_id = h.person_id)
    AND c.coverage_year = %(year)s AND c.settled_on <= %(day)s
    AND coalesce(c.cover_until, make_date(c.coverage_year + 1, 1, 1)) > %(day)s LIMIT 1) i ON true
WHERE p.division_code LIKE %(place)s AND (p.died_on IS NULL OR p.died_on > %(day)s) GROUP BY 1
"""


def rates(division: str, *, coverage_year: int, on: date) -> Rates:
    """The coverage rate of a place on a day and of the places directly inside it, best first (JC-3c, GX-3a)."""
    policy = default_book().policy(division)
    prefix = scope_prefix(division)
    digits = {2: 4, 4: 6, 6: 9}.get(len(prefix), 12)
    insured = insured_by_place(division, coverage_year=coverage_year, on=on, digits=digits)
    must = _must_insure(prefix, coverage_year=coverage_year, on=on, digits=digits)
    figures = _figures(division, coverage_year, on)
    formula = figures.get((Topic.COVERAGE_FORMULA, str(coverage_year)))
    whole = Division.objects.get(pk=division)
    inside = list(children_of(division).filter(level__lte=Level.TOWNSHIP)) if len(prefix) <= 6 else []

    def row(code: str, name: str, key: str | None) -> PlaceRate:
        heads = sum(insured.values()) if key is None else insured.get(key, 0)
        held = [one for place, one in must.items() if key is None or place == key]
        found = denominator(formula, figures, place=code, year=coverage_year)
        return PlaceRate(
            code, name, heads, found, _standing(policy, heads, found.count),
            standing(
                policy, target_of(policy, "must_insure_rate"), numerator=sum(one[1] for one in held),
                denominator=sum(one[0] for one in held),
            ),
        )  # fmt: skip

    rows = [row(one.code, one.name, scope_prefix(one.code).ljust(digits, "0")[:digits]) for one in inside]
    return Rates(formula, row(whole.code, whole.name, None), tuple(sorted(rows, key=lambda one: one.order)))


def _standing(policy: Policy, heads: int, should: int | None) -> Standing | None:
    if should is None:
        return None
    return standing(policy, target_of(policy, "coverage_rate"), numerator=heads, denominator=should)


def _must_insure(prefix: str, *, coverage_year: int, on: date, digits: int) -> Mapping[str, tuple[int, int]]:
    facts: dict[str, str | int | date] = {
        "year": coverage_year, "day": on, "digits": digits, "place": prefix + "%",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MUST, facts)
        return {place: (int(held), int(covered)) for place, held, covered in cursor.fetchall()}


def _figures(division: str, coverage_year: int, on: date) -> dict[tuple[Topic, str], Entered]:
    """Formula and figures in force on a day for a place and those inside it; the nearest area's formula counts."""
    prefix = scope_prefix(division)
    rows = EnteredParameter.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on),
        Q(area__in=above(division[:6].ljust(6, "0"))) | Q(area__startswith=prefix[:6]),
        Q(topic=Topic.COVERAGE_FORMULA.value, key=str(coverage_year), area__in=above(division[:6]))
        | Q(key__startswith=prefix, key__endswith=f":{coverage_year}"),
        from_on__lte=on,
        approved_by__isnull=False,
    ).order_by("area", "from_on", "pk")
    return {(Topic(row.topic), row.key): for_rules(row) for row in rows}
