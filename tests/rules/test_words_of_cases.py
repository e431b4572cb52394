"""Is the vocabulary of worked cases described whole, and described from the code that reads it?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from policy.book import Book
from tests.cases_vocabulary.cases import KINDS, Case, answer_of, read_cases
from tests.cases_vocabulary.given import Given, UnknownWord
from tests.cases_vocabulary.words import described, kinds, meanings, words_of
from tests.test_cases import CASES

BOOK = Book.load()


def test_every_word_that_the_code_reads_has_a_meaning_and_no_other_has() -> None:
    read = {word for kind in kinds() for word in words_of(kind)}
    assert read == set(meanings())
    assert set(kinds()) == set(KINDS)
    text = described([])
    assert all(f"  {word} " in text for word in read) and all(kind in text for kind in KINDS)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_word_of_every_case_is_in_the_description_of_its_kind(path: Path) -> None:
    """A word that is read in a way the description does not see would show here."""
    for case in read_cases(path):
        given = {word for word in case.given if not word.endswith("_is_test_input")}
        for name in ("visits", "bills", "stays"):
            given |= {word for row in case.given.get(name) or () for word in row}
        assert given <= set(words_of(case.kind)), (case.id, given - set(words_of(case.kind)))


def test_the_command_prints_the_words() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "policy", "cases", "--help"], capture_output=True, text=True, check=True
    )
    assert "案例写法" in done.stdout and "missed_years" in done.stdout and "断保年度" in done.stdout


def test_evidence_that_overlaps_own_cover_or_says_an_unknown_scheme_is_refused() -> None:
    given = {"coverage_year": 2022, "payment_date": "2022-03-15", "insured_years": [2021]}
    for evidence, said in (
        ([{"scheme": "resident", "from": "2021-03-01", "until": "2021-12-31"}], "overlaps own cover"),
        ([{"scheme": "private", "from": "2021-03-01", "until": "2021-12-31"}], "scheme"),
    ):
        case = Case("X", "HZ", "waiting-period", {**given, "evidence": evidence}, {}, "test")
        with pytest.raises(UnknownWord, match=said):
            answer_of(case, BOOK)


def test_a_word_is_known_under_one_of_its_spellings() -> None:
    assert Given({"paid_on": "2022-03-15"}).day("payment_date", "paid_on") is not None
    assert {"payment_date", "paid_on", "missed_years", "evidence", "entered", "readings"} <= set(
        words_of("catch-up")
    )
    assert {"by_hand", "facts", "stays", "counted", "entered"} <= set(words_of("care"))
