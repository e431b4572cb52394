"""Does a city whose folder was taken over as answers of a year answer every worked case as its folder does?"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policy.book import Book
from policy.opening.answers import Opening
from policy.opening.corrections import Correction
from policy.opening.faults import faults_of
from policy.opening.folder import FolderRefused, written
from policy.opening.layer import laid_over
from policy.opening.uploads import read_uploaded
from policy.opening.words import worded_tables
from tests.cases_vocabulary.cases import Case, answer_of, differences, read_cases

CASES = Path(__file__).parents[1] / "cases"
MADE_UP, CITY = CASES / "books" / "made_up_city", "990100"
OF_THE_CITY = [
    case
    for name in ("made_up_city", "made_up_city_enrollment")
    for case in read_cases(CASES / f"{name}.yaml")
    if case.is_supported and case.region in ("EC", "EE")
]


def in_2027(given: Any) -> Any:
    """The same bills on the same days of the year that is opened."""
    if isinstance(given, dict):
        return {name: in_2027(one) for name, one in given.items()}
    if isinstance(given, list):
        return [in_2027(one) for one in given]
    return re.sub(r"^20[0-9]{2}-", "2027-", given) if isinstance(given, str) else given


def contents() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (MADE_UP / CITY).iterdir()}


def read(book: Book, files: dict[str, bytes]) -> Opening:
    return read_uploaded(
        book, files, area=CITY, zh="河阳市", en="Heyang", level="prefecture", coverage_year=2027
    )


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The book with the province of the city alone: the city has no folder."""
    folder = tmp_path_factory.mktemp("book")
    shutil.copytree(MADE_UP / "990000", folder / "990000")
    return Book.load(folder)


@pytest.fixture(scope="module")
def opened(province: Book) -> Book:
    opening = read(province, contents())
    assert faults_of(province, opening) == []
    laid, problems = laid_over(province, CITY, [worded_tables(province, opening)])
    assert not problems
    return laid


@pytest.fixture(scope="module")
def folder() -> Book:
    return Book.load(MADE_UP)


@pytest.mark.parametrize("case", OF_THE_CITY, ids=lambda case: case.id)
def test_the_opened_year_answers_as_the_folder(case: Case, opened: Book, folder: Book) -> None:
    """Bills of 2022 to 2024 are asked on a day of the opened year in both; clauses go by their own ids."""
    is_of_care = case.file == "made_up_city.yaml"
    case = replace(case, region=CITY, given=in_2027(case.given) if is_of_care else case.given)
    one, other = answer_of(case, opened), answer_of(case, folder)
    expected = {name: other[name] for name in case.expect if name in other and name != "clauses"}
    assert not differences(replace(case, expect=expected), one)
    if not is_of_care:
        stated = {name: value for name, value in case.expect.items() if name != "clauses"}
        assert not differences(replace(case, expect=stated), one)


def test_levels_and_facts_are_named_by_the_year(opened: Book) -> None:
    policy = opened.policy(CITY)
    assert (
        list(policy.tiers()) == ["level_1", "level_2", "level_3"]
        and policy.tier_label("level_2").zh == "二级"
    )
    assert policy.fact_label("caesarean").en == "a caesarean"


def test_a_folder_that_names_what_nobody_asks_is_refused_whole(province: Book) -> None:
    for extra, word in (
        ({"fund.toml": b"[[pool]]\n"}, "no question of a year"),
        ({"waiting-opened-2027.toml": b""}, "cannot come together"),
        ({"area.toml": contents()["area.toml"].replace(b'"990100"', b'"990101"', 1)}, "differs"),
        ({"benefit.toml": b"[[ratio]\n"}, "benefit.toml"),
        ({"window.toml": b'[[statement]]\nclause = "EE-1"\nzh = "x"\nen = "x"\n'}, "on the page"),
    ):
        with pytest.raises(FolderRefused) as refused:
            read(province, contents() | extra)
        assert any(word in str(one) for one in refused.value.problems), refused.value.problems
    with pytest.raises(FolderRefused):
        read(province, {})


def test_the_city_goes_out_as_files_and_comes_back_the_same(province: Book) -> None:
    opening = read(province, contents())
    files = {name: text.encode() for name, text in written(province, opening).items()}
    assert "area.toml" in files
    assert read(province, files).answers == opening.answers


def test_a_newer_value_for_some_takes_them_out_of_the_older(province: Book) -> None:
    rows = {answer.question: answer.rows for answer in read(province, contents()).answers}
    lines = [
        (row["who"][0].get("category") if row.get("who") else "", row["amount"])
        for row in rows["benefit.critical_deductible"]
    ]
    assert lines == [("", "14000"), ("tekun", "7000"), ("dibao", "8000")]
    assert ["80000" in str(row) for row in rows["benefit.limit"]].count(True) == 0, (
        "the limit of 2022 was replaced"
    )


def test_a_corrected_year_keeps_the_names(province: Book) -> None:
    opening = read(province, contents())
    files = worded_tables(province, opening)
    assert "tiers" in Correction(opening, files, (), date(2027, 3, 1)).tables()["area-opened-2027.toml"]
