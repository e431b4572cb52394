"""How is an answer of somebody written down whom only lists name, and what becomes of it when the person is registered?"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from enrollment.models import BaseAnswer, ListedAnswer, Person
from enrollment.operations.base_answers import WRITE, answered_meanwhile, require_sound, write_version
from enrollment.queries.base_answers import as_answer
from enrollment.queries.base_lists import NamedByList, last_answers, listed_key
from enrollment.rules.base_answers import Answer
from intake.operations.locks import lock_text
from staff import access, audit
from staff.models import Officer


@transaction.atomic
def answer(
    *, named: NamedByList, coverage_year: int, answer: Answer, seen_version: int, by: Officer, at: datetime
) -> ListedAnswer:
    """Write down what was heard of a listed person, as the next version after `seen_version` (0: none was seen).

    Raises `NotAllowed`, `AnswerRefused` or `AnsweredMeanwhile`.
    """
    on = timezone.localdate(at)
    access.require(by, WRITE, named.division_code, on=on)
    require_sound(answer, on=on)
    lock_text(f"listed:{named.key}:{coverage_year}")
    last = last_answers([named.key], coverage_year).get(named.key)
    if (last.version if last else 0) != seen_version:
        raise answered_meanwhile(last)
    made = ListedAnswer.objects.create(
        key=named.key,
        name=named.name,
        document_masked=named.document_masked,
        division_code=named.division_code,
        coverage_year=coverage_year,
        version=seen_version + 1,
        heard=answer.heard.value,
        contacted_on=answer.contacted_on,
        promise_on=answer.promise_on,
        next_visit_on=answer.next_visit_on,
        died_on=answer.died_on,
        remark=answer.remark.strip(),
        said_by=by,
        said_at=at,
    )
    told = {"coverage_year": coverage_year, "version": made.version, "heard": made.heard}
    audit.record("answer_of_listed", by=by, about=made, division_code=named.division_code, at=at, change=told)
    return made


def adopt(person: Person) -> None:
    """Repeat what was heard of somebody before they were registered, with what follows from it; an answer of their own stays."""
    key = listed_key(person.document_masked, person.name)
    for year in ListedAnswer.objects.filter(key=key).values_list("coverage_year", flat=True).distinct():
        if not BaseAnswer.objects.filter(person=person, coverage_year=year).exists():
            last = last_answers([key], year)[key]
            write_version(
                person=person,
                coverage_year=year,
                answer=as_answer(last),
                version=1,
                source=f"listed:{last.pk}",
                by=last.said_by,
                at=last.said_at,
            )
