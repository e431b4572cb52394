"""Does one box find a thing in every ledger that an officer may read, and nothing else?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.operations import settlement
from desk.search.sources import SHOWN, SOURCES
from enrollment.models import Household
from enrollment.operations import people
from policy.care import Setting
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db
FIND = "/search"


@pytest.fixture
def clerk(make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def desk(clerk: Officer, client_as: Callable[..., Client]) -> Client:
    return client_as(clerk)


@pytest.fixture
def home(clerk: Officer) -> Household:
    return make.household(clerk, make.member("head", "高兰"), make.member("spouse", "高山"))


def _sources(html: str) -> set[str]:
    return {source.code for source in SOURCES if f'data-source="{source.code}"' in html}


@pytest.mark.parametrize("typed", ["高", "gao", "GL", " 高兰 "])
def test_a_name_or_its_pinyin_finds_the_person(desk: Client, home: Household, typed: str) -> None:
    answer = desk.post(FIND, {"find": typed}, follow=True)
    assert "高兰" in answer.content.decode()


def test_a_document_number_opens_the_person_at_once_and_leaves_no_number_in_an_address(
    desk: Client, home: Household
) -> None:
    assert home.head is not None
    answer = desk.post(FIND, {"find": people.document_number(home.head)})
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("enrollment:person", args=[home.head.pk]),
    )


def test_several_hits_are_grouped_and_each_look_is_written_down(desk: Client, home: Household) -> None:
    html = desk.post(FIND, {"find": "高"}).content.decode()
    assert _sources(html) == {"people"}
    assert "高兰" in html and "高山" in html
    look = AuditEvent.objects.filter(action="read_people").latest("pk")
    assert look.change["what"] == "search_all" and look.change["people"] == 2


@pytest.mark.django_db(transaction=True)
def test_bills_and_households_are_found_by_their_number(
    desk: Client, clerk: Officer, make_officer: Callable[..., Officer], home: Household
) -> None:
    care.provider(clerk)
    person = care.covered(clerk, make_officer(Role.TAX_OFFICER, make.HEZE))
    visit = {"setting": Setting.OUTPATIENT, "diagnosis_code": "J06.900", "diagnosis_name": "急性上呼吸道感染"}
    bill = care.enter(
        person, clerk, "V-2022-17", care.line(12_000, 0, 0), discharged_on=date(2022, 5, 10), **visit
    )
    settlement.settle(bill=bill, on=care.ON, by=clerk)
    answer = desk.post(FIND, {"find": "V-2022-17"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("claims:bill", args=[bill.pk]))
    answer = desk.post(FIND, {"find": home.number})
    assert reverse("enrollment:household", args=[home.pk]) in (
        answer["Location"] if answer.status_code == 302 else answer.content.decode()
    )


def test_nobody_finds_what_lies_elsewhere_and_numbers_that_lead_nowhere_are_written_down(
    home: Household, make_officer: Callable[..., Officer], client_as: Callable[..., Client]
) -> None:
    assert home.head is not None
    stranger = client_as(make_officer(Role.COUNTY_BUREAU, "371703"))
    for typed in ("高兰", home.number, people.document_number(home.head)):
        html = stranger.post(FIND, {"find": typed}).content.decode()
        assert "没有找到" in html and "高兰" not in html.replace('value="高兰"', "")
    assert AuditEvent.objects.filter(action="find_nobody").count() == 1


def test_an_officer_without_a_permission_gets_no_answer_from_that_ledger(
    home: Household, make_officer: Callable[..., Officer], client_as: Callable[..., Client]
) -> None:
    admin = client_as(make_officer(Role.SYSTEM_ADMIN, "000000"))
    assert _sources(admin.post(FIND, {"find": "高兰"}).content.decode()) == set()


@pytest.mark.parametrize("typed", ["", "   ", "x" * 101])
def test_nothing_and_too_much_are_refused_in_the_form(desk: Client, typed: str) -> None:
    answer = desk.post(FIND, {"find": typed})
    assert answer.status_code == 200 and answer.context["form"].errors


def test_a_search_asks_a_number_of_questions_that_does_not_grow(
    desk: Client, home: Household, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    desk.post(FIND, {"find": "高"})
    with django_assert_max_num_queries(45):
        desk.post(FIND, {"find": "高"})
    assert SHOWN < 20
