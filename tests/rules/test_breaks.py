"""What do missed years do to the wait, and is a repair refused that repairs nothing?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.bulk.quotations import body
from enrollment.rules.breaks import RepairRefused
from enrollment.rules.quotes import Quote, quote
from enrollment.rules.standing import Standing, UnreadableStanding
from policy.book import Book
from policy.entered import Entered
from policy.terms import Decision, PartKind
from policy.topics import Topic

BOOK = Book.load(Path(__file__).parents[1] / "cases" / "books" / "later_years")
HEZE, CITY = BOOK.policy("371700"), BOOK.policy("371600")
DAY = date(2027, 3, 15)


def ask(*missed: int, repaired: tuple[int, ...] = (), day: date = DAY) -> Quote:
    who = Standing(missed_years=missed)
    return quote(HEZE, coverage_year=2027, standing=who, paid_on=day, repaired_years=repaired)


@given(st.sets(st.integers(min_value=2019, max_value=2026)), st.integers(min_value=0, max_value=300))
def test_more_missed_years_never_shorten_the_wait_and_repair_never_lengthens_it(
    missed: set[int], after: int
) -> None:
    day = date.fromordinal(date(2027, 1, 1).toordinal() + after)
    years = tuple(sorted(missed))
    plain = ask(*years, day=day)
    fewer = ask(*years[1:], day=day)
    if plain.cover is not None and fewer.cover is not None:
        assert plain.cover.start >= fewer.cover.start
    dues = [way.due_fen for way in plain.ways]
    assert dues == sorted(dues, key=lambda fen: fen or 0), "each further repaired year costs more"
    starts = [way.cover_from for way in plain.ways if way.cover_from is not None]
    assert starts == sorted(starts, reverse=True) and len(set(starts)) == len(starts)
    for way in plain.ways[1:]:
        repaired = ask(*years, repaired=way.repaired_years, day=day)
        assert (repaired.due_fen, repaired.repaired_years) == (way.due_fen, way.repaired_years)
        assert repaired.cover is not None and repaired.cover.start == way.cover_from
        assert repaired.cover.start.year == 2027, "a repaired year gives no cover"


def test_a_repaired_year_is_a_part_of_its_own_without_a_fiscal_part() -> None:
    answer = ask(2025, 2026, repaired=(2026,))
    assert [(part.kind, part.fen) for part in answer.parts] == [
        (PartKind.INDIVIDUAL, 43000),
        (PartKind.REPAIR, 43000),
    ]
    assert answer.counts_for_fiscal_subsidy


@pytest.mark.parametrize(
    ("missed", "repaired"),
    [((2025, 2026), (2024,)), ((2022, 2025, 2026), (2022,)), ((), (2026,)), ((2026,), (2026,))],
    ids=["was insured", "does not count", "no break", "nothing to take off"],
)
def test_a_year_that_cannot_be_repaired_is_refused(
    missed: tuple[int, ...], repaired: tuple[int, ...]
) -> None:
    with pytest.raises(RepairRefused):
        ask(*missed, repaired=repaired)


def test_a_repair_inside_the_window_without_a_break_is_refused() -> None:
    with pytest.raises(RepairRefused):
        ask(repaired=(2026,), day=date(2026, 10, 1))


def test_before_the_price_is_entered_the_second_way_is_open() -> None:
    entered = [Entered(Topic.MISSED_YEARS_FROM, 2025, "示例文号")]
    policy = CITY.with_entered(entered)
    who = Standing(missed_years=(2025, 2026))
    answer = quote(policy, coverage_year=2027, standing=who, paid_on=DAY)
    assert answer.decision is Decision.DECIDED, "the plain due is decided without the price of a repair"
    assert [(way.repaired_years, way.due_fen, bool(way.missing)) for way in answer.ways] == [
        ((), 40000, False),
        ((2026,), None, True),
    ]
    assert policy.digest != CITY.digest, "an answer names the figures that it rests on"


@pytest.mark.parametrize(
    "said",
    [
        "missed:none",
        "missed:2024,2026",
        "event:discharged:2027-01-05",
        "age:55+sex:female+basis:hukou+tier:first+parent:not",
    ],
)
def test_facts_of_a_break_are_part_of_the_key(said: str) -> None:
    assert Standing.parse(f"adult+{said}").key() == f"adult+{said}"


@pytest.mark.parametrize(
    "said",
    ["missed:", "missed:x", "missed:2024,", "event:discharged", "event::2027-13-01", "age:old", "sex:f"],
)
def test_other_spellings_are_refused(said: str) -> None:
    with pytest.raises(UnreadableStanding):
        Standing.parse(f"adult+{said}")


def test_what_is_open_about_the_wait_is_asked_of_a_payment_inside_the_window(tmp_path: Path) -> None:
    """An area that leaves the wait open and frees nobody inside the window: cover is not decided."""
    folder = tmp_path / "371700"
    folder.mkdir()
    province = tmp_path / "370000"
    province.mkdir()
    open_wait = (
        '[[undecided]]\ntopic = "waiting"\nclause = "SD-2i"\nwhat_zh = "等待期"\nwhat_en = "the wait"\n'
        'decided_by_zh = "市医保局"\ndecided_by_en = "the city"\n'
    )
    (province / "waiting.toml").write_text(open_wait, encoding="utf-8")
    (folder / "waiting.toml").write_text("", encoding="utf-8")
    policy = Book.load(tmp_path).policy("371700")
    answer = quote(policy, coverage_year=2022, standing=Standing(), paid_on=date(2021, 10, 15))
    assert answer.decision is Decision.MANUAL and answer.cover is None
    assert [one.what.en for one in answer.missing] == ["the wait"]


def test_an_answer_names_the_document_that_carried_a_rule_over() -> None:
    entered = [Entered(Topic.CARRIED_OVER, True, "示例发〔2024〕3号", "window:2025")]
    policy = Book.load().policy("371700").with_entered(entered)
    who = Standing(missed_years=())
    answer = quote(policy, coverage_year=2025, standing=who, paid_on=date(2024, 10, 15))
    assert answer.decision is Decision.DECIDED
    (step,) = [step for step in answer.steps if step.code == "carried_over"]
    assert "示例发〔2024〕3号" in step.text.zh and step.readings == ("A55",)


def test_what_is_stored_of_an_answer_lists_the_ways_to_pay() -> None:
    assert body(ask(2025, 2026))["ways"] == [
        {"repaired_years": [], "due_fen": 43000, "cover_from": "2027-07-16"},
        {"repaired_years": [2026], "due_fen": 86000, "cover_from": "2027-06-16"},
    ]
    assert "ways" not in body(ask())
