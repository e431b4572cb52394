"""Does a category that only the data of a place know work there like any other, and nowhere else?"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from assistance.cases.rules.case_reasons import CaseKind
from assistance.cases.web.case_forms import CaseForm
from assistance.categories.models import PersonCategory
from assistance.categories.operations import categories
from assistance.categories.queries.category_list import UnknownCategoryCode, category_label, require_known
from assistance.categories.queries.category_names import names_on
from assistance.categories.rules.category_names import name_key
from assistance.categories.rules.category_terms import fault_of
from assistance.categories.web.roster_forms import RosterForm
from assistance.public_money.queries.must_insure import asked
from assistance.public_money.rules.must_insure import must_insure
from enrollment.models import Person
from enrollment.operations.people import InvalidFact
from policy.book import default_book
from policy.terms import Category, Certifier
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

DATA = """
[[own]]
code = "village_teacher"
zh = "老年乡村教师"
en = "retired village teacher"
part_of = "low_income"
from_on = 2021-01-01
until_on = 2022-09-01
clause = "HZ-3.2b"
"""
TEACHER = Category("village_teacher")


@pytest.fixture(autouse=True)
def heze_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "371700").mkdir()
    (tmp_path / "371700" / "category.toml").write_text(DATA, encoding="utf-8")
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(tmp_path))


@pytest.fixture
def civil(db: None, make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.CIVIL_AFFAIRS, "000000")


def record(person: Person, by: Officer, from_on: date = make.DAY) -> PersonCategory:
    return categories.record_category(
        person=person, category=TEACHER, certifier=Certifier.CIVIL_AFFAIRS, document_number="菏教〔2022〕5号",
        from_on=from_on, source="desk", on=make.DAY, by=by,
    )  # fmt: skip


def test_it_is_recorded_called_by_its_name_and_counts_as_its_wider_one(
    civil: Officer, make_officer: Callable[..., Officer]
) -> None:
    span = record(make.person(make_officer(Role.COUNTY_BUREAU, make.MUDAN), "周桂兰"), civil)
    assert (span.category, category_label(span.category).zh) == ("village_teacher", "老年乡村教师")
    entry = must_insure(default_book().policy("371700"), 2022)
    assert entry is not None and TEACHER not in entry.categories
    listed = asked(entry, "371700", "371700", 2022, make.DAY)["categories"]
    assert "village_teacher" in listed, "low_income is on the list of Heze, and it is part of it"


@pytest.mark.parametrize(
    ("place", "from_on", "field"),
    [("620102", make.DAY, "category"), ("371702", date(2020, 12, 31), "from_on"), ("371702", date(2022, 9, 1), "from_on")],
)  # fmt: skip
def test_it_fits_neither_elsewhere_nor_outside_its_days(place: str, from_on: date, field: str) -> None:
    fault = fault_of(
        default_book().policy(place), category=TEACHER, certifier=Certifier.CIVIL_AFFAIRS, grade="", from_on=from_on
    )  # fmt: skip
    assert fault is not None and fault.field == field
    assert (fault.clause == "HZ-3.2b") is (place == "371702")


def test_the_desk_refuses_it_outside_its_days_and_a_roster_of_another_place_refuses_it(
    civil: Officer, make_officer: Callable[..., Officer]
) -> None:
    person = make.person(make_officer(Role.COUNTY_BUREAU, make.MUDAN))
    with pytest.raises(InvalidFact, match="自2021-01-01起"):
        record(person, civil, date(2020, 12, 31))
    assert not PersonCategory.objects.exists()
    with pytest.raises(UnknownCategoryCode) as refused:
        require_known([TEACHER], "620102", "categories")
    assert "dibao（低保对象）" in refused.value.remedy.zh


def test_forms_and_lists_of_the_place_alone_offer_it(
    civil: Officer, make_officer: Callable[..., Officer], client_as: Callable[..., Client]
) -> None:
    for place, is_offered in (("371702", True), ("620102", False)):
        roster = RosterForm(areas=[(place, place)], today=make.DAY)
        case = CaseForm(years=[2022], kind=CaseKind.APPLICATION, place=place)
        for form, field in ((roster, "categories"), (case, "category")):
            offered = dict(form.fields[field].choices)  # type: ignore[attr-defined]
            assert ("village_teacher" in offered) is is_offered
        assert (name_key("老年乡村教师") in names_on(place, make.DAY)) is is_offered
    person = make.person(make_officer(Role.COUNTY_BUREAU, make.MUDAN))
    page = client_as(civil).get(reverse("assistance:record_category", args=[person.pk])).content.decode()
    assert "老年乡村教师" in page
