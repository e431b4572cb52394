"""May a contribution be given back, how much, to whom, and by when: the worked cases of the rules?"""

from datetime import date
from typing import Any, get_args

import pytest

from enrollment.rules.refund_states import ASKED_FOR, KNOWN, REFUND, RefundGround, RefundMove, RefundState
from enrollment.rules.refunds import (
    NO_DAYS,
    Part,
    RefundAnswer,
    RefundFacts,
    Verdict,
    decide,
    due_by,
    parts_of,
    rule_of,
)
from policy.book import default_book
from policy.entered import Entered
from policy.schema.contribution import RefundGround as GroundOfFiles
from policy.topics import Topic

HEZE = default_book().policy("371700")
BEGAN = date(2022, 1, 1)


def facts(ground: RefundGround, **given: Any) -> RefundFacts:
    told: dict[str, Any] = {
        "coverage_year": 2022,
        "amount_fen": 32_000,
        "available_fen": 32_000,
        "surplus_fen": 0,
        "received_on": date(2021, 12, 20),
        "paid_on": date(2021, 10, 25),
        "benefit_from": BEGAN,
    }
    return RefundFacts(ground, **(told | given))


def answer(ground: RefundGround, **given: Any) -> RefundAnswer:
    return decide(HEZE, facts(ground, **given))


DIED = {"died_on": date(2021, 11, 3)}
IN_BENEFIT = {"received_on": date(2022, 1, 1)}


@pytest.mark.parametrize(
    ("ground", "given", "verdict", "clause"),
    [
        (RefundGround.DIED, DIED, Verdict.ALLOWED, "N21-16"),
        (RefundGround.INSURED_TWICE, {}, Verdict.ALLOWED, "N21-16"),
        (RefundGround.EMPLOYEE_SCHEME, {}, Verdict.ALLOWED, "N21-16"),
        # The first day of benefit is inside the benefit period: an officer decides under a document.
        (RefundGround.EMPLOYEE_SCHEME, IN_BENEFIT, Verdict.WAITS, "N21-16"),
        (RefundGround.INSURED_TWICE, {"received_on": date(2022, 6, 1)}, Verdict.WAITS, "N21-16"),
        # Nothing was settled, so no benefit had begun; held money gives none either.
        (RefundGround.INSURED_TWICE, IN_BENEFIT | {"benefit_from": None}, Verdict.ALLOWED, "N21-16"),
        (RefundGround.DIED, DIED | IN_BENEFIT | {"surplus_fen": 32_000}, Verdict.ALLOWED, "N21-16"),
        (RefundGround.PAID_TWICE, IN_BENEFIT | {"surplus_fen": 32_000}, Verdict.ALLOWED, "N21-16"),
        (RefundGround.ERROR, IN_BENEFIT, Verdict.ALLOWED, "N21-16"),
        # No text names these: open, and said to be.
        (RefundGround.SUBSIDISED_LATER, {"surplus_fen": 32_000}, Verdict.WAITS, ""),
        (RefundGround.WRONG_PERSON, {}, Verdict.WAITS, ""),
        # Against the record.
        (RefundGround.DIED, {}, Verdict.REFUSED, ""),
        (RefundGround.DIED, {"died_on": date(2022, 1, 1)}, Verdict.REFUSED, ""),
        (RefundGround.DIED, {"died_on": date(2022, 2, 1), "paid_on": date(2022, 2, 2)}, Verdict.ALLOWED, "N21-16"),
        (RefundGround.DIED, DIED | {"amount_fen": 32_001}, Verdict.REFUSED, ""),
        (RefundGround.ERROR, {"amount_fen": 0}, Verdict.REFUSED, ""),
        (RefundGround.PAID_TWICE, {"surplus_fen": 31_999}, Verdict.REFUSED, ""),
    ],
)  # fmt: skip
def test_what_the_rules_say(
    ground: RefundGround, given: dict[str, Any], verdict: Verdict, clause: str
) -> None:
    said = answer(ground, **given)
    assert (said.verdict, said.clause) == (verdict, clause)
    assert said.text.zh and said.text.en
    assert said.verdict is Verdict.ALLOWED or said.remedy.zh


def test_a_ground_that_no_text_names_says_what_is_missing_and_who_decides() -> None:
    said = answer(RefundGround.WRONG_PERSON)
    assert said.missing is not None and "缴错人" in said.missing.what.zh and said.missing.decided_by.zh


@pytest.mark.parametrize("area", ["371700", "620100", "140500", "450000", "622900"])
def test_every_area_takes_the_rule_of_the_country(area: str) -> None:
    rule = rule_of(default_book().policy(area), 2022, RefundGround.DIED)
    assert getattr(rule, "until", None) == "benefit_period"


def test_grounds_are_those_of_the_policy_files() -> None:
    assert {ground.value for ground in RefundGround} == set(get_args(GroundOfFiles))


def test_help_that_reached_the_person_goes_back_to_who_gave_it() -> None:
    card = [Part("medical_assistance", 10_000, "grant:7"), Part("rural_affairs", 5_000, "grant:7")]
    whole = facts(RefundGround.DIED, amount_fen=28_000, available_fen=28_000, **DIED)
    assert parts_of(whole, card) == (Part("person", 13_000), *card)
    assert sum(part.amount_fen for part in parts_of(whole, card)) == 28_000
    # Never more than the ticket, and never of money that settles nothing.
    assert parts_of(whole, [Part("finance", 40_000, "grant:8")]) == (Part("finance", 28_000, "grant:8"),)
    twice = facts(RefundGround.PAID_TWICE, surplus_fen=32_000)
    assert parts_of(twice, card) == (Part("person", 32_000),)


def test_the_clock_runs_by_an_entered_figure_only() -> None:
    figure = Entered(Topic.REFUND_DAYS, 30, "示例〔2021〕1号")
    assert due_by(date(2021, 12, 20), figure) == date(2022, 1, 19)
    assert due_by(date(2021, 12, 20), None) is None
    assert "退费办理时限" in NO_DAYS.what.zh and NO_DAYS.decided_by.zh


def test_nothing_ends_with_money_that_nobody_looks_after() -> None:
    """Whatever an officer asked for ends refunded, turned down or withdrawn; the system alone never drops it."""
    dropped = {to.state for (state, _), to in REFUND.table.items() if state in ASKED_FOR and not to.by}
    assert dropped == {RefundState.RETURNED, RefundState.REFUNDED}
    lapse = {RefundState.PROPOSED, RefundState.SET_ASIDE, RefundState.REJECTED, RefundState.REFUNDED}
    assert (
        set(REFUND.before(RefundMove.LAPSE)) == lapse
    )  # of a refund taken back: only beside another of the payment
    assert set(REFUND.before(RefundMove.REFUND)) == set(KNOWN)
