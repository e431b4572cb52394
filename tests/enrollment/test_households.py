"""Does a household always have one head, and is everybody in at most one household?"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from enrollment.models import Household, Membership, Person
from enrollment.operations import household_changes, households
from enrollment.operations.households import HouseholdRefused, LivesElsewhere, NeedsNewHead, NumberTaken
from enrollment.operations.people import PersonExists
from staff.models import Officer
from staff.refusals import Refusal
from staff.rules.roles import Role
from tests import factories as make


@pytest.fixture
def clerk(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def family(clerk: Officer) -> Household:
    return make.household(
        clerk,
        make.member("head", "张伟"),
        make.member("spouse", "李芳", male=False),
        make.member("son", "张明"),
    )


def relations(household: Household) -> dict[str, str]:
    return {
        m.person.name: m.relationship
        for m in household.memberships.filter(left_on=None).select_related("person")
    }


@pytest.mark.django_db
@pytest.mark.parametrize("given", [(), ("spouse",), ("head", "head"), ("head", "spouse", "spouse")])
def test_a_household_without_exactly_one_head_is_refused_whole(
    clerk: Officer, given: tuple[str, ...]
) -> None:
    with pytest.raises(HouseholdRefused):
        households.register_household(
            division_code=make.VILLAGE,
            members=[make.member(relationship) for relationship in given],
            on=make.DAY,
            by=clerk,
        )
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_numbers_are_given_in_order_and_taken_numbers_are_refused(clerk: Officer) -> None:
    first, second = make.household(clerk), make.household(clerk)
    assert (first.number, second.number) == ("N000001", "N000002")
    with pytest.raises(NumberTaken) as refused:
        make.household(clerk, number="N000002")
    assert refused.value.context["household_id"] == second.pk


@pytest.mark.django_db
def test_a_wrong_row_names_its_row_and_nothing_is_kept(clerk: Officer) -> None:
    with pytest.raises(Refusal) as refused:
        make.household(clerk, make.member("head"), make.member("son", "张?"))
    assert refused.value.context["row"] == 1
    assert not Person.objects.exists() and not Household.objects.exists()


@pytest.mark.django_db
def test_somebody_of_another_household_is_not_added_twice(clerk: Officer, family: Household) -> None:
    number = make.resident_number()
    make.household(clerk, make.member("head", "王五", document_number=number))
    with pytest.raises(LivesElsewhere):
        households.add_member(
            household=family,
            member=make.member("other", "王五", document_number=number),
            on=make.DAY,
            by=clerk,
        )
    assert Person.objects.filter(name="王五").count() == 1


@pytest.mark.django_db
def test_a_head_who_moves_names_who_follows(clerk: Officer, family: Household) -> None:
    other = make.household(clerk, village=make.OTHER_VILLAGE)
    head, spouse = family.head, Person.objects.get(name="李芳")
    assert head is not None
    with pytest.raises(NeedsNewHead):
        households.move_member(
            person=head, to=other, relationship="other", reason="搬迁", on=make.DAY, by=clerk
        )
    households.move_member(
        person=head, to=other, relationship="other", reason="搬迁", on=make.DAY, by=clerk, new_head=spouse
    )
    assert relations(family) == {"李芳": "head", "张明": "son"}
    head.refresh_from_db()
    assert head.division_code == make.OTHER_VILLAGE


@pytest.mark.django_db
def test_the_last_member_who_leaves_dissolves_the_household(clerk: Officer, family: Household) -> None:
    alone = make.household(clerk)
    assert alone.head is not None
    households.move_member(
        person=alone.head, to=family, relationship="other", reason="并户", on=make.DAY, by=clerk
    )
    alone.refresh_from_db()
    assert alone.dissolved_on == make.DAY and alone.head is None


@pytest.mark.django_db
def test_a_split_forms_a_household_with_its_own_head(clerk: Officer, family: Household) -> None:
    son = Person.objects.get(name="张明")
    formed = household_changes.split_household(
        household=family,
        leaving=[(son, "head")],
        division_code=make.OTHER_VILLAGE,
        reason="成家",
        on=make.DAY,
        by=clerk,
    )
    assert relations(formed) == {"张明": "head"}
    assert relations(family) == {"张伟": "head", "李芳": "spouse"}
    son.refresh_from_db()
    assert son.division_code == make.OTHER_VILLAGE


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [["张伟", "李芳", "张明"], []])
def test_a_split_of_all_or_of_nobody_is_refused(clerk: Officer, family: Household, chosen: list[str]) -> None:
    leaving = [(Person.objects.get(name=name), "head" if name == "张伟" else "other") for name in chosen]
    with pytest.raises(HouseholdRefused):
        household_changes.split_household(
            household=family, leaving=leaving, reason="分户", on=make.DAY, by=clerk
        )


@pytest.mark.django_db
def test_a_new_head_sets_all_relationships(clerk: Officer, family: Household) -> None:
    son, father = Person.objects.get(name="张明"), Person.objects.get(name="张伟")
    mother = Person.objects.get(name="李芳")
    household_changes.change_head(
        household=family,
        new_head=son,
        relationships={father.pk: "parent", mother.pk: "parent"},
        reason="户主变更",
        on=make.DAY,
        by=clerk,
    )
    assert relations(family) == {"张明": "head", "张伟": "parent", "李芳": "parent"}


@pytest.mark.django_db
def test_the_database_itself_forbids_two_households_for_one_person(clerk: Officer, family: Household) -> None:
    assert family.head is not None
    other = make.household(clerk)
    with pytest.raises(IntegrityError, match="one_household_per_person"), transaction.atomic():
        Membership.objects.create(
            household=other, person=family.head, relationship="other", joined_on=make.DAY
        )


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_register_one_person_at_once_make_one_record(clerk: Officer) -> None:
    number = make.resident_number()
    start = Barrier(6)

    def register(_turn: int) -> str:
        try:
            start.wait()
            make.household(clerk, make.member("head", "张伟", document_number=number))
            return "registered"
        except (PersonExists, LivesElsewhere):
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(register, range(6)))
    assert sorted(outcomes) == ["refused"] * 5 + ["registered"]
    assert Person.objects.count() == Household.objects.count() == 1
