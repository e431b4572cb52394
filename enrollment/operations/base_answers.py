"""How is an answer of somebody who should be insured written down, and how is a death that was told confirmed or turned down?

Answers are versions: who saw an older one than is on record is told what changed, and nothing is overwritten. A death that was
told is a report until another officer records the death under its document.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from enrollment.models import BaseAnswer, ListedAnswer, Person
from enrollment.operations import deaths
from enrollment.operations.people import lock_person, require_reason
from enrollment.queries.base_answers import as_answer, latest_answer
from enrollment.rules.base_answers import Answer, Heard, faults
from policy.terms import Text
from staff import audit
from staff.access import Permission
from staff.identities import require_other_hands
from staff.models import Officer
from staff.refusals import Refusal

WRITE = Permission.ENROLLMENT_WRITE


class AnswerRefused(Refusal):
    """The answer cannot stand as it is entered; `context["field"]` names the field."""


class AnsweredMeanwhile(Refusal):
    """Somebody entered another answer since this one was read; `context["version"]` is the version on record."""

    status = 409


class NoDeathReport(Refusal):
    """The last answer of the person does not tell of a death."""

    status = 409


@transaction.atomic
def answer(
    *,
    person: Person,
    coverage_year: int,
    answer: Answer,
    seen_version: int,
    by: Officer,
    at: datetime,
    source: str = "",
) -> BaseAnswer:
    """Write down what was heard of a person for a coverage year, as the next version after `seen_version` (0: none was seen).

    Raises `NotAllowed`, `NotThisRecord`, `AnswerRefused` or `AnsweredMeanwhile`.
    """
    on = timezone.localdate(at)
    person = lock_person(person, on=on, by=by, permission=WRITE)
    require_sound(answer, on=on)
    latest = latest_answer(person.pk, coverage_year)
    version = latest.version if latest else 0
    if version != seen_version:
        raise answered_meanwhile(latest)
    return write_version(
        person=person,
        coverage_year=coverage_year,
        answer=answer,
        version=version + 1,
        source=source,
        by=by,
        at=at,
    )


def write_version(
    *,
    person: Person,
    coverage_year: int,
    answer: Answer,
    version: int,
    source: str,
    by: Officer,
    at: datetime,
) -> BaseAnswer:
    """Add a version. The caller holds the person's row, checked the permission, and read the version before it."""
    made = BaseAnswer.objects.create(
        person=person,
        coverage_year=coverage_year,
        version=version,
        heard=answer.heard.value,
        contacted_on=answer.contacted_on,
        promise_on=answer.promise_on,
        next_visit_on=answer.next_visit_on,
        died_on=answer.died_on,
        remark=answer.remark.strip(),
        source=source,
        said_by=by,
        said_at=at,
    )
    told = {"coverage_year": coverage_year, "version": made.version, "heard": made.heard, "source": source}
    audit.record(
        "answer_of_base", by=by, about=person, division_code=person.division_code, at=at, change=told
    )
    import_string(settings.ANSWER_GIVEN)(made)
    return made


def repeat(of: Person, to: Person, *, source: str, by: Officer, at: datetime) -> None:
    """Repeat the answers that count of one record as those of another, where the other has none that was given later.

    The caller holds both rows: the records become one. What was said stays with the record of whom it was said.
    """
    years = BaseAnswer.objects.filter(person=of).values_list("coverage_year", flat=True).distinct()
    for year in sorted(years):
        theirs, own = latest_answer(of.pk, year), latest_answer(to.pk, year)
        if theirs is not None and (own is None or own.said_at < theirs.said_at):
            write_version(
                person=to,
                coverage_year=year,
                answer=as_answer(theirs),
                version=own.version + 1 if own else 1,
                source=source,
                by=by,
                at=at,
            )


@transaction.atomic
def confirm_death(
    *,
    person: Person,
    coverage_year: int,
    died_on: date,
    document: str,
    new_head: Person | None = None,
    by: Officer,
    at: datetime,
) -> Person:
    """Record the death that the last answer tells of; another officer than who entered the answer does so."""
    on = timezone.localdate(at)
    _require_report(person, coverage_year, by, on=on)
    return deaths.record_death(
        person=person, died_on=died_on, document=document, new_head=new_head, on=on, by=by
    )


@transaction.atomic
def turn_down_death(
    *, person: Person, coverage_year: int, because: str, by: Officer, at: datetime
) -> BaseAnswer:
    """Say that the death that was told is none: the person is to be asked again."""
    told = _require_report(person, coverage_year, by, on=timezone.localdate(at))
    require_reason(because, field="because")
    again = Answer(Heard.ASK_AGAIN, timezone.localdate(at), remark=because.strip())
    return answer(
        person=person, coverage_year=coverage_year, answer=again, seen_version=told.version, by=by, at=at
    )


def _require_report(person: Person, coverage_year: int, by: Officer, *, on: date) -> BaseAnswer:
    lock_person(person, on=on, by=by, permission=WRITE)
    told = latest_answer(person.pk, coverage_year)
    if told is None or told.heard != Heard.DIED.value:
        raise NoDeathReport(
            "no_death_report",
            Text("最近一次答复没有说此人去世。", "The last answer does not tell of a death."),
            Text("请刷新页面查看最新答复。", "Load the page again to see the last answer."),
        )
    require_other_hands(
        by,
        told.said_by_id,
        what=Text(
            "去世的消息是您记录的，不能由您核实。",
            "You entered that the person died, so you cannot confirm it.",
        ),
    )
    return told


def require_sound(answer: Answer, *, on: date) -> None:
    """Refuse an answer whose fields do not fit each other, by the first of them."""
    for wrong in faults(answer, on=on):
        raise AnswerRefused(wrong.code, wrong.text, wrong.remedy, field=wrong.field)


def answered_meanwhile(latest: BaseAnswer | ListedAnswer | None) -> AnsweredMeanwhile:
    """The refusal of an answer to an older version than the last one."""
    if latest is None:
        what = Text("系统中没有您所看到的答复。", "The answer that you saw is not on record.")
    else:
        day, who = timezone.localdate(latest.said_at), latest.said_by.display_name
        what = Text(
            f"{who}已于 {day} 记录“{latest.heard_label.label.zh}”（第 {latest.version} 版）。",
            f"{who} entered “{latest.heard_label.label.en}” on {day} (version {latest.version}).",
        )
    remedy = Text(
        "请先看最新答复，再决定是否另记一条。",
        "Read the last answer first, then enter another one if needed.",
    )
    return AnsweredMeanwhile("answered_meanwhile", what, remedy, version=latest.version if latest else 0)
