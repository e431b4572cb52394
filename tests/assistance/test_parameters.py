"""Is a figure entered by one officer and approved by another, in the operation, in the tables and at every door?"""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from assistance.figures.models import EnteredParameter
from assistance.figures.operations import parameters
from assistance.figures.operations.parameters import AlreadyDecided, InvalidParameter
from assistance.figures.queries.parameters import entered, entered_for_rules
from policy.topics import Topic
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
LINXIA = "622900"
DAY = date(2021, 1, 1)


@pytest.fixture
def maker(make_officer) -> Officer:
    make.places()
    return make_officer(Role.CITY_BUREAU, LINXIA)


@pytest.fixture
def checker(make_officer) -> Officer:
    return make_officer(Role.CITY_BUREAU, LINXIA)


def split(by: Officer, value="6:4", **given) -> EnteredParameter:
    facts = {
        "area": LINXIA,
        "topic": Topic.CITY_COUNTY_SPLIT,
        "from_on": DAY,
        "document_number": "临州财〔2020〕1号",
    }
    return parameters.enter(**(facts | {"value": value} | given), by=by, at=timezone.now())


def test_it_counts_only_once_a_second_officer_agrees(maker, checker) -> None:
    entry = split(maker)
    assert entry.value == {"city": "6", "county": "4"}
    assert entered(LINXIA, Topic.CITY_COUNTY_SPLIT, DAY) is None
    with pytest.raises(NotYours):
        parameters.approve(entry=entry, by=maker, at=timezone.now())
    parameters.approve(entry=entry, by=checker, at=timezone.now())
    assert entered("622901", Topic.CITY_COUNTY_SPLIT, DAY) == entry, "the county follows its prefecture"
    assert entered(LINXIA, Topic.CITY_COUNTY_SPLIT, date(2020, 12, 31)) is None, "not before its first day"
    assert AuditEvent.objects.filter(action="approve_parameter", about_id=str(entry.pk)).count() == 1
    with pytest.raises(AlreadyDecided):
        parameters.reject(entry=entry, because="再看", by=checker, at=timezone.now())


def test_the_nearest_and_latest_entry_counts(maker, checker) -> None:
    for value, day, area in [("6:4", DAY, LINXIA), ("5:5", date(2021, 7, 1), LINXIA), ("3:7", DAY, "622901")]:
        entry = split(maker, value, from_on=day, area=area)
        parameters.approve(entry=entry, by=checker, at=timezone.now())
    topic = Topic.CITY_COUNTY_SPLIT
    assert entered_for_rules(LINXIA, date(2021, 6, 30))[topic, ""].value == {"city": "6", "county": "4"}
    assert entered_for_rules(LINXIA, date(2021, 7, 1))[topic, ""].value == {"city": "5", "county": "5"}
    assert entered_for_rules("622901", date(2021, 7, 1))[topic, ""].value == {"city": "3", "county": "7"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"value": "6:0.4:1"}, "value"),
        ({"value": "0:0"}, "value"),
        ({"value": "-1:2"}, "value"),
        ({"key": "2021"}, "key"),
        ({"topic": "no_such_topic"}, "topic"),
        ({"document_number": " "}, "document_number"),
        ({"until_on": DAY}, "until_on"),
        ({"topic": Topic.POOR_COUNTIES, "value": "371702"}, "value"),
        ({"topic": Topic.HUKOU_POPULATION, "value": "12.5", "key": "622901:2021"}, "value"),
        ({"topic": Topic.HUKOU_POPULATION, "value": "12", "key": "371702:2021"}, "key"),
    ],
)
def test_what_does_not_fit_its_topic_is_refused(maker, given, field) -> None:
    with pytest.raises(InvalidParameter) as refused:
        split(maker, **given)
    assert refused.value.context["field"] == field and EnteredParameter.objects.count() == 0


def test_only_in_ones_own_area(maker, make_officer) -> None:
    with pytest.raises(NotAllowed):
        split(maker, area="620000")
    other = make_officer(Role.CITY_BUREAU, make.HEZE)
    with pytest.raises(NotAllowed):
        parameters.approve(entry=split(maker), by=other, at=timezone.now())


def test_the_tables_refuse_what_the_operation_refuses(maker, checker) -> None:
    entry = split(maker)
    with pytest.raises(IntegrityError, match="parameter_not_approved_by_maker"), transaction.atomic():
        EnteredParameter.objects.filter(pk=entry.pk).update(approved_by=maker, approved_at=timezone.now())
    for statement in (
        'UPDATE assistance_enteredparameter SET value = \'{"city": "9", "county": "1"}\'',
        "DELETE FROM assistance_enteredparameter",
    ):
        with (
            pytest.raises(Exception, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    parameters.approve(entry=entry, by=checker, at=timezone.now())
    with pytest.raises(Exception, match="never changed"), transaction.atomic():
        EnteredParameter.objects.update(approved_by=None, approved_at=None)


def test_the_pages(maker, checker, make_officer, client_as, django_assert_max_num_queries) -> None:
    client = client_as(maker, language="en")
    assert client.get(reverse("assistance:enter_parameter", args=["no_such"])).status_code == 404
    url = reverse("assistance:enter_parameter", args=["city_county_split"])
    facts = {"area": LINXIA, "value": "6:4", "from_on": "2021-01-01", "document_number": "1号"}
    assert client.post(url, facts | {"value": "six"}).status_code == 422
    client.post(url, facts)
    entry = EnteredParameter.objects.get()
    page = reverse("assistance:parameter", args=[entry.pk])
    assert "Approve</button>" not in client.get(page).content.decode(), "not to who entered it"
    second = client_as(checker, language="en")
    assert "Approve</button>" in second.get(page).content.decode()
    second.post(reverse("assistance:decide_parameter", args=[entry.pk]), {"decision": "approve"})
    entry.refresh_from_db()
    assert entry.approved_by == checker
    for number in range(30):
        split(maker, f"{number + 11}:4")
    with django_assert_max_num_queries(20):
        listed = second.get(reverse("assistance:parameters"), {"standing": "waits"}).content.decode()
    assert "city 40:4 county" in listed and "city 6:4 county" not in listed
    stranger = client_as(make_officer(Role.CITY_BUREAU, make.HEZE))
    assert stranger.get(page).status_code == 404
    county = client_as(make_officer(Role.COUNTY_BUREAU, "622901"))
    assert county.get(page).status_code == 200, "what binds a county can be read there"
    assert county.post(reverse("assistance:decide_parameter", args=[entry.pk])).status_code == 404
    assert client_as(make_officer(Role.TOWNSHIP_CLERK)).get(page).status_code == 403


def test_the_api(maker, checker, api_as) -> None:
    facts = {
        "area": LINXIA, "topic": "poor_counties", "value": ["622901"], "from_on": "2021-01-01", "document_number": "2号",
    }  # fmt: skip
    program = api_as(maker)
    made = program.post("/api/v1/parameters", facts, headers={"Idempotency-Key": "k1"})
    assert made.status_code == 201 and made.json()["state"] == "waits"
    again = program.post("/api/v1/parameters", facts, headers={"Idempotency-Key": "k1"})
    assert again.json() == made.json() and again.headers["Idempotent-Replayed"] == "true"
    assert EnteredParameter.objects.count() == 1
    decision = f"/api/v1/parameters/{made.json()['id']}/decision"
    own = program.post(decision, {"decision": "approve"}, headers={"Idempotency-Key": "k2"})
    assert own.status_code == 403 and own.json()["errors"][0]["code"] == "not_by_maker"
    done = api_as(checker).post(decision, {"decision": "approve"}, headers={"Idempotency-Key": "k3"})
    assert done.json()["state"] == "approved"
    assert program.get("/api/v1/parameters", {"topic": "poor_counties"}).json()["results"][0]["value"] == [
        "622901"
    ]
