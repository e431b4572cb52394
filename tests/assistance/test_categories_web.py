"""Do the pages about a person's categories show what counts and why, refuse at the field, and keep to the scope?"""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assistance.categories.models import PersonCategory
from assistance.categories.operations import categories
from enrollment.models import Person
from policy.terms import Category, Certifier
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
VILLAGE = "620102001001"


@pytest.fixture
def clerk(make_officer: Callable[..., Officer]) -> Officer:
    make.places(VILLAGE)
    return make_officer(Role.COUNTY_BUREAU, "620102")


@pytest.fixture
def official(make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(Role.CIVIL_AFFAIRS, "620100")


@pytest.fixture
def person(clerk: Officer) -> Person:
    return make.person(clerk, village=VILLAGE)


def typed(**given: str) -> dict[str, str]:
    return {
        "category": "dibao_rural_3", "certifier": "civil_affairs", "document_number": "兰民〔2021〕3号",
        "from_on": "2021-03-01", "grade": "", "certified_on": "", "until_on": "", **given,
    }  # fmt: skip


@time_machine.travel("2021-05-10 10:00+08:00", tick=True)
def test_the_end_suggested_for_a_category_never_lies_before_its_begin(
    client_as: Callable[..., Client], official: Officer, person: Person
) -> None:
    desk = client_as(official)
    desk.post(reverse("assistance:record_category", args=[person.pk]), typed(from_on="2021-07-01"))
    span = PersonCategory.objects.get()
    form = desk.get(reverse("assistance:end_category", args=[person.pk, span.pk])).context["form"]
    assert form.initial["until_on"] == span.from_on == date(2021, 7, 1)


@time_machine.travel("2021-05-10 10:00+08:00", tick=True)
def test_recorded_at_the_desk_and_told_on_the_page(
    client_as: Callable[..., Client], official: Officer, person: Person
) -> None:
    desk = client_as(official)
    url = reverse("assistance:record_category", args=[person.pk])
    assert desk.get(url).status_code == 200
    answer = desk.post(url, typed(), follow=True)
    span = PersonCategory.objects.get()
    assert (span.person, span.source, span.recorded_by) == (person, "desk", official)
    text = answer.content.decode()
    assert "农村低保三类" in text and "兰民〔2021〕3号" in text and "LZ-2b" in text and "200.00" in text
    slip = desk.post(url, typed(category="tekun", from_on="0021-03-01"))
    assert slip.status_code == 422 and "早于 1900 年" in slip.content.decode()
    again = desk.post(url, typed(from_on="2021-06-01"))
    assert again.status_code == 422 and "已登记为" in again.content.decode()
    ending = reverse("assistance:end_category", args=[person.pk, span.pk])
    assert desk.post(ending, {"until_on": "2021-02-01", "because": "错"}).status_code == 422
    ended = desk.post(ending, {"until_on": "2021-05-10", "because": "退出低保"}, follow=True)
    span.refresh_from_db()
    assert span.until_on == date(2021, 5, 10) and "退出低保" in ended.content.decode()


def test_out_of_scope_is_not_found_and_readers_see_no_button(
    client_as: Callable[..., Client], make_officer: Callable[..., Officer], official: Officer, person: Person
) -> None:
    categories.record_category(
        person=person, category=Category("tekun"), certifier=Certifier.CIVIL_AFFAIRS, document_number="文",
        from_on=date(2021, 1, 1), source="desk", on=date(2021, 1, 5), by=official,
    )  # fmt: skip
    url = reverse("assistance:record_category", args=[person.pk])
    stranger = client_as(make_officer(Role.CIVIL_AFFAIRS, make.HEZE))
    assert stranger.get(url).status_code == 404
    reader = client_as(make_officer(Role.TOWNSHIP_CLERK, "620102001"), language="en")
    assert reader.get(url).status_code == 403
    page = reader.get(reverse("enrollment:person", args=[person.pk])).content.decode()
    assert "tekun (extreme hardship)" in page and url not in page
    tax = client_as(make_officer(Role.TAX_OFFICER, "620102"))
    assert "tekun" not in tax.get(reverse("enrollment:person", args=[person.pk])).content.decode()
