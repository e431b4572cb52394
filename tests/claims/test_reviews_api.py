"""Do programs propose, agree and post as two officers do at the desk, once for each request?"""

import uuid
from datetime import date

import pytest

from claims.models import BillReview, ResettlementPlan, Statement
from claims.operations import settlement
from staff.models import Officer
from staff.rules.roles import Role
from tests import care
from tests.claims.test_settlement import visit

pytestmark = pytest.mark.django_db(transaction=True)


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def test_a_bill_is_decided_by_two(clerk: Officer, second: Officer, who, api_as) -> None:
    bill = care.enter(who, clerk, "I1")
    settlement.settle(bill=bill, on=care.ON, by=clerk)
    mine, theirs = api_as(clerk), api_as(second)
    address = f"/api/v1/bills/{bill.pk}/reviews"
    proposal = {
        "answer": "decide", "document_number": "函1号", "reason": "按省定比例",
        "amounts": {"basic": 10_000, "critical_illness": 0, "medical_assistance": 0},
    }  # fmt: skip
    assert (
        mine.post(address, proposal | {"amounts": {"fourth": 1}}, format="json", headers=key()).status_code
        == 400
    )
    once = key()
    first = mine.post(address, proposal, format="json", headers=once)
    again = mine.post(address, proposal, format="json", headers=once)
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    review = BillReview.objects.get()
    decision = f"/api/v1/bill-reviews/{review.pk}/decision"
    refused = mine.post(decision, {"decision": "approve"}, format="json", headers=key())
    assert refused.status_code in (403, 409) and refused.json()["errors"][0]["code"] == "maker_is_checker"
    done = theirs.post(decision, {"decision": "approve"}, format="json", headers=key())
    assert done.json()["state"] == "approved" and Statement.objects.get(bill=bill).basic_fen == 10_000
    assert theirs.get("/api/v1/bill-reviews").json()["results"][0]["bill"] == bill.pk


def test_differences_are_posted_by_another(
    clerk: Officer, second: Officer, who, api_as, make_officer
) -> None:
    settlement.settle(bill=visit(who, clerk, "V2", 50_000, date(2022, 5, 20)), on=care.ON, by=clerk)
    settlement.settle(bill=visit(who, clerk, "V1", 20_000, date(2022, 5, 1)), on=care.ON, by=clerk)
    plan = ResettlementPlan.objects.get()
    [told] = api_as(second).get("/api/v1/resettlement-plans").json()["results"]
    assert told["id"] == plan.pk and len(told["lines"]) == 2
    decision = f"/api/v1/resettlement-plans/{plan.pk}/decision"
    stranger = api_as(make_officer(Role.COUNTY_BUREAU, "371728"))
    assert stranger.post(decision, {"decision": "approve"}, format="json", headers=key()).status_code == 404
    done = api_as(second).post(decision, {"decision": "approve"}, format="json", headers=key())
    assert done.json()["state"] == "posted"
