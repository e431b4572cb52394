"""Does a patient belong to the people whom a rule names?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from claims.rules.facts import HeldCategory, PatientFacts
from policy.book import Policy
from policy.schema.care_scope import Who

_NUMERALS = {numeral: str(number) for number, numeral in enumerate("一二三四五六七八九十", 1)}
_GRADE = re.compile(r"10|[1-9]|[一二三四五六七八九十]")


def grade_of(printed: str) -> str:
    """The number of a grade as certificates print it: 二级, 2级, 二 all give "2"; "" when there is none."""
    found = _GRADE.search(printed)
    return _NUMERALS.get(found[0], found[0]) if found else ""


def belongs(who: Who, patient: PatientFacts) -> bool | None:
    """Whether the patient is meant; None when an age, a group, a grade or a finding decides and none is recorded."""
    if who.category is None:
        return _all_of(_of_age(who, patient), _of_group(who, patient), _has_finding(who, patient))
    held = _holds_category(who, patient)
    if held is False or not (who.groups or who.from_age or who.until_age is not None):
        return held
    return _all_of(held, _of_age(who, patient), _of_group(who, patient))


def _all_of(*answers: bool | None) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _of_age(who: Who, patient: PatientFacts) -> bool | None:
    if who.from_age is None and who.until_age is None:
        return True
    if patient.age is None:
        return None
    return (who.from_age is None or patient.age >= who.from_age) and (
        who.until_age is None or patient.age <= who.until_age
    )


def _of_group(who: Who, patient: PatientFacts) -> bool | None:
    if not who.groups:
        return True
    return None if patient.group is None else patient.group in who.groups


def _has_finding(who: Who, patient: PatientFacts) -> bool | None:
    if not who.finding or who.finding in patient.findings:
        return True
    return False if who.finding in patient.ruled_out else None


def _holds_category(who: Who, patient: PatientFacts) -> bool | None:
    unsure = False
    for held in patient.held:
        answer = _fits(who, held, patient)
        if answer:
            return True
        unsure |= answer is None
    return None if unsure else False


def with_wider(policy: Policy, patient: PatientFacts) -> PatientFacts:
    """The patient with the wider categories of each one held, as the list of the area has them."""
    known = policy.categories
    held = tuple(one._replace(wider=known.with_wider(one.category)[1:]) for one in patient.held)
    return patient._replace(held=held)


def belongs_to_any(people: Iterable[Who], patient: PatientFacts) -> bool | None:
    """The same for several kinds of people: yes when one fits, None when only a missing grade or finding stands against it."""
    answers = [belongs(who, patient) for who in people]
    if True in answers:
        return True
    return None if None in answers else False


def _fits(who: Who, held: HeldCategory, patient: PatientFacts) -> bool | None:
    if who.category != held.category and (who.exact or who.category not in held.wider):
        return False
    if not (recorded := _has_finding(who, patient)):
        return recorded
    grade = grade_of(held.grade) if who.grades or who.except_grades else ""
    if who.grades:
        return grade in who.grades if grade else None
    return grade not in who.except_grades
