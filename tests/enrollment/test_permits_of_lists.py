"""Does the last day of a residence permit come with a household list, and is a day that cannot be read refused by its cell?"""

import io
from datetime import date

import pytest

from enrollment.models import HouseholdImport, Person
from enrollment.operations import household_imports
from intake.operations import jobs
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
HEADER = "户编号,与户主关系,姓名,证件类型,证件号码,居住地区划,居住证号,居住证有效期至"


def checked(bureau: Officer, *rows: tuple[str, str, str]) -> HouseholdImport:
    lines = [
        f"A{turn},户主,{name},,{make.resident_number()},{make.VILLAGE},{permit},{until}"
        for turn, (name, permit, until) in enumerate(rows)
    ]
    content = io.BytesIO("\n".join([HEADER, *lines, ""]).encode())
    listed = household_imports.receive(
        content=content, name="户.csv", area=make.MUDAN, coverage_year=2022, on=make.DAY, by=bureau
    )
    return jobs.work_on(listed, on=make.DAY)


def test_the_last_day_of_a_permit_comes_with_the_list(make_officer) -> None:  # type: ignore[no-untyped-def]
    make.places()
    bureau = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    wrong = checked(bureau, ("赵六", "J4", "明年"))
    assert [(problem["cell"], problem["code"]) for problem in wrong.problems] == [("H2", "date_unreadable")]
    listed = checked(bureau, ("张伟", "J1", "2025-06-30"), ("李明", "J2", ""), ("王芳", "", "2025-06-30"))
    household_imports.confirm(household_import=listed, on=make.DAY, by=bureau)
    assert jobs.work_on(listed).state == "written"
    kept = Person.objects.values_list("name", "residence_permit", "permit_last_day")
    assert sorted(kept) == [("张伟", "J1", date(2025, 6, 30)), ("李明", "J2", None), ("王芳", "", None)]
