"""How does a person stand on a day of service? Boundaries in pairs, without a database."""

from datetime import date

import pytest

from claims.rules.eligibility import Account, Facts, Given, State, decide
from enrollment.rules.answers import Missing, Step
from policy.periods import Span
from policy.terms import Decision, Text

D = date.fromisoformat
WAITING = Step("waiting", Text("设1个月等待期", "a month"), "HZ-2.2e", ("A42",))
COVER = Step("cover", Text("待遇享受期", "cover"), "HZ-2.2e", ("A42",))
HELD = Step("claims_held", Text("人工放行", "held"), "HZ-2.2a", ("A41",))
WINDOW = Step("window", Text("集中缴费期", "window"), "HZ-2.2a")
LATE = Given(
    cover=Span(D("2022-04-16"), D("2023-01-01")),
    waiting=Span(D("2022-03-16"), D("2022-04-16")),
)
WHOLE = Given(cover=Span(D("2022-01-01"), D("2023-01-01")))
FEBRUARY = Given(cover=Span(D("2022-01-01"), D("2023-01-01")), held_before=D("2022-02-10"))
PAID = Account(Decision.DECIDED, 32000, 32000)


def facts(on: str, **given) -> Facts:
    return Facts(on=D(on), **{"steps": (WINDOW, WAITING, COVER, HELD), **given})


@pytest.mark.parametrize(
    ("on", "given", "state", "clause"),
    [
        ("2022-03-16", {"given": LATE}, State.WAITING, "HZ-2.2e"),
        ("2022-04-15", {"given": LATE}, State.WAITING, "HZ-2.2e"),
        ("2022-04-16", {"given": LATE}, State.COVERED, "HZ-2.2e"),
        ("2022-03-15", {"given": LATE}, State.BEFORE_COVER, "HZ-2.2e"),
        ("2022-12-31", {"given": LATE}, State.COVERED, "HZ-2.2e"),
        ("2022-02-09", {"given": FEBRUARY}, State.HELD, "HZ-2.2a"),
        ("2022-02-10", {"given": FEBRUARY}, State.COVERED, "HZ-2.2e"),
        ("2022-06-01", {"given": WHOLE, "died_on": D("2022-05-31")}, State.DECEASED, ""),
        ("2022-05-31", {"given": WHOLE, "died_on": D("2022-05-31")}, State.COVERED, "HZ-2.2e"),
        ("2022-05-31", {"account": Account(Decision.DECIDED, 32000, 10000)}, State.UNPAID, "HZ-2.2a"),
        ("2022-05-31", {}, State.NOT_ENROLLED, "HZ-2.2a"),
        ("2022-05-31", {"is_enrolled": True, "was_covered_year_before": True}, State.UNPAID, "HZ-2.2a"),
        ("2022-05-31", {"was_covered_year_before": True}, State.LAPSED, "HZ-2.2a"),
        ("2022-12-20", {"given": Given(None, Span(D("2022-12-11"), D("2023-01-11")))}, State.WAITING, "HZ-2.2e"),
        ("2022-12-10", {"given": Given(None, Span(D("2022-12-11"), D("2023-01-11")))}, State.AFTER_COVER, "HZ-2.2e"),
        ("2022-09-01", {"given": Given(Span(D("2022-01-01"), D("2022-09-01")))}, State.AFTER_COVER, "HZ-2.2e"),
    ],
)  # fmt: skip
def test_the_state_of_a_day(on: str, given: dict[str, object], state: State, clause: str) -> None:
    answer = decide(facts(on, **given))
    assert (answer.state, answer.clause) == (state, clause)
    assert all((answer.reason.zh, answer.reason.en, answer.next_step.zh, answer.next_step.en))
    assert answer.is_covered == (state in (State.COVERED, State.HELD))


def test_waiting_says_until_which_day_and_from_which_day_benefits_run() -> None:
    answer = decide(facts("2022-04-01", given=LATE))
    assert answer.first_benefit_day == D("2022-04-16") and answer.readings == ("A42",)
    assert "2022年4月15日" in answer.reason.zh and "15 April 2022" in answer.reason.en
    assert answer.as_json()["waiting"] == {"from": "2022-03-16", "to": "2022-04-15", "until": "2022-04-16"}


def test_an_undecided_due_names_what_is_missing_and_who_decides() -> None:
    missing = Missing(
        Text("窗口期后能否补缴", "whether one may pay late"), Text("兰州市医保局", "the Lanzhou bureau"), "LZ-0", ("A06",)
    )  # fmt: skip
    answer = decide(facts("2021-05-01", account=Account(Decision.MANUAL, missing=(missing,))))
    assert answer.state is State.UNDECIDED and answer.clause == "LZ-0" and answer.readings == ("A06",)
    assert "窗口期后能否补缴" in answer.reason.zh and "the Lanzhou bureau" in answer.next_step.en


def test_an_unpaid_due_says_what_is_owed() -> None:
    answer = decide(facts("2022-05-31", account=Account(Decision.DECIDED, 32000, 10000)))
    assert "100.00" in answer.reason.zh and "220.00" in answer.reason.en


def test_a_decision_by_hand_is_named_by_its_document() -> None:
    given = Given(Span(D("2021-05-01"), D("2022-01-01")), document="兰医保函〔2021〕5号")
    answer = decide(facts("2021-06-01", given=given))
    assert answer.state is State.COVERED and "兰医保函〔2021〕5号" in answer.reason.zh and answer.clause == ""
