"""Which share of those who should be insured is insured, place by place, against the same day of last year and the target?

Numerator and denominator are people by name: each figure opens the list (`enrollment.queries.village_ledgers`). Counted out is
only whom a fact counts out; the documents name no rule for the denominator (JC-3c).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from enrollment.models import BasePicture, BasePicturePlace
from enrollment.queries.base_lists import named_by_lists
from enrollment.queries.base_people import BasePlace, counts_inside
from enrollment.queries.policies import policy_of
from enrollment.rules.base_classes import BaseClass, BaseCount, insured, should_be_insured
from enrollment.rules.same_day import same_day_last_year
from enrollment.rules.targets import Standing, standing, target_of
from policy.book import Policy
from staff.rules.divisions import scope_prefix

TARGET = "coverage_rate"


@dataclass(frozen=True, slots=True)
class PlaceRate:
    """One place: everybody by class, the rate against the target, and where it was kept that of the same day a year before."""

    code: str
    counts: list[BaseCount]
    rate: Standing
    before: Standing | None

    @property
    def people(self) -> int:
        return sum(one.people for one in self.counts)

    @property
    def classes(self) -> dict[BaseClass, int]:
        """People by class, whether a fact says so or an answer."""
        sums = dict.fromkeys(BaseClass, 0)
        for one in self.counts:
            sums[one.base_class] += one.people
        return sums


def digits_inside(division_code: str) -> int:
    """Of the places directly inside a place."""
    return {2: 4, 4: 6, 6: 9, 9: 12}.get(len(scope_prefix(division_code)), 12)


def counted_inside(place: BasePlace) -> dict[str, list[BaseCount]]:
    """Code of each place directly inside -> its people by class; whom a list names stands as near as the list says."""
    digits = digits_inside(place.division_code)
    counts = {code.ljust(6, "0"): listed for code, listed in counts_inside(place, digits=digits).items()}
    for one in named_by_lists(place.division_code, place.coverage_year):
        nearest = scope_prefix(one.division_code)[:digits]
        code = nearest.ljust(6, "0")
        counts.setdefault(code, []).append(BaseCount(one.base_class, False, 1))
    return counts


def counted_as_json(area: str, place: str, year: int, on: str) -> dict[str, list[list[str | bool | int]]]:
    """`counted_inside`, to be kept."""
    found = counted_inside(BasePlace(area, place, year, date.fromisoformat(on)))
    return {code: as_json(counts) for code, counts in found.items()}


def as_json(counts: list[BaseCount]) -> list[list[str | bool | int]]:
    """People by class, each pair of class and ground once."""
    sums: dict[tuple[str, bool], int] = {}
    for one in counts:
        key = (one.base_class.value, one.by_fact)
        sums[key] = sums.get(key, 0) + one.people
    return [[*key, people] for key, people in sums.items()]


def from_json(kept: list[list[str | bool | int]]) -> list[BaseCount]:
    """The same as it was kept."""
    return [BaseCount(BaseClass(str(one)), bool(by_fact), int(people)) for one, by_fact, people in kept]


def rates(place: BasePlace, counted: Mapping[str, list[BaseCount]]) -> tuple[PlaceRate, list[PlaceRate]]:
    """The place as a whole, and those directly inside it in their order."""
    policy = policy_of(place.area, place.coverage_year)
    before = _before(place)
    rows = [_rate(policy, code, counts, before.get(code)) for code, counts in sorted(counted.items())]
    everybody = [one for counts in counted.values() for one in counts]
    kept = list(before.values())
    sums = (sum(one[0] for one in kept), sum(one[1] for one in kept)) if kept else None
    return _rate(policy, place.division_code, everybody, sums), rows


def _rate(policy: Policy, code: str, counts: list[BaseCount], before: tuple[int, int] | None) -> PlaceRate:
    target = target_of(policy, TARGET)
    now = standing(policy, target, numerator=insured(counts), denominator=should_be_insured(counts))
    then = before and standing(policy, target, numerator=before[0], denominator=before[1])
    return PlaceRate(code, counts, now, then or None)


def _before(place: BasePlace) -> dict[str, tuple[int, int]]:
    """Place -> insured and should be insured on the same day of last year, for last year's coverage year."""
    picture = picture_of(place.area, place.coverage_year - 1, same_day_last_year(place.on))
    if picture is None:
        return {}
    digits, prefix = digits_inside(place.division_code), scope_prefix(place.division_code)
    sums: dict[str, tuple[int, int]] = {}
    rows = BasePicturePlace.objects.filter(picture=picture, division_code__startswith=prefix)
    for code, people, should in rows.values_list("division_code", "insured", "should"):
        key = scope_prefix(code)[:digits].ljust(6, "0")
        yes, all_ = sums.get(key, (0, 0))
        sums[key] = (yes + people, all_ + should)
    return sums


def picture_of(area: str, coverage_year: int, day: date) -> BasePicture | None:
    """The picture of that morning."""
    return BasePicture.objects.filter(area=area, coverage_year=coverage_year, day=day).first()


def report(row: PlaceRate) -> dict[str, Any]:
    """A place for programs."""
    target = row.rate.target
    return {
        "division_code": row.code,
        "insured": row.rate.numerator,
        "should_be_insured": row.rate.denominator,
        "rate_percent": row.rate.percent,
        "rate_before": row.before.percent if row.before else None,
        "target": f"{target.rate}" if target else None,
        "clause": target.clause if target else "",
        "is_met": row.rate.met,
        "short_by": row.rate.short_by,
        "classes": [
            {"base_class": one, "by_fact": by_fact, "people": people}
            for one, by_fact, people in as_json(row.counts)
        ],
    }
