"""Is an enrollment suspended, resumed and ended by its table, with reason, day and document, and by what the register learns?"""

import json
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import InternalError, ProgrammingError, transaction

from enrollment.models import Coverage, Enrollment, EnrollmentChange, WaitingExemption
from enrollment.operations import deaths, enrollment_states, enrollments
from enrollment.operations.enrollment_states import NotPossibleInState
from enrollment.operations.people import InvalidFact, NotThisRecord
from enrollment.queries.enrollment_states import report
from enrollment.rules.enrollment_states import (
    ENROLLMENT,
    ENTERED,
    PLATFORM_CODES,
    EnrollmentMove,
    EnrollmentState,
    StateReason,
    clause_of,
)
from staff.access import NotAllowed
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.roles import Role
from tests import factories as make

AT = datetime(2022, 7, 5, 2, 0, tzinfo=UTC)
MARCH = date(2022, 3, 1)


@pytest.fixture
def clerk(make_officer: Any) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)  # type: ignore[no-any-return]


@pytest.fixture
def enrollment(clerk: Officer) -> Enrollment:
    return make.enrolled(make.person(clerk), clerk)


def moved(
    enrollment: Enrollment, by: Officer, made: EnrollmentMove, reason: StateReason, day: date = MARCH
) -> Enrollment:
    return enrollment_states.move(
        enrollment=enrollment, made=made, reason=reason, from_on=day, document_number="证明1号", by=by, at=AT
    )


def test_every_state_has_the_code_of_the_platform_and_every_move_its_reasons() -> None:
    assert [PLATFORM_CODES[state] for state in EnrollmentState] == ["1", "2", "3"]
    assert set(ENTERED) == set(EnrollmentMove)
    given = {reason for reasons in ENTERED.values() for reason in reasons}
    own = {StateReason.DIED, StateReason.DEATH_RETRACTED, StateReason.ENROLLED_AGAIN}
    assert given | own == set(StateReason)
    assert clause_of(StateReason.EMPLOYED) == "N33-a" and clause_of(StateReason.IMPRISONED) == ""


@pytest.mark.django_db
def test_who_joins_the_employee_scheme_is_suspended_and_comes_back_with_the_evidence(
    clerk: Officer, enrollment: Enrollment
) -> None:
    row = moved(enrollment, clerk, EnrollmentMove.SUSPEND, StateReason.EMPLOYED)
    assert row.state == "suspended"
    row = moved(row, clerk, EnrollmentMove.RESUME, StateReason.EMPLOYMENT_ENDED, date(2022, 6, 1))
    assert row.state == "normal"
    evidence = WaitingExemption.objects.get(person=row.person_id, coverage_year=2022)
    assert (evidence.reason, evidence.fact_on) == ("employee_scheme", date(2022, 5, 31))
    told = report(row)
    assert told["platform_code"] == "1"
    assert [(one["reason"], one["clause"]) for one in told["changes"]] == [
        ("employed", "N33-a"),
        ("employment_ended", ""),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("made", "reason", "day", "field"),
    [
        (EnrollmentMove.SUSPEND, StateReason.RELEASED, MARCH, "reason"),
        (EnrollmentMove.SUSPEND, StateReason.EMPLOYED, date(2022, 7, 6), "from_on"),
    ],
)
def test_a_wrong_reason_or_day_is_refused_at_its_field(
    clerk: Officer, enrollment: Enrollment, made: EnrollmentMove, reason: StateReason, day: date, field: str
) -> None:
    with pytest.raises(InvalidFact) as refused:
        moved(enrollment, clerk, made, reason, day)
    assert refused.value.context["field"] == field
    assert not EnrollmentChange.objects.exists()


@pytest.mark.django_db
def test_a_move_that_the_table_does_not_know_is_refused(clerk: Officer, enrollment: Enrollment) -> None:
    for made in set(EnrollmentMove) - set(
        ENROLLMENT.offered("normal", ENROLLMENT.permissions(EnrollmentMove.END))
    ):
        with pytest.raises(NotPossibleInState):
            moved(enrollment, clerk, made, ENTERED[made][0])
    moved(enrollment, clerk, EnrollmentMove.SUSPEND, StateReason.EMPLOYED)
    with pytest.raises(InvalidFact, match="2022-03-01"):
        moved(enrollment, clerk, EnrollmentMove.END, StateReason.MOVED_ABROAD, date(2022, 2, 1))
    with pytest.raises(Refusal):
        enrollment_states.move(
            enrollment=enrollment, made=EnrollmentMove.END, reason=StateReason.MOVED_ABROAD, from_on=MARCH,
            document_number=" ", by=clerk, at=AT,
        )  # fmt: skip


@pytest.mark.django_db
def test_another_county_may_not(make_officer: Any, enrollment: Enrollment) -> None:
    with pytest.raises(NotAllowed):
        moved(
            enrollment,
            make_officer(Role.COUNTY_BUREAU, "371703"),
            EnrollmentMove.SUSPEND,
            StateReason.EMPLOYED,
        )


@pytest.mark.django_db
def test_a_death_ends_this_year_and_the_next_and_taking_it_back_takes_them_up(clerk: Officer) -> None:
    person = make.person(clerk)
    last, this, following = (make.enrolled(person, clerk, year=year) for year in (2021, 2022, 2023))
    moved(this, clerk, EnrollmentMove.SUSPEND, StateReason.IMPRISONED)
    deaths.record_death(
        person=person, died_on=date(2022, 5, 9), document="死亡证明", on=date(2022, 7, 5), by=clerk
    )
    states = dict(Enrollment.objects.values_list("coverage_year", "state"))
    assert states == {2021: "normal", 2022: "ended", 2023: "ended"}
    days = dict(EnrollmentChange.objects.filter(reason="died").values_list("enrollment", "from_on"))
    assert days == {this.pk: date(2022, 5, 9), following.pk: date(2023, 1, 1)}
    with pytest.raises(NotThisRecord):
        moved(this, clerk, EnrollmentMove.TAKE_UP, StateReason.ERROR)
    person.refresh_from_db()
    deaths.retract_death(person=person, reason="登记有误", on=date(2022, 7, 6), by=clerk)
    states = dict(Enrollment.objects.values_list("coverage_year", "state"))
    assert states == {2021: "normal", 2022: "suspended", 2023: "normal"}
    assert last.changes.count() == 0 and this.changes.order_by("pk").last().reason == "imprisoned"


@pytest.mark.django_db
def test_who_is_enrolled_again_after_a_cancellation_is_insured_normally(
    clerk: Officer, enrollment: Enrollment
) -> None:
    moved(enrollment, clerk, EnrollmentMove.SUSPEND, StateReason.ELSEWHERE)
    enrollments.cancel_enrollment(enrollment=enrollment, reason="x1", on=date(2022, 7, 5), by=clerk)
    again = make.enrolled(enrollment.person, clerk, on=date(2022, 7, 6))
    assert (again.pk, again.state) == (enrollment.pk, "normal")
    assert [one.reason for one in again.changes.order_by("pk")] == ["elsewhere", "enrolled_again"]


@pytest.mark.django_db
def test_a_change_is_never_changed(clerk: Officer, enrollment: Enrollment) -> None:
    moved(enrollment, clerk, EnrollmentMove.SUSPEND, StateReason.EMPLOYED)
    for change in ({"reason": "error"}, None):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            rows = EnrollmentChange.objects.all()
            rows.update(**change) if change else rows._raw_delete(rows.db)


@pytest.mark.django_db
def test_suspending_takes_no_cover_of_the_past_away(clerk: Officer, enrollment: Enrollment) -> None:
    before = list(Coverage.objects.values())
    moved(enrollment, clerk, EnrollmentMove.SUSPEND, StateReason.EMPLOYED)
    assert list(Coverage.objects.values()) == before


@pytest.mark.django_db
def test_page_program_and_command_change_it_alike(
    clerk: Officer, enrollment: Enrollment, client_as: Any, api_as: Any
) -> None:
    client = client_as(clerk, language="en")
    path, sent = f"/enrollments/{enrollment.pk}/state", {"from_on": "2022-03-01", "document_number": "d1"}
    assert client.post(path, {"move": "suspend", "reason": "released", **sent}).status_code == 422
    assert client.post(path, {"move": "suspend", "reason": "employed", **sent}).status_code == 302
    assert "suspended" in client.get(f"/people/{enrollment.person_id}/").content.decode()
    assert "joined the employee scheme" in client.get(path).content.decode()
    api = api_as(clerk)
    address = f"/api/v1/enrollments/{enrollment.pk}/state"
    asked = {"move": "resume", "reason": "released", **sent}
    told = api.post(address, asked, format="json", headers={"Idempotency-Key": "state-1"})
    assert told.status_code == 200 and told.json()["state"] == "normal"
    again = api.post(address, asked, format="json", headers={"Idempotency-Key": "state-2"})
    assert again.status_code == 409
    out = StringIO()
    given = {"reason": "moved_abroad", "from_on": MARCH, "document": "d2", "by": clerk.login}
    call_command("move_enrollment", enrollment.pk, "end", json=True, stdout=out, **given)
    said = json.loads(out.getvalue())
    assert (said["state"], said["platform_code"], len(said["changes"])) == ("ended", "3", 3)
