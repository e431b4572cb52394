"""Does each look at a person leave one row, does far too much looking end, and is unusual looking written down?"""

import pytest
from django.urls import reverse

from staff.models import AuditEvent
from staff.operations.reads import TooManyReads, read_people, read_person
from staff.reading_limits import limits_today
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


def rows(action: str = "read_person") -> int:
    return AuditEvent.objects.filter(action=action).count()


@pytest.fixture
def clerk(make_officer):
    make.places()
    return make_officer(Role.VILLAGE_CLERK, make.VILLAGE)


@pytest.fixture
def who(clerk):
    person = make.person(clerk)
    make.enrolled(person, clerk)
    return person


def test_each_page_and_answer_about_a_person_leaves_one_row(clerk, who, client_as, api_as):
    client, api = client_as(clerk), api_as(clerk)
    household = who.memberships.get().household
    for number, path in enumerate(
        (
            reverse("enrollment:person", args=[who.pk]),
            reverse("enrollment:household", args=[household.pk]),
            reverse("enrollment:person_dues", args=[who.pk]),
            f"/api/v1/people/{who.pk}",
            f"/api/v1/people/{who.pk}/explanation?coverage_year=2022",
        ),
        start=1,
    ):
        asked = api if path.startswith("/api/") else client
        assert asked.get(path).status_code == 200, path
        assert rows() == number, path
    event = AuditEvent.objects.filter(action="read_person").latest("pk")
    assert (event.about_kind, event.about_id, event.division_code) == ("person", str(who.pk), make.VILLAGE)
    assert event.officer == clerk and event.ip and event.request_id


def test_a_list_is_one_row_that_says_how_many(clerk, who, client_as, api_as):
    assert api_as(clerk).get("/api/v1/people").json()["count"] == 1
    assert api_as(clerk).get("/api/v1/dues?coverage_year=2022").status_code == 200
    assert client_as(clerk).get(reverse("enrollment:people"), {"name": "张"}).status_code == 200
    assert [
        row["people"]
        for row in AuditEvent.objects.filter(action="read_people").values_list("change", flat=True)
    ] == [1] * 3
    assert client_as(clerk).get(reverse("enrollment:people"), {"name": "赵"}).status_code == 200
    assert rows("read_people") == 3  # nobody was shown


def test_it_costs_one_statement(clerk, who, django_assert_num_queries):
    from staff.access import asking_once, roles_held

    with asking_once():
        roles_held(clerk)
        with django_assert_num_queries(1):
            read_person(who, by=clerk, division_code=who.division_code)


def test_unusual_reading_is_written_down_once_and_too_much_waits(clerk, who, client_as, api_as):
    limit = limits_today().roles[Role.VILLAGE_CLERK]
    for _ in range(limit.alarm - 1):
        read_person(who, by=clerk, division_code=who.division_code)
    assert rows("unusual_reading") == 0
    for _ in range(limit.refuse - limit.alarm + 1):
        read_person(who, by=clerk, division_code=who.division_code)
    event = AuditEvent.objects.get(action="unusual_reading")
    assert (event.officer, event.about_kind, event.change["looks"]) == (clerk, "officer", limit.alarm)
    page = client_as(clerk).get(reverse("enrollment:person", args=[who.pk]))
    assert (
        page.status_code == 429
        and page.headers["Retry-After"] == "600"
        and "查看的人员过多" in page.content.decode()
    )
    assert who.name not in page.content.decode()
    refused = api_as(clerk).get(f"/api/v1/people/{who.pk}")
    assert refused.status_code == 429 and refused.json()["errors"][0]["code"] == "too_many_reads"
    with pytest.raises(TooManyReads):
        read_people(1, by=clerk)
    assert AuditEvent.objects.filter(succeeded=False).count() == 3


def test_a_number_of_nobody_is_written_down_without_the_number(clerk, client_as, api_as):
    number = make.resident_number()
    client_as(clerk).post(reverse("enrollment:people"), {"number": number})
    assert api_as(clerk).post("/api/v1/people/search", {"document_number": number}).status_code == 404
    events = AuditEvent.objects.filter(action="find_nobody", officer=clerk, succeeded=False)
    assert events.count() == 2 and number not in str(list(events.values()))


def test_only_the_bureau_puts_somebody_under_protection_and_sees_that_it_is_so(
    clerk, who, make_officer, client_as
):
    bureau = make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    client, path = client_as(bureau), reverse("enrollment:protect_person", args=[who.pk])
    seen = client.get(path).context["seen"]
    assert client.post(path, {"is_watched": "on", "reason": "知名人士", "seen": seen}).status_code == 302
    assert client.get(path).context["form"]["is_watched"].value() is True
    page = client_as(clerk).get(reverse("enrollment:person", args=[who.pk])).content.decode()
    assert path not in page and "重点保护" not in page
    assert client_as(clerk).get(path).status_code == 403
    assert path in client.get(reverse("enrollment:person", args=[who.pk])).content.decode()
