"""Does a correction of an open year take the place of one answer from a day on, keep every clause, and is a bad one refused?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from policy.book import Book, default_book
from policy.clauses import open_clause
from policy.opening.answers import Answer, How, Notice, Opening
from policy.opening.corrections import Correction
from policy.opening.layer import Tables, laid_over
from policy.opening.words import worded_tables
from policy.schema import BenefitFile, ContributionFile
from tests.policy.test_opening import FOUR_TWENTY, HEZE, NOTICE, carried

RATIO = Answer("benefit.lump_sum", How.ENTERED, NOTICE, "5", ({"settings": ["maternity"], "amount": "1000"},))
FIRST = Opening(HEZE, "菏泽市", "Heze", "prefecture", 2027, (FOUR_TWENTY, carried("window.regular"), RATIO))
LATER = Notice("示例医保发〔2027〕8号（演示）", "更正", date(2027, 2, 20))
DAY = date(2027, 3, 1)


def of(question: str, *rows: dict[str, Any], notice: Notice = LATER, how: How = How.ENTERED) -> Answer:
    return Answer(question, how, notice, "1", rows)


@pytest.fixture(scope="module")
def files() -> Tables:
    return worded_tables(default_book(), FIRST)


def corrected(files: Tables, *answers: Answer, **given: Any) -> Correction:
    return Correction(FIRST, files, answers, **{"from_on": DAY, **given})


def laid(tables: Tables) -> Book:
    book, problems = laid_over(default_book(), HEZE, [tables])
    assert not problems
    return book


def test_the_corrected_answer_takes_the_place_of_the_earlier_one_and_the_others_stay(files: Tables) -> None:
    correction = corrected(files, of("contribution.individual", {"amount": "450"}))
    assert correction.faults(default_book()) == []
    book = laid(correction.worded_tables(default_book()))
    policy = book.policy(HEZE).in_year(2027)
    [(area, file), *_] = policy.files("contribution", ContributionFile)
    assert area.code == HEZE
    ours = [(str(one.amount), one.clause) for one in file.individual if "Y2027" in one.clause]
    assert ours == [("450", "371700Y2027B-1")]
    old, new = open_clause(book, "371700Y2027A-1"), open_clause(book, "371700Y2027B-1")
    assert old and old.said and "420.00" in old.said.en, "older decisions rest on it"
    assert (
        new and new.said and "450.00" in new.said.en and new.document and new.document.number == LATER.number
    )


def test_care_goes_by_days_of_service(files: Tables) -> None:
    row = {"settings": ["maternity"], "amount": "1200"}
    correction = corrected(files, of("benefit.lump_sum", row))
    assert correction.faults(default_book()) == []
    area = laid(correction.tables()).by_code[HEZE]
    sums = [one for one in area.file("benefit", BenefitFile).lump_sum if "Y2027" in one.clause]
    held = {day: [str(one.amount) for one in sums if one.holds_on(day)] for day in (date(2027, 2, 28), DAY)}
    assert held == {date(2027, 2, 28): ["1000"], DAY: ["1200"]}
    assert not any(one.holds_on(date(2028, 1, 1)) for one in sums)
    again = Correction(
        correction.opening, correction.worded_tables(default_book()),
        (of("benefit.lump_sum", {**row, "amount": "1300"}, notice=replace(LATER, number="示例〔2027〕9号", issued_on=date(2027, 5, 1))),),
        date(2027, 6, 1),
    )  # fmt: skip
    sums = list(laid(again.tables()).by_code[HEZE].file("benefit", BenefitFile).lump_sum)
    held_in = {
        month: [str(one.amount) for one in sums if one.holds_on(date(2027, month, 15))] for month in (2, 4, 7)
    }
    assert held_in == {2: ["1000"], 4: ["1200"], 7: ["1300"]}


@pytest.mark.parametrize(
    ("answer", "field", "word"),
    [
        (of("contribution.individual", {"amount": "450"}, notice=NOTICE), "document_number", "document of its own"),
        (of("contribution.individual", {"amount": "450"}, notice=replace(LATER, issued_on=None)), "issued_on", "when"),
        (
            of("contribution.individual", {"amount": "450"}, notice=replace(LATER, issued_on=date(2027, 4, 1))),
            "issued_on",
            "later than 2027-03-01",
        ),
        (
            of("contribution.individual", {"amount": "450"}, notice=replace(LATER, issued_on=date(2026, 8, 1))),
            "issued_on",
            "older than the one it corrects",
        ),
        (of("contribution.individual", {"amount": "420"}), "", "the same as before"),
        (of("contribution.individual", how=How.UNDECIDED), "", "what holds instead"),
        (of("waiting.ordinary", {"months": 1}), "", "N38-2a"),
        (of("waiting.ordinary", *[{"months": 3, "after_a_break": True}] * 2), "", "overlap"),
    ],
)  # fmt: skip
def test_what_cannot_correct_is_refused_with_its_field(
    files: Tables, answer: Answer, field: str, word: str
) -> None:
    found = corrected(files, answer).faults(default_book())
    assert any(one.field == field and word in one.worded().en for one in found), found


def test_only_an_order_to_decide_again_lets_a_later_document_reach_back(files: Tables) -> None:
    answer = of(
        "contribution.individual", {"amount": "450"}, notice=replace(LATER, issued_on=date(2027, 4, 1))
    )
    assert corrected(files, answer, redecides=True).faults(default_book()) == []
