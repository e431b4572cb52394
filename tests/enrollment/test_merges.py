"""Do two records of one person become one without losing anything, and does undoing give each its own back?"""

from datetime import date

import pytest

from enrollment.models import (
    Due,
    DueEntry,
    Enrollment,
    Household,
    Membership,
    Person,
    PersonMerge,
    WaitingExemption,
)
from enrollment.operations import exemptions, households, merges, people
from enrollment.operations.merged_money import BothHaveMoney
from enrollment.operations.merges import CannotUndo, NotOnePerson
from policy.terms import ExemptionReason
from staff.access import NotAllowed
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(make_officer) -> Officer:  # type: ignore[no-untyped-def]
    make.places()
    return make_officer(Role.COUNTY_BUREAU, make.MUDAN)


@pytest.fixture
def pair(bureau: Officer) -> tuple[Person, Person]:
    born_on = date(2021, 9, 1)
    household = make.household(bureau, make.member("head", "李芳", male=False))
    certificate = make.facts(
        "李小小", document_kind="birth_certificate", document_number="Q123456789", sex="male", born_on=born_on
    )
    newborn = households.register_newborn(
        household=household,
        mother=household.head,
        relationship="son",
        facts=certificate,
        on=make.DAY,
        by=bureau,
    )
    return make.person(bureau, "李晓晓", born_on=born_on), newborn


def pay(enrollment: Enrollment, fen: int = 32_000) -> None:
    """Money on the due that no tax file brought: a premium subsidy."""
    DueEntry.objects.create(
        source=f"grant:{enrollment.pk}{fen}",
        due=enrollment.due,
        kind="subsidy",
        payer="medical_assistance",
        amount_fen=fen,
        effective_on=make.DAY,
    )


def merge(kept: Person, absorbed: Person, by: Officer) -> PersonMerge:
    return merges.merge_people(kept=kept, absorbed=absorbed, reason="同一人", on=make.DAY, by=by)


def picture() -> dict[str, object]:
    """All that a merge moves."""
    return {
        "people": sorted(Person.objects.values_list("pk", "merged_into", "mother")),
        "memberships": sorted(Membership.objects.values_list("pk", "person", "left_on", "left_because")),
        "enrollments": sorted(
            Enrollment.objects.values_list("pk", "person", "cancelled_on", "cancelled_because")
        ),
        "dues": sorted(Due.objects.values_list("pk", "person", "withdrawn_on")),
        "heads": sorted(Household.objects.values_list("pk", "head", "dissolved_on")),
        "exemptions": sorted(WaitingExemption.objects.values_list("pk", "person")),
    }


def test_everything_moves_and_both_numbers_find_the_kept_record(
    bureau: Officer, pair: tuple[Person, Person]
) -> None:
    kept, absorbed = pair
    enrollment = make.enrolled(absorbed, bureau)
    pay(enrollment)
    merge(kept, absorbed, bureau)
    enrollment.refresh_from_db()
    assert enrollment.person == kept and enrollment.due.person == kept
    assert people.find_by_number("Q123456789") == kept
    assert people.find_by_number(people.document_number(kept)) == kept
    assert Membership.objects.filter(person=kept, left_on=None).count() == 1
    with pytest.raises(people.NotThisRecord):
        people.change_residence(
            person=absorbed, division_code=make.OTHER_VILLAGE, reason="搬", on=make.DAY, by=bureau
        )


@pytest.mark.parametrize("paid", ["kept", "absorbed", "neither"])
def test_of_one_year_the_enrollment_with_money_counts_and_undoing_restores_both(
    bureau: Officer, pair: tuple[Person, Person], paid: str
) -> None:
    kept, absorbed = pair
    ours, theirs = make.enrolled(kept, bureau), make.enrolled(absorbed, bureau)
    if paid != "neither":
        pay(ours if paid == "kept" else theirs)
    exemptions.record_exemption(
        person=absorbed,
        coverage_year=2022,
        reason=ExemptionReason.HARDSHIP,
        document_number="1号",
        on=make.DAY,
        by=bureau,
    )
    before = picture()
    merged = merge(kept, absorbed, bureau)
    counts = theirs if paid == "absorbed" else ours
    assert list(Enrollment.objects.filter(person=kept, cancelled_on=None)) == [counts]
    assert list(Due.objects.filter(person=kept, withdrawn_on=None)) == [counts.due]
    merges.undo_merge(merge=merged, reason="不是同一人", on=date(2021, 11, 1), by=bureau)
    assert picture() == before


def test_undoing_is_refused_after_money_came_in(bureau: Officer, pair: tuple[Person, Person]) -> None:
    kept, absorbed = pair
    enrollment = make.enrolled(absorbed, bureau)
    merged = merge(kept, absorbed, bureau)
    pay(enrollment)
    with pytest.raises(CannotUndo):
        merges.undo_merge(merge=merged, reason="误并", on=make.DAY, by=bureau)


def test_help_of_one_year_on_both_records_refuses_the_merge_and_says_what_to_do(
    bureau: Officer, pair: tuple[Person, Person]
) -> None:
    for person in pair:
        pay(make.enrolled(person, bureau))
    with pytest.raises(BothHaveMoney) as refused:
        merge(*pair, bureau)
    assert (refused.value.code, refused.value.context["coverage_year"]) == ("both_were_helped", 2022)
    assert "追缴" in refused.value.remedy.zh
    assert not PersonMerge.objects.exists()


def test_a_record_is_not_merged_with_itself_or_with_somebody_quite_different(
    bureau: Officer, pair: tuple[Person, Person]
) -> None:
    kept, _ = pair
    with pytest.raises(NotOnePerson):
        merge(kept, kept, bureau)
    stranger = make.person(bureau, "王芳", male=False)
    with pytest.raises(NotOnePerson) as refused:
        merge(kept, stranger, bureau)
    assert refused.value.code == "facts_contradict"


def test_a_chain_of_merges_leads_to_the_last_record(bureau: Officer, pair: tuple[Person, Person]) -> None:
    kept, absorbed = pair
    last = make.person(bureau, "李晓小", born_on=kept.born_on)
    merge(kept, absorbed, bureau)
    merge(last, kept, bureau)
    assert people.find_by_number("Q123456789") == last
    absorbed.refresh_from_db()
    assert absorbed.merged_into == last


def test_an_absorbed_head_is_followed_in_the_household(bureau: Officer) -> None:
    household = make.household(bureau, make.member("head", "张伟"), make.member("spouse", "李芳", male=False))
    twin = make.person(bureau, "张伟")
    assert household.head is not None
    before = picture()
    merged = merge(twin, household.head, bureau)
    household.refresh_from_db()
    assert household.head == Person.objects.get(name="李芳")
    merges.undo_merge(merge=merged, reason="误并", on=make.DAY, by=bureau)
    after = picture()
    assert after["heads"] == before["heads"] and after["memberships"] == before["memberships"]
    relations = dict(household.memberships.filter(left_on=None).values_list("person__name", "relationship"))
    assert relations == {"张伟": "head", "李芳": "spouse"}


def test_only_a_bureau_merges(make_officer, pair: tuple[Person, Person]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotAllowed):
        merge(*pair, make_officer(Role.TOWNSHIP_CLERK, make.VILLAGE[:9]))
