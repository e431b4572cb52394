"""Do thresholds, notices, old pages, two officers at once, batches and revocations end as they must?"""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connections

from assistance.cases.models import AssistanceCase, CaseEvent
from assistance.cases.operations import case_decisions, case_moves
from assistance.cases.operations.case_decisions import Decision
from assistance.cases.operations.case_transitions import (
    InvalidCase,
    MoveNotPossible,
    NoticeNotOver,
    StaleCase,
)
from assistance.cases.queries.case_terms import case_terms
from assistance.cases.queries.cases import cases_of
from assistance.cases.rules.case_reasons import CaseKind
from assistance.cases.rules.case_states import Move, State
from assistance.categories.models import PersonCategory
from assistance.categories.operations.categories import record_category
from assistance.figures.models import EnteredParameter
from enrollment.operations import merges
from enrollment.queries.explanations import explain
from policy.terms import Category, Certifier
from policy.topics import Topic
from staff.identities import NotYours
from staff.models import Officer
from tests import factories as make
from tests.assistance import case_desk as desk
from tests.assistance.case_desk import LATE, CaseTown, at

pytestmark = pytest.mark.django_db
MakeOfficer = Callable[..., Officer]


@pytest.fixture
def town(make_officer: MakeOfficer) -> CaseTown:
    return CaseTown(make_officer)


# -- two approvers, notice, stale pages ----------------------------------------------------------------------
def test_above_the_threshold_two_approve(town: CaseTown, settings: Any) -> None:
    settings.CASE_TWO_APPROVERS_ABOVE_YUAN = 95
    case = town.verified()
    assert case.needs_two
    case = town.approve(case, town.second)
    assert case.state == State.FIRST_APPROVED and not PersonCategory.objects.exists()
    with pytest.raises(NotYours) as refused:
        town.approve(case, town.second)
    assert refused.value.code == "not_by_first_approver"
    assert town.approve(case, town.third).state == State.APPROVED
    assert PersonCategory.objects.count() == 1


def test_at_the_threshold_one_is_enough(town: CaseTown, settings: Any) -> None:
    settings.CASE_TWO_APPROVERS_ABOVE_YUAN = 96
    assert town.approve(town.verified(), town.second).state == State.APPROVED


def test_no_approval_before_the_notice_has_ended(town: CaseTown, settings: Any) -> None:
    settings.CASE_NOTICE_DAYS = 7
    case = town.verified()
    with pytest.raises(NoticeNotOver):
        town.approve(case, town.second)
    case = case_moves.publish(case=case, version=None, by=town.first, at=at())
    assert (case.notice_from, case.notice_until) == (LATE, date(2022, 7, 12))
    with pytest.raises(NoticeNotOver) as refused:
        town.approve(case, town.second, at=at(date(2022, 7, 11)))
    assert "2022-07-12" in refused.value.text.zh
    assert town.approve(case, town.second, at=at(date(2022, 7, 12))).state == State.APPROVED


def test_an_old_page_is_refused_and_changes_nothing(town: CaseTown) -> None:
    case = town.verified()
    seen = case.version
    case_moves.return_case(case=case, version=seen, reason_code="unreadable", by=town.second, at=at())
    with pytest.raises(StaleCase) as refused:
        town.approve(case, town.third, version=seen)
    assert "退回补正" in refused.value.text.zh
    with pytest.raises(MoveNotPossible):
        town.approve(case, town.third)


@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_once_exactly_one_wins(make_officer: MakeOfficer) -> None:
    town = CaseTown(make_officer)
    case = town.verified()
    at_the_line, results = threading.Barrier(2), []

    def decide(officer: Officer) -> None:
        try:
            seen = AssistanceCase.objects.get(pk=case.pk)
            at_the_line.wait(10)
            town.approve(seen, officer, version=seen.version)
            results.append("approved")
        except StaleCase:
            results.append("stale")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=[officer]) for officer in (town.second, town.third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["approved", "stale"]
    assert CaseEvent.objects.filter(case=case, action="approve").count() == 1
    assert PersonCategory.objects.count() == 1


# -- batch ---------------------------------------------------------------------------------------------------
def test_a_batch_decides_each_for_itself(town: CaseTown) -> None:
    people = [make.person(town.bureau, f"王{name}") for name in "甲乙丙丁"]
    found = [town.verified(person=person) for person in people]
    own = desk.verified(make.person(town.bureau, "王戊"), town.clerk, town.second)
    decisions = [
        Decision(found[0], found[0].version, "approve"),
        Decision(found[1], found[1].version, "reject", "not_qualified", "收入超过标准"),
        Decision(found[2], found[2].version, "skip"),
        Decision(found[3], found[3].version - 1, "approve"),
        Decision(own, own.version, "approve"),
        Decision(found[2], found[2].version, "reject"),
    ]
    outcomes = case_decisions.decide_many(decisions=decisions, by=town.second, at=at())
    assert [outcome.result for outcome in outcomes] == [
        "done",
        "done",
        "skipped",
        "refused",
        "refused",
        "refused",
    ]
    codes = [outcome.refusal.code for outcome in outcomes if outcome.refusal]
    assert codes == ["stale_case", "not_by_verifier", "unknown_reason"]
    states = list(AssistanceCase.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["approved", "rejected", "verified", "verified", "verified"]
    assert PersonCategory.objects.count() == 1


# -- revocation ----------------------------------------------------------------------------------------------
def test_a_revocation_ends_the_category_and_prices_the_due_again(town: CaseTown) -> None:
    case = town.approve(town.verified(), town.second)
    again = date(2022, 8, 10)
    undone = desk.verified(
        town.woman, town.clerk, town.first, day=again, kind=CaseKind.REVOCATION, about=case, from_on=again,
        reason="家庭收入提高，不再符合条件",
    )  # fmt: skip
    town.approve(undone, town.second, at=at(again))
    span = PersonCategory.objects.get(person=town.woman)
    assert span.until_on == again and span.ended_by == town.second
    case.refresh_from_db()
    assert case.state == State.REVOKED
    member: Any = undone.members.get()
    assert (member.before["to_pay_fen"], member.after["to_pay_fen"]) == (320_00, 900_00)
    assert explain(town.woman, 2022).due is not None


def test_only_what_was_approved_is_revoked(town: CaseTown) -> None:
    case = town.verified()
    with pytest.raises(InvalidCase) as refused:
        desk.opened(town.woman, town.clerk, kind=CaseKind.REVOCATION, about=case)
    assert refused.value.code == "nothing_to_revoke"


def test_a_rejected_case_is_closed_and_can_be_asked_again(town: CaseTown) -> None:
    case = case_moves.reject(
        case=town.verified(),
        version=None,
        reason_code="not_qualified",
        reason="存款超过标准",
        by=town.second,
        at=at(),
    )
    case = case_moves.close(case=case, version=None, by=town.first, at=at())
    assert case.state == State.CLOSED
    assert desk.opened(town.woman, town.clerk).pk != case.pk
    assert [event.action for event in case.events.order_by("pk")] == [
        "open", "attach", Move.SUBMIT, Move.ACCEPT, Move.VERIFY, Move.REJECT, Move.CLOSE,
    ]  # fmt: skip


def test_a_category_of_a_roster_is_revoked_by_a_case_too(town: CaseTown) -> None:
    record_category(
        person=town.woman, category=Category("dibao"), certifier=Certifier.CIVIL_AFFAIRS, document_number="名单",
        from_on=date(2022, 1, 1), source="roster:1", on=LATE, by=town.first,
    )  # fmt: skip
    case = town.verified(kind=CaseKind.REVOCATION, reason="已不符合条件")
    town.approve(case, town.second)
    assert PersonCategory.objects.get().until_on == LATE


def test_who_was_merged_meanwhile_gets_it_under_the_record_that_was_kept(town: CaseTown) -> None:
    case = town.verified()
    kept = make.person(town.bureau, "李秀英", male=False, village=make.OTHER_VILLAGE)
    merges.merge_people(kept=kept, absorbed=town.woman, reason="同一人", on=LATE, by=town.bureau)
    town.approve(case, town.second)
    assert PersonCategory.objects.get().person == kept
    assert list(cases_of(kept)) == [case]
    member: Any = case.members.get()
    assert member.after["to_pay_fen"] == 320_00


def test_the_terms_of_the_nearest_area_count(town: CaseTown) -> None:
    def entered(area: str, topic: Topic, value: object, *, agreed: bool = True, from_on: date = LATE) -> None:
        EnteredParameter.objects.create(
            area=area, topic=topic.value, value=value, from_on=from_on, document_number="局发1号", entered_by=town.bureau,
            entered_at=at(), approved_by=town.first if agreed else None, approved_at=at() if agreed else None,
        )  # fmt: skip

    entered("371700", Topic.CASE_NOTICE_DAYS, 10)
    entered("371702", Topic.CASE_NOTICE_DAYS, 5)
    entered("371700", Topic.CASE_ACCEPT_DAYS, 2)
    entered("371702", Topic.CASE_TWO_APPROVERS_ABOVE, "95.99")
    entered("371702", Topic.CASE_VERIFY_DAYS, 1, agreed=False)
    entered("371702", Topic.CASE_APPROVE_DAYS, 1, from_on=date(2022, 8, 1))
    terms = case_terms("371702001001", LATE)
    assert (terms.notice_days, terms.accept_days, terms.verify_days, terms.approve_days) == (5, 2, 10, 5)
    assert terms.two_approvers_above_fen == 95_99
    assert case_terms("371721", LATE).notice_days == 10 and case_terms("620102", LATE).notice_days == 0
    case = town.verified()
    assert case.needs_two and case.notice_days == 5
    assert desk.submitted(make.person(town.bureau, "王甲"), town.clerk).due_on == date(2022, 7, 7)


def test_the_number_of_a_case_is_of_its_local_year(town: CaseTown) -> None:
    new_year = desk.opened(town.woman, town.clerk, day=date(2022, 1, 1), from_on=date(2022, 1, 1))
    AssistanceCase.objects.filter(pk=new_year.pk).update(entered_at=at(date(2022, 1, 1), hour=1))
    assert AssistanceCase.objects.get(pk=new_year.pk).number == f"2022-{new_year.pk:06d}"


def test_a_batch_decides_on_each_person_of_a_household(town: CaseTown) -> None:
    home = make.household(town.bureau, make.member("head", "王强"), make.member("son", "王小"))
    head, son = (m.person for m in home.memberships.select_related("person").order_by("pk"))
    case = town.verified(person=head, household=home, members=[head, son])
    child = case.members.get(person=son)
    nobody = Decision(case, case.version, "approve", left_out={child.pk: ""})
    assert case_decisions.decide_many(decisions=[nobody], by=town.second, at=at())[0].result == "refused"
    child.refresh_from_db()
    assert child.refused_because == "" and not PersonCategory.objects.exists()
    one = Decision(case, case.version, "approve", left_out={child.pk: "在外地参保"})
    assert case_decisions.decide_many(decisions=[one], by=town.second, at=at())[0].result == "done"
    assert PersonCategory.objects.get().person == head
