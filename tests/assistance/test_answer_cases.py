"""Does "cannot pay" open a case once, in the transaction of the answer, and does the case say when the answer changes?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from assistance.cases.models import AssistanceCase
from assistance.cases.operations import case_moves, cases
from assistance.cases.operations.case_transitions import InvalidCase
from assistance.cases.queries.case_history import history_of
from assistance.cases.queries.cases import waiting_for
from assistance.cases.rules.case_reasons import CaseKind
from assistance.categories.models import PersonCategory
from enrollment.models import BaseAnswer, Person
from enrollment.operations import base_answers, merges
from enrollment.rules.base_answers import Answer, Heard
from staff.models import Officer
from tests import factories as make
from tests.assistance.case_desk import LATE, CaseTown, at, attached, facts, submitted
from tests.pipeline.tax_desk import assert_ledger_holds

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(make_officer: Callable[..., Officer]) -> CaseTown:
    return CaseTown(make_officer)


def hears(town: CaseTown, heard: Heard, *, who: Person | None = None) -> BaseAnswer:
    person = who or town.woman
    promised = LATE + timedelta(days=9) if heard is Heard.PROMISED else None
    return base_answers.answer(
        person=person, coverage_year=2022, answer=Answer(heard, LATE, promise_on=promised),
        seen_version=BaseAnswer.objects.filter(person=person).count(), by=town.clerk, at=at(),
    )  # fmt: skip


def last_said(case: AssistanceCase) -> str:
    return history_of(case)[-1].text.en


def test_cannot_pay_opens_a_case_that_civil_affairs_decides(
    town: CaseTown, client_as: Callable[..., Client]
) -> None:
    made = hears(town, Heard.CANNOT_PAY)
    case = AssistanceCase.objects.get()
    assert (case.kind, case.state, case.source) == ("cannot_pay", "draft", f"answer:{made.pk}")
    assert list(waiting_for(town.clerk, on=LATE)) == [case]
    page = client_as(town.clerk, language="en").get(f"/cases/{case.pk}/").content.decode()
    assert "not entered yet" in page and "cannot pay, on 2022-07-05 (for 2022)" in page

    # Nothing is submitted without the category and its document.
    attached(case, town.clerk)
    with pytest.raises(InvalidCase) as refused:
        case_moves.submit(case=case, version=None, by=town.clerk, at=at())
    assert refused.value.code == "category_not_entered"
    cases.change_case(case=case, version=None, facts=facts(), by=town.clerk, at=at())
    case = case_moves.submit(case=case, version=None, by=town.clerk, at=at())
    case = case_moves.accept(case=case, version=None, by=town.first, at=at())
    case = case_moves.verify(case=case, version=None, by=town.first, at=at())
    town.approve(case, town.second)
    assert PersonCategory.objects.get(person=town.woman).category == "dibao"
    assert_ledger_holds()

    # It was decided: the same answer opens no other.
    hears(town, Heard.CANNOT_PAY)
    assert AssistanceCase.objects.count() == 1


def test_a_case_is_opened_once_and_says_what_was_heard_since(town: CaseTown) -> None:
    hears(town, Heard.CANNOT_PAY)
    case = AssistanceCase.objects.get()
    hears(town, Heard.CANNOT_PAY)
    hears(town, Heard.PROMISED)
    assert AssistanceCase.objects.count() == 1 and case.events.filter(action="answer").count() == 3
    assert last_said(case) == "the village heard: promised to pay, on 2022-07-05 (for 2022)"
    assert_ledger_holds()
    # Withdrawn, nothing was decided: hearing it again opens another.
    case_moves.withdraw(case=case, version=None, reason="答应缴费", by=town.clerk, at=at())
    hears(town, Heard.CANNOT_PAY)
    assert AssistanceCase.objects.filter(kind="cannot_pay", state="draft").count() == 1


def test_an_application_that_waits_is_told_and_no_second_case_is_opened(town: CaseTown) -> None:
    waiting = submitted(town.woman, town.clerk)
    hears(town, Heard.UNREACHABLE)
    assert not waiting.events.filter(action="answer").exists(), "nothing was heard that concerns it"
    hears(town, Heard.CANNOT_PAY)
    hears(town, Heard.REFUSES)
    assert AssistanceCase.objects.get() == waiting
    assert last_said(waiting).startswith("the village heard: refuses")


def test_two_records_that_become_one_have_one_case(town: CaseTown) -> None:
    other = make.person(town.bureau, "李秀英", male=False)
    hears(town, Heard.CANNOT_PAY, who=other)
    merges.merge_people(kept=town.woman, absorbed=other, reason="同一人", on=LATE, by=town.bureau)
    hears(town, Heard.CANNOT_PAY)
    assert AssistanceCase.objects.count() == 1


def test_the_answer_is_not_kept_without_its_case(town: CaseTown, settings: Any) -> None:
    settings.ANSWER_GIVEN = f"{__name__}._breaks"
    with pytest.raises(RuntimeError):
        hears(town, Heard.CANNOT_PAY)
    assert not BaseAnswer.objects.exists()


def _breaks(_made: BaseAnswer) -> None:
    raise RuntimeError


def test_nobody_opens_such_a_case_by_hand(town: CaseTown) -> None:
    with pytest.raises(InvalidCase) as refused:
        cases.open_case(kind=CaseKind.CANNOT_PAY, person=town.woman, facts=facts(), by=town.clerk, at=at())
    assert refused.value.code == "opened_by_an_answer"
