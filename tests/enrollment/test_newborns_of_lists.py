"""Is a newborn proposed to be joined who came by list under a certificate and by a later list under a number; twins never?"""

import io
from datetime import date

import pytest

from enrollment.models import FollowUp, Household, HouseholdImport
from enrollment.operations import household_imports
from intake.operations import jobs
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
HEADER = "户编号,与户主关系,姓名,证件类型,证件号码,居住地区划,出生日期,性别"
BORN = date(2021, 9, 1)


@pytest.fixture
def bureau(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


def written(bureau: Officer, *rows: str) -> HouseholdImport:
    content = io.BytesIO("\n".join([HEADER, *rows, ""]).encode())
    listed = household_imports.receive(
        content=content, name="户.csv", area=make.MUDAN, coverage_year=2022, on=make.DAY, by=bureau
    )
    listed = jobs.work_on(listed, on=make.DAY)
    assert listed.state == "ready", listed.problems
    household_imports.confirm(household_import=listed, on=make.DAY, by=bureau)
    return jobs.work_on(listed)


def head(household: str, name: str) -> str:
    return f"{household},户主,{name},,{make.resident_number(male=False)},{make.VILLAGE},,"


def child(household: str, name: str, certificate: str = "", *, male: bool = True) -> str:
    kind = "出生医学证明" if certificate else ""
    number = certificate or make.resident_number(BORN, male=male)
    return f"{household},{'子' if male else '女'},{name},{kind},{number},{make.VILLAGE},{BORN},{'男' if male else '女'}"


def proposed() -> list[tuple[str, str]]:
    rows = FollowUp.objects.filter(task="join", closed_at=None).select_related("person")
    return sorted((row.person.name, row.fact) for row in rows)


def test_certificate_first_and_number_later_in_bulk(bureau: Officer) -> None:
    families = [head(f"A{n}", f"李母{'甲乙丙丁'[n]}") for n in range(4)]
    written(
        bureau, *families, child("A0", "李母甲之子", "Q100000001"), child("A1", "李明", "Q100000002"),
        child("A2", "李强", "Q100000003"), child("A3", "李大", "Q100000004"), child("A3", "李二", "Q100000005"),
    )  # fmt: skip
    assert Household.objects.count() == 4 and proposed() == []
    written(
        bureau, child("A0", "李安"), child("A1", "李明"), child("A2", "李刚"), child("A3", "李大"),
        child("A3", "李三", male=False),
    )  # fmt: skip
    assert proposed() == [("李安", "registered"), ("李明", "registered")], (
        "another name, and twins of whom nothing tells which is which, are not proposed"
    )


def test_both_in_one_list(bureau: Officer) -> None:
    written(bureau, head("B1", "王母"), child("B1", "王宁", "Q100000006"), child("B1", "王宁"))
    assert {name for name, _ in proposed()} == {"王宁"}
