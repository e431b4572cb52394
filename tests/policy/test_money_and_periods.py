"""Are fen exact, splits complete, and months counted as the reading says?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.money import InexactAmount, apply_rate, format_yuan, split, yuan_to_fen
from policy.periods import CoverageYear, Span, add_months, first_of_month_after
from policy.timeline import BrokenTimeline, Dated, Timeline, faults

FEN = st.integers(min_value=0, max_value=10**13)
DAYS = st.dates(min_value=date(1999, 1, 1), max_value=date(2150, 12, 31))


@given(st.integers(min_value=-(10**13), max_value=10**13))
def test_fen_survive_being_written_as_yuan(fen: int) -> None:
    assert yuan_to_fen(format_yuan(fen)) == fen


@pytest.mark.parametrize(
    "text",
    ["", "1.005", "1e3", "１２", "1,000", "nan", "1.", ".5", "--1", "1 0", "+", "0x1", "280.001", "1" * 20],
)
def test_what_is_not_an_exact_amount_is_refused(text: str) -> None:
    with pytest.raises(InexactAmount):
        yuan_to_fen(text)


@given(FEN, st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=8).filter(any))
def test_a_split_loses_nothing_and_gives_nobody_a_negative_part(fen: int, shares: list[int]) -> None:
    parts = split(fen, shares)
    assert sum(parts) == fen and min(parts) >= 0 and len(parts) == len(shares)


def test_a_rate_is_rounded_half_up_once() -> None:
    assert apply_rate(73457, Decimal("0.75")) == 55093
    assert apply_rate(1, Decimal("0.5")) == 1


@given(DAYS, st.integers(min_value=0, max_value=60))
def test_months_keep_the_day_number_or_end_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert later.day <= day.day
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    if later.day != day.day:
        assert (later + timedelta(days=1)).day == 1


@given(DAYS, st.integers(min_value=1, max_value=24))
def test_the_first_of_a_later_month_is_after_the_day(day: date, months: int) -> None:
    later = first_of_month_after(day, months)
    assert later.day == 1 and later > day


def test_months_at_the_end_of_february() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2023, 1, 31), 1) == date(2023, 2, 28)
    assert add_months(date(2022, 8, 31), 6) == date(2023, 2, 28)


@given(DAYS, st.integers(min_value=1, max_value=500))
def test_a_span_is_half_open(start: date, length: int) -> None:
    span = Span(start, start + timedelta(days=length))
    assert span.days == length
    assert span.contains(start) and not span.contains(start + timedelta(days=length))
    assert span.last_day is not None and span.contains(span.last_day)


def test_an_empty_span_is_refused() -> None:
    with pytest.raises(ValueError, match="empty span"):
        Span(date(2022, 1, 1), date(2022, 1, 1))


def test_a_coverage_year_is_the_calendar_year() -> None:
    assert CoverageYear(2024).span == Span(date(2024, 1, 1), date(2025, 1, 1))


def test_a_timeline_tells_the_value_of_a_point_and_refuses_overlap() -> None:
    line = Timeline([Dated(2021, 2022, "a"), Dated(2022, None, "b")])
    assert [line.on(year) for year in (2020, 2021, 2022, 2030)] == [None, "a", "b", "b"]
    assert line.changes() == [(2021, "a"), (2022, "b")]
    with pytest.raises(BrokenTimeline):
        Timeline([Dated(2021, None, "a"), Dated(2022, None, "b")])
    assert faults([Dated(2021, 2022, "a"), Dated(2023, None, "b")]) == [("gap", 2022, 2023)]
