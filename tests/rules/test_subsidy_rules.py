"""Does a category get what its notice says, the highest only, and nothing where the notice is silent?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistance.categories.rules.categories import UnknownCategory, categories_named, is_hardship
from assistance.categories.rules.category_names import general_names
from assistance.categories.rules.newly_added import addition
from assistance.subsidies.rules.subsidies import award, fixed_minimum_fen, subsidy_for
from policy.book import Book
from policy.terms import Category, Flow, Mode

BOOK = Book.load()
KNOWN = BOOK.categories
NAMES = general_names(KNOWN)
LANZHOU, HEZE = BOOK.policy("620100"), BOOK.policy("371700")


@given(
    st.sampled_from([area.code for area in BOOK.areas()]),
    st.integers(min_value=2018, max_value=2024),
    st.lists(st.sampled_from(list(KNOWN)), max_size=4),
    st.integers(min_value=1, max_value=100_000),
)
def test_a_subsidy_never_passes_the_due(area: str, year: int, categories: list[Category], due: int) -> None:
    gift = award(BOOK.policy(area), coverage_year=year, categories=categories, due_fen=due)
    assert gift.subsidy_fen is None or 0 <= gift.subsidy_fen <= due
    if gift.subsidy_fen is None:
        assert gift.missing
        return
    assert gift.net_cost_fen == due - gift.subsidy_fen
    if gift.person_pays_fen is not None:
        assert gift.person_pays_fen + (gift.fund_pays_for_person_fen or 0) == due
        assert gift.person_pays_fen - (gift.to_card_fen or 0) == gift.net_cost_fen
    single = [
        subsidy_for(BOOK.policy(area), coverage_year=year, category=one, due_fen=due) for one in categories
    ]
    assert gift.subsidy_fen == max((one.fen or 0 for one in single if one), default=0)


def test_a_narrow_category_follows_the_rule_of_the_wider_one() -> None:
    gift = subsidy_for(HEZE, coverage_year=2022, category=Category("dibao_rural_3"), due_fen=32000)
    assert gift is not None and (gift.fen, gift.clause) == (9600, "HZ-3.2b")


def test_a_wide_category_is_open_where_the_class_decides() -> None:
    gift = award(LANZHOU, coverage_year=2021, categories=[Category("dibao")], due_fen=28000)
    assert gift.subsidy_fen is None and gift.missing[0].readings == ("A04",)


def test_a_full_subsidy_decides_beside_an_open_one() -> None:
    guangxi = BOOK.policy("450100")
    gift = award(
        guangxi, coverage_year=2021, categories=[Category("dibao"), Category("tekun")], due_fen=28000
    )
    assert (gift.subsidy_fen, gift.basis, gift.person_pays_fen) == (28000, Category("tekun"), None)


def test_a46_the_flow_is_a_setting_where_the_text_is_silent() -> None:
    assert (
        award(HEZE, coverage_year=2022, categories=[Category("dibao")], due_fen=32000).flow is Flow.UNDECIDED
    )
    chosen = award(
        HEZE.with_reading("A46", "one_card"),
        coverage_year=2022,
        categories=[Category("dibao")],
        due_fen=32000,
    )
    assert (chosen.flow, chosen.person_pays_fen, chosen.to_card_fen) == (Flow.ONE_CARD, 32000, 9600)


def test_a11_other_reading_adds_up_to_the_due() -> None:
    both = [Category("dibao_rural_2"), Category("registered_poor")]
    assert award(LANZHOU, coverage_year=2021, categories=both, due_fen=28000).subsidy_fen == 20000
    added = award(
        LANZHOU.with_reading("A11", "sum_up_to_due"), coverage_year=2021, categories=both, due_fen=28000
    )
    assert added.subsidy_fen == 28000


def test_a02_fixed_amounts_stay_until_replaced() -> None:
    stays = subsidy_for(LANZHOU, coverage_year=2023, category=Category("registered_poor"), due_fen=35000)
    assert stays is not None and stays.fen == 10000
    cycle = LANZHOU.with_reading("A02", "notice_cycle")
    later = subsidy_for(cycle, coverage_year=2023, category=Category("registered_poor"), due_fen=35000)
    assert later is not None and later.fen is None, "the province leaves the amount to the city"


def test_a03_other_reading_leaves_the_flow_of_the_registered_poor_open() -> None:
    narrow = LANZHOU.with_reading("A03", "dibao_partial_only")
    poor = award(narrow, coverage_year=2021, categories=[Category("registered_poor")], due_fen=28000)
    dibao = award(narrow, coverage_year=2021, categories=[Category("dibao_urban_partial")], due_fen=28000)
    assert (poor.flow, dibao.flow) == (Flow.UNDECIDED, Flow.ONE_CARD)


def test_the_minimum_of_a_fixed_amount_follows_the_tier() -> None:
    assert fixed_minimum_fen(BOOK.policy("622900"), "622900") == (12000, "GS-2.3d")
    assert fixed_minimum_fen(BOOK.policy("620500"), "620500") == (10000, "GS-2.3c")
    assert fixed_minimum_fen(HEZE, "371700") is None


def test_newly_added_poor_enroll_in_the_month_and_are_subsidised_in_the_next() -> None:
    plan = addition(LANZHOU, date(2021, 1, 31))
    assert plan is not None
    assert (plan.enroll_by, plan.subsidy_month_text, plan.is_held) == (date(2021, 1, 31), "2021-02", False)
    december = addition(LANZHOU, date(2021, 12, 1))
    assert december is not None and december.is_held and december.subsidy_month_text == "2022-01"
    assert addition(HEZE, date(2022, 1, 31)) is None


def test_hardship_is_what_the_area_lists() -> None:
    assert is_hardship(HEZE, [Category("monitored_near_poor")], 2022) and is_hardship(
        HEZE, [Category("dibao_rural_4")], 2022
    )
    assert not is_hardship(HEZE, [Category("special_care")], 2022) and not is_hardship(
        LANZHOU, [Category("tekun")], 2021
    )


@pytest.mark.parametrize("category", KNOWN)
def test_each_category_is_found_by_its_code_and_label(category: Category) -> None:
    assert (
        categories_named(category, NAMES) == categories_named(KNOWN.label(category).zh, NAMES) == (category,)
    )


def test_a_name_for_several_classes_and_an_unknown_name() -> None:
    assert len(categories_named("农村低保二三四类", NAMES)) == 3
    with pytest.raises(UnknownCategory, match="某类"):
        categories_named("某类", NAMES)


def test_full_subsidy_in_gansu_is_paid_by_the_fund() -> None:
    gift = award(LANZHOU, coverage_year=2021, categories=[Category("orphan")], due_fen=28000)
    assert (gift.mode, gift.flow, gift.person_pays_fen) == (Mode.FULL, Flow.PAID_DIRECT, 0)
    assert gift.steps[0].clause == "LZ-2a"
