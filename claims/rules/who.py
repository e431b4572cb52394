"""Does a patient belong to the people whom a rule names?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistance.rules.categories import with_broader
from claims.rules.facts import HeldCategory, PatientFacts
from policy.schema.benefit import Who
from policy.terms import Category

_NUMERALS = {numeral: str(number) for number, numeral in enumerate("一二三四五六七八九十", 1)}
_GRADE = re.compile(r"10|[1-9]|[一二三四五六七八九十]")


def grade_of(printed: str) -> str:
    """The number of a grade as certificates print it: 二级, 2级, 二 all give "2"; "" when there is none."""
    found = _GRADE.search(printed)
    return _NUMERALS.get(found[0], found[0]) if found else ""


def belongs(who: Who, patient: PatientFacts) -> bool | None:
    """Whether the patient is meant; None when a grade or a finding decides and none is recorded."""
    unsure = False
    for held in patient.held:
        answer = _fits(who, held, patient)
        if answer:
            return True
        unsure |= answer is None
    return None if unsure else False


def belongs_to_any(people: Iterable[Who], patient: PatientFacts) -> bool | None:
    """The same for several kinds of people: yes when one fits, None when only a missing grade or finding stands against it."""
    answers = [belongs(who, patient) for who in people]
    if True in answers:
        return True
    return None if None in answers else False


def _fits(who: Who, held: HeldCategory, patient: PatientFacts) -> bool | None:
    names = (held.category,) if who.exact else _names_of(held.category)
    if who.category not in names:
        return False
    if who.finding and who.finding not in patient.findings:
        return False if who.finding in patient.ruled_out else None
    grade = grade_of(held.grade) if who.grades or who.except_grades else ""
    if who.grades:
        return grade in who.grades if grade else None
    return grade not in who.except_grades


@lru_cache
def _names_of(category: Category) -> tuple[Category, ...]:
    return tuple(with_broader(category))
