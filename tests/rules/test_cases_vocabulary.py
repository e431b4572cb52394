"""Does the vocabulary of the worked cases fail loudly on a word it does not know, and compare exactly?"""

from __future__ import annotations

from typing import Any

import pytest

from policy.book import Book
from tests.cases_vocabulary.cases import Case, answer_of, differences
from tests.cases_vocabulary.given import UnknownWord
from tests.cases_vocabulary.places import code_of

BOOK = Book.load()


def case(region: str, kind: str, given: dict[str, Any], expect: dict[str, Any] | None = None) -> Case:
    return Case("X", region, kind, given, expect or {}, "test")


def test_an_unknown_word_in_given_fails() -> None:
    with pytest.raises(UnknownWord, match="moon_phase"):
        answer_of(case("HZ", "catch-up", {"payment_date": "2022-03-01", "moon_phase": "full"}), BOOK)


@pytest.mark.parametrize(
    "given", [{"category": "某类", "coverage_year": 2022}, {"area": "某市", "coverage_year": 2022}]
)
def test_an_unknown_category_or_area_fails(given: dict[str, Any]) -> None:
    with pytest.raises(UnknownWord):
        answer_of(case("GS", "contribution-due", given), BOOK)


def test_null_means_not_decided_and_missing_means_that_something_is_reported() -> None:
    late = {"coverage_year": 2021, "payment_date": "2021-01-05"}
    expected = {"due_fen": None, "decision": "MANUAL", "missing": "price after the window"}
    one = case("LZ", "late-payment", late, expected)
    assert differences(one, answer_of(one, BOOK)) == []
    wrong = case("LZ", "late-payment", late, {"due_fen": 28000, "colour": 1})
    lines = differences(wrong, answer_of(wrong, BOOK))
    assert lines[0] == "due_fen: expected 28000, got None" and lines[1].startswith(
        "colour: this kind does not answer it"
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("临夏州", "622900"),
        ("甘南", "623000"),
        ("天水市", "620500"),
        ("南宁", "450100"),
        ("HZ", "371700"),
        ("371600", "371600"),
    ],
)
def test_places_are_found_by_name_prefix_or_code(name: str, code: str) -> None:
    assert code_of(BOOK, name) == code


@pytest.mark.parametrize(
    ("region", "kind", "given", "expect"),
    [
        ("HZ", "catch-up", {"payment_dates": ["2022-06-30", "2022-07-01"]}, {"due_fen": [32000, 90000]}),
        (
            "HZ",
            "contribution-window",
            {"payment_date": "2022-03-15", "extension": "2022-03-31"},
            {"in_window": True},
        ),
        (
            "HZ",
            "newborn",
            {"birth_date": "2022-03-05", "payment_date": "2022-09-06"},
            {"coverage_start": "2022-10-01"},
        ),
        (
            "JC",
            "contribution-due",
            {"payment_date": "2020-08-31"},
            {"decision": "NOT_YET_OPEN", "coverage_year": 2021},
        ),
        (
            "LX",
            "contribution-window",
            {"payment_date": "2018-06-30"},
            {"in_window": False, "coverage_year": 2019},
        ),
        (
            "GX",
            "subsidy-full",
            {"persons": ["特困人员", "低保对象"], "coverage_year": 2021},
            {"subsidy_fen": [28000, None]},
        ),
        (
            "LZ",
            "contribution-due",
            {"paid_fen": 8000, "category": "城市低保差额"},
            {"enrolled": False, "shortfall_fen": 20000},
        ),
        (
            "LZ",
            "subsidy-household",
            {"coverage_year": 2021, "members": ["孤儿", "农村低保四类", "建档立卡", "ordinary"]},
            {"household_pays_fen": 84000, "to_card_fen": 30000, "fund_pays_for_person_fen": 28000},
        ),
        (
            "LZ",
            "newly-added-poor",
            {
                "category": "建档立卡",
                "added_date": "2021-12-10",
                "payment_date": "2021-12-15",
                "coverage_year": 2021,
            },
            {"decision": "MANUAL", "coverage_start": None},
        ),
    ],
)
def test_siblings_of_the_golden_cases(
    region: str, kind: str, given: dict[str, Any], expect: dict[str, Any]
) -> None:
    one = case(region, kind, given, expect)
    assert differences(one, answer_of(one, BOOK)) == []
