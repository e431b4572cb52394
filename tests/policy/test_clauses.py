"""Can every clause and reading be opened, in words of both languages, and is a clause without words refused?"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from policy import table_words
from policy.__main__ import main
from policy.book import Book
from policy.check import cited_clauses
from policy.clauses import IDS, known_ids, open_clause, open_reading
from policy.switches import SWITCHES

BOOK = Book.load()
CHINESE = re.compile(r"[\u4e00-\u9fff]")
AREA = (
    'code = "371600"\nzh = "滨州市"\nen = "Binzhou"\nlevel = "prefecture"\n'
    '[documents.BZ]\nnumber = "示例发〔2021〕1号"\ntitle = "示例"\nlast_coverage_year = 2023\n'
)


def test_every_clause_that_is_cited_or_said_opens_in_both_languages() -> None:
    names = cited_clauses(BOOK.by_code) | {clause for area in BOOK.areas() for clause in area.clauses}
    assert len(names) >= 298 + 13, "the ledger has 298 clauses, the national layer 13"
    for name in sorted(names):
        opened = open_clause(BOOK, name)
        assert opened and opened.said and opened.document, name
        assert CHINESE.search(opened.said.zh) and not CHINESE.search(opened.said.en), name
        assert opened.years.zh and opened.years.en, name


def test_every_reading_of_the_register_opens() -> None:
    assert table_words.register() == tuple(f"A{number:02}" for number in range(1, 59))
    assert set(SWITCHES) <= set(table_words.register())
    for name in {*table_words.register(), *(one for area in BOOK.areas() for one in area.readings)}:
        opened = open_reading(BOOK, name)
        assert opened and (opened.question or opened.areas), name


def test_a_clause_names_document_place_years_and_what_rests_on_it() -> None:
    opened = open_clause(BOOK, "HZ-2.2e")
    assert opened and opened.said and opened.document
    assert opened.document.number == "菏医保〔2021〕28号" and opened.said.section == "二（二）"
    assert opened.years.en == "to coverage 2022"
    assert "A42" in dict(opened.readings)
    assert [(use.file, use.table) for use in opened.uses] == [("waiting", "ordinary")]
    assert open_clause(BOOK, "HZ-99") is None and open_clause(BOOK, "XX-1") is None
    assert open_reading(BOOK, "A99") is None


def test_a_clause_is_found_inside_a_text_and_nothing_else_is() -> None:
    text = "按 HZ-2.2e（A42），文号 HH-1，SHA-256；LX-4.10.6c."
    assert [one for one in IDS.findall(text) if one in known_ids(BOOK)] == ["HZ-2.2e", "A42", "LX-4.10.6c"]


@pytest.mark.parametrize(("language", "words"), [("zh", "参保率达到97%以上"), ("en", "at least 97 %")])
def test_the_command_opens_a_clause_or_a_reading(
    language: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clause", "JC-3c", "--lang", language]) == 0
    assert words in capsys.readouterr().out
    assert main(["clause", "A42", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ways"][0] == "day_after"
    assert main(["clause", "JC-3z"]) == 1
    said = capsys.readouterr().err
    assert "没有条款" in said and "no clause" in said and "JC-3c" in said


def test_a_cited_clause_without_plain_words_is_refused_by_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "371600"
    folder.mkdir()
    (folder / "area.toml").write_text(AREA, encoding="utf-8")
    amount = '[[individual]]\namount = 400\ncoverage_year = 2023\nclause = "BZ-1"\n'
    (folder / "contribution.toml").write_text(amount, encoding="utf-8")
    assert Book.load(tmp_path), "the rules can be computed without words"
    assert main(["check", "--book", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "371600/contribution.toml:4:" in said and "没有用自己的话说明" in said
    (folder / "clauses.toml").write_text('"BZ-1" = { zh = "每人400元", en = "400 yuan" }\n', encoding="utf-8")
    assert main(["check", "--book", str(tmp_path)]) == 0
    (folder / "clauses.toml").write_text('"XY-1" = { zh = "一", en = "one" }\n', encoding="utf-8")
    assert main(["check", "--book", str(tmp_path)]) == 1
    assert "371600/clauses.toml:1" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["later_years", "made_up_city"])
def test_the_books_of_the_worked_cases_are_in_order_with_words(name: str) -> None:
    """A made-up city is a folder: nothing but data, and every clause of it opens."""
    assert main(["check", "--book", str(Path(__file__).parents[1] / "cases" / "books" / name)]) == 0
