"""Are working days those that the State Council announced, and is a year that nobody announced said to be unknown?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.working_days import (
    WrongDays,
    after_working_days,
    announced,
    is_working_day,
    not_announced,
    read,
    working_days_between,
)

FRIDAY, MONDAY = date(2021, 10, 22), date(2021, 10, 25)


@pytest.mark.parametrize(
    ("since", "count", "last"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, MONDAY),
        (FRIDAY, 3, date(2021, 10, 27)),
        (date(2021, 10, 23), 1, MONDAY),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday that is worked
        (date(2026, 2, 14), 1, date(2026, 2, 24)),  # nine days of the Spring Festival
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # seven days off, and a Saturday that is worked
    ],
)
def test_days_off_are_left_out_and_days_made_up_for_count(since: date, count: int, last: date) -> None:
    assert after_working_days(since, count) == last


def test_monday_to_friday_would_be_wrong_for_many_days_of_a_year() -> None:
    """Of 330 first days of 2026 a step of five days that knows only weekends ends on another day for 74."""

    def by_weekday(since: date) -> date:
        day, left = since, 5
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return day

    starts = [date(2026, 1, 1) + timedelta(days=number) for number in range(330)]
    assert sum(by_weekday(day) != after_working_days(day, 5) for day in starts) == 74


@given(st.dates(date(2018, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_working_days_are_counted_back_the_same(since: date, count: int) -> None:
    last = after_working_days(since, count)
    assert working_days_between(since, last) == count
    assert count == 0 or is_working_day(last)


def test_a_year_that_was_not_announced_is_named() -> None:
    latest = max(announced())
    assert not_announced(date(latest, 12, 28), date(latest + 1, 1, 8)) == (latest + 1,)
    assert not_announced(date(latest, 1, 1), date(latest, 12, 31)) == ()
    assert set(announced()) == set(range(min(announced()), latest + 1))


def test_each_year_is_made_up_for_and_named_by_its_document() -> None:
    for year, one in announced().items():
        assert one.document.startswith("国办发明电〔")
        assert len(one.work) <= len(one.off) <= 30, year


@pytest.mark.parametrize(
    "text",
    [
        '[[year]]\nyear = 2026\ndocument = "x"\noff = ["02-14"]\nwork = []\n',  # a Saturday
        '[[year]]\nyear = 2026\ndocument = "x"\noff = []\nwork = ["02-16"]\n',  # a Monday
        '[[year]]\nyear = 2026\ndocument = "x"\noff = []\nwork = []\n' * 2,
    ],
)
def test_data_that_contradict_themselves_are_refused(text: str) -> None:
    with pytest.raises(WrongDays, match="2026"):
        read(text)
