"""Does each kind of entered figure take what fits it, in the ways that people write it, and nothing else?"""

from __future__ import annotations

import pytest

from policy.entered import HOW, HOW_KEY, Entered, NotAValue, key_of, shown, value_of
from policy.topics import KINDS, KeyKind, Topic, ValueKind

GOOD = [
    (Topic.CITY_COUNTY_SPLIT, "6：4", {"city": "6", "county": "4"}, "市 6:4 县（区）"),
    (Topic.POOR_COUNTIES, "450123、450124", ["450123", "450124"], "450123、450124"),
    (Topic.WESTERN_SCHOOL, "是", True, "是"),
    (Topic.SCHOOL_OWNER, "Province", "province", "省级"),
    (Topic.HUKOU_POPULATION, "1,250,000", 1250000, "1250000 人"),
    (Topic.WORK_FUND_RATE, "1.5", "1.50", "1.50 元"),
    (
        Topic.FISCAL_SHARES,
        "348/116/58/58",
        {"central": "348.00", "province": "116.00", "city": "58.00", "county": "58.00"},
        "中央/省/市/县 348.00/116.00/58.00/58.00 元",
    ),
    (
        Topic.COVERAGE_FORMULA,
        "户籍人口 － 职工医保参保人数",
        {"plus": ["hukou_population"], "minus": ["employees_insured"]},
        "户籍人口－职工医保参保人数",
    ),
]
BAD = [
    (Topic.CITY_COUNTY_SPLIT, "6"),
    (Topic.CITY_COUNTY_SPLIT, {"city": "6", "county": "4", "province": "1"}),
    (Topic.POOR_COUNTIES, "4501"),
    (Topic.POOR_COUNTIES, ""),
    (Topic.WESTERN_SCHOOL, "maybe"),
    (Topic.SCHOOL_OWNER, "market"),
    (Topic.HUKOU_POPULATION, "-1"),
    (Topic.HUKOU_POPULATION, True),
    (Topic.WORK_FUND_RATE, "1.505"),
    (Topic.FISCAL_SHARES, "348/116/58"),
    (Topic.FISCAL_SHARES, "348/116/58/x"),
    (Topic.COVERAGE_FORMULA, "-employees_insured"),
    (Topic.COVERAGE_FORMULA, "hukou_population+hukou_population"),
    (Topic.COVERAGE_FORMULA, "hukou_population*2"),
    (Topic.COVERAGE_FORMULA, "hukou_population-poor_counties"),
]


@pytest.mark.parametrize(("topic", "given", "stored", "said"), GOOD, ids=lambda one: str(one)[:30])
def test_what_people_write_is_stored_in_one_form(
    topic: Topic, given: object, stored: object, said: str
) -> None:
    assert value_of(topic, given) == stored
    assert value_of(topic, stored) == stored, "what is stored may be sent again"
    assert shown(topic, stored).zh == said


@pytest.mark.parametrize(("topic", "given"), BAD, ids=lambda one: str(one)[:30])
def test_what_does_not_fit_is_refused_with_a_remedy(topic: Topic, given: object) -> None:
    with pytest.raises(NotAValue) as refused:
        value_of(topic, given)
    assert refused.value.remedy == HOW[KINDS[topic]]


def test_every_topic_has_a_form_and_every_form_its_words() -> None:
    assert set(KINDS) == set(Topic) and set(HOW) == set(ValueKind) and set(HOW_KEY) == set(KeyKind)


def test_a_key_names_a_place_of_the_area() -> None:
    assert key_of(Topic.HUKOU_POPULATION, "140500", "140502001:2021") == "140502001:2021"
    for key in ("", "2021", "150502:2021", "140502", "140502:21"):
        with pytest.raises(NotAValue):
            key_of(Topic.HUKOU_POPULATION, "140500", key)


def test_the_rules_read_exact_figures() -> None:
    formula = Entered(
        Topic.COVERAGE_FORMULA, {"plus": ["hukou_population"], "minus": ["employees_insured"]}, "1号"
    )
    assert formula.terms == ((1, Topic.HUKOU_POPULATION), (-1, Topic.EMPLOYEES_INSURED))
    shares = Entered(
        Topic.FISCAL_SHARES, {"central": "1.01", "province": "0.00", "city": "0.00", "county": "0.00"}, "1号"
    )
    assert shares.fen_by_payer["central"] == 101
    mixed = Entered(Topic.FISCAL_SHARES, {"city": "3", "county": "4", "central": "1", "province": "2"}, "1号")
    assert list(mixed.fen_by_payer.values()) == [100, 200, 300, 400], (
        "from the centre down, in whatever order it is kept"
    )
