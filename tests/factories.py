"""How do tests get places, people, households and enrollments without saying more than the test is about?

Everybody here is made up. Documents are valid by form; `resident_number` never gives the same one twice.
"""

import itertools
from datetime import date
from typing import Any

from stdnum.iso7064 import mod_11_2

from enrollment.models import Enrollment, Household, Person
from enrollment.operations import enrollments, households
from enrollment.operations.households import MemberFacts
from enrollment.operations.people import PersonFacts
from policy.terms import Basis
from staff.models import Division, Officer
from staff.rules.divisions import chain, level_of

HEZE, MUDAN, VILLAGE = "371700", "371702", "371702001001"
OTHER_VILLAGE = "371702001002"
LINXIA_VILLAGE = "622901001001"
DAY = date(2021, 10, 20)
YEAR = 2022
BORN = date(1980, 5, 1)

_sequence = itertools.count()


def resident_number(born_on: date = BORN, *, male: bool = True, county: str = MUDAN) -> str:
    """A fresh, valid resident ID number."""
    turn = next(_sequence)
    day = date.fromordinal(born_on.toordinal())
    bare = f"{int(county) + turn // 500 % 20:06}{day:%Y%m%d}{turn % 500 * 2 + male:03}"
    return bare + mod_11_2.calc_check_digit(bare)


def places(*villages: str) -> None:
    """Divisions from the province down to each village."""
    codes = {
        code for village in (villages or (VILLAGE, OTHER_VILLAGE, LINXIA_VILLAGE)) for code in chain(village)
    }
    Division.objects.bulk_create(
        [
            Division(code=code, name=f"区划{code}", level=level_of(code), parent_id=_parent(code))
            for code in sorted(codes, key=len)
        ],
        ignore_conflicts=True,
    )


def _parent(code: str) -> str | None:
    above = chain(code)[:-1]
    return above[-1] if above else None


def facts(
    name: str = "张伟",
    *,
    village: str = VILLAGE,
    born_on: date | None = None,
    male: bool = True,
    **given: Any,
) -> PersonFacts:
    if "document_number" not in given:
        given["document_number"] = resident_number(born_on or BORN, male=male)
    return PersonFacts(name=name, division_code=village, born_on=born_on, **given)


def member(relationship: str, name: str = "张伟", **given: Any) -> MemberFacts:
    return MemberFacts(relationship=relationship, facts=facts(name, **given))


def household(
    by: Officer, *members: MemberFacts, on: date = DAY, village: str = VILLAGE, number: str = ""
) -> Household:
    """A household of a head, or of the members given."""
    return households.register_household(
        division_code=village,
        members=members or (member("head", village=village),),
        on=on,
        by=by,
        number=number,
    )


def person(by: Officer, name: str = "张伟", **given: Any) -> Person:
    """The head of a household of one."""
    village = given.get("village", VILLAGE)
    head = household(by, member("head", name, **given), village=village).head
    assert head is not None
    return head


def enrolled(
    who: Person, by: Officer, *, year: int = YEAR, village: str = VILLAGE, on: date = DAY
) -> Enrollment:
    return enrollments.enroll(
        person=who, division_code=village, coverage_year=year, basis=Basis.HUKOU, on=on, by=by
    )
