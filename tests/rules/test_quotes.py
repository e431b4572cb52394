"""Do the rules of due, window, waiting and cover hold for any standing, pay day and reading?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrollment.rules.quotes import Quote, WindowExtension, cover_for, due_at_issue, quote
from enrollment.rules.standing import Standing, UnreadableStanding
from enrollment.rules.waiting import first_benefit_day, first_payment_day_without_benefit, waiting_span
from policy.book import Book, Policy
from policy.switches import SWITCHES
from policy.terms import Decision, ExemptionReason, Group, Window

BOOK = Book.load()
AREAS = st.sampled_from([area.code for area in BOOK.areas()])
DAYS = st.dates(min_value=date(2017, 6, 1), max_value=date(2025, 6, 30))
YEARS = st.integers(min_value=2018, max_value=2025)
STANDINGS = st.builds(
    Standing,
    group=st.sampled_from(Group),
    born_on=st.none() | DAYS,
    hardship=st.booleans(),
    employee_scheme_last_day=st.none() | DAYS,
    newly_added_poor_on=st.none() | DAYS,
)


def heze(reading: str = "", value: str = "") -> Policy:
    policy = BOOK.policy("371700")
    return policy.with_reading(reading, value) if reading else policy


def ask(policy: Policy, day: str, key: str = "adult", year: int = 2022, extended: str = "") -> Quote:
    extension = WindowExtension(date.fromisoformat(extended), "菏医保发〔2022〕示例号") if extended else None
    return quote(
        policy,
        coverage_year=year,
        standing=Standing.parse(key),
        paid_on=date.fromisoformat(day),
        extension=extension,
    )


def start(answer: Quote) -> str:
    assert answer.cover is not None
    return answer.cover.start.isoformat()


@given(STANDINGS)
def test_a_standing_survives_its_key(standing: Standing) -> None:
    key = standing.key()
    assert Standing.parse(key) == standing and len(key) <= 80


@pytest.mark.parametrize(
    "key",
    ["", "grown-up", "adult+", "adult+hardship+hardship", "adult+born", "adult+hardship+born:2022-01-01"],
)
def test_another_spelling_of_a_standing_is_refused(key: str) -> None:
    with pytest.raises(UnreadableStanding):
        Standing.parse(key)


@settings(max_examples=600)
@given(AREAS, YEARS, STANDINGS, DAYS)
def test_what_holds_for_every_quote(area: str, year: int, standing: Standing, day: date) -> None:
    answer = quote(BOOK.policy(area), coverage_year=year, standing=standing, paid_on=day)
    assert answer.due_fen is None or answer.due_fen == sum(part.fen for part in answer.parts) > 0
    assert (answer.decision is Decision.MANUAL) == bool(answer.missing)
    assert answer.steps and all(step.text.zh and step.text.en for step in answer.steps)
    assert all(step.clause for step in answer.steps if step.code in ("waiting", "cover", "individual_part"))
    if answer.decision is Decision.DECIDED:
        assert answer.due_fen is not None
        assert answer.cover is not None or answer.warnings
    if answer.cover is not None:
        assert answer.cover.start >= date(year, 1, 1)
        assert answer.cover.until == date(year + 1, 1, 1)
        early = answer.window in (Window.REGULAR, Window.NEWBORN)
        assert early or answer.cover.start >= day, "cover before payment is for the window and newborns only"
        if answer.window is Window.NEWBORN and standing.born_on is not None:
            assert answer.cover.start >= standing.born_on
    if answer.waiting is not None:
        assert answer.waiting.start > day
        assert answer.cover is None or answer.waiting.until == answer.cover.start
        assert answer.exemption is None
    if answer.hold_claims_before is not None:
        assert answer.hold_claims_before == day and answer.in_window
    cover = cover_for(BOOK.policy(area), coverage_year=year, standing=standing, settled_on=day)
    assert (cover.span, cover.waiting, cover.decision) == (answer.cover, answer.waiting, answer.decision)


@given(YEARS, DAYS, st.integers(min_value=0, max_value=12), st.sampled_from(SWITCHES["A42"]))
def test_a_later_payment_never_gives_earlier_benefits(year: int, day: date, months: int, count: str) -> None:
    first = first_benefit_day(day, months, count)
    assert first >= day
    assert first_benefit_day(day + timedelta(days=1), months, count) >= first
    span = waiting_span(day, months, count)
    assert span is None or (span.start == day + timedelta(days=1) and span.until == first)
    last = first_payment_day_without_benefit(year, months, count)
    if last is not None:
        assert first_benefit_day(last, months, count) > date(year, 12, 31)
        assert first_benefit_day(last - timedelta(days=1), months, count) <= date(
            year, 12, 31
        ) or last == date(year, 1, 1)


@given(DAYS, DAYS)
def test_a_late_price_never_falls_with_time(one: date, other: date) -> None:
    earlier, later = sorted(
        (one.replace(year=2022), other.replace(year=2022))
        if (2, 29) not in {(one.month, one.day), (other.month, other.day)}
        else (date(2022, 3, 1), date(2022, 3, 1))
    )
    first = quote(heze(), coverage_year=2022, standing=Standing(), paid_on=earlier)
    second = quote(heze(), coverage_year=2022, standing=Standing(), paid_on=later)
    assert first.due_fen is not None and second.due_fen is not None
    assert first.due_fen <= second.due_fen


@pytest.mark.parametrize(
    ("value", "first_day"),
    [
        ("day_after", "2022-04-02"),
        ("same_day", "2022-04-01"),
        ("first_of_next_month", "2022-04-01"),
        ("whole_calendar_month", "2022-05-01"),
    ],
)
def test_a42_the_wait_is_counted_as_the_reading_says(value: str, first_day: str) -> None:
    assert start(ask(heze("A42", value), "2022-03-01")) == first_day


@pytest.mark.parametrize(("value", "first_day"), [("day_after", "2022-07-01"), ("same_day", "2022-06-30")])
def test_a42_a_wait_from_the_end_of_may(value: str, first_day: str) -> None:
    assert start(ask(heze("A42", value), "2022-05-31")) == first_day


def test_a41_cover_of_a_february_payment() -> None:
    held = ask(heze(), "2022-02-10")
    assert (start(held), held.hold_claims_before) == ("2022-01-01", date(2022, 2, 10))
    other = ask(heze("A41", "payment_day"), "2022-02-10")
    assert (start(other), other.hold_claims_before) == ("2022-02-10", None)
    assert ask(heze(), "2021-12-31").hold_claims_before is None


def test_a44_the_price_after_employee_cover() -> None:
    key = "adult+employee:2022-04-30"
    assert ask(heze(), "2022-07-15", key).due_fen == 90000
    assert ask(heze("A44", "individual_part_only"), "2022-07-15", key).due_fen == 32000


def test_a45_the_price_of_a_newborn_after_june() -> None:
    key = "minor+born:2022-03-05"
    assert ask(heze(), "2022-09-05", key).due_fen == 32000
    assert ask(heze("A45", "ordinary_price"), "2022-09-05", key).due_fen == 90000


def test_a15_whether_the_named_day_is_included() -> None:
    assert ask(heze(), "2022-06-30").due_fen == 32000
    assert ask(heze("A15", "exclusive"), "2022-06-30").due_fen == 90000
    assert ask(heze("A15", "exclusive"), "2022-02-28").in_window is False
    lanzhou = BOOK.policy("620100")
    assert ask(lanzhou, "2020-12-31", year=2021).in_window is True
    assert ask(lanzhou.with_reading("A15", "exclusive"), "2020-12-31", year=2021).in_window is False


def test_a50_an_extension_moves_the_end_of_the_window() -> None:
    extended = ask(heze(), "2022-03-31", extended="2022-03-31")
    assert (extended.window, extended.waiting, start(extended)) == (Window.REGULAR, None, "2022-01-01")
    assert ask(heze(), "2022-04-01", extended="2022-03-31").window is Window.LATE
    assert ask(heze("A50", "not_accepted"), "2022-03-31", extended="2022-03-31").window is Window.LATE
    assert ask(heze(), "2022-02-20", extended="2022-02-10").window is Window.REGULAR, "never shortened"


def test_a01_and_a40_the_year_of_the_amount() -> None:
    jincheng = BOOK.policy("140500")
    assert due_at_issue(jincheng, coverage_year=2021, standing=Standing()).due_fen == 28000
    same_year = jincheng.with_reading("A01", "notice_year")
    assert due_at_issue(same_year, coverage_year=2020, standing=Standing()).due_fen == 28000
    assert due_at_issue(same_year, coverage_year=2021, standing=Standing()).due_fen is None
    other = heze("A40", "notice_year")
    assert due_at_issue(other, coverage_year=2021, standing=Standing()).due_fen == 32000
    assert ask(other, "2021-07-01", year=2021).due_fen == 90000, "320 and 580 of one year"


def test_a05_the_first_day_of_newly_added_poor() -> None:
    gansu = BOOK.policy("620000")
    key = "adult+newly:2021-03-10"
    assert start(ask(gansu, "2021-03-12", key, 2021)) == "2021-03-12"
    assert start(ask(gansu.with_reading("A05", "first_of_month"), "2021-03-12", key, 2021)) == "2021-03-01"
    assert ask(gansu, "2021-04-01", key, 2021).decision is Decision.MANUAL
    assert ask(gansu, "2021-12-12", "adult+newly:2021-12-10", 2021).decision is Decision.MANUAL


def test_a06_payment_after_a_window_without_a_catch_up_rule() -> None:
    lanzhou = BOOK.policy("620100")
    late = ask(lanzhou, "2021-01-05", year=2021)
    assert (late.decision, late.due_fen, late.cover) == (Decision.MANUAL, None, None)
    assert late.missing[0].clause == "GS-6.2b" and late.missing[0].readings == ("A06",)
    taken = ask(lanzhou.with_reading("A06", "individual_part"), "2021-01-05", year=2021)
    assert (taken.decision, taken.due_fen) == (Decision.DECIDED, 28000)


def test_a18_who_is_a_student() -> None:
    linxia = BOOK.policy("622900")

    def due(policy: Policy, group: Group) -> int | None:
        return due_at_issue(policy, coverage_year=2018, standing=Standing(group=group)).due_fen

    assert [due(linxia, group) for group in Group] == [18000, 18000, 10000, 10000]
    assert due(linxia.with_reading("A18", "every_minor"), Group.MINOR) == 10000


def test_a31_the_year_after_a_birth_in_linxia() -> None:
    linxia = BOOK.policy("622900").with_reading("A32", "until_replaced")
    key = "minor+born:2018-11-10"
    assert ask(linxia, "2019-05-10", key, 2019).decision is Decision.MANUAL
    both = ask(linxia.with_reading("A31", "both_years"), "2019-05-10", key, 2019)
    assert (both.decision, both.due_fen, start(both)) == (Decision.DECIDED, 18000, "2019-01-01")


def test_a32_the_amount_of_2018_is_not_carried_on() -> None:
    linxia = BOOK.policy("622900")
    assert due_at_issue(linxia, coverage_year=2019, standing=Standing()).due_fen is None
    carried = linxia.with_reading("A32", "until_replaced")
    assert due_at_issue(carried, coverage_year=2019, standing=Standing()).due_fen == 18000


def test_a43_a_head_that_pays_the_fiscal_part_is_not_claimed_again() -> None:
    assert ask(heze(), "2022-07-01").counts_for_fiscal_subsidy is False
    assert ask(heze(), "2022-06-30").counts_for_fiscal_subsidy is True
    assert ask(heze("A43", "counted"), "2022-07-01").counts_for_fiscal_subsidy is True


def test_a_newborn_after_six_months_is_covered_from_the_next_month() -> None:
    answer = ask(heze(), "2022-09-06", "minor+born:2022-03-05")
    assert (answer.due_fen, start(answer), answer.exemption) == (32000, "2022-10-01", ExemptionReason.NEWBORN)
    assert ask(heze(), "2022-12-05", "minor+born:2022-03-05").warnings[0].code == "NO_BENEFIT_LEFT"


def test_a_newborn_is_not_paid_for_before_birth() -> None:
    assert ask(heze(), "2022-03-04", "minor+born:2022-03-05").decision is Decision.MANUAL


def test_a_payment_after_the_coverage_year_goes_to_a_person() -> None:
    assert ask(heze(), "2023-01-01").decision is Decision.MANUAL
    assert ask(heze(), "2023-01-01", "adult+hardship").decision is Decision.MANUAL


def test_a_payment_before_the_window_is_not_taken() -> None:
    early = ask(heze(), "2021-09-30")
    assert (early.decision, early.due_fen, early.in_window) == (Decision.NOT_YET_OPEN, None, False)
    assert ask(heze(), "2021-09-30", "adult+hardship").decision is Decision.NOT_YET_OPEN


def test_the_steps_can_be_stored() -> None:
    stored = ask(heze(), "2022-07-01").steps_json()
    assert {"code", "zh", "en", "clause", "readings", "fen"} == set(stored[0])
    assert stored[-1]["fen"] == 90000
