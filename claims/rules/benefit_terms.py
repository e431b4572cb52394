"""Which values of the benefit file hold in an area on a day of service?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any, TypeVar, get_args

from claims.rules.facts import PatientFacts
from claims.rules.who import belongs_to_any
from enrollment.rules.answers import Missing
from policy.book import Policy
from policy.care import ProviderTier, Setting
from policy.schema import BenefitFile, Undecided
from policy.schema.benefit import ForCare, FromDay, Who
from policy.terms import Category

Value = TypeVar("Value", bound=FromDay)
CareValue = TypeVar("CareValue", bound=ForCare)
_TABLES: dict[Any, str] = {
    get_args(field.annotation)[0]: name for name, field in BenefitFile.model_fields.items()
}


class Terms:
    """The benefit values of one policy on one day: the nearest area that has a value decides."""

    def __init__(self, policy: Policy, on: date) -> None:
        self.policy = policy
        self.on = on
        self._files = [file for _, file in policy.files("benefit", BenefitFile)]
        self._kept: dict[tuple[object, ...], tuple[Any, ...]] = {}
        self._readings: dict[str, str] = {}
        self._questions: dict[tuple[str, frozenset[Category]], Missing | None] = {}

    def reading(self, reading_id: str) -> str:
        """The chosen value of a reading."""
        found = self._readings.get(reading_id)
        if found is None:
            found = self._readings[reading_id] = self.policy.reading(reading_id)
        return found

    def all(self, kind: type[Value]) -> tuple[Value, ...]:
        """The values of a kind in force on the day, of the nearest area that has any."""
        found: tuple[Any, ...] | None = self._kept.get((kind,))
        if found is None:
            self._kept[(kind,)] = found = self._found(kind, lambda value: True)
        return found

    def for_care(
        self, kind: type[CareValue], setting: Setting, tier: ProviderTier | None = None
    ) -> tuple[CareValue, ...]:
        """Those for a setting (and level), newest first."""
        key = (kind, setting, tier)
        found: tuple[Any, ...] | None = self._kept.get(key)
        if found is None:
            self._kept[key] = found = self._found(kind, lambda value: _is_for(value, setting, tier))
        return found

    def one(
        self, kind: type[CareValue], setting: Setting, tier: ProviderTier | None = None
    ) -> CareValue | None:
        """The newest value for a setting (and level)."""
        found = self.for_care(kind, setting, tier)
        return found[0] if found else None

    def _found(self, kind: type[Value], fits: Callable[[Value], bool]) -> tuple[Value, ...]:
        for file in self._files:
            listed: tuple[Value, ...] = getattr(file, _TABLES[kind])
            newest = sorted(listed, key=lambda value: value.from_on, reverse=True)
            found = tuple(value for value in newest if _holds(value, self.on) and fits(value))
            if found:
                return found
        return ()

    def question(self, topic: str, categories: Collection[Category] = ()) -> Missing | None:
        """What the documents leave open on a topic: for everybody, or for one of some categories."""
        key = (topic, frozenset(categories))
        if key not in self._questions:
            self._questions[key] = next(map(_missing, self._open(topic, categories)), None)
        return self._questions[key]

    def _open(self, topic: str, categories: Collection[Category]) -> Iterator[Undecided]:
        wanted = set(categories)
        for file in self._files:
            for entry in file.undecided:
                named = set(entry.categories)
                if entry.topic == topic and (named & wanted if wanted else not named):
                    yield entry


def terms_on(policy: Policy, on: date) -> Terms:
    """The terms of a policy on a day, worked out once."""
    return policy.remember(("benefit terms", on), lambda: Terms(policy, on))


def meant(
    values: tuple[Value, ...], people: Callable[[Value], tuple[Who, ...]], patient: PatientFacts
) -> list[Value]:
    """Those values that name the patient."""
    return [value for value in values if people(value) and belongs_to_any(people(value), patient)]


def _holds(value: FromDay, on: date) -> bool:
    return value.from_on <= on and (value.until_on is None or on < value.until_on)


def _is_for(value: ForCare, setting: Setting, tier: ProviderTier | None) -> bool:
    return (not value.settings or setting in value.settings) and (
        tier is None or not value.tiers or tier in value.tiers
    )


def _missing(entry: Undecided) -> Missing:
    return Missing(entry.what, entry.decided_by, entry.clause, entry.readings)
