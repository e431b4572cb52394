"""Is a person registered once, corrected with a reason, and found by every number they ever had?"""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from enrollment.models import FormerDocument, Person
from enrollment.operations import death_undone, deaths, document_numbers, enrollments, households, people
from intake import vault
from policy.terms import Basis
from staff.access import NotAllowed
from staff.models import AuditEvent, Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


def correct(person: Person, by: Officer, **changed: object) -> Person:
    fields = ("name", "sex", "born_on", "hukou_division", "residence_permit", "school", "phone")
    given = {field: getattr(person, field) for field in fields} | {"reason": "户口簿"} | changed
    return people.correct_facts(person=person, **given, on=make.DAY, by=by)  # type: ignore[arg-type]


def test_the_number_is_kept_sealed_hashed_and_masked_and_never_in_the_audit(clerk: Officer) -> None:
    number = make.resident_number()
    person = make.person(clerk, document_number=number.lower(), one_card_account="6217001234567890123")
    assert person.document_masked == number[:6] + "********" + number[-4:]
    assert person.document_hash == vault.match_key(number)
    assert number.encode() not in bytes(person.document_sealed)
    assert people.document_number(person) == number
    assert person.one_card_masked.endswith("0123") and "6217" not in person.one_card_masked
    assert not AuditEvent.objects.filter(change__icontains=number).exists()


def test_birth_date_and_sex_come_from_the_number(clerk: Officer) -> None:
    person = make.person(clerk, born_on=date(1991, 3, 8), male=False)
    assert (person.born_on, person.sex) == (date(1991, 3, 8), "female")


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"document_number": "110105194912310021"}, "wrong_check_digit", "document_number"),
        (
            {"document_number": "11010519491231002X", "sex": "female", "born_on": date(1949, 12, 30)},
            "birth_date_contradicts",
            "born_on",
        ),
        ({"name": "张?"}, "damaged", "name"),
        ({"sex": "female"}, "sex_contradicts", "sex"),
        ({"hukou_division": "999999"}, "unknown_division", "hukou_division"),
        (
            {
                "document_kind": "passport",
                "document_number": "E12345678",
                "sex": "",
                "born_on": date(1980, 1, 1),
            },
            "sex_required",
            "sex",
        ),
    ],
)
def test_a_wrong_fact_is_refused_at_its_field(
    clerk: Officer, given: dict[str, object], code: str, field: str
) -> None:
    given = {"sex": "male", **given}
    with pytest.raises(people.InvalidFact) as refused:
        make.person(clerk, **given)
    assert (refused.value.code, refused.value.context["field"]) == (code, field)
    assert not Person.objects.exists()


def test_an_officer_of_another_county_may_not_register_here(make_officer, clerk: Officer) -> None:  # type: ignore[no-untyped-def]
    stranger = make_officer(Role.COUNTY_BUREAU, "622901")
    with pytest.raises(NotAllowed):
        make.person(stranger)


def test_a_correction_is_audited_with_both_values_and_held_against_the_number(clerk: Officer) -> None:
    person = make.person(clerk, "张伟")
    correct(person, clerk, name="张玮", phone="13800000000")
    person.refresh_from_db()
    assert (person.name, person.name_key, person.name_initials) == ("张玮", "张玮", "zw")
    event = AuditEvent.objects.get(action="correct_person")
    assert event.change["name"] == ["张伟", "张玮"]
    assert "13800000000" not in str(event.change)
    with pytest.raises(people.InvalidFact) as refused:
        correct(person, clerk, born_on=date(1980, 5, 2))
    assert refused.value.context["field"] == "born_on"
    with pytest.raises(people.InvalidFact) as refused:
        correct(person, clerk, name="张三", reason=" ")
    assert refused.value.code == "reason_required"


def test_a_newborn_gets_its_id_and_stays_one_person(clerk: Officer) -> None:
    born_on = date(2021, 9, 1)
    mother = make.person(
        clerk, "李芳", male=False, born_on=date(1995, 2, 2), one_card_account="6217001234567890123"
    )
    household = households.current_membership(mother).household  # type: ignore[union-attr]
    child = households.register_newborn(
        household=household, mother=mother, relationship="daughter", on=make.DAY, by=clerk,
        facts=make.facts(
            "李小小", document_kind="birth_certificate", document_number="Q123456789", sex="female", born_on=born_on
        ),
    )  # fmt: skip
    number = make.resident_number(born_on, male=False)
    people.set_one_card(
        person=child, account="6217001234567890123", owner="李芳", reason="代领", on=make.DAY, by=clerk
    )
    document_numbers.replace_document(
        person=child,
        document_kind="resident_id",
        document_number=number,
        reason="上户口",
        on=date(2021, 12, 1),
        by=clerk,
    )
    child.refresh_from_db()
    assert child.mother == mother
    assert people.find_by_number(number) == child
    assert people.find_by_number("q123456789") == child
    assert FormerDocument.objects.get(person=child).document_masked == "Q1******89"
    assert vault.unseal(child.one_card_sealed, bound_to=child.document_hash) == "6217001234567890123"
    with pytest.raises(households.LivesElsewhere):  # nobody else can take the old number
        make.person(
            clerk,
            "王五",
            document_kind="birth_certificate",
            document_number="Q123456789",
            sex="male",
            born_on=born_on,
        )


def test_a_number_replaced_and_taken_back_still_finds_the_person(clerk: Officer) -> None:
    first, second = make.resident_number(), make.resident_number()
    person = make.person(clerk, document_number=first)
    for number in (second, first):
        document_numbers.replace_document(
            person=person,
            document_kind="resident_id",
            document_number=number,
            reason="更正",
            on=make.DAY,
            by=clerk,
        )
        person.refresh_from_db()
    assert people.find_by_number(first) == people.find_by_number(second) == person


def test_a_new_number_that_contradicts_or_belongs_to_another_is_refused(clerk: Officer) -> None:
    person, other = make.person(clerk, "张伟"), make.person(clerk, "李强")
    with pytest.raises(people.InvalidFact) as refused:
        document_numbers.replace_document(
            person=person, document_kind="resident_id", document_number=make.resident_number(date(1980, 5, 2)), reason="更正",
            on=make.DAY, by=clerk,
        )  # fmt: skip
    assert refused.value.code == "birth_date_contradicts"
    with pytest.raises(document_numbers.BelongsToAnother) as belongs:
        document_numbers.replace_document(
            person=person, document_kind="resident_id", document_number=people.document_number(other), reason="更正",
            on=make.DAY, by=clerk,
        )  # fmt: skip
    assert belongs.value.context["person_id"] == other.pk
    assert "合并" in belongs.value.remedy.zh


def test_a_mother_who_cannot_be_the_mother_is_refused(clerk: Officer) -> None:
    father = make.person(clerk, "张伟")
    household = households.current_membership(father).household  # type: ignore[union-attr]
    with pytest.raises(people.InvalidFact) as refused:
        households.register_newborn(
            household=household, mother=father, relationship="son", on=make.DAY, by=clerk,
            facts=make.facts(
                "张小", document_kind="birth_certificate", document_number="Q123456789", sex="male",
                born_on=date(2021, 9, 1),
            ),
        )  # fmt: skip
    assert refused.value.context["field"] == "mother"


def test_death_ends_the_membership_names_a_new_head_and_stops_changes(clerk: Officer) -> None:
    household = make.household(clerk, make.member("head", "张伟"), make.member("spouse", "李芳", male=False))
    head = household.head
    spouse = Person.objects.get(name="李芳")
    assert head is not None
    with pytest.raises(households.NeedsNewHead):
        deaths.record_death(
            person=head, died_on=date(2021, 10, 1), document="死亡证明1号", on=make.DAY, by=clerk
        )
    deaths.record_death(
        person=head,
        died_on=date(2021, 10, 1),
        document="死亡证明1号",
        new_head=spouse,
        on=date(2021, 11, 1),
        by=clerk,
    )
    household.refresh_from_db()
    assert household.head == spouse
    assert households.current_membership(head) is None
    with pytest.raises(people.NotThisRecord) as refused:
        people.change_residence(
            person=head, division_code=make.OTHER_VILLAGE, reason="搬迁", on=make.DAY, by=clerk
        )
    assert refused.value.code == "person_deceased"
    deaths.retract_death(person=head, reason="登记有误", on=make.DAY, by=clerk)
    told = death_undone.left_to_do(head)
    assert told is not None and "another head" in told.en and households.current_membership(head) is None
    head.refresh_from_db()
    assert head.is_alive


@pytest.mark.parametrize("alone", [True, False])
def test_a_death_taken_back_gives_the_place_in_the_household_back(clerk: Officer, alone: bool) -> None:
    members = [make.member("head", "张伟")] + ([] if alone else [make.member("spouse", "李芳", male=False)])
    household = make.household(clerk, *members)
    who = household.head if alone else Person.objects.get(name="李芳")
    assert who is not None
    deaths.record_death(
        person=who, died_on=date(2021, 10, 21), document="证明", on=date(2021, 11, 1), by=clerk
    )
    household.refresh_from_db()
    assert (household.dissolved_on is not None) is alone
    deaths.retract_death(person=who, reason="登记有误", on=date(2021, 11, 2), by=clerk)
    household.refresh_from_db()
    place = households.current_membership(who)
    assert place is not None and place.household == household and household.dissolved_on is None
    assert household.head == (who if alone else Person.objects.get(name="张伟"))
    assert death_undone.left_to_do(who) is None


@pytest.mark.parametrize("died_on", [date(1980, 4, 30), date(2021, 10, 21)])
def test_a_death_before_birth_or_after_today_is_refused(clerk: Officer, died_on: date) -> None:
    person = make.person(clerk)
    with pytest.raises(people.InvalidFact):
        deaths.record_death(person=person, died_on=died_on, document="证明", on=make.DAY, by=clerk)


def test_a_full_number_is_shown_for_a_reason_and_thirty_times_an_hour(clerk: Officer) -> None:
    number = make.resident_number()
    person = make.person(clerk, document_number=number)
    now: datetime = timezone.now()

    def reveal(at: datetime, reason: str = "核对户口簿") -> str:
        return document_numbers.reveal_document(
            person=person, reason=reason, on=timezone.localdate(), at=at, by=clerk
        )

    with pytest.raises(document_numbers.RevealRefused) as refused:
        reveal(now, reason=" ")
    assert refused.value.code == "reason_required"
    assert {reveal(now) for _ in range(document_numbers.REVEALS_PER_HOUR)} == {number}
    with pytest.raises(document_numbers.RevealRefused) as refused:
        reveal(now + timedelta(minutes=59))
    assert refused.value.code == "reveal_limit"
    assert reveal(now + timedelta(minutes=61)) == number
    assert (
        AuditEvent.objects.filter(action="reveal_document").count() == document_numbers.REVEALS_PER_HOUR + 1
    )


def test_the_last_day_of_a_residence_permit_is_kept_and_nobody_enrolls_by_it_afterwards(
    clerk: Officer,
) -> None:
    who = make.person(clerk, residence_permit="J1")
    assert who.born_on is not None
    facts = {
        "name": who.name,
        "sex": who.sex,
        "born_on": who.born_on,
        "hukou_division": "",
        "school": "",
        "phone": "",
    }
    who = people.correct_facts(
        person=who,
        residence_permit="J1",
        permit_last_day=date(2021, 10, 19),
        reason="居住证",
        on=make.DAY,
        by=clerk,
        **facts,
    )
    by_permit = {
        "person": who,
        "division_code": make.VILLAGE,
        "coverage_year": 2022,
        "basis": Basis.RESIDENCE_PERMIT,
    }
    with pytest.raises(enrollments.BasisUnproven) as ended:
        enrollments.enroll(on=make.DAY, by=clerk, **by_permit)
    assert ended.value.code == "residence_permit_ended"
    who = people.correct_facts(
        person=who,
        residence_permit="",
        permit_last_day=date(2022, 1, 1),
        reason="注销",
        on=make.DAY,
        by=clerk,
        **facts,
    )
    assert who.permit_last_day is None, "without a permit there is no last day"
