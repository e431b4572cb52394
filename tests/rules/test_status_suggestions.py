"""Does a suggestion say what N33-a says of somebody insured twice, and leave open what it does not?"""

from datetime import date
from typing import Any

import pytest

from enrollment.rules.enrollment_states import EnrollmentMove, StateReason
from enrollment.rules.status_facts import StatusFact
from enrollment.rules.status_suggestions import Suggestion, suggested
from policy.terms import Basis


def of(fact: StatusFact, from_on: date, **given: Any) -> Suggestion | None:
    usual: dict[str, Any] = {
        "until_on": None, "listed_on": date(2022, 6, 30), "coverage_year": 2022, "basis": Basis.HUKOU, "lives_here": True,
        "on": date(2022, 7, 1),
    }  # fmt: skip
    return suggested(fact, from_on=from_on, **{**usual, **given})


@pytest.mark.parametrize(
    ("from_on", "until_on", "wins"),
    [
        (date(2021, 6, 30), None, True),
        (date(2021, 7, 1), None, False),
        (date(2020, 2, 29), date(2021, 3, 1), True),
        (date(2020, 2, 29), date(2021, 2, 28), False),
        (date(2020, 1, 1), date(2020, 12, 31), False),
    ],
)
def test_an_employee_scheme_of_a_year_wins_and_a_shorter_one_is_undecided(
    from_on: date, until_on: date | None, wins: bool
) -> None:
    said = of(StatusFact.EMPLOYED, from_on, until_on=until_on)
    assert said is not None
    assert (said.move is EnrollmentMove.SUSPEND, said.clause == "N33-a") == (wins, wins)


def test_within_the_year_it_is_suspended_and_before_it_ended() -> None:
    within = of(StatusFact.EMPLOYED, date(2021, 5, 1))
    before = of(StatusFact.EMPLOYED, date(2021, 5, 1), coverage_year=2023)
    assert within is not None and before is not None
    assert (within.move, within.reason, within.from_on) == (
        EnrollmentMove.SUSPEND,
        StateReason.EMPLOYED,
        date(2022, 1, 1),
    )
    assert (before.move, before.from_on) == (EnrollmentMove.END, date(2021, 5, 1))


def test_residents_stay_where_they_live_and_students_where_the_school_is() -> None:
    day = date(2022, 3, 1)
    for basis, lives_here, move in (
        (Basis.HUKOU, True, None),
        (Basis.HUKOU, False, EnrollmentMove.SUSPEND),
        (Basis.SCHOOL, False, None),
    ):
        said = of(StatusFact.INSURED_ELSEWHERE, day, basis=basis, lives_here=lives_here)
        assert said is not None and said.clause == "N33-a"
        assert said.move is move, (basis, lives_here)


def test_other_facts_suggest_nothing() -> None:
    for fact in set(StatusFact) - {StatusFact.EMPLOYED, StatusFact.INSURED_ELSEWHERE}:
        assert of(fact, date(2020, 1, 1)) is None
