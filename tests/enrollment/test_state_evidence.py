"""Does a suspension for the employee scheme, and resuming after it, bring its document to the desk, entered once and confirmed by two?"""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Coverage, CoverEvidence, Due, Enrollment, Person
from enrollment.operations import enrollment_states, evidence
from enrollment.operations.evidence import EvidenceRefused
from enrollment.queries.evidence import history_of, waiting_evidence
from enrollment.rules.asked_facts import AskedFacts
from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from enrollment.rules.evidence import EvidenceMove, Scheme
from staff.identities import NotYours
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make

M, R = EnrollmentMove, StateReason
MARCH, JUNE = date(2022, 3, 1), date(2022, 6, 1)
ON = date(2022, 7, 5)


@pytest.fixture
def clerk(make_officer: Callable[..., Officer]) -> Officer:
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def second(clerk: Officer, make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN, login="second")


@pytest.fixture
def who(clerk: Officer) -> Person:
    person = make.person(clerk)
    make.enrolled(person, clerk)
    return person


def moved(
    who: Person, by: Officer, made: EnrollmentMove, reason: StateReason, day: date, document: str = "停保1号"
) -> None:
    enrollment_states.move(
        enrollment=Enrollment.objects.get(person=who), made=made, reason=reason, from_on=day,
        document_number=document, by=by, at=timezone.now(),
    )  # fmt: skip


def confirmed(row: CoverEvidence, by: Officer) -> None:
    evidence.move(evidence=row, move=EvidenceMove.CONFIRM, by=by, at=timezone.now())


def documents(who: Person) -> list[tuple[str, str, str | None, str]]:
    rows = CoverEvidence.objects.filter(person=who).order_by("pk")
    return [
        (
            row.state,
            row.from_on.isoformat(),
            None if row.until_on is None else row.until_on.isoformat(),
            row.document_number,
        )
        for row in rows
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("first_is", ["confirmed", "waiting"])
def test_who_resumes_enters_the_fact_once_and_a_second_officer_makes_it_count(
    who: Person, clerk: Officer, second: Officer, first_is: str
) -> None:
    moved(who, clerk, M.SUSPEND, R.EMPLOYED, MARCH, "转入1号")
    [begun] = waiting_evidence(second, on=ON)
    assert documents(who) == [("waiting", "2022-03-01", None, "转入1号")]
    if first_is == "confirmed":
        confirmed(begun, second)
    moved(who, clerk, M.RESUME, R.EMPLOYMENT_ENDED, JUNE, "停保1号")
    assert documents(who) == [
        (first_is, "2022-03-01", None, "转入1号"),
        ("waiting", "2022-03-01", "2022-06-01", "停保1号"),
    ]
    [whole] = waiting_evidence(second, on=ON).exclude(pk=begun.pk)
    with pytest.raises(NotYours):
        confirmed(whole, clerk)
    confirmed(whole, second)
    after = "withdrawn" if first_is == "confirmed" else "rejected"
    assert [state for state, *_ in documents(who)] == [after, "confirmed"]
    begun.refresh_from_db()
    assert "停保1号" in begun.because and begun.decided_by == second


@pytest.mark.django_db
def test_a_confirmed_suspension_makes_the_years_after_it_insured(
    who: Person, clerk: Officer, second: Officer
) -> None:
    moved(who, clerk, M.SUSPEND, R.EMPLOYED, MARCH)
    asked = AskedFacts(history=True, counts_from=2021, since_last_cover=False)
    assert history_of(who, asked, 2025).unknown == (2021, 2022, 2023, 2024)
    confirmed(CoverEvidence.objects.get(), second)
    assert history_of(who, asked, 2025).unknown == (2021,)


@pytest.mark.django_db
def test_own_cover_speaks_against_a_document_only_outside_the_suspension(who: Person, clerk: Officer) -> None:
    due = Due.objects.get(person=who)
    Coverage.objects.create(
        due=due, person=who, coverage_year=2022, settled_on=date(2021, 11, 1), cover_from=date(2022, 1, 1),
        cover_until=date(2023, 1, 1), quotation=due.quotation,
    )  # fmt: skip

    def entered(last_day: date) -> None:
        evidence.enter(
            person=who, scheme=Scheme.EMPLOYEE, from_on=MARCH, last_day=last_day, document_number="d",
            by=clerk, at=timezone.now(),
        )  # fmt: skip

    with pytest.raises(EvidenceRefused):
        entered(date(2022, 5, 31))
    moved(who, clerk, M.SUSPEND, R.IMPRISONED, MARCH)
    moved(who, clerk, M.RESUME, R.RELEASED, JUNE)
    assert not CoverEvidence.objects.exists(), "another reason brings no document"
    with pytest.raises(EvidenceRefused):
        entered(JUNE)
    entered(date(2022, 5, 31))


@pytest.mark.django_db
def test_what_contradicts_the_record_is_not_entered_and_the_trail_says_why(
    who: Person, clerk: Officer
) -> None:
    evidence.enter(
        person=who, scheme=Scheme.RESIDENT, from_on=date(2022, 2, 1), last_day=None, document_number="外地1号",
        by=clerk, at=timezone.now(),
    )  # fmt: skip
    moved(who, clerk, M.SUSPEND, R.EMPLOYED, MARCH)
    assert Enrollment.objects.get().state == "suspended" and CoverEvidence.objects.count() == 1
    told = AuditEvent.objects.get(action="evidence_not_entered")
    assert told.change["code"] == "evidence_overlaps" and "外地1号" in told.change["why"]


@pytest.mark.django_db
def test_the_desk_shows_it(
    who: Person, clerk: Officer, second: Officer, client_as: Callable[..., Client]
) -> None:
    moved(who, clerk, M.SUSPEND, R.EMPLOYED, MARCH, "转入1号")
    page = client_as(second, language="en").get(reverse("enrollment:waiting_evidence")).content.decode()
    assert "转入1号" in page
