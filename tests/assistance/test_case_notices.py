"""Are the public notices that run now listed for the officer's places, and has each a sheet to hang up?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assistance.cases.models import AssistanceCase
from assistance.cases.operations import case_moves
from assistance.cases.queries.case_notices import notices_of, running
from assistance.cases.queries.cases import visible_cases, with_people
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance import case_desk as desk
from tests.assistance.case_desk import LATE, CaseTown, at

pytestmark = pytest.mark.django_db
LAST = date(2022, 7, 11)


@pytest.fixture
def town(make_officer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> CaseTown:
    settings.CASE_NOTICE_DAYS = 7
    monkeypatch.setattr(timezone, "now", lambda: at(hour=10))
    return CaseTown(make_officer)


def published(town: CaseTown, name: str = "李秀英", **given: Any) -> AssistanceCase:
    person = make.person(town.bureau, name, **given)
    case = desk.verified(person, town.clerk, town.first)
    return case_moves.publish(case=case, version=None, by=town.first, at=at())


def test_a_notice_runs_from_its_first_to_its_last_day(town: CaseTown) -> None:
    case = published(town)
    days = {
        day: running(town.first, on=day).count() for day in (date(2022, 7, 4), LATE, LAST, date(2022, 7, 12))
    }
    assert list(days.values()) == [0, 1, 1, 0]
    [notice] = notices_of(running(town.first, on=LAST), on=LAST)
    assert (notice.case, notice.first_day, notice.last_day, notice.days_left) == (case, LATE, LAST, 1)
    town.approve(case, town.second, at=at(date(2022, 7, 12)))
    assert not running(town.first, on=LAST).exists(), "a case that was decided is no longer on notice"
    [kept] = notices_of(with_people(visible_cases(town.first, on=LAST)), on=LAST)
    assert kept.last_day == LAST and not kept.is_running


def test_the_list_shows_masked_people_of_ones_own_places(
    town: CaseTown, make_officer, client_as: Callable[..., Client], django_assert_max_num_queries
) -> None:
    url = reverse("assistance:case_notices")
    client = client_as(town.first, language="en")
    assert "No notice is running" in client.get(url).content.decode()
    cases = [published(town, name) for name in ("李秀英", "王桂兰", "赵玉梅", "孙玉兰")]
    told = client.get(url).content.decode()
    person = cases[0].person
    assert person.name in told and person.document_masked in told and "********" in person.document_masked
    assert "2022-07-05" in told and "2022-07-11" in told and "data-print" in told
    with django_assert_max_num_queries(20):
        assert client.get(url).content.decode().count("2022-07-11") == len(cases)
    assert "李秀英" in client.get(url, {"division": "371700"}).content.decode()
    assert "李秀英" not in client.get(url, {"division": "371702002"}).content.decode()
    assert client.get(url, {"division": "3717"}).status_code == 422
    stranger = client_as(make_officer(Role.CIVIL_AFFAIRS, "371721"))
    assert "李秀英" not in stranger.get(url).content.decode()
    assert client_as(make_officer(Role.TAX_OFFICER, make.HEZE)).get(url).status_code == 403
    for page in (reverse("assistance:cases"), reverse("assistance:case_queue")):
        assert url in client.get(page).content.decode(), "reached from the cases"


def test_the_sheet_of_a_notice(
    town: CaseTown, make_officer, client_as: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as(town.clerk, language="en")
    silent = desk.submitted(town.woman, town.clerk)
    told = client.get(reverse("assistance:case_notice", args=[silent.pk]), follow=True).content.decode()
    assert "not on public notice" in told
    case = published(town, "王桂兰")
    url = reverse("assistance:case_notice", args=[case.pk])
    assert url in client.get(reverse("assistance:case", args=[case.pk])).content.decode()
    told = client.get(url).content.decode()
    for said in (
        case.number,
        "王桂兰",
        case.person.document_masked,
        "2022-07-05",
        "2022-07-11",
        "data-print",
    ):
        assert said in told
    assert "This notice has ended" not in told
    stranger = client_as(make_officer(Role.CIVIL_AFFAIRS, "371721"))
    assert stranger.get(url).status_code == 404
    monkeypatch.setattr(timezone, "now", lambda: at(date(2022, 7, 12)))
    later = client_as(town.clerk, language="en")  # a week on, the first login is over
    assert "This notice has ended" in later.get(url).content.decode()
