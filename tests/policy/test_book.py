"""Does an area inherit, can a city be added by data alone, and does the digest follow the data?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from enrollment.rules.dues import individual_price
from enrollment.rules.quotes import quote
from enrollment.rules.standing import Standing
from policy.book import Book, BookRefused, NoPolicy, default_book
from policy.terms import Decision, Group

NEW_CITY = """
code = "371600"
zh = "滨州市"
en = "Binzhou"
level = "prefecture"
[documents.BZ]
number = "示例发〔2021〕1号"
title = "示例"
issued_on = 2021-09-01
"""
NEW_WINDOW = """
[[regular]]
from_coverage_year = 2022
opens = { year = "before", day = "09-01", clause = "BZ-1" }
closes = { year = "before", day = "12-31", clause = "BZ-1", readings = ["A15"] }
cover = { span = "coverage_year", clause = "BZ-1" }
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    folder = tmp_path / "371600"
    folder.mkdir()
    (folder / "area.toml").write_text(NEW_CITY, encoding="utf-8")
    (folder / "window.toml").write_text(NEW_WINDOW, encoding="utf-8")
    return tmp_path


def test_a_division_of_any_level_follows_the_nearest_area_with_data() -> None:
    book = Book.load()
    assert book.policy("371702").code == "371700"
    assert book.policy("371702001001").code == "371700"
    assert book.policy("620502").code == "620000"
    assert book.policy("450100").code == "450000"
    assert book.policy("620102").code == "620100"


def test_an_area_without_data_is_refused_in_both_languages() -> None:
    with pytest.raises(NoPolicy, match=r"没有政策数据.*no policy data"):
        Book.load().policy("110101")


@pytest.mark.parametrize(
    ("division", "area"),
    [
        ("371702001001", "371700"),
        ("620502", "620500"),
        ("620000", None),
        ("140502", "140500"),
        ("110101", None),
        ("622921", "622900"),
        ("450000", None),
    ],
)
def test_the_pooling_area_is_the_prefecture(division: str, area: str | None) -> None:
    assert Book.load().pooling_area(division) == area


def test_lanzhou_inherits_the_due_of_gansu_as_a_floor() -> None:
    price = individual_price(Book.load().policy("620100"), 2021, Group.ADULT)
    assert (price.fen, price.clause, price.floor) == (28000, "GS-1.2a", True)


def test_a_new_city_is_data_only(city: Path) -> None:
    book = Book.load(city)
    assert book.policy("371602").name.zh == "滨州市"
    answer = quote(book.policy("371600"), coverage_year=2022, standing=Standing(), paid_on=date(2021, 9, 1))
    assert (answer.decision, answer.due_fen) == (Decision.DECIDED, 32000)
    assert answer.steps[0].clause == "BZ-1"
    late = quote(book.policy("371600"), coverage_year=2022, standing=Standing(), paid_on=date(2022, 1, 1))
    assert late.decision is Decision.MANUAL, (
        "the province names no catch-up price, and Heze's is not borrowed"
    )


def test_an_extra_directory_may_replace_one_file_of_a_known_area(tmp_path: Path) -> None:
    folder = tmp_path / "371700"
    folder.mkdir()
    (folder / "waiting.toml").write_text(
        '[ordinary]\nmonths = 3\nclause = "HZ-2.2e"\nreadings = ["A42"]\n', encoding="utf-8"
    )
    plain, changed = Book.load().policy("371700"), Book.load(tmp_path).policy("371700")
    answer = quote(changed, coverage_year=2022, standing=Standing(), paid_on=date(2022, 3, 15))
    assert answer.cover is not None and answer.cover.start == date(2022, 6, 16)
    assert plain.digest != changed.digest


def test_the_digest_is_stable_and_follows_a_changed_reading() -> None:
    policy = Book.load().policy("371700")
    assert len(policy.digest) == 64
    assert policy.digest == Book.load().policy("371702").digest
    assert policy.with_reading("A42", "same_day").digest != policy.digest


def test_extra_directories_can_be_named_by_the_environment(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANBAO_POLICY_DIRS", str(city))
    assert default_book().policy("371602").code == "371600"
    assert default_book() is default_book()


def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookRefused, match="no such directory"):
        Book.load(tmp_path / "nowhere")
