"""Can a program send a bill once, read it, and see providers; within its place, with one shape of error?"""

import pytest
from django.urls import reverse

from claims.models import Bill
from enrollment.operations.people import document_number
from staff.models import Officer
from staff.rules.roles import Role
from tests import care
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def sent(who, **changed):
    return {
        "document_number": document_number(who), "provider_code": care.HOSPITAL, "number": "A1", "setting": "inpatient",
        "admitted_on": "2022-05-03", "discharged_on": "2022-05-10", "diagnosis_code": "C50.900", "total_fen": 500000,
        "lines": [{"item_class": "B", "total_fen": 500000, "eligible_fen": 450000, "first_pay_fen": 50000}], **changed,
    }  # fmt: skip


def test_a_bill_is_sent_once_and_read(clerk: Officer, who, api_as, django_assert_max_num_queries) -> None:
    api = api_as(clerk)
    first = api.post(reverse("api_bills"), sent(who), headers={"Idempotency-Key": "k1"})
    assert first.status_code == 201, first.json()
    assert first.json()["state"] == "ready" and first.json()["diagnosis_name"] == "乳房恶性肿瘤"
    assert document_number(who) not in str(first.json())
    again = api.post(reverse("api_bills"), sent(who), headers={"Idempotency-Key": "k1"})
    assert again.json() == first.json() and again.headers["Idempotent-Replayed"] == "true"
    assert api.post(reverse("api_bills"), sent(who)).status_code == 400
    other_key = api.post(reverse("api_bills"), sent(who), headers={"Idempotency-Key": "k2"})
    assert other_key.status_code in (409, 422) and other_key.json()["errors"][0]["code"] == "already_entered"
    assert Bill.objects.count() == 1
    with django_assert_max_num_queries(8):
        listed = api.get(reverse("api_bills"), {"state": "ready", "since": "2022-05-01"}).json()
    assert listed["count"] == 1
    one = api.get(reverse("api_bill", args=[listed["results"][0]["id"]])).json()
    assert one["lines"][0]["eligible_fen"] == 450000 and one["place"] == "area"
    withdrawn = api.post(
        reverse("api_withdraw_bill", args=[one["id"]]), {"reason": "错录"}, headers={"Idempotency-Key": "w"}
    )
    assert withdrawn.json()["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"total_fen": 499999}, "sums_differ"),
        ({"diagnosis_code": "x"}, "malformed"),
        ({"document_number": "000"}, "unknown_person"),
        ({"provider_code": "H0000"}, "unknown_provider"),
        ({"admitted_on": "2021-12-03", "discharged_on": "2021-12-10"}, "not_covered"),
        ({"setting": "hotel"}, "invalid"),
        ({"lines": []}, "empty"),
    ],
)  # fmt: skip
def test_refusals_have_stable_codes(clerk: Officer, who, api_as, change, code: str) -> None:
    answer = api_as(clerk).post(reverse("api_bills"), sent(who, **change), headers={"Idempotency-Key": "r"})
    assert answer.status_code in (400, 422) and answer.json()["errors"][0]["code"] == code, answer.json()
    assert not Bill.objects.exists()


def test_elsewhere_is_not_found_and_reading_is_not_entering(
    clerk: Officer, who, api_as, make_officer
) -> None:
    bill = care.enter(who, clerk)
    stranger = api_as(make_officer(Role.COUNTY_BUREAU, "622901"))
    assert stranger.get(reverse("api_bill", args=[bill.pk])).status_code == 404
    assert stranger.get(reverse("api_bills")).json()["count"] == 0
    auditor = api_as(make_officer(Role.AUDITOR, make.HEZE))
    assert auditor.get(reverse("api_bill", args=[bill.pk])).status_code == 200
    assert auditor.post(reverse("api_bills"), sent(who), headers={"Idempotency-Key": "a"}).status_code == 403


def test_providers_of_a_day(clerk: Officer, who, api_as) -> None:
    api = api_as(clerk)
    listed = api.get(reverse("api_providers"), {"on": "2022-05-10", "tier": "county"}).json()["results"]
    assert [(p["code"], p["tier"]) for p in listed] == [(care.HOSPITAL, "county")]
    assert api.get(reverse("api_providers"), {"on": "2010-01-01"}).json()["results"][0]["tier"] is None
