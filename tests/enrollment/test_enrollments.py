"""Is a person enrolled once a year in the whole country, in a place whose rules are known?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from enrollment.models import Due, DueEntry, Enrollment
from enrollment.operations import deaths, enrollments, exemptions
from enrollment.operations.enrollments import AlreadyEnrolled, BasisUnproven, HasMoney, NoPolicy
from enrollment.operations.people import InvalidFact, NotThisRecord
from enrollment.rules.groups import age_on, default_group
from policy.terms import Basis, ExemptionReason, Group
from staff.access import NotAllowed
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make


@pytest.fixture
def clerk(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places(make.VILLAGE, make.OTHER_VILLAGE, make.LINXIA_VILLAGE, "110101001001")
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def elsewhere(make_officer, clerk: Officer) -> Officer:  # type: ignore[no-untyped-def]
    return make_officer(Role.COUNTY_BUREAU, "622901")


@pytest.mark.django_db
def test_enrolling_issues_the_due_of_the_place(clerk: Officer) -> None:
    enrollment = make.enrolled(make.person(clerk), clerk)
    assert (enrollment.area, enrollment.group) == (make.HEZE, "adult")
    due = Due.objects.get(enrollment=enrollment)
    assert DueEntry.objects.get(due=due).amount_fen == 32_000  # HZ: 320 yuan for 2022


@pytest.mark.django_db
def test_a_second_attempt_anywhere_shows_the_first(clerk: Officer, elsewhere: Officer) -> None:
    person = make.person(clerk)
    first = make.enrolled(person, clerk)
    with pytest.raises(AlreadyEnrolled) as refused:
        make.enrolled(person, elsewhere, village=make.LINXIA_VILLAGE, on=date(2021, 11, 1))
    for said in (make.HEZE, make.VILLAGE, "2021-10-20", clerk.display_name):
        assert said in refused.value.text.zh and said in refused.value.text.en
    assert refused.value.context["enrollment_id"] == first.pk


@pytest.mark.django_db
def test_somebody_registered_elsewhere_is_enrolled_where_they_live_now(
    clerk: Officer, elsewhere: Officer
) -> None:
    enrollment = make.enrolled(
        make.person(clerk), elsewhere, village=make.LINXIA_VILLAGE, year=2018, on=date(2017, 11, 1)
    )
    assert enrollment.area == "622900"


@pytest.mark.django_db
def test_where_no_rules_are_known_nobody_is_enrolled(make_officer, clerk: Officer) -> None:  # type: ignore[no-untyped-def]
    person = make.person(clerk)
    with pytest.raises(NoPolicy):
        make.enrolled(person, make_officer(Role.COUNTY_BUREAU, "110101"), village="110101001001")
    assert not Enrollment.objects.exists()


@pytest.mark.django_db
def test_only_who_may_enroll_there_enrolls(make_officer, clerk: Officer) -> None:  # type: ignore[no-untyped-def]
    person = make.person(clerk)
    for officer in (make_officer(Role.TAX_OFFICER, make.MUDAN), make_officer(Role.COUNTY_BUREAU, "371703")):
        with pytest.raises(NotAllowed):
            make.enrolled(person, officer)


@pytest.mark.django_db
def test_school_and_permit_must_be_on_record(clerk: Officer) -> None:
    person = make.person(clerk)

    def enroll(basis: Basis, school: str = "") -> Enrollment:
        return enrollments.enroll(
            person=person,
            division_code=make.VILLAGE,
            coverage_year=2022,
            basis=basis,
            school=school,
            on=make.DAY,
            by=clerk,
        )

    for basis, field in ((Basis.SCHOOL, "school"), (Basis.RESIDENCE_PERMIT, "basis")):
        with pytest.raises(BasisUnproven) as refused:
            enroll(basis)
        assert refused.value.context["field"] == field
    assert enroll(Basis.SCHOOL, "菏泽一中").group == "student"


@pytest.mark.django_db
def test_the_dead_are_not_enrolled(clerk: Officer) -> None:
    person = make.person(clerk)
    deaths.record_death(person=person, died_on=date(2021, 10, 1), document="证明", on=make.DAY, by=clerk)
    with pytest.raises(NotThisRecord):
        make.enrolled(person, clerk)


@pytest.mark.django_db
def test_a_cancelled_enrollment_leaves_the_year_free_and_can_be_taken_up_again(
    clerk: Officer, elsewhere: Officer
) -> None:
    person = make.person(clerk)
    first = make.enrolled(person, clerk)
    enrollments.cancel_enrollment(enrollment=first, reason="误登", on=make.DAY, by=clerk)
    first.due.refresh_from_db()
    assert first.due.withdrawn_on == make.DAY
    again = make.enrolled(person, clerk)
    assert again.pk == first.pk
    assert Due.objects.get(person=person).withdrawn_on is None


@pytest.mark.django_db
def test_an_enrollment_with_money_is_not_cancelled(clerk: Officer) -> None:
    enrollment = make.enrolled(make.person(clerk), clerk)
    DueEntry.objects.create(
        source="test:1",
        due=enrollment.due,
        kind="payment",
        payer="person",
        amount_fen=32_000,
        effective_on=make.DAY,
    )
    with pytest.raises(HasMoney) as refused:
        enrollments.cancel_enrollment(enrollment=enrollment, reason="误登", on=make.DAY, by=clerk)
    assert "退费" in refused.value.remedy.zh


@pytest.mark.django_db
def test_a_transfer_inside_the_area_keeps_the_enrollment(clerk: Officer) -> None:
    enrollment = make.enrolled(make.person(clerk), clerk)
    moved = enrollments.transfer_enrollment(
        enrollment=enrollment,
        to_division=make.OTHER_VILLAGE,
        basis=Basis.HUKOU,
        reason="迁居",
        on=make.DAY,
        by=clerk,
    )
    assert moved.pk == enrollment.pk
    assert Due.objects.get(enrollment=moved).division_code == make.OTHER_VILLAGE


@pytest.mark.django_db
def test_a_fact_that_frees_from_waiting_gives_the_due_another_standing(clerk: Officer) -> None:
    enrollment = make.enrolled(make.person(clerk), clerk)
    exemption = exemptions.record_exemption(
        person=enrollment.person,
        coverage_year=2022,
        reason=ExemptionReason.HARDSHIP,
        document_number="民政〔2021〕1号",
        on=make.DAY,
        by=clerk,
    )
    enrollment.due.refresh_from_db()
    assert enrollment.due.standing == "adult+hardship"
    exemptions.end_exemption(exemption=exemption, reason="退出", on=make.DAY, by=clerk)
    enrollment.due.refresh_from_db()
    assert enrollment.due.standing == "adult"


@pytest.mark.django_db
def test_a_dated_fact_needs_its_day(clerk: Officer) -> None:
    person = make.person(clerk)
    with pytest.raises(InvalidFact) as refused:
        exemptions.record_exemption(
            person=person,
            coverage_year=2022,
            reason=ExemptionReason.EMPLOYEE_SCHEME,
            document_number="减员表",
            on=make.DAY,
            by=clerk,
        )
    assert refused.value.context["field"] == "fact_on"


@pytest.mark.django_db
def test_the_database_itself_forbids_two_enrollments_of_a_year(clerk: Officer) -> None:
    first = make.enrolled(make.person(clerk), clerk)
    with pytest.raises(IntegrityError, match="one_enrollment_per_person_and_year"), transaction.atomic():
        Enrollment.objects.create(
            person=first.person, area="622900", coverage_year=2022, division_code=make.LINXIA_VILLAGE, basis="hukou",
            group="adult", enrolled_on=make.DAY,
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_enroll_one_person_at_once_make_one_enrollment(clerk: Officer) -> None:
    person = make.person(clerk)
    start = Barrier(5)

    def enroll(_turn: int) -> str:
        try:
            start.wait()
            make.enrolled(person, clerk)
            return "enrolled"
        except AlreadyEnrolled:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(enroll, range(5))) == ["enrolled"] + ["refused"] * 4
    assert Enrollment.objects.count() == Due.objects.count() == 1


@pytest.mark.parametrize(
    ("born_on", "school", "group"),
    [
        (date(2004, 1, 1), "", Group.ADULT),
        (date(2004, 1, 2), "", Group.MINOR),
        (date(2018, 6, 1), "", Group.MINOR),  # a preschool child is not a student (A18)
        (date(2012, 6, 1), "实验小学", Group.STUDENT),
        (date(2000, 6, 1), "兰州大学", Group.STUDENT),
    ],
)
def test_the_group_follows_school_and_age(born_on: date, school: str, group: Group) -> None:
    assert default_group(born_on=born_on, school=school, coverage_year=2022) is group


def test_a_leap_day_birthday() -> None:
    assert age_on(date(2004, 2, 29), date(2022, 2, 28)) == 17
    assert age_on(date(2004, 2, 29), date(2022, 3, 1)) == 18
