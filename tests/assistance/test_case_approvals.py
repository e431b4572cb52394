"""Does a case go from the counter to the changed due, by other hands at every step, and by nobody twice?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from assistance.cases.models import AssistanceCase, CaseEvent
from assistance.cases.operations import case_moves, cases
from assistance.cases.operations.case_transitions import InvalidCase
from assistance.cases.rules.case_states import State
from assistance.categories.models import PersonCategory
from enrollment.models import Coverage, Person
from policy.terms import Category
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests import tax_files as tax
from tests.assistance import case_desk as desk
from tests.assistance.case_desk import LATE, CaseTown, at

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]


@pytest.fixture
def town(make_officer: MakeOfficer) -> CaseTown:
    return CaseTown(make_officer)


# -- what approval does --------------------------------------------------------------------------------------
def test_approval_reprices_the_late_due_and_takes_the_waiting_away(town: CaseTown) -> None:
    case = town.approve(town.verified(), town.second)
    assert case.state == State.APPROVED and case.approved_on == LATE
    span = PersonCategory.objects.get(person=town.woman)
    assert (span.category, span.from_on, span.source) == ("dibao", LATE, f"case:{case.pk}")
    member: Any = case.members.get()
    assert (member.before["to_pay_fen"], member.after["to_pay_fen"]) == (900_00, 320_00)
    assert member.before["waiting"] and member.after["waiting"] is None
    assert {"HZ-2.2h", "HZ-2.2i"} <= {said["clause"] for said in member.after["reasons"]}
    assert (case.amount_fen, member.amount_fen) == (96_00, 96_00)
    assert {step["clause"] for step in member.steps} >= {"HZ-3.2b"}


@pytest.mark.django_db(transaction=True)
def test_who_pays_after_approval_is_covered_from_that_day(town: CaseTown, make_officer: MakeOfficer) -> None:
    town.approve(town.verified(), town.second)
    collector = make_officer(Role.TAX_OFFICER, make.HEZE)
    tax.posted([tax.row(town.woman, "T1", amount="320.00", paid="2022-07-20 10:00:00")], collector)
    cover = Coverage.objects.get(person=town.woman)
    assert cover.waiting_from is None and cover.cover_from == date(2022, 7, 20)


def test_every_listed_member_gets_it_but_who_is_left_out(town: CaseTown) -> None:
    home = make.household(
        town.bureau,
        make.member("head", "王强"),
        make.member("spouse", "刘梅", male=False),
        make.member("son", "王小"),
    )
    people = list(Person.objects.filter(memberships__household=home).order_by("pk"))
    case = town.verified(person=people[0], household=home, members=people)
    assert case.amount_fen == 3 * 96_00
    child = case.members.get(person=people[2])
    done = town.approve(case, town.second, left_out={child.pk: "已随祖父母享受特困供养"})
    helped = set(PersonCategory.objects.filter(source=f"case:{done.pk}").values_list("person_id", flat=True))
    assert helped == {people[0].pk, people[1].pk}
    child.refresh_from_db()
    assert child.after is None and "特困" in child.refused_because
    with pytest.raises(InvalidCase):
        other = desk.verified(town.woman, town.clerk, town.first)
        town.approve(other, town.second, left_out={other.members.get().pk: "不符合"})


def test_a_person_certified_by_a_roster_meanwhile_keeps_that_span(town: CaseTown) -> None:
    from assistance.categories.operations.categories import record_category
    from policy.terms import Certifier

    case = town.verified()
    record_category(
        person=town.woman, category=Category("dibao"), certifier=Certifier.CIVIL_AFFAIRS, document_number="名单",
        from_on=date(2022, 4, 1), source="roster:1", on=LATE, by=town.first,
    )  # fmt: skip
    town.approve(case, town.second)
    assert PersonCategory.objects.get(person=town.woman).source == "roster:1"


def test_a_refusal_inside_leaves_nothing_behind(town: CaseTown) -> None:
    from assistance.categories.operations.categories import CategoryOverlaps, record_category
    from policy.terms import Certifier

    case = town.verified()
    record_category(
        person=town.woman, category=Category("dibao"), certifier=Certifier.CIVIL_AFFAIRS, document_number="名单",
        from_on=date(2022, 9, 1), source="roster:1", on=LATE, by=town.first,
    )  # fmt: skip
    with pytest.raises(CategoryOverlaps):
        town.approve(case, town.second)
    case.refresh_from_db()
    assert case.state == State.VERIFIED and case.approved_by is None
    assert not CaseEvent.objects.filter(case=case, action="approve").exists()


# -- other hands ---------------------------------------------------------------------------------------------
def test_nobody_verifies_what_they_entered(town: CaseTown) -> None:
    case = desk.submitted(town.woman, town.bureau)
    case = case_moves.accept(case=case, version=None, by=town.bureau, at=at())
    with pytest.raises(NotYours) as refused:
        case_moves.verify(case=case, version=None, by=town.bureau, at=at())
    assert refused.value.code == "not_by_maker"


def test_nobody_approves_what_they_verified(town: CaseTown) -> None:
    case = town.verified()
    with pytest.raises(NotYours) as refused:
        town.approve(case, town.first)
    assert refused.value.code == "not_by_verifier"


def test_who_edits_a_returned_case_is_a_maker_from_then_on(town: CaseTown, make_officer: MakeOfficer) -> None:
    both = make_officer(Role.CIVIL_AFFAIRS, make.MUDAN)
    from staff.models import RoleGrant

    RoleGrant.objects.create(
        officer=both, role=Role.TOWNSHIP_CLERK, division_code="371702001", valid_from=date(2000, 1, 1)
    )
    case = town.verified()
    case = case_moves.return_case(case=case, version=None, reason_code="wrong_facts", by=town.second, at=at())
    assert case.verified_by_id is None
    case = cases.change_case(
        case=case, version=None, facts=desk.facts(document_number="低保证9"), by=both, at=at()
    )
    case = case_moves.submit(case=case, version=None, by=town.clerk, at=at())
    case = case_moves.accept(case=case, version=None, by=town.first, at=at())
    with pytest.raises(NotYours):
        case_moves.verify(case=case, version=None, by=both, at=at())
    case = case_moves.verify(case=case, version=None, by=town.bureau, at=at())
    with pytest.raises(NotYours) as maker:
        town.approve(case, both)
    with pytest.raises(NotYours) as checker:  # verified the case before it was returned
        town.approve(case, town.first)
    assert (maker.value.code, checker.value.code) == ("not_by_maker", "not_by_verifier")
    assert town.approve(case, town.second).state == State.APPROVED


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        (lambda t: {"approved_by": t.clerk, "approved_on": LATE}, "case_approver_made_none_of_it"),
        (lambda t: {"approved_by": t.first, "approved_on": LATE}, "case_approver_checked_none_of_it"),
        (lambda t: {"approved_by": t.second, "approved_on": LATE, "first_approved_by": t.second}, "case_two_approvers_differ"),
        (lambda t: {"approved_by": t.third, "approved_on": LATE, "makers": [t.clerk.pk, t.third.pk]}, "case_approver_made_none_of_it"),
        (lambda t: {"approved_by": t.third, "approved_on": LATE, "checkers": [t.first.pk, t.third.pk]}, "case_approver_checked_none_of_it"),
        (lambda t: {"first_approved_by": t.clerk}, "case_first_made_none_of_it"),
        (lambda t: {"first_approved_by": t.first}, "case_first_checked_none_of_it"),
        (lambda t: {"verified_by": t.clerk, "checkers": [t.clerk.pk]}, "case_verifier_made_none_of_it"),
        (lambda t: {"makers": []}, "case_makers_hold_who_entered"),
        (lambda t: {"approved_by": t.second}, "case_approval_is_whole"),
        (lambda t: {"state": "approved"}, "case_approved_by_somebody"),
        (lambda t: {"needs_two": True, "approved_by": t.second, "approved_on": LATE}, "case_two_when_two_are_needed"),
        (lambda t: {"notice_days": 7, "approved_by": t.second, "approved_on": LATE}, "case_not_approved_without_notice"),
        (
            lambda t: {"notice_from": LATE, "notice_until": date(2022, 7, 12), "approved_by": t.second, "approved_on": LATE},
            "case_not_approved_during_notice",
        ),
        (lambda t: {"state": "lost"}, "case_state_known"),
        (lambda t: {"document_number": ""}, "case_has_document"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_the_database_holds_it_too(
    town: CaseTown, columns: Callable[[CaseTown], dict[str, Any]], constraint: str
) -> None:
    case = town.verified()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        AssistanceCase.objects.filter(pk=case.pk).update(**columns(town))
    assert constraint in str(refused.value)


def test_the_history_is_only_added_to(town: CaseTown) -> None:
    case = town.verified()
    for change in (
        lambda: CaseEvent.objects.filter(case=case).update(reason="x"),
        lambda: CaseEvent.objects.filter(case=case).delete(),
        lambda: case.documents.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# -- refusals along the way ----------------------------------------------------------------------------------
def test_nothing_is_submitted_without_a_document(town: CaseTown) -> None:
    case = desk.opened(town.woman, town.clerk)
    with pytest.raises(InvalidCase) as refused:
        case_moves.submit(case=case, version=None, by=town.clerk, at=at())
    assert refused.value.code == "document_attached_required"


@pytest.mark.parametrize(
    ("code", "text", "refusal"),
    [
        ("", "", "unknown_reason"),
        ("other", "", "reason_text_required"),
        ("nonsense", "x y", "unknown_reason"),
    ],
)
def test_a_reason_is_given(town: CaseTown, code: str, text: str, refusal: str) -> None:
    case = desk.submitted(town.woman, town.clerk)
    with pytest.raises(InvalidCase) as refused:
        case_moves.return_case(case=case, version=None, reason_code=code, reason=text, by=town.first, at=at())
    assert refused.value.code == refusal


def test_the_same_is_not_asked_twice_at_once(town: CaseTown) -> None:
    desk.opened(town.woman, town.clerk)
    with pytest.raises(cases.CaseAlreadyOpen):
        desk.opened(town.woman, town.bureau)
    desk.opened(town.woman, town.bureau, category=Category("tekun"))


def test_facts_stay_once_submitted(town: CaseTown) -> None:
    case = desk.submitted(town.woman, town.clerk)
    with pytest.raises(cases.CaseNotEditable):
        cases.change_case(
            case=case, version=None, facts=desk.facts(document_number="x"), by=town.clerk, at=at()
        )
    with pytest.raises(cases.CaseNotEditable):
        desk.attached(case, town.clerk, content=desk.png(3, 3))


def test_outside_the_area_nothing_is_done(town: CaseTown, make_officer: MakeOfficer) -> None:
    stranger = make_officer(Role.CIVIL_AFFAIRS, "371721")
    case = town.verified()
    with pytest.raises(NotAllowed):
        town.approve(case, stranger)
    with pytest.raises(NotAllowed):
        desk.opened(town.woman, make_officer(Role.TOWNSHIP_CLERK, "371721001"), category=Category("tekun"))
    with pytest.raises(NotAllowed):  # who enters may not accept
        case_moves.accept(
            case=desk.submitted(make.person(town.bureau, "甲乙"), town.clerk),
            version=None,
            by=town.clerk,
            at=at(),
        )
