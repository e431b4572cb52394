"""Is everybody of the base in exactly one class, do facts go before answers, and how long is a gap in cover?"""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.rules.base_answers import Answer, Heard, faults, is_overdue
from enrollment.rules.base_classes import (
    BY_ANSWER,
    COUNTED_OUT,
    BaseClass,
    BaseCount,
    BaseFacts,
    class_of,
    insured,
    should_be_insured,
)
from enrollment.rules.cover_gaps import cover_gap
from enrollment.rules.enrollment_states import StateReason
from enrollment.rules.evidence import Scheme

_C = BaseClass
REASONS = ["", *(one.value for one in StateReason)]
SCHEMES = ["", Scheme.RESIDENT.value, Scheme.EMPLOYEE.value]
HEARD = ["", *(one.value for one in Heard)]
FACTS = st.builds(
    BaseFacts,
    died=st.booleans(),
    state_reason=st.sampled_from(REASONS),
    covered_here=st.booleans(),
    covered_elsewhere=st.booleans(),
    scheme=st.sampled_from(SCHEMES),
    heard=st.sampled_from(HEARD),
)


def test_every_answer_leads_to_a_class() -> None:
    assert set(BY_ANSWER) == {one.value for one in Heard}


@given(FACTS, st.sampled_from(HEARD))
def test_what_a_fact_decides_no_answer_changes(facts: BaseFacts, heard: str) -> None:
    first, second = class_of(facts), class_of(facts._replace(heard=heard))
    assert first.by_fact == second.by_fact
    assert first == second or not first.by_fact


@given(st.lists(FACTS, max_size=40))
def test_the_classes_make_up_the_base_and_a_rate_lies_between_nothing_and_all(
    people: list[BaseFacts],
) -> None:
    classed = [class_of(one) for one in people]
    counts = [BaseCount(*one, classed.count(one)) for one in dict.fromkeys(classed)]
    assert sum(one.people for one in counts) == len(people)
    assert 0 <= insured(counts) <= should_be_insured(counts) <= len(people)


@pytest.mark.parametrize(
    ("facts", "base_class", "by_fact"),
    [
        ({"covered_here": True}, _C.INSURED_HERE, True),
        ({"covered_here": True, "died": True}, _C.DIED, True),
        ({"covered_here": True, "state_reason": "employed"}, _C.EMPLOYEE, True),
        ({"covered_here": True, "state_reason": "imprisoned"}, _C.INSURED_HERE, True),
        ({"state_reason": "imprisoned"}, _C.NOT_ASKED, False),
        ({"state_reason": "moved_abroad"}, _C.ABROAD, True),
        ({"covered_here": True, "scheme": "employee"}, _C.INSURED_HERE, True),
        ({"covered_elsewhere": True, "heard": "refuses"}, _C.ELSEWHERE, True),
        ({"scheme": "resident"}, _C.ELSEWHERE, True),
        ({"heard": "says_elsewhere"}, _C.ASKED, False),
        ({"heard": "died"}, _C.DIED, False),
        ({"heard": "ask_again"}, _C.NOT_ASKED, False),
        ({}, _C.NOT_ASKED, False),
    ],
)
def test_the_class_of_a_person(facts: dict[str, Any], base_class: BaseClass, by_fact: bool) -> None:
    assert class_of(BaseFacts(**facts)) == (base_class, by_fact)


@pytest.mark.parametrize("one", COUNTED_OUT)
def test_only_a_fact_counts_somebody_out(one: BaseClass) -> None:
    assert should_be_insured([BaseCount(one, True, 3), BaseCount(_C.REFUSES, False, 2)]) == 2
    assert should_be_insured([BaseCount(one, False, 3), BaseCount(_C.REFUSES, False, 2)]) == 5


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        (Answer(Heard.REFUSES, date(2022, 1, 5)), []),
        (Answer(Heard.REFUSES, date(2022, 1, 11)), ["contact_in_future"]),
        (Answer(Heard.PROMISED, date(2022, 1, 5)), ["promise_needs_day"]),
        (Answer(Heard.PROMISED, date(2022, 1, 5), promise_on=date(2022, 1, 4)), ["promise_before_contact"]),
        (Answer(Heard.REFUSES, date(2022, 1, 5), promise_on=date(2022, 1, 9)), ["promise_without_promise"]),
        (Answer(Heard.REFUSES, date(2022, 1, 5), next_visit_on=date(2022, 1, 4)), ["visit_before_contact"]),
        (Answer(Heard.DIED, date(2022, 1, 5), died_on=date(2022, 1, 6)), ["day_of_death_does_not_fit"]),
        (Answer(Heard.ABROAD, date(2022, 1, 5), died_on=date(2022, 1, 2)), ["day_of_death_does_not_fit"]),
        (Answer(Heard.DIED, date(2022, 1, 5), died_on=date(2022, 1, 2)), []),
    ],
)
def test_an_answer_says_what_is_wrong_with_its_days(answer: Answer, codes: list[str]) -> None:
    assert [one.code for one in faults(answer, on=date(2022, 1, 10))] == codes


def test_a_promise_is_overdue_the_day_after() -> None:
    promise = date(2022, 1, 10)
    assert not is_overdue(Heard.PROMISED, promise, on=promise)
    assert is_overdue(Heard.PROMISED, promise, on=date(2022, 1, 11))


@pytest.mark.parametrize(
    ("follows_on", "on", "days"),
    [
        (None, date(2021, 11, 30), 0),
        (None, date(2022, 1, 1), 1),
        (None, date(2022, 3, 1), 60),
        (date(2022, 1, 1), date(2022, 3, 1), None),
        (date(2021, 6, 1), date(2022, 3, 1), None),
        (date(2022, 2, 1), date(2022, 1, 10), 10),
        (date(2022, 2, 1), date(2022, 3, 1), 31),
    ],
)
def test_the_days_of_a_gap_after_cover_to_the_end_of_2021(
    follows_on: date | None, on: date, days: int | None
) -> None:
    gap = cover_gap(date(2022, 1, 1), follows_on, on=on)
    assert (gap and gap.days) == days
