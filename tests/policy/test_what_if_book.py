"""Does a draft that says what is in force change nothing, is one that contradicts itself refused, and does it replace what it answers?"""

from datetime import date

import pytest

from enrollment.rules.quotes import quote
from enrollment.rules.standing import Standing
from policy.book import default_book
from policy.opening.answers import Opening, Row
from policy.opening.questions import questions
from policy.opening.what_if import as_answers, can_be_tried, faults, in_force, tried

HEZE = "371700"
AREAS = (("371700", 2022), ("620100", 2021), ("622900", 2021))


def draft(area: str, year: int, **given: tuple[Row, ...]) -> Opening:
    rows = {name.replace("__", "."): listed for name, listed in given.items()}
    return Opening(area, "某市", "a city", "prefecture", year, as_answers(rows, "试算"))


@pytest.mark.parametrize(("area", "year"), AREAS)
def test_what_is_in_force_given_back_says_the_same(area: str, year: int) -> None:
    book = default_book()
    asked = 0
    for code, question in questions().items():
        rows = in_force(book.policy(area), question, year) if can_be_tried(question) else ()
        if not rows:
            continue
        asked += 1
        opening = Opening(area, "某市", "a city", "prefecture", year, as_answers({code: rows}, "试算"))
        assert faults(book, opening) == [], code
        then = tried(book, opening).policy(area)
        assert in_force(then, question, year) == rows, code
    assert asked > 5


def test_a_draft_takes_the_place_of_what_it_answers_and_of_nothing_else() -> None:
    book = default_book()
    then = tried(
        book,
        draft(HEZE, 2022, contribution__individual=({"amount": "380"},), waiting__ordinary=({"months": 3},)),
    )
    late = date(2022, 4, 15)
    before, after = (
        quote(one.policy(HEZE), coverage_year=2022, standing=Standing.parse("adult"), paid_on=late)
        for one in (book, then)
    )
    assert (before.due_fen, after.due_fen) == (32_000, 38_000)
    assert before.cover and before.cover.start == date(2022, 5, 16)
    assert after.cover and after.cover.start == date(2022, 7, 16)
    others = [one for one in questions() if one not in ("contribution.individual", "waiting.ordinary")]
    for code in others:
        was = in_force(book.policy(HEZE), questions()[code], 2022)
        assert in_force(then.policy(HEZE), questions()[code], 2022) == was, code
    assert then.policy(HEZE).digest != book.policy(HEZE).digest
    assert then.policy("620100").digest == book.policy("620100").digest


def test_a_draft_that_says_nothing_is_the_book_itself() -> None:
    book = default_book()
    assert tried(book, draft(HEZE, 2022)) is book


@pytest.mark.parametrize(
    ("question", "rows", "row", "field"),
    [
        ("contribution.individual", ({"amount": "380.999"},), 0, "amount"),
        ("contribution.individual", ({"amount": "380"}, {"amount": "390"}), 1, ""),
        ("contribution.individual", ({"amount": "380", "sum": 1},), 0, "sum"),
        ("fiscal.standard", ({"fiscal_year": 2022, "amount": "1.005"},), 0, "amount"),
        ("benefit.ratio", ({"settings": ["inpatient"], "rate": "75"},), 0, "rate"),
        ("waiting.ordinary", ({"months": -1},), 0, "months"),
    ],
)
def test_what_contradicts_itself_is_refused_by_row_and_field(
    question: str, rows: tuple[Row, ...], row: int, field: str
) -> None:
    opening = Opening(HEZE, "某市", "a city", "prefecture", 2022, as_answers({question: rows}, "试算"))
    found = faults(default_book(), opening)
    assert (question, row, field) in [(one.question, one.row, one.field) for one in found], found
