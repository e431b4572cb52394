"""Do the answers of a year stand in the book as the very tables they are exported as, and is what cannot stand refused?"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from enrollment.rules.quotes import due_at_issue, quote
from enrollment.rules.standing import Standing
from policy.book import DATA, Book, default_book
from policy.check.plain_words import unexplained
from policy.opening.answers import Answer, How, Notice, Opening
from policy.opening.comparison import last_said, said, standings
from policy.opening.faults import Fault, faults_of
from policy.opening.folder import FolderRefused, read_folder, written
from policy.opening.layer import laid_over, tables_of
from policy.opening.notices import is_open_by_notice
from policy.opening.questions import questions
from policy.terms import Decision

HEZE = "371700"
NOTICE = Notice("示例医保发〔2026〕1号（演示）", "演示文件", date(2026, 9, 1))
FOUR_TWENTY = Answer("contribution.individual", How.ENTERED, NOTICE, "1", ({"amount": "420"},))


def carried(question: str) -> Answer:
    last = last_said(default_book().policy(HEZE), questions()[question], 2027)
    assert last is not None
    return Answer(question, How.CARRIED, NOTICE, "2", last.rows_for(HEZE), last.clauses)


def opening(*answers: Answer) -> Opening:
    return Opening(HEZE, "菏泽市", "Heze", "prefecture", 2027, answers)


WHOLE = (
    FOUR_TWENTY,
    carried("window.regular"),
    carried("catch_up.price"),
    carried("catch_up.fiscal_part"),
    carried("subsidy.rule"),
    Answer(
        "newborn.within",
        How.UNDECIDED,
        NOTICE,
        "3",
        decided_by=("省医保局", "the provincial bureau"),
    ),
)


def entered(question: str, *rows: dict[str, Any], notice: Notice = NOTICE) -> list[Fault]:
    answer = Answer(question, How.ENTERED, notice, "9", rows)
    return faults_of(default_book(), opening(*WHOLE, answer))


def laid(*answers: Answer) -> Book:
    book, problems = laid_over(default_book(), HEZE, [tables_of(opening(*answers), with_area=False)])
    assert not problems
    return book


@pytest.mark.parametrize("code", ["371700", "620100", "622900", "140500", "450100", "370100", "621100"])
def test_years_up_to_2022_are_open_by_notice_and_later_ones_are_not(code: str) -> None:
    policy = default_book().policy(code)
    assert [year for year in range(2018, 2031) if is_open_by_notice(policy, year)] == [*range(2018, 2023)]


def test_a_year_that_is_not_open_is_held_whatever_is_known_of_it() -> None:
    book = laid(*WHOLE)
    for standing in (Standing(missed_years=()), Standing(hardship=True), Standing(born_on=date(2027, 1, 5))):
        held = quote(
            book.policy(HEZE).closed_in(2027),
            coverage_year=2027,
            standing=standing,
            paid_on=date(2027, 1, 10),
        )
        assert (held.decision, held.due_fen, held.cover, held.parts) == (Decision.MANUAL, None, None, ())
        assert "not open" in held.missing[0].what.en and "尚未开放" in held.missing[0].what.zh
    assert (
        due_at_issue(book.policy(HEZE).closed_in(2027), coverage_year=2027, standing=Standing()).due_fen
        is None
    )


def test_what_was_answered_is_quoted() -> None:
    policy = laid(*WHOLE).policy(HEZE)
    answer = quote(policy, coverage_year=2027, standing=Standing(missed_years=()), paid_on=date(2026, 12, 1))
    assert (answer.decision, answer.due_fen) == (Decision.DECIDED, 42_000)
    assert answer.parts[0].clause == "371700Y2027A-1"
    assert policy.document("371700Y2027A-1").number == NOTICE.number  # type: ignore[union-attr]


@pytest.mark.parametrize("year", range(2018, 2027))
def test_nothing_of_an_opened_year_reaches_another(year: int) -> None:
    before, after = default_book().policy(HEZE), laid(*WHOLE).policy(HEZE)
    for paid_on in (date(year - 1, 12, 1), date(year, 3, 15), date(year, 8, 1)):
        asked = {"coverage_year": year, "standing": Standing(missed_years=()), "paid_on": paid_on}
        assert quote(before, **asked) == quote(after, **asked)  # type: ignore[arg-type]


def test_a_folder_goes_out_and_comes_back_the_same(tmp_path: Path) -> None:
    folder = tmp_path / HEZE
    folder.mkdir()
    for name, text in written(default_book(), opening(*WHOLE)).items():
        (folder / name).write_text(text, encoding="utf-8")
    back = read_folder(folder, area=HEZE, zh="菏泽市", en="Heze", level="prefecture", coverage_year=2027)
    by_code = {one.question: one for one in back.answers}
    assert by_code == {one.question: one for one in WHOLE}
    book, problems = Book.read(DATA, tmp_path)
    assert not problems, "the exported folder passes the check of the book"
    assert not unexplained(book.by_code), "and every clause has its plain words"
    policy = book.policy(HEZE)
    assert [year for year in range(2022, 2029) if is_open_by_notice(policy, year)] == [2022, 2027]
    asked = {"coverage_year": 2027, "standing": Standing(missed_years=()), "paid_on": date(2027, 4, 1)}
    stored, exported = quote(laid(*WHOLE).policy(HEZE), **asked), quote(policy, **asked)  # type: ignore[arg-type]
    assert stored == exported


def test_an_area_without_a_folder_gets_one(tmp_path: Path) -> None:
    nanning = Opening("450100", "南宁市", "Nanning", "prefecture", 2027, (FOUR_TWENTY,))
    folder = tmp_path / "450100"
    folder.mkdir()
    for name, text in written(default_book(), nanning).items():
        (folder / name).write_text(text, encoding="utf-8")
    book, problems = Book.read(DATA, tmp_path)
    assert not problems and book.policy("450100").code == "450100"


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / HEZE
    folder.mkdir()
    given = {"area": HEZE, "zh": "菏泽市", "en": "Heze", "level": "prefecture", "coverage_year": 2027}
    with pytest.raises(FolderRefused) as empty:
        read_folder(folder, **given)  # type: ignore[arg-type]
    assert "contribution-opened-2027.toml" in str(empty.value.problems[0])
    (folder / "waiting-opened-2027.toml").write_text("[[ordinry]]\nmonths = 3\n", encoding="utf-8")
    (folder / "contribution-opened-2027.toml").write_text("[[individual]]\namount = 'x'\n", encoding="utf-8")
    with pytest.raises(FolderRefused) as wrong:
        read_folder(folder, **given)  # type: ignore[arg-type]
    places = {problem.place for problem in wrong.value.problems}
    assert any("ordinry" in place for place in places) and any(
        "individual[1].amount" in place for place in places
    )


def test_every_question_is_listed_beside_the_last_year() -> None:
    book = laid(*WHOLE)
    rows = {
        one.question.code: one
        for one in standings(book.policy(HEZE), default_book().policy(HEZE), opening(*WHOLE))
    }
    assert set(rows) == set(questions())
    amount, wait, window = rows["contribution.individual"], rows["waiting.ordinary"], rows["window.regular"]
    assert (amount.how, amount.has_changed, amount.before and amount.before.coverage_year) == (
        How.ENTERED,
        True,
        2025,
    )
    assert (wait.how, wait.now.clauses) == (How.STATED, ("N38-2a",))
    assert (window.how, window.before and window.before.coverage_year) == (How.CARRIED, 2024)
    assert rows["newborn.within"].how is How.UNDECIDED and rows["newborn.within"].decided_by.zh == "省医保局"
    assert rows["newborn.later"].how is How.UNDECIDED and "菏泽" in rows["newborn.later"].decided_by.zh
    assert rows["waiting.further"].before == last_said(
        default_book().policy(HEZE), questions()["waiting.further"], 2027
    )
    assert said(book.policy(HEZE), questions()["benefit.ceiling_step"], 2027).clauses[0].startswith("N38-3")


@pytest.mark.parametrize(
    ("question", "rows", "field", "word"),
    [
        ("waiting.ordinary", [{"months": 1}], "", "N38-2a"),  # shorter than the country's
        ("waiting.ordinary", [{"months": 3, "after_a_break": True}] * 2, "", "overlap"),
        ("benefit.ratio", [{"rate": "75"}], "rate", "0.75"),
        ("benefit.ratio", [{"rate": "0.75", "settings": ["inpatent"]}], "settings.0", "inpatent"),
        ("subsidy.flow", [{"mode": "full", "flow": "x"}], "flow", "paid_direct"),
        ("subsidy.multiple", [{"ordr": []}], "ordr", "unknown key ordr"),
        ("newborn.later", [{"cover_from": "payment"}], "parts", "missing"),
        ("window.extension", [{"section": "第三条"}], "section", "3.2"),
        ("window.extension", [], "", "nothing was entered"),
    ],
)
def test_what_cannot_stand_is_refused_with_its_field(
    question: str, rows: list[dict[str, Any]], field: str, word: str
) -> None:
    found = entered(question, *rows)
    assert found and all(one.question == question for one in found)
    assert any(one.field == field and word in one.worded().en for one in found), found


def test_a_document_of_a_later_year_and_an_undercut_floor_are_refused() -> None:
    late = entered("window.extension", {}, notice=replace(NOTICE, issued_on=date(2028, 1, 2)))
    assert [one.field for one in late] == ["issued_on"] and "later than the year 2027" in late[0].text.en
    assert [one.field for one in entered("window.extension", {}, notice=Notice(" "))] == ["document_number"]
    gap = opening(
        *WHOLE[:2],
        Answer(
            "catch_up.price",
            How.ENTERED,
            NOTICE,
            "2",
            ({"after": "06-30", "until": "12-31", "parts": ["individual"]},),
        ),
    )
    assert any("gap" in one.text.en for one in faults_of(default_book(), gap))
    early = replace(NOTICE, issued_on=date(2024, 9, 1))
    below = replace(
        opening(replace(FOUR_TWENTY, notice=early, rows=({"amount": "300"},))), coverage_year=2025
    )
    assert any(
        "undercuts" in one.text.en and one.field == "amount" for one in faults_of(default_book(), below)
    )


def test_what_is_a_floor_above_is_no_floor_of_the_city() -> None:
    """The country says at least 400 for 2025; a city that goes on with it charges 400."""
    last = last_said(default_book().policy(HEZE), questions()["contribution.individual"], 2026)
    assert last is not None and last.rows_for("000000")[0]["floor"] is True
    assert last.rows_for(HEZE) == ({"amount": "400"},)
