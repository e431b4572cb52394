"""For how many people would an opened year change amount, wait, day of cover or subsidy, by county, with examples?

The people are those enrolled in the last year. They are collapsed into distinct cases by one statement, and each case is asked
once under the rules of the last year and once under the answers given so far; nothing is written (decision 0009).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from enrollment.bulk import opened_cases
from enrollment.bulk.opened_cases import Case, Group
from enrollment.models import OpenedYear
from enrollment.queries.opened_years import drafted
from enrollment.queries.policies import entered_for, policy_of
from enrollment.rules.opening_effects import Difference, Outcome, a_year_on, difference, outcome
from enrollment.rules.standing import Standing
from policy.book import Policy
from policy.terms import Text
from staff import access
from staff.access import Permission
from staff.models import Officer

EXAMPLES = 20
COUNTED = ("amount", "wait", "cover", "subsidy", "undecided")


@dataclass(frozen=True, slots=True)
class Compared:
    """Two years of an area: the rules of each by place, and the outcomes of a standing under both."""

    area: str
    last_year: int
    coverage_year: int
    before: Callable[[str], Policy]
    after: Callable[[str], Policy]
    outcomes: Callable[[str, Case], tuple[Outcome, Outcome]]  # of a county and a case


@dataclass(frozen=True, slots=True)
class Effect:
    """People of a county whose subsidy changes, with both amounts in words (setting OPENING_EFFECTS)."""

    county: str
    case: str
    people: int
    sample: tuple[int, ...]
    before: Text
    after: Text


@dataclass(slots=True)
class Count:
    """People of a county, and of how many each thing changes."""

    county: str
    people: int = 0
    changed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))

    def as_json(self) -> dict[str, Any]:
        """The county for pages and programs."""
        return {"county": self.county, "people": self.people, **self.changed}


def dry_run(year: OpenedYear) -> dict[str, Any]:
    """The counts of the whole area and of each county, and up to 20 people as examples."""
    last = opened_cases.last_year(year.area, year.coverage_year)
    if last is None:
        return _result(year, None, {}, [])
    compared = _compared(year, last)
    counts: dict[str, Count] = {}
    examples: list[tuple[Group | Effect, Text, Text]] = []
    for group in opened_cases.cases(year.area, last, year.coverage_year):
        before, after = compared.outcomes(group.county, group.case)
        found = difference(before, after)
        _add(counts, group, found)
        if found.is_any or found.undecided:
            examples.append((group, before.text, after.text))
    for effect in _subsidies(compared):
        counts.setdefault(effect.county, Count(effect.county)).changed["subsidy"] += effect.people
        examples.insert(0, (effect, effect.before, effect.after))
    return _result(year, last, counts, examples)


def as_json(year_id: int, version: int) -> dict[str, Any]:
    """The dry run as a kept count; the version makes another count of other answers."""
    return dry_run(OpenedYear.objects.get(pk=year_id))


def within(found: dict[str, Any], officer: Officer, *, on: date) -> dict[str, Any]:
    """The counties, sums and examples of a dry run that lie in the officer's divisions."""
    prefixes = access.scope_prefixes(officer, Permission.REPORTS_READ, on=on)

    def is_own(row: dict[str, Any]) -> bool:
        return any(row["county"].startswith(prefix[:6]) for prefix in prefixes)

    rows = [row for row in found["counties"] if is_own(row)]
    sums = {name: sum(row[name] for row in rows) for name in ("people", *COUNTED)}
    return {**found, **sums, "counties": rows, "examples": [one for one in found["examples"] if is_own(one)]}


def _compared(year: OpenedYear, last: int) -> Compared:
    book, _ = drafted(year)
    entries = entered_for(year.area, year.coverage_year)
    known: dict[tuple[str, Case], tuple[Outcome, Outcome]] = {}
    own = {code for code in book.by_code if book.pooling_area(code) not in (code, None)}

    def before(place: str) -> Policy:
        return policy_of(place if place in own else year.area, last)

    def after(place: str) -> Policy:
        return book.policy(place if place in own else year.area).with_entered(entries)

    policies: dict[str, tuple[Policy, Policy]] = {}

    def outcomes(county: str, case: Case) -> tuple[Outcome, Outcome]:
        place = county if county in own else ""
        if place not in policies:
            policies[place] = before(place), after(place)
        if (place, case) not in known:
            standing = Standing.parse(case.then)
            then, now = policies[place]
            known[place, case] = (
                outcome(then, last, standing),
                outcome(now, year.coverage_year, a_year_on(standing, Standing.parse(case.now))),
            )
        return known[place, case]

    return Compared(year.area, last, year.coverage_year, before, after, outcomes)


def _subsidies(compared: Compared) -> Iterator[Effect]:
    for path in settings.OPENING_EFFECTS:
        found: Iterable[Effect] = import_string(path)(compared)
        yield from found


def _add(counts: dict[str, Count], group: Group, found: Difference) -> None:
    count = counts.setdefault(group.county, Count(group.county))
    count.people += group.people
    for name, is_so in (
        ("amount", found.amount),
        ("wait", found.wait),
        ("cover", found.cover),
        ("undecided", found.undecided),
    ):
        count.changed[name] += group.people if is_so else 0


def _result(
    year: OpenedYear, last: int | None, counts: dict[str, Count], examples: list[tuple[Any, Text, Text]]
) -> dict[str, Any]:
    rows = [counts[county] for county in sorted(counts)]
    whole = {name: sum(row.changed[name] for row in rows) for name in COUNTED}
    return {
        "area": year.area,
        "coverage_year": year.coverage_year,
        "last_year": last,
        "people": sum(row.people for row in rows),
        **whole,
        "counties": [row.as_json() for row in rows],
        "examples": list(_examples(examples)),
    }


def _examples(found: list[tuple[Any, Text, Text]]) -> Iterator[dict[str, Any]]:
    """One person of each case in turn, so that the rare cases are seen, then more of the same."""
    given: set[int] = set()
    for turn in range(EXAMPLES):
        for group, before, after in found:
            if len(given) >= EXAMPLES:
                return
            if turn < len(group.sample) and group.sample[turn] not in given:
                given.add(group.sample[turn])
                case = group.case if isinstance(group, Effect) else group.case.then
                yield {
                    "person": group.sample[turn],
                    "county": group.county,
                    "case": case,
                    "before": before._asdict(),
                    "after": after._asdict(),
                }
