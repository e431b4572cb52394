"""Of several categories the highest counts, every one held is named, and what is open is called open."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistance.categories.rules.category_facts import Held, Noted, facts, pay_days
from assistance.subsidies.rules.counting import counting_category
from assistance.subsidies.rules.subsidies import subsidy_for
from enrollment.rules import held_days
from enrollment.rules.standing import Standing, UnreadableStanding
from policy.book import Book
from policy.periods import Span
from policy.terms import Category, ExemptionReason

BOOK = Book.load()
KNOWN = BOOK.categories
LANZHOU, HEZE, LINXIA = BOOK.policy("620100"), BOOK.policy("371700"), BOOK.policy("622900")
UNSETTLED = Noted()


def test_the_higher_of_two_counts_and_the_other_is_named() -> None:
    held = (Category("registered_poor"), Category("dibao_rural_3"))
    answer = counting_category(LANZHOU, held, 2021, 28_000)
    assert (answer.category, answer.subsidy_fen) == (Category("dibao_rural_3"), 20_000)
    assert [(step.code, step.clause, step.fen) for step in answer.steps] == [
        ("subsidy", "LZ-2b", 20_000),
        ("highest_only", "GS-5.2a", None),
        ("flow", "LZ-2b", None),
        ("category_aside", "LZ-2c", 10_000),
    ]
    full = counting_category(LANZHOU, (*held, Category("tekun")), 2021, 28_000)
    assert (full.category, full.subsidy_fen) == (Category("tekun"), 28_000)
    assert sum(step.code == "category_aside" for step in full.steps) == 2


def test_an_identity_that_nobody_subsidises_is_kept_and_said() -> None:
    alone = counting_category(LANZHOU, (Category("severely_disabled"),), 2021, 28_000)
    assert (alone.category, alone.subsidy_fen, alone.missing) == (None, 0, ())
    assert [step.code for step in alone.steps] == ["category_not_subsidised"]
    both = counting_category(
        LANZHOU, (Category("severely_disabled"), Category("registered_poor")), 2021, 28_000
    )
    assert both.category == Category("registered_poor")
    assert both.steps[-1].code == "category_not_subsidised"


def test_what_the_documents_leave_open_is_undecided() -> None:
    open_amount = counting_category(LINXIA, (Category("dibao_rural_3"),), 2021, 28_000)
    assert open_amount.is_undecided and open_amount.category is None and open_amount.missing
    decided_beside = counting_category(LINXIA, (Category("dibao_rural_3"), Category("tekun")), 2021, 28_000)
    assert (decided_beside.category, decided_beside.subsidy_fen) == (Category("tekun"), 28_000)
    assert any(step.code == "category_amount_open" for step in decided_beside.steps)
    no_due = counting_category(LANZHOU, (Category("tekun"),), 2021, None)
    assert no_due.is_undecided and no_due.missing
    assert counting_category(LANZHOU, (), 2021, 28_000).steps == ()


@given(
    st.sampled_from([area.code for area in BOOK.areas()]),
    st.lists(st.sampled_from(list(KNOWN)), max_size=5, unique=True),
    st.integers(min_value=1, max_value=100_000),
)
def test_nothing_held_would_give_more(area: str, held: list[Category], due: int) -> None:
    policy = BOOK.policy(area)
    answer = counting_category(policy, held, 2021, due)
    for category in held:
        single = subsidy_for(policy, coverage_year=2021, category=category, due_fen=due)
        if answer.subsidy_fen is not None and single is not None and single.fen is not None:
            assert answer.subsidy_fen >= single.fen
        assert any(KNOWN.label(category).zh in step.text.zh for step in answer.steps) or answer.is_undecided


# -- on which days hardship holds ---------------------------------------------------------------------------------


def day(month: int, number: int = 1, year: int = 2022) -> date:
    return date(year, month, number)


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ([Span(day(1), None)], ""),
        ([Span(day(5), None)], "2022-05-01~"),
        ([Span(day(1, year=2020), day(7))], "~2022-07-01"),
        ([Span(day(5), day(7)), Span(day(6), day(8))], "2022-05-01~2022-08-01"),
        ([Span(day(5), day(6)), Span(day(6), day(7))], "2022-05-01~2022-07-01"),
        ([Span(day(3), day(4)), Span(day(9), None)], "2022-03-01~2022-04-01,2022-09-01~"),
        ([Span(day(1, year=2020), day(1, year=2021))], None),
        ([Span(day(1, year=2023), None)], None),
    ],
)
def test_days_are_written_shortly(spans: list[Span], text: str | None) -> None:
    assert held_days.written(spans, Span(day(1), date(2023, 1, 1))) == text


@given(
    st.lists(
        st.tuples(st.integers(-200, 600), st.integers(1, 300), st.booleans()).map(
            lambda t: Span(
                date.fromordinal(day(1).toordinal() + t[0]),
                None if t[2] else date.fromordinal(day(1).toordinal() + t[0] + t[1]),
            )
        ),
        max_size=4,
    ),
    st.integers(0, 364),
)
def test_what_is_written_says_the_same_days(spans: list[Span], offset: int) -> None:
    asked = date.fromordinal(day(1).toordinal() + offset)
    text = held_days.written(spans, Span(day(1), date(2023, 1, 1)))
    assert (text is not None and held_days.holds_on(text, asked)) == any(s.contains(asked) for s in spans)
    if text is not None:
        key = Standing(hardship=True, hardship_days=text).key()
        assert Standing.parse(key).is_hardship_on(asked) == held_days.holds_on(text, asked)


@pytest.mark.parametrize(
    "key", ["adult+hardship:", "adult+hardship:~", "adult+hardship:2022", "adult+hardship:x~"]
)
def test_other_spellings_of_a_standing_are_refused(key: str) -> None:
    with pytest.raises(UnreadableStanding):
        Standing.parse(key)


def test_facts_of_a_year() -> None:
    dibao = Held(Category("dibao"), Span(day(5), None))
    (fact,) = facts(HEZE, [dibao], 2022, Noted())
    assert (fact.reason, fact.days, fact.place) == (ExemptionReason.HARDSHIP, "2022-05-01~", 0)
    assert pay_days(HEZE, 2022).until == date(2023, 1, 1)
    assert facts(LANZHOU, [dibao], 2022, Noted()) == (), "Gansu's papers open no time for hardship"
    assert facts(HEZE, [], 2022, Noted(settled_on=day(7))) == ()
    # Taken back after the year was settled under it: that day keeps it, and only that day (A04).
    (kept,) = facts(HEZE, [], 2022, Noted(day(7, 5), hardship_days="2022-05-01~"))
    assert (kept.days, kept.place) == ("2022-07-05~2022-07-06", None)
    assert facts(HEZE, [], 2022, Noted(day(4, 5), hardship_days="2022-05-01~")) == ()


def test_additions_of_a_year() -> None:
    def added(*spans: Span, noted: Noted = UNSETTLED) -> date | None:
        held = [Held(Category("registered_poor"), span) for span in spans]
        found = facts(LANZHOU, held, 2021, noted)
        return found[0].fact_on if found else None

    may, august = date(2021, 5, 12), date(2021, 8, 1)
    assert added(Span(may, None)) == may
    assert added(Span(date(2019, 1, 1), None)) is None, "who was on the list before is not new"
    assert added(Span(may, august), Span(august, None)) == may, "a span that goes on adds nobody"
    assert added(Span(may, date(2021, 7, 1)), Span(august, None)) == august
    paid = Noted(date(2021, 5, 20), added_on=may)
    assert added(Span(may, date(2021, 7, 1)), Span(august, None), noted=paid) == may, "the paid year stays"
    assert added(noted=paid) == may, "also when the span was taken back"
    assert added(noted=Noted(date(2021, 6, 2), added_on=may)) is None
