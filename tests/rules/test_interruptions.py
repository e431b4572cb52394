"""On which days is a relation suspended or ended, and what is said of a day of cover in it? Without a database."""

from datetime import date
from typing import Any

import pytest

from claims.rules.bill_states import BillState
from claims.rules.eligibility import Account, Facts, Given, State, decide
from claims.rules.stay_cover import YearOfCover, decide_cover, stretches
from enrollment.rules.enrollment_states import ENTERED, EnrollmentMove, EnrollmentState, StateReason
from enrollment.rules.interruptions import Turn, interruptions, on_day
from policy.periods import Span
from policy.terms import Decision

D = date.fromisoformat
S, R = EnrollmentState, StateReason
YEAR = Given(Span(D("2022-01-01"), D("2023-01-01")))
SUSPENDED = Turn(S.SUSPENDED, R.EMPLOYED, D("2022-03-01"), "转出1号")
RESUMED = Turn(S.NORMAL, R.EMPLOYMENT_ENDED, D("2022-06-01"))
IN_PRISON = Turn(S.SUSPENDED, R.IMPRISONED, D("2022-03-01"))


def facts(*turns: Turn, on: str = "2022-05-01", **given: Any) -> Facts:
    return Facts(D(on), **{"given": YEAR, "interruptions": interruptions(turns), **given})


def spans(*turns: Turn) -> list[tuple[str, str | None]]:
    return [
        (one.span.start.isoformat(), one.span.until.isoformat() if one.span.until else None)
        for one in interruptions(turns)
    ]


def test_days_lie_between_a_suspension_and_what_follows_it() -> None:
    ended = Turn(S.ENDED, R.MOVED_ABROAD, D("2022-09-01"))
    assert spans() == []
    assert spans(SUSPENDED) == [("2022-03-01", None)]
    assert spans(SUSPENDED, RESUMED, ended) == [("2022-03-01", "2022-06-01"), ("2022-09-01", None)]
    assert spans(SUSPENDED, ended) == [("2022-03-01", "2022-09-01"), ("2022-09-01", None)]


def test_what_was_taken_back_from_its_first_day_never_was_and_a_death_answers_for_itself() -> None:
    assert spans(SUSPENDED, Turn(S.NORMAL, R.ERROR, D("2022-03-01"))) == []
    assert spans(Turn(S.ENDED, R.DIED, D("2022-03-01"))) == []


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2022-02-28", State.COVERED),
        ("2022-03-01", State.SUSPENDED),
        ("2022-05-31", State.SUSPENDED),
        ("2022-06-01", State.COVERED),
    ],
)
def test_a_resume_makes_the_days_from_then_on_normal_again(day: str, state: State) -> None:
    answer = decide(facts(SUSPENDED, RESUMED, on=day))
    assert answer.state is state and answer.is_covered == (state is State.COVERED)
    assert answer.cover == YEAR.cover, "cover is taken from nobody"


def test_each_reason_is_answered_by_its_clause_or_named_as_missing() -> None:
    for reason in {*ENTERED[EnrollmentMove.SUSPEND], *ENTERED[EnrollmentMove.END]}:
        answer = decide(facts(Turn(S.SUSPENDED, reason, D("2022-03-01"), "文1号")))
        assert "2022年3月1日" in answer.reason.zh and "文1号" in answer.reason.zh
        if reason in (R.EMPLOYED, R.ELSEWHERE):
            assert (answer.state, answer.clause, answer.missing) == (State.SUSPENDED, "N33-a", ())
        else:
            (missing,) = answer.missing
            assert (answer.state, answer.clause) == (State.UNDECIDED, "")
            assert reason.label.zh in missing.what.zh and missing.decided_by.zh


def test_what_is_no_day_of_cover_keeps_its_own_answer() -> None:
    unpaid = Account(Decision.DECIDED, 32_000, 0)
    assert decide(facts(SUSPENDED, given=None, account=unpaid)).state is State.UNPAID
    waiting = Given(Span(D("2022-06-01"), D("2023-01-01")), Span(D("2022-04-01"), D("2022-06-01")))
    assert decide(facts(SUSPENDED, given=waiting)).state is State.WAITING
    assert decide(facts(SUSPENDED, died_on=D("2022-04-01"))).state is State.DECEASED


@pytest.mark.parametrize(
    ("turns", "first", "last", "state", "why"),
    [
        ((SUSPENDED, RESUMED), "2022-02-20", "2022-02-28", BillState.READY, None),
        ((SUSPENDED, RESUMED), "2022-03-01", "2022-03-09", BillState.HELD, "eligibility_suspended"),
        ((SUSPENDED, RESUMED), "2022-02-28", "2022-03-01", BillState.UNDECIDED, "stay_across_cover"),
        ((SUSPENDED, RESUMED), "2022-05-31", "2022-06-01", BillState.UNDECIDED, "stay_across_cover"),
        ((SUSPENDED, RESUMED), "2022-06-01", "2022-06-09", BillState.READY, None),
        ((IN_PRISON,), "2022-03-01", "2022-03-01", BillState.UNDECIDED, "eligibility_undecided"),
    ],
)
def test_a_bill_of_such_days_waits_for_an_officer(
    turns: tuple[Turn, ...], first: str, last: str, state: BillState, why: str | None
) -> None:
    years = {2022: YearOfCover(facts(*turns), "371700")}
    verdict = decide_cover(stretches(D(first), D(last), years))
    assert (verdict.state, verdict.why and verdict.why.code) == (state, why)


def test_a_day_finds_its_interruption() -> None:
    found = interruptions((SUSPENDED, RESUMED))
    assert on_day(found, D("2022-05-31")) == found[0] and on_day(found, D("2022-06-01")) is None
