"""Do the rules of later years leave every due, cover and subsidy of the years before as they were?"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from assistance.public_money.rules.must_insure import must_insure
from assistance.subsidies.rules.subsidies import award
from enrollment.rules.quotes import due_at_issue, quote
from enrollment.rules.standing import Standing
from policy.book import Book
from policy.terms import Decision

LATER = Path(__file__).parents[1] / "cases" / "books" / "later_years"
NOW, THEN = Book.load(), Book.load(LATER)
AREAS = ("370000", "371700", "620000", "620100", "622900", "450000", "140500")
YEARS = range(2018, 2023)


def people(year: int) -> list[Standing]:
    keys = (
        "adult", "minor", "student", "college_student", "adult+hardship", f"adult+employee:{year - 1}-12-31",
        f"adult+newly:{year}-03-10", f"minor+born:{year}-02-28", f"minor+born:{year - 1}-10-31",
    )  # fmt: skip
    return [Standing.parse(key) for key in keys]


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("year", YEARS)
def test_every_answer_of_a_closed_year_is_equal_under_later_rules(area: str, year: int) -> None:
    now, then = NOW.policy(area), THEN.policy(area)
    for who in people(year):
        issued = due_at_issue(now, coverage_year=year, standing=who)
        assert due_at_issue(then, coverage_year=year, standing=who) == issued
        day = date(year - 1, 6, 1)
        while day < date(year + 1, 2, 1):
            before = quote(now, coverage_year=year, standing=who, paid_on=day)
            after = quote(then, coverage_year=year, standing=who, paid_on=day)
            assert after == before, f"{who.key()} paying on {day}"
            day += timedelta(days=9)
    for category in NOW.categories:
        helped = award(now, coverage_year=year, categories=[category], due_fen=32000)
        assert award(then, coverage_year=year, categories=[category], due_fen=32000) == helped
    assert must_insure(then, year) == must_insure(now, year)


def test_the_later_rules_hold_in_their_own_years() -> None:
    """The test above could not fail if the later rules were never read."""
    unbroken = Standing.parse("adult+missed:none")
    answers = [
        quote(book.policy("371700"), coverage_year=2025, standing=unbroken, paid_on=date(2025, 3, 15))
        for book in (NOW, THEN)
    ]
    assert answers[0].decision is Decision.MANUAL
    assert answers[1].cover is not None and answers[1].cover.start == date(2025, 6, 16)


def test_the_wait_of_2022_is_one_month_whatever_is_said_later() -> None:
    late = quote(THEN.policy("371700"), coverage_year=2022, standing=Standing(), paid_on=date(2022, 4, 9))
    assert late.cover is not None and late.cover.start == date(2022, 5, 10)


def test_a_year_after_the_last_text_is_open_and_the_open_rules_are_named() -> None:
    heze = NOW.policy("371700")
    answer = quote(heze, coverage_year=2027, standing=Standing(), paid_on=date(2027, 3, 15))
    assert answer.decision is Decision.MANUAL and answer.cover is None and answer.due_fen is None
    assert any("参保期的起止日期" in one.what.zh for one in answer.missing)
