"""Does every clause that an answer of an opened year can name open, with the values in words of both languages?"""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistance.subsidies.rules.subsidies import award
from enrollment.rules.quotes import due_at_issue, quote
from enrollment.rules.standing import Standing
from policy.book import Book, default_book
from policy.check import cited_clauses
from policy.clause_list import clauses_of, clauses_of_year, documents_of, documents_of_year, matching
from policy.clauses import IDS, known_ids, open_clause
from policy.opening.answers import Answer, How, Notice, Opening
from policy.opening.comparison import last_said
from policy.opening.layer import OPENED_CLAUSE, Tables, laid_over
from policy.opening.questions import questions
from policy.opening.words import worded_tables
from policy.terms import Text

CHINESE = re.compile(r"[\u4e00-\u9fff]")
HEZE = "371700"
CITY, PROVINCE = (
    Notice("示例医保发〔2026〕1号（演示）", "演示", date(2026, 9, 1)),
    Notice("示例鲁医保〔2026〕3号（演示）"),
)
ROWS = {
    "contribution.individual": (
        {"amount": "420"},
        {"amount": "200", "groups": ["student"], "section": "1.2"},
    ),
    "waiting.ordinary": ({"months": 3, "after_a_break": True},),
    "waiting.exempt": (
        {"reason": "special", "event": "discharged", "zh": "退役", "en": "discharged", "within_days": 90},
    ),
}


def whole_year() -> Opening:
    """A year in which every question that earlier years or the rows above answer is answered, one is left open."""
    policy, answers = default_book().policy(HEZE), list[Answer]()
    for code, question in questions().items():
        last = last_said(policy, question, 2027)
        if code in ROWS:
            answers.append(Answer(code, How.ENTERED, CITY, "1", ROWS[code]))
        elif code == "newborn.within":
            answers.append(
                Answer(code, How.UNDECIDED, PROVINCE, "3", decided_by=("省医保局", "the provincial bureau"))
            )
        elif last is not None:
            answers.append(Answer(code, How.CARRIED, PROVINCE, "2", last.rows_for(HEZE), last.clauses))
    return Opening(HEZE, "菏泽市", "Heze", "prefecture", 2027, tuple(answers))


@pytest.fixture(scope="module")
def files() -> Tables:
    return worded_tables(default_book(), whole_year())


@pytest.fixture(scope="module")
def book(files: Tables) -> Book:
    laid, problems = laid_over(default_book(), HEZE, [files])
    assert not problems
    return Book({area.code: area for area in laid.chain(HEZE)})


def test_every_clause_that_the_rules_of_an_opened_year_can_cite_opens(book: Book) -> None:
    cited = {clause for clause in cited_clauses(book.by_code) if OPENED_CLAUSE.fullmatch(clause)}
    assert {f"371700Y2027{one}" for one in ("A-1", "A-1.2", "B-2", "B-3")} == cited
    for clause in cited_clauses(book.by_code):
        opened = open_clause(book, clause)
        assert opened and opened.said and opened.document, clause
        assert CHINESE.search(opened.said.zh) and opened.years.zh, clause
        assert not CHINESE.search(opened.said.en[:40]), clause


def test_what_quotes_dues_and_subsidies_of_the_year_name_is_among_them(book: Book) -> None:
    policy, named = book.policy(HEZE), set[str]()
    for standing in (
        Standing(missed_years=()),
        Standing(hardship=True),
        Standing(born_on=date(2027, 1, 5)),
        Standing(),
    ):
        asked = {"coverage_year": 2027, "standing": standing}
        answers = [due_at_issue(policy, **asked)]  # type: ignore[arg-type]
        answers += [quote(policy, paid_on=day, **asked) for day in (date(2026, 12, 1), date(2027, 4, 1))]  # type: ignore[arg-type]
        for answer in answers:
            named |= {clause for step in answer.steps for clause in IDS.findall(step.clause)}
            named |= {one.clause for one in answer.parts} | {one.clause for one in answer.missing}
            named |= {one.clause for one in answer.warnings}
    for category in policy.categories:
        given = award(policy, coverage_year=2027, categories=[category], due_fen=42_000)
        named |= {step.clause for step in given.steps if step.clause}
    ours = {clause for clause in named if OPENED_CLAUSE.fullmatch(clause)}
    assert len(ours) >= 3 and all(open_clause(book, clause) for clause in ours)
    assert named - {""} <= known_ids(book)


def test_the_words_name_question_values_and_how_they_came(book: Book) -> None:
    amount, student = open_clause(book, "371700Y2027A-1"), open_clause(book, "371700Y2027A-1.2")
    carried, left = open_clause(book, "371700Y2027B-2"), open_clause(book, "371700Y2027B-3")
    assert (
        amount
        and amount.said
        and student
        and student.said
        and carried
        and carried.said
        and left
        and left.said
    )
    assert "420.00" in amount.said.zh and "420.00" in amount.said.en and "（录入）" in amount.said.zh
    assert "200.00" not in amount.said.en and "200.00" in student.said.en, "each clause says its own rows"
    assert "沿用 HZ-2.2a" in carried.said.zh and "carried over from HZ-2.2a" in carried.said.en
    assert "可由省医保局决定" in left.said.zh and "the provincial bureau could decide it" in left.said.en
    assert amount.document and amount.document.number == CITY.number and amount.years.en == "coverage 2027"
    assert dict(carried.readings), "the readings of what is carried over rest on it"


def test_clauses_and_documents_are_found_by_id_number_words_area_and_year(files: Tables) -> None:
    own = list(clauses_of_year(files, HEZE, Text("菏泽市", "Heze"), 2027))
    rows = [*clauses_of(default_book()), *own]

    def found(words: str = "", area: str = "", year: int | None = None) -> list[str]:
        return [row.clause for row in matching(rows, words=words, area=area, year=year)]  # type: ignore[union-attr]

    assert len(found()) >= 311 + 4 and found("hz-2.2e")[0] == "HZ-2.2e"
    assert found("371700Y2027A-1")[0] == "371700Y2027A-1" and found("演示 420.00") == ["371700Y2027A-1"]
    assert set(found(area=HEZE, year=2027)) > {row.clause for row in own} and not found("no such word")
    assert "HZ-2.2e" in found(area=HEZE, year=2022) and "HZ-2.2e" not in found(year=2026)
    documents = [*documents_of(default_book()), *documents_of_year(files, HEZE, Text("菏泽市", "Heze"), 2027)]
    [city] = matching(documents, words=CITY.number, area="", year=None)
    assert (city.prefix, city.begins_on, city.clause_count) == ("371700Y2027A", date(2026, 9, 1), 3)  # type: ignore[union-attr]
