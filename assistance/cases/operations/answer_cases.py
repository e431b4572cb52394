"""Which case is opened when a village hears that somebody cannot pay, and what does the case say when the answer changes?

Called in the transaction of the answer (`ANSWER_GIVEN` in the settings). The case is a draft without category and document:
whoever goes on with it enters both before it is submitted, or withdraws it with a reason (decision 0100).
"""

from django.db.models import Q, QuerySet

from assistance.cases.models import AssistanceCase, CaseMember
from assistance.cases.operations.case_transitions import note
from assistance.cases.operations.cases import FINAL
from assistance.cases.rules.case_reasons import ASKS_FOR_HELP, CaseKind
from assistance.cases.rules.case_states import START, Move
from enrollment.models import BaseAnswer
from enrollment.rules.base_answers import Heard
from policy.book import default_book

ANSWER = "answer"  # the event of a case that tells what was heard


def answer_given(made: BaseAnswer) -> None:
    """Open a case once for a person and year, or write on the open one what was heard since.

    The caller holds the row of the person.
    """
    cannot_pay = made.heard == Heard.CANNOT_PAY
    about = Q(person=made.person) | Q(person__merged_into=made.person)
    cases = AssistanceCase.objects.filter(about, kind__in=ASKS_FOR_HELP).distinct()
    waiting = cases.exclude(state__in=FINAL).filter(
        Q(kind=CaseKind.CANNOT_PAY, coverage_year=made.coverage_year) | ~Q(kind=CaseKind.CANNOT_PAY)
    )
    if not cannot_pay:
        waiting = waiting.filter(events__action=ANSWER)
    concerned = list(waiting)
    if cannot_pay and not concerned and not _was_decided(cases, made.coverage_year):
        concerned = [_opened(made)]
    for case in concerned:
        detail = {
            "heard": made.heard,
            "coverage_year": made.coverage_year,
            "on": made.contacted_on.isoformat(),
        }
        note(case, ANSWER, before=case.state, by=made.said_by, at=made.said_at, detail=detail)


def _was_decided(cases: QuerySet[AssistanceCase], coverage_year: int) -> bool:
    """Whether such a case of the year ended by a decision; one that was withdrawn decided nothing."""
    same = cases.filter(kind=CaseKind.CANNOT_PAY, coverage_year=coverage_year)
    return same.exclude(events__action=Move.WITHDRAW).exists()


def _opened(made: BaseAnswer) -> AssistanceCase:
    person, by, at = made.person, made.said_by, made.said_at
    case = AssistanceCase.objects.create(
        kind=CaseKind.CANNOT_PAY.value, person=person, division_code=person.division_code,
        area=default_book().pooling_area(person.division_code) or person.division_code[:6],
        from_on=made.contacted_on, coverage_year=made.coverage_year, reason=CaseKind.CANNOT_PAY.label.zh,
        source=f"answer:{made.pk}", state=START.value, state_since=at, entered_by=by, entered_at=at, makers=[by.pk],
    )  # fmt: skip
    CaseMember.objects.create(case=case, person=person)
    note(
        case,
        "open",
        before="",
        by=by,
        at=at,
        detail={"people": [person.pk], "kind": case.kind, "source": case.source},
    )
    return case
