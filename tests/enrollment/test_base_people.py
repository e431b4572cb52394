"""Does the database class everybody as the rule does, are answers versions, and is a death that was told confirmed by another?"""

from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from enrollment.models import BaseAnswer, Person
from enrollment.operations import base_answers, enrollment_states, merges
from enrollment.operations.base_answers import AnsweredMeanwhile, AnswerRefused, NoDeathReport
from enrollment.queries.base_people import BY_FACT, CLASS, BasePlace, counts_inside
from enrollment.queries.base_reasons import fact_of
from enrollment.queries.missing_work import MISSING_WORK
from enrollment.queries.village_ledgers import households, ledger, ledger_person
from enrollment.rules.base_answers import Answer, Heard
from enrollment.rules.base_classes import BaseClass, BaseFacts, class_of
from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from enrollment.rules.evidence import Scheme
from staff.access import NotAllowed
from staff.identities import NotYours
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make

AT = datetime(2022, 1, 10, 2, 0, tzinfo=UTC)
ON = date(2022, 1, 10)
PLACE = BasePlace(make.HEZE, make.VILLAGE, make.YEAR, ON)
REFUSES = Answer(Heard.REFUSES, ON)


CASES = [
    BaseFacts(*one)
    for one in product(
        (False, True),
        ["", *(one.value for one in StateReason)],
        (False, True),
        (False, True),
        ["", Scheme.RESIDENT.value, Scheme.EMPLOYEE.value],
        ["", *(one.value for one in Heard)],
    )
]


def test_a_fact_is_named_of_everybody_whom_a_fact_classes_and_of_nobody_else() -> None:
    details = {
        "died_on": ON,
        "enrolled_year": 2022,
        "cover_from": None,
        "cover_area": "371700",
        "document_number": "1",
    }
    for facts in CASES:
        assert (fact_of(facts._asdict() | details, 2022) is not None) == class_of(facts).by_fact


@pytest.mark.django_db
def test_the_database_says_of_every_combination_of_facts_what_the_rule_says() -> None:
    columns = [list(column) for column in zip(*CASES, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {CLASS}, {BY_FACT} IS NOT NULL FROM unnest(%s::bool[], %s::text[], %s::bool[], %s::bool[], %s::text[],"
            " %s::text[]) WITH ORDINALITY f(died, state_reason, covered_here, covered_elsewhere, scheme, heard, place)"
            " ORDER BY place",
            columns,
        )
        found = cursor.fetchall()
    told = [(one.base_class.value, one.by_fact) for one in map(class_of, CASES)]
    assert found == told


@pytest.fixture
def clerk(make_officer: Any) -> Officer:
    make.places()
    return make_officer(Role.VILLAGE_CLERK, make.VILLAGE)  # type: ignore[no-any-return]


@pytest.fixture
def township(make_officer: Any, clerk: Officer) -> Officer:
    return make_officer(Role.TOWNSHIP_CLERK, make.VILLAGE[:9])  # type: ignore[no-any-return]


def say(who: Person, by: Officer, answer: Answer = REFUSES, *, seen: int = 0) -> BaseAnswer:
    return base_answers.answer(
        person=who, coverage_year=make.YEAR, answer=answer, seen_version=seen, by=by, at=AT
    )


def class_on_record(who: Person) -> BaseClass | None:
    found = ledger_person(PLACE, who)
    return found and found.base_class


def test_a_village_holds_its_people_by_household_each_once(clerk: Officer) -> None:
    home = make.household(clerk, make.member("head", "赵一"), make.member("spouse", "钱二", male=False))
    make.person(clerk, "孙三", village=make.VILLAGE)
    asked = ledger(PLACE)
    assert [len(one.people) for one in households(asked)] in ([2, 1], [1, 2])
    assert {one.household for one in asked} >= {home.number}
    counted = counts_inside(PLACE, digits=12)
    assert [(one.base_class, one.people) for one in counted[make.VILLAGE]] == [(BaseClass.NOT_ASKED, 3)]


def test_an_answer_is_a_version_and_an_older_one_is_not_overwritten(
    clerk: Officer, township: Officer
) -> None:
    who = make.person(clerk)
    assert class_on_record(who) is BaseClass.NOT_ASKED
    say(who, clerk)
    assert class_on_record(who) is BaseClass.REFUSES
    with pytest.raises(AnsweredMeanwhile) as told:
        say(who, township, Answer(Heard.CANNOT_PAY, ON), seen=0)
    assert told.value.context["version"] == 1
    second = say(who, township, Answer(Heard.CANNOT_PAY, ON), seen=1)
    assert second.version == 2 and class_on_record(who) is BaseClass.CANNOT_PAY
    with pytest.raises(DatabaseError), transaction.atomic():
        BaseAnswer.objects.filter(pk=second.pk).update(heard="refuses")


def test_a_fact_goes_before_what_was_heard(clerk: Officer) -> None:
    who = make.person(clerk)
    say(who, clerk)
    enrolled = make.enrolled(who, clerk)
    enrollment_states.move(
        enrollment=enrolled,
        made=EnrollmentMove.SUSPEND,
        reason=StateReason.EMPLOYED,
        from_on=ON,
        document_number="菏医保〔2022〕1号",
        by=clerk,
        at=AT,
    )
    found = ledger_person(PLACE, who)
    assert found is not None and (found.base_class, found.by_fact) == (BaseClass.EMPLOYEE, True)
    assert found.heard is Heard.REFUSES
    assert (
        found.fact is not None and "joined the employee scheme" in found.fact.en and found.clause == "N33-a"
    )


def test_a_death_that_was_told_is_confirmed_by_another_officer(clerk: Officer, township: Officer) -> None:
    who = make.person(clerk)
    say(who, clerk, Answer(Heard.DIED, ON, died_on=date(2022, 1, 3)))
    found = ledger_person(PLACE, who)
    assert found is not None and found.is_death_report
    confirm: dict[str, Any] = {
        "person": who,
        "coverage_year": make.YEAR,
        "died_on": date(2022, 1, 3),
        "document": "死亡证明1号",
    }
    with pytest.raises(NotYours):
        base_answers.confirm_death(**confirm, by=clerk, at=AT)
    base_answers.confirm_death(**confirm, by=township, at=AT)
    found = ledger_person(PLACE, who)
    assert found is not None and (found.base_class, found.by_fact) == (BaseClass.DIED, True)


def test_a_death_that_was_none_is_asked_again(clerk: Officer, township: Officer) -> None:
    who = make.person(clerk)
    with pytest.raises(NoDeathReport):
        base_answers.turn_down_death(person=who, coverage_year=make.YEAR, because="误报", by=township, at=AT)
    say(who, clerk, Answer(Heard.DIED, ON))
    base_answers.turn_down_death(person=who, coverage_year=make.YEAR, because="误报", by=township, at=AT)
    assert class_on_record(who) is BaseClass.NOT_ASKED


def test_what_is_due_waits_on_the_first_page_of_who_may_do_it(clerk: Officer, township: Officer) -> None:
    first, second = make.person(clerk, "赵一"), make.person(clerk, "钱二")
    say(first, clerk, Answer(Heard.DIED, ON))
    say(second, clerk, Answer(Heard.UNREACHABLE, ON, next_visit_on=ON))

    def waits(officer: Officer, day: date) -> dict[str, int]:
        return {work.code: work.look(officer, day).number for work in MISSING_WORK}

    assert waits(clerk, ON) == {"sheet_conflicts": 0, "deaths_told": 0, "visits": 1}
    assert waits(township, ON) == {"sheet_conflicts": 0, "deaths_told": 1, "visits": 1}
    assert (
        waits(township, date(2022, 1, 9))["visits"] == 0 and waits(township, date(2023, 1, 1))["visits"] == 0
    )


def test_what_was_said_of_one_record_is_said_of_the_one_that_is_kept(
    clerk: Officer, make_officer: Any
) -> None:
    kept, absorbed = make.person(clerk, "赵一"), make.person(clerk, "赵一")
    say(absorbed, clerk)
    merges.merge_people(
        kept=kept, absorbed=absorbed, reason="同一人", on=ON, by=make_officer(Role.COUNTY_BUREAU, make.MUDAN)
    )
    assert class_on_record(kept) is BaseClass.REFUSES
    assert BaseAnswer.objects.get(person=kept).source.startswith("merge:")


def test_who_may_not_write_here_or_enters_a_wrong_day_is_refused(clerk: Officer, make_officer: Any) -> None:
    who = make.person(clerk)
    with pytest.raises(NotAllowed):
        say(who, make_officer(Role.VILLAGE_CLERK, make.OTHER_VILLAGE))
    with pytest.raises(AnswerRefused) as told:
        say(who, clerk, Answer(Heard.PROMISED, ON))
    assert told.value.context["field"] == "promise_on"
    assert not BaseAnswer.objects.exists()
