"""Is each head's subsidy divided as its clause says, and left open where a list or ratio is not entered?"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistance.public_money.rules.fiscal import PAYERS, PerHead, bill, per_head
from assistance.public_money.rules.fiscal_heads import EnteredBy, Head, halves
from policy.book import default_book
from policy.entered import Entered
from policy.terms import Level
from policy.topics import Topic

NUMBER = "测试〔2020〕1号"


def entry(topic: Topic, value: object) -> EnteredBy:
    return {(topic, ""): Entered(topic, value, NUMBER)}


def share(county: str, entered: EnteredBy | None = None, *, year: int = 2020, **head: Any) -> PerHead:
    policy = default_book().policy(county)
    return per_head(policy, fiscal_year=year, head=Head(county, **head), entered=entered or {})


def parts(one: PerHead) -> tuple[int | None, ...]:
    return tuple(one.parts[payer] for payer in PAYERS)


@pytest.mark.parametrize(
    ("county", "expected"),
    [
        ("620123", (44000, 9640, 816, 544)),
        ("620171", (44000, 9640, 816, 544)),
        ("620103", (44000, 9640, 680, 680)),
        ("620105", (44000, 9640, 544, 816)),
        ("140524", (44000, 5500, 3300, 2200)),
        ("140502", (33000, 11000, 6600, 4400)),
        ("140525", (33000, 11000, 4400, 6600)),
        ("450102", (44000, 5500, 5500, 0)),
    ],
)
def test_counties_that_the_text_names(county: str, expected: tuple[int, ...]) -> None:
    one = share(county)
    assert parts(one) == expected and one.is_decided and one.missing == () and sum(expected) == 55000


def test_a_filed_ratio_divides_what_the_text_leaves_together() -> None:
    unfiled = share("622921")
    assert parts(unfiled) == (44000, 10000, None, None) and unfiled.city_and_county_fen == 1000
    assert [one.clause for one in unfiled.missing] == ["GS-1.1c"]
    filed = share("622921", entry(Topic.CITY_COUNTY_SPLIT, {"city": "1", "county": "2"}))
    assert parts(filed) == (44000, 10000, 333, 667), "the county's half is rounded, the city takes the rest"
    assert filed.missing == () and any(NUMBER in step.text.zh for step in filed.steps)


def test_without_the_list_only_what_every_tier_agrees_on_is_given() -> None:
    unlisted = share("621121")
    assert parts(unlisted) == (44000, None, None, None) and unlisted.city_and_county_fen is None
    assert {one.clause for one in unlisted.missing} == {"GS-T1", "GS-1.1c"}
    on_it = share("621121", entry(Topic.TIER1_COUNTIES, ["621121"]))
    off_it = share("621121", entry(Topic.TIER1_COUNTIES, ["621122"]))
    assert (on_it.parts["province"], on_it.city_and_county_fen) == (10000, 1000)
    assert (off_it.parts["province"], off_it.city_and_county_fen) == (9760, 1240)


def test_a_poor_county_is_known_only_by_its_list() -> None:
    assert parts(share("450123")) == (44000, None, 0, None)
    assert parts(share("450123", entry(Topic.POOR_COUNTIES, ["450123"]))) == (44000, 8250, 0, 2750)
    assert parts(share("450123", entry(Topic.POOR_COUNTIES, ["450124"]))) == (44000, 5500, 0, 5500)


def test_schools_follow_their_owner() -> None:
    assert parts(share("140502", at_school=True, school=Level.PROVINCE)) == (33000, 22000, 0, 0)
    assert parts(share("140502", at_school=True, school=Level.PREFECTURE)) == (33000, 11000, 11000, 0)
    assert parts(share("140502", at_school=True, school=Level.COUNTY)) == (33000, 11000, 6600, 4400)
    unknown = share("140502", at_school=True)
    assert parts(unknown) == (33000, None, None, None) and unknown.missing[0].clause == "JC-1g"


def test_a_city_school_in_the_western_county_waits_for_an_answer() -> None:
    head: dict[str, Any] = {"at_school": True, "school": Level.PREFECTURE}
    assert parts(share("140524", **head)) == (None, None, 11000, 0)
    assert parts(share("140524", entry(Topic.WESTERN_SCHOOL, True), **head)) == (44000, 0, 11000, 0)
    assert parts(share("140524", entry(Topic.WESTERN_SCHOOL, False), **head)) == (33000, 11000, 11000, 0)


def test_another_western_county_is_computed_from_the_rates() -> None:
    listed = share("140522", entry(Topic.WESTERN_COUNTIES, ["140522"]))
    assert parts(listed) == (44000, 5500, 2200, 3300), "80/10/10 and 4:6"


def test_under_the_other_reading_the_place_of_the_school_decides() -> None:
    policy = default_book().policy("140502").with_reading("A34", "school_place")
    head = Head("140502", at_school=True, school=Level.PROVINCE)
    assert parts(per_head(policy, fiscal_year=2020, head=head, entered={})) == (33000, 11000, 6600, 4400)


def test_where_no_paper_divides_the_subsidy_only_the_standard_is_known() -> None:
    heze = share("371702", year=2021)
    assert heze.total_fen == 58000 and parts(heze) == (None,) * 4 and heze.missing[0].clause == "SD-1c"
    assert share("620102", year=2025).total_fen is None
    assert share("622921", year=2018).total_fen == 49000 and share("622921", year=2018).missing


def test_one_open_group_leaves_the_sum_open_but_not_a_group_of_nobody() -> None:
    known, open_one = (
        share("622921", entry(Topic.CITY_COUNTY_SPLIT, {"city": "1", "county": "1"})),
        share("622921"),
    )
    assert bill([(known, 3), (open_one, 1)]).parts["county"] is None
    assert bill([(known, 3), (open_one, 0)]).parts["county"] == 1500
    assert bill([(known, 3), (open_one, 1)]).total_fen == 220000


@given(st.integers(0, 10**9), st.integers(0, 1000), st.integers(0, 1000))
def test_no_fen_is_lost_between_city_and_county(fen: int, city: int, county: int) -> None:
    if city + county == 0:
        return
    of_city, of_county = halves(fen, Decimal(city), Decimal(county))
    assert of_city + of_county == fen and of_city >= 0 and of_county >= 0
    if city == 0:
        assert of_city == 0
    if county == 0:
        assert of_county == 0
