"""Which of the values in force is meant for a patient: one that names the patient or a fact of the case, or that for all?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from claims.rules.facts import PatientFacts
from claims.rules.who import belongs_to_any
from policy.schema.care_scope import ForCare, FromDay
from policy.terms import Text

WHOSE = Text("患者的年龄、人群或证件等级", "the age, the group or the grade of the patient")
Value = TypeVar("Value", bound=FromDay)
CareValue = TypeVar("CareValue", bound=ForCare)


def naming(values: Iterable[Value], patient: PatientFacts) -> list[Value]:
    """Those that name the patient surely."""
    return [value for value in values if (people := value.people) and belongs_to_any(people, patient)]


def for_patient(values: tuple[Value, ...], patient: PatientFacts) -> tuple[Value, ...]:
    """Those that name the patient; when none does, those for everybody."""
    for value in values:
        if value.people:
            break
    else:
        return values
    return tuple(naming(values, patient)) or tuple(value for value in values if not value.people)


def for_case(values: tuple[CareValue, ...], patient: PatientFacts) -> tuple[CareValue, ...]:
    """Of those whose facts are all recorded the ones that ask for most facts; among them those that name the patient."""
    for value in values:
        if value.facts or value.who:
            break
    else:
        return values
    holding = [value for value in values if patient.findings.issuperset(value.facts)]
    for facts in sorted({value.facts for value in holding}, key=len, reverse=True):
        meant = for_patient(tuple(value for value in holding if value.facts == facts), patient)
        if meant:
            return meant
    return ()


def unsure_of(values: Iterable[Value], patient: PatientFacts) -> Value | None:
    """A value for people among whom the patient may be: an age or a grade decides, and none is recorded."""
    unsure = (value for value in values if value.people and belongs_to_any(value.people, patient) is None)
    return next(unsure, None)
