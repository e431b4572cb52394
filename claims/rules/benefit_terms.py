"""Which values of the benefit file hold in an area on a day of service?

For each question the nearest area that answers it decides, and there the newest value; an area that answers another question
takes nothing away. A question that a nearer area leaves open is not answered by an area above it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator
from datetime import date
from typing import Any, TypeVar, cast, get_args

from claims.rules.facts import BillFacts
from enrollment.rules.answers import Missing
from policy.book import Policy
from policy.care import Place, Setting
from policy.schema import BenefitFile, Undecided
from policy.schema.benefit import Deductible, Limit, Ratio
from policy.schema.care_scope import ForCare, FromDay
from policy.standing import standing
from policy.terms import Category

Value = TypeVar("Value", bound=FromDay)
CareValue = TypeVar("CareValue", bound=ForCare)
_TABLES: dict[Any, str] = {
    get_args(field.annotation)[0]: name for name, field in BenefitFile.model_fields.items()
}
_NOBODY: frozenset[Category] = frozenset()
_OPEN_BY_SETTING = (Deductible, Limit, Ratio)


class Terms:
    """The benefit values of one policy on one day."""

    def __init__(self, policy: Policy, on: date) -> None:
        self.policy = policy
        self.on = on
        self._files = [file for _, file in policy.files("benefit", BenefitFile)]
        self._by_bill: dict[tuple[Hashable, ...], dict[Any, tuple[Any, ...]]] = {}
        self._latest: tuple[BillFacts | None, dict[Any, tuple[Any, ...]]] = (None, {})
        self._kept: dict[tuple[Hashable, ...], Any] = {}
        self._readings: dict[str, str] = {}
        self._questions: dict[tuple[str, frozenset[Category]], Missing | None] = {}

    def reading(self, reading_id: str) -> str:
        """The chosen value of a reading in the year of the day."""
        found = self._readings.get(reading_id)
        if found is None:
            found = self._readings[reading_id] = self.policy.reading(reading_id, self.on.year)
        return found

    def all(self, kind: type[Value]) -> tuple[Value, ...]:
        """The values of a kind in force on the day, one for each question, the nearest and newest first."""
        found: tuple[Any, ...] | None = self._kept.get((kind,))
        if found is None:
            self._kept[(kind,)] = found = self._standing(kind, lambda value: True)
        return found

    def at(self, kind: type[Value], place: Place) -> tuple[Value, ...]:
        """Those whose `places` name a place, or no place at all."""
        key = (kind, place)
        found: tuple[Any, ...] | None = self._kept.get(key)
        if found is None:
            self._kept[key] = found = self._standing(kind, lambda value: _is_at(value, place))
        return found

    def for_care(
        self, kind: type[CareValue], setting: Setting, tier: str | None = None
    ) -> tuple[CareValue, ...]:
        """Those for a setting (and level), wherever care is given, filed or not."""
        key = (kind, setting, tier)
        found: tuple[Any, ...] | None = self._kept.get(key)
        if found is None:
            stand = standing(self._files, _TABLES[kind], self.on, open_topic=_open_topic(kind, setting))
            self._kept[key] = found = tuple(
                one.value for one in stand if _is_for(cast(ForCare, one.value), setting, tier)
            )
        return found

    def for_bill(self, kind: type[CareValue], bill: BillFacts) -> tuple[CareValue, ...]:
        """Those for the setting, level and place of a bill, and for its filing and referral."""
        latest = self._latest
        here = latest[1] if latest[0] is bill else self._here(bill)
        found: tuple[Any, ...] | None = here.get(kind)
        if found is None:
            here[kind] = found = self._standing(
                kind, lambda value: _fits(value, bill), topic=_open_topic(kind, bill.setting)
            )
        return found

    def _here(self, bill: BillFacts) -> dict[Any, tuple[Any, ...]]:
        """What is kept for bills like this one; asked of one bill many times, so the latest is remembered."""
        key = (bill.setting, bill.provider_tier, bill.place, bill.filed_out_of_area, bill.referral)
        here = self._by_bill.setdefault(key, {})
        self._latest = (bill, here)
        return here

    def one(self, kind: type[CareValue], bill: BillFacts) -> CareValue | None:
        """The value for a bill, of a kind that has one."""
        found = self.for_bill(kind, bill)
        return found[0] if found else None

    def remember(self, key: tuple[Hashable, ...], make: Callable[[], Any]) -> Any:
        """What is worked out once for the terms of a day."""
        found = self._kept.get(key, self)
        if found is self:
            found = self._kept[key] = make()
        return found

    def ever(self, kind: type[Value]) -> tuple[Value, ...]:
        """Every value of a kind on file here, of whatever day."""
        return tuple(value for file in self._files for value in getattr(file, _TABLES[kind]))

    def _standing(
        self, kind: type[Value], fits: Callable[[Any], bool], *, topic: str = ""
    ) -> tuple[Any, ...]:
        stand = standing(self._files, _TABLES[kind], self.on, fits, open_topic=topic)
        return tuple(one.value for one in stand)

    def question(self, topic: str, categories: Collection[Category] = ()) -> Missing | None:
        """What the documents leave open on a topic: for everybody, or for one of some categories."""
        key = (topic, frozenset(categories)) if categories else (topic, _NOBODY)
        if key not in self._questions:
            self._questions[key] = next(map(_missing, self._open(topic, categories)), None)
        return self._questions[key]

    def _open(self, topic: str, categories: Collection[Category]) -> Iterator[Undecided]:
        wanted = set(categories)
        for file in self._files:
            for entry in file.undecided:
                if entry.from_coverage_year is not None and self.on.year < entry.from_coverage_year:
                    continue
                named = set(entry.categories)
                if entry.topic == topic and (named & wanted if wanted else not named):
                    yield entry


def terms_on(policy: Policy, on: date) -> Terms:
    """The terms of a policy on a day, worked out once."""
    return policy.remember(("benefit terms", on), lambda: Terms(policy, on))


def _open_topic(kind: type[FromDay], setting: Setting) -> str:
    """The topic under which an area leaves open what the kind answers for a setting."""
    return setting.value if issubclass(kind, _OPEN_BY_SETTING) else ""


def _is_for(value: ForCare, setting: Setting, tier: str | None) -> bool:
    return (not value.settings or setting in value.settings) and (
        tier is None or not value.tiers or tier in value.tiers
    )


def _fits(value: ForCare, bill: BillFacts) -> bool:
    return (
        _is_for(value, bill.setting, bill.provider_tier)
        and bill.place in value.in_places
        and (value.filed is None or value.filed is bill.filed_out_of_area)
        and (value.referred is None or value.referred is bill.referral)
    )


def _is_at(value: FromDay, place: Place) -> bool:
    places = getattr(value, "places", ())
    return not places or place in places


def _missing(entry: Undecided) -> Missing:
    return Missing(entry.what, entry.decided_by, entry.clause, entry.readings)
