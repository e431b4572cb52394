"""Is a day of a list read exactly, or not at all?"""

from datetime import date

import pytest

from intake.tables.days import written_day


@pytest.mark.parametrize(
    "word", ["2021-03-01", "2021/3/1", "2021.3.1", "20210301", "2021年3月1日", "2021-03-01 00:00:00"]
)
def test_a_day_in_its_spellings(word: str) -> None:
    assert written_day(word) == date(2021, 3, 1)


@pytest.mark.parametrize(
    "word",
    ["2021111", "2021-111", "202131", "2021-02-29", "0021-03-01", "1899-12-31", "44256", "2021-03", "2021-03-01 09:30"],
)  # fmt: skip
def test_what_could_be_two_days_or_none_is_no_day(word: str) -> None:
    assert written_day(word) is None


def test_a_time_of_day_only_where_it_may_stand() -> None:
    assert written_day("2021-03-01 09:30", time_allowed=True) == date(2021, 3, 1)
    assert written_day("1900-01-01") == date(1900, 1, 1)
