"""Do eligibility, bills and the explanation know that an enrollment was suspended or ended, and what follows for posted bills?"""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Bill, ResettlementPlan, ReviewAnswer
from claims.operations import bill_reviews, settlement
from claims.operations.eligibility import look_up_person
from claims.queries.eligibility import standing_of_number
from claims.rules.eligibility import Eligibility, State
from enrollment.models import Coverage, Enrollment, FollowUp, Person
from enrollment.operations import enrollment_states
from enrollment.operations.people import document_number
from enrollment.queries.explanations import explain
from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from intake import vault
from policy.care import Setting
from staff.models import Officer
from tests import care

pytestmark = pytest.mark.django_db(transaction=True)
M, R = EnrollmentMove, StateReason
VISIT = {"setting": Setting.OUTPATIENT, "diagnosis_code": "J06.900", "diagnosis_name": "急性上呼吸道感染"}
MARCH, JUNE = date(2022, 3, 1), date(2022, 6, 1)


def moved(who: Person, by: Officer, made: EnrollmentMove, reason: StateReason, day: date) -> None:
    enrollment_states.move(
        enrollment=Enrollment.objects.get(person=who), made=made, reason=reason, from_on=day,
        document_number="转出〔2022〕1号", by=by, at=timezone.now(),
    )  # fmt: skip


def visit(who: Person, by: Officer, number: str, on: date) -> Bill:
    return care.enter(who, by, number, care.line(12_000, 0, 0), discharged_on=on, **VISIT)


def answer(who: Person, by: Officer, on: date) -> Eligibility:
    said = look_up_person(person=who, service_on=on, on=care.ON, by=by).eligibility
    assert said is not None
    return said


def agree(who: Person, by: Officer) -> None:
    """On every first and last day of a month `explain` says that the relation is interrupted exactly where a day of cover waits."""
    told = explain(who, 2022)
    listed = told.as_json()["enrollment"]["interruptions"]
    assert len(listed) == len(told.interruptions)
    assert told.cover is not None
    for month in range(1, 13):
        for day in (date(2022, month, 1), date(2022, month, 28)):
            said = answer(who, by, day)
            inside = any(one["from"] <= day.isoformat() <= (one["to"] or "9999") for one in listed)
            assert told.cover.start <= day <= told.cover.last
            assert (said.state in (State.SUSPENDED, State.UNDECIDED)) == inside, day
            assert said.is_covered is not inside


def test_a_day_in_the_employee_scheme_is_not_covered_silently_and_its_bill_waits(
    who: Person, clerk: Officer, second: Officer
) -> None:
    before = list(Coverage.objects.values_list("cover_from", "cover_until"))
    moved(who, clerk, M.SUSPEND, R.EMPLOYED, MARCH)
    agree(who, clerk)
    moved(who, clerk, M.RESUME, R.EMPLOYMENT_ENDED, JUNE)
    agree(who, clerk)
    said = answer(who, clerk, date(2022, 4, 2))
    assert (said.state, said.clause) == (State.SUSPENDED, "N33-a")
    assert "2022年3月1日至2022年5月31日" in said.reason.zh and "转出〔2022〕1号" in said.reason.zh
    steps = {step.code: step.clause for step in explain(who, 2022).steps}
    assert steps["interrupted"] == "N33-a"
    assert list(Coverage.objects.values_list("cover_from", "cover_until")) == before, (
        "cover is taken from nobody (N21-16)"
    )
    waits = visit(who, clerk, "V1", date(2022, 4, 2))
    assert (waits.state, [one["code"] for one in waits.holds]) == ("held", ["eligibility_suspended"])
    assert visit(who, clerk, "V2", JUNE).state == "ready"
    review = bill_reviews.propose_review(
        bill=waits,
        answer=ReviewAnswer.RELEASE,
        document_number="会议纪要1号",
        reason="急诊",
        on=care.ON,
        by=clerk,
    )
    settled = bill_reviews.approve_review(review=review, on=care.ON, by=second)
    assert settled is not None and settled.state.value == "settled"


def test_prison_leaves_it_undecided_and_names_the_missing_rule_and_who_decides(
    who: Person, clerk: Officer, client_as: Any
) -> None:
    moved(who, clerk, M.SUSPEND, R.IMPRISONED, MARCH)
    agree(who, clerk)
    said = answer(who, clerk, MARCH)
    (missing,) = said.missing
    assert (said.state, said.clause) == (State.UNDECIDED, "")
    assert "服刑" in missing.what.zh and "医保局" in missing.decided_by.zh
    assert explain(who, 2022).as_json()["missing"][-1]["decided_by"]["zh"] == missing.decided_by.zh
    waits = visit(who, clerk, "V1", MARCH)
    assert (waits.state, [one["code"] for one in waits.holds]) == ("undecided", ["eligibility_undecided"])
    client = client_as(clerk, language="en")
    page = client.post("/claims/eligibility/", {"number": document_number(who), "service_on": MARCH})
    assert (
        'data-state="undecided"' in page.content.decode() and "in prison or custody" in page.content.decode()
    )
    shown = client.get(
        reverse("enrollment:person_dues", args=[who.pk]) + "?coverage_year=2022"
    ).content.decode()
    assert "suspended: 2022-03-01" in shown


def test_a_posted_bill_whose_day_comes_to_lie_in_a_suspension_gets_its_follow_up_at_once(
    who: Person, clerk: Officer
) -> None:
    inside, after = (visit(who, clerk, f"V{day.month}", day) for day in (date(2022, 4, 2), JUNE))
    for bill in (inside, after):
        assert settlement.settle(bill=bill, on=care.ON, by=clerk).state.value == "settled"
    moved(who, clerk, M.SUSPEND, R.EMPLOYED, MARCH)
    moved(who, clerk, M.RESUME, R.EMPLOYMENT_ENDED, JUNE)
    opened = FollowUp.objects.filter(closed_at=None, task="settle_again")
    assert set(opened.values_list("about", flat=True)) == {f"bill:{inside.pk}"}
    (line,) = ResettlementPlan.objects.get(state="proposed").lines.all()
    assert (line.bill_id, [hold["code"] for hold in line.why]) == (inside.pk, ["eligibility_suspended"])
    moved(who, clerk, M.SUSPEND, R.ELSEWHERE, JUNE)
    lines = ResettlementPlan.objects.get(state="proposed").lines
    assert set(lines.values_list("bill_id", flat=True)) == {inside.pk, after.pk}


def test_the_common_read_stays_one_statement(who: Person, clerk: Officer) -> None:
    moved(who, clerk, M.SUSPEND, R.EMPLOYED, MARCH)
    with CaptureQueriesContext(connection) as asked:
        found = standing_of_number(vault.match_key(document_number(who)), year=2022)
    assert found is not None and len(asked) == 1 and len(found.facts(MARCH).interruptions) == 1
