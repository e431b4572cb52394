"""What do the rules of findings see in plain facts, and where does each stop?

Days and counts of each case are told in words beside it; boundaries come in pairs.
"""

from datetime import date

import pytest

from claims.rules.care_findings import (
    Care,
    FindingRule,
    MonthOfStays,
    StatedFact,
    above_grade,
    against_facts,
    frequent_stays,
    provider_share,
    refused_stay,
    spans_of,
    two_hospitals,
)
from claims.rules.supervision import rounds
from enrollment.rules.status_facts import StatusFact
from policy.book import default_book
from policy.entered import Entered
from policy.topics import Topic

DOCUMENT = "示例〔2022〕1号"


def care(
    bill: int, first: str, last: str = "", *, provider: int = 1, total: int = 500_000, funds: int = 300_000
) -> Care:
    first_on = date.fromisoformat(f"2022-{first}")
    last_on = date.fromisoformat(f"2022-{last}") if last else first_on
    return Care(
        bill,
        7,
        provider,
        f"医院{provider}",
        "county",
        "371702001001",
        first_on,
        last_on,
        total,
        funds,
        bool(last),
    )


def figure(topic: Topic, value: object, key: str = "") -> Entered:
    return Entered(topic, value, DOCUMENT, key)


# -- nights in two hospitals ---------------------------------------------------------------------------------
def test_two_beds_in_one_night_are_found_and_their_money_is_added() -> None:
    # 3 to 10 May and 8 to 12 May share the nights of the 8th and the 9th; the funds paid 3,000 and 1,000.
    [found] = two_hospitals([care(2, "05-08", "05-12", provider=2, funds=100_000), care(1, "05-03", "05-10")])
    assert (found.rule, found.key, found.bills, found.funds_fen) == (
        FindingRule.TWO_HOSPITALS,
        "1:2",
        (1, 2),
        400_000,
    )
    assert "2 nights in both" in found.text.en and "重叠2夜" in found.text.zh


@pytest.mark.parametrize(("first", "last"), [("05-10", "05-12"), ("05-01", "05-03"), ("05-03", "05-03")])
def test_a_transfer_on_the_day_of_discharge_is_none(first: str, last: str) -> None:
    assert not two_hospitals([care(1, "05-03", "05-10"), care(2, first, last, provider=2)])


def test_a_refused_bill_of_another_hospital_is_one_under_its_own_number() -> None:
    found = refused_stay(care(1, "05-03", "05-10"), "H2", "Z9", 2)
    assert (found.key, found.provider, found.bills) == ("H2:Z9:1", 2, (1,))


# -- after death, in prison, employed ------------------------------------------------------------------------
@pytest.mark.parametrize(("died", "is_found"), [("2022-05-09", True), ("2022-05-10", False)])
def test_care_ends_with_the_day_of_death(died: str, is_found: bool) -> None:
    # Discharged on 10 May: died on the 9th is before it; the day of death itself often is the cause of the bill.
    stated = [StatedFact(StatusFact.DIED, date.fromisoformat(died))]
    assert bool(against_facts(care(1, "05-03", "05-10"), stated)) is is_found
    assert bool(against_facts(care(1, "05-03", "05-10"), [], date.fromisoformat(died))) is is_found


def test_of_two_days_of_death_the_earlier_one_counts_and_once() -> None:
    stated = [StatedFact(StatusFact.DIED, date(2022, 5, 20))]
    [found] = against_facts(care(1, "05-10"), stated, date(2022, 5, 1))
    assert found.rule is FindingRule.AFTER_DEATH and "2022-05-01" in found.text.en


@pytest.mark.parametrize(
    ("day", "is_found"),
    [("02-28", False), ("03-01", True), ("05-31", True), ("06-01", False), ("07-01", False)],
)
def test_prison_lasts_from_its_first_day_to_the_day_before_release(day: str, is_found: bool) -> None:
    stated = [
        StatedFact(StatusFact.IMPRISONED, date(2022, 3, 1)),
        StatedFact(StatusFact.RELEASED, date(2022, 6, 1)),
    ]
    assert [one.rule for one in against_facts(care(1, day), stated)] == (
        [FindingRule.IN_PRISON] if is_found else []
    )


def test_a_stay_that_only_ends_inside_counts_too() -> None:
    stated = [StatedFact(StatusFact.EMPLOYED, date(2022, 5, 10), date(2022, 6, 1))]
    [found] = against_facts(care(1, "05-03", "05-10"), stated)
    assert found.rule is FindingRule.EMPLOYED and "2022-05-31" in found.text.en
    assert not against_facts(care(1, "05-03", "05-09"), stated)


def test_an_open_fact_goes_on_and_the_earliest_end_counts() -> None:
    facts = [
        StatedFact(StatusFact.EMPLOYED, date(2022, 1, 1), date(2022, 9, 1)),
        StatedFact(StatusFact.EMPLOYMENT_ENDED, date(2022, 4, 1)),
        StatedFact(StatusFact.EMPLOYED, date(2022, 11, 1)),
    ]
    spans = spans_of(facts, StatusFact.EMPLOYED, StatusFact.EMPLOYMENT_ENDED)
    assert [(span.start, span.last_day) for span in spans] == [
        (date(2022, 1, 1), date(2022, 3, 31)),
        (date(2022, 11, 1), None),
    ]


# -- three stays in thirty days ------------------------------------------------------------------------------
THREE, THIRTY = figure(Topic.FREQUENT_STAYS, 3), figure(Topic.FREQUENT_STAY_DAYS, 30)


@pytest.mark.parametrize(("third", "is_found"), [("05-30", True), ("05-31", False)])
def test_thirty_days_hold_the_first_and_the_last_day(third: str, is_found: bool) -> None:
    # 1 to 30 May are 30 days; the 31st is the thirty-first.
    stays = [care(1, "05-01", "05-03"), care(2, "05-10", "05-12"), care(3, third, "06-05")]
    found = frequent_stays(stays, THREE, THIRTY)
    assert [one.bills for one in found] == ([(1, 2, 3)] if is_found else [])


def test_a_fourth_stay_is_a_finding_of_its_own_and_two_are_none() -> None:
    stays = [care(number, f"05-{number * 5:02}", f"05-{number * 5 + 1:02}") for number in range(1, 5)]
    found = frequent_stays(stays, THREE, THIRTY)
    assert [(one.key, one.bills, one.funds_fen) for one in found] == [
        ("3", (1, 2, 3), 900_000),
        ("4", (1, 2, 3, 4), 1_200_000),
    ]
    assert not frequent_stays(stays[:2], THREE, THIRTY)


# -- a provider's share, a level's line ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("stays", "helped", "is_found"),
    [
        (40, 20, True),
        (40, 19, False),
        (19, 19, False),
        (20, 10, True),
    ],  # half of 40 reaches 50 %; 19 stays are too few
)
def test_a_share_reaches_its_line_from_so_many_stays_on(stays: int, helped: int, is_found: bool) -> None:
    share, least = figure(Topic.HELPED_STAY_SHARE, "0.5"), figure(Topic.HELPED_STAY_LEAST, 20)
    found = provider_share(MonthOfStays(3, "医院3", "140500", date(2022, 5, 1), stays, helped), share, least)
    assert (found is not None) is is_found
    if found is not None:
        assert (found.key, found.person, found.provider, found.bills) == ("3:140500:2022-05", None, 3, ())


@pytest.mark.parametrize(("total", "is_found"), [(500_000, False), (500_001, True)])
def test_exactly_the_line_of_a_level_is_not_above_it(total: int, is_found: bool) -> None:
    line = figure(Topic.TIER_STAY_LIMIT, "5000.00", "county")
    found = above_grade(care(1, "05-03", "05-10", total=total), line)
    assert (found is not None) is is_found and (found is None or DOCUMENT in found.text.zh)


# -- inspections ---------------------------------------------------------------------------------------------
def test_gansu_asks_for_two_inspections_in_2020_and_no_text_for_other_years() -> None:
    policy = default_book().policy("620100")
    held = rounds(policy, 2020, 1, None)
    assert (held.wanted, held.lacking, held.clause) == (2, 1, "GS-4.1a")
    assert rounds(policy, 2020, 3, None).lacking == 0
    silent = rounds(policy, 2021, 1, None)
    assert silent.wanted is None and silent.lacking is None and silent.missing is not None
    told = rounds(policy, 2021, 1, figure(Topic.INSPECTIONS_A_YEAR, 4, "2021"))
    assert (told.lacking, told.document, told.clause) == (3, DOCUMENT, "")
    assert rounds(default_book().policy("371700"), 2020, 0, None).wanted is None  # another province's text
