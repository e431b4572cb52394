"""Who is better off, what is summed up, and how does the fund stand: without a database?"""

from datetime import date

import pytest

from desk.whatif.rules.balance import PERSON_DUE, balance, payer_label
from desk.whatif.rules.sides import Helped, Priced, Side, Verdict, verdict
from desk.whatif.rules.tallies import Tally, by_payer, inside, named, summed, whole
from policy.terms import Text

JANUARY, JUNE = date(2022, 1, 1), date(2022, 6, 1)


def side(due: int | None, day: date | None = JANUARY, helped: int | None = 0) -> Side:
    price = Priced(due, first_day=day, is_decided=due is not None)
    return Side(price, Helped(helped))


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (side(32_000), side(32_000), Verdict.SAME),
        (side(32_000), side(38_000), Verdict.WORSE),
        (side(32_000), side(30_000), Verdict.BETTER),
        (side(32_000), side(38_000, helped=6_000), Verdict.SAME),
        (side(32_000), side(32_000, JUNE), Verdict.WORSE),
        (side(32_000, None), side(32_000, JUNE), Verdict.BETTER),
        (side(32_000), side(30_000, JUNE), Verdict.MIXED),
        (side(32_000, JUNE), side(38_000), Verdict.MIXED),
        (side(32_000), side(None), Verdict.UNDECIDED),
        (side(32_000, helped=None), side(32_000), Verdict.UNDECIDED),
    ],
)
def test_money_comes_first_then_the_first_day_of_benefit(before: Side, after: Side, found: Verdict) -> None:
    assert verdict(before, after) is found


def tally() -> Tally:
    one = Tally()
    one.count("371702", "adult", "", 3, Verdict.WORSE, own_before_fen=32_000, own_after_fen=38_000)
    one.count("371702", "adult", "dibao", 1, Verdict.BETTER, own_before_fen=22_400, own_after_fen=None)
    one.count("371703", "minor", "", 2, Verdict.SAME, own_before_fen=32_000, own_after_fen=32_000)
    one.pay("371702", PERSON_DUE, 96_000, 114_000)
    one.pay("371703", "subsidy:medical_assistance", 0, 0)
    one.leave_open("371703", "after", [Text("等待期", "the wait")], 2)
    return one


def test_cells_are_summed_by_county_group_and_category() -> None:
    told = tally().as_json()
    assert whole(told["cells"])["people"] == 6
    assert [(row["of"], row["people"], row["worse"]) for row in summed(told["cells"], "county")] == [
        ("371702", 4, 3),
        ("371703", 2, 0),
    ]
    assert {row["of"]: row["own_before_fen"] for row in summed(told["cells"], "category")} == {
        "": 3 * 32_000 + 2 * 32_000,
        "dibao": 22_400,
    }
    assert told["money"] == [
        {"county": "371702", "payer": PERSON_DUE, "before_fen": 96_000, "after_fen": 114_000}
    ]
    assert told["missing"] == [
        {"county": "371703", "side": "after", "zh": "等待期", "en": "the wait", "people": 2}
    ]


def test_a_county_sees_its_own_rows() -> None:
    own = inside(tally().as_json(), lambda county: county == "371703")
    assert (whole(own["cells"])["people"], own["money"], len(own["missing"])) == (2, [], 1)


def test_a_tally_that_was_kept_goes_on_as_if_it_had_never_stopped() -> None:
    kept = Tally(tally().as_json())
    kept.count("371702", "adult", "", 3, Verdict.WORSE, own_before_fen=32_000, own_after_fen=38_000)
    at_once = tally()
    at_once.count("371702", "adult", "", 3, Verdict.WORSE, own_before_fen=32_000, own_after_fen=38_000)
    assert kept.as_json() == at_once.as_json()


def test_the_fund_takes_in_dues_subsidies_and_public_money_and_pays_the_first_two_tiers() -> None:
    people = {PERSON_DUE: (100, 90), "subsidy:finance": (10, 10), "fiscal:central": (500, 500)}
    care = {"care:basic_fund": (200, 250), "care:critical_illness_insurer": (20, 20), "care:person": (80, 30)}
    found = balance(people, care)
    assert (found.income, found.spending, found.left) == ((610, 600), (220, 270), (390, 330))
    for code in (*people, *care, "fiscal:undecided"):
        assert payer_label(code).zh and payer_label(code).en


def test_payers_of_several_counties_are_added() -> None:
    rows = [
        {"county": county, "payer": "fiscal:city", "before_fen": 5, "after_fen": 7}
        for county in ("371702", "371703")
    ]
    assert by_payer(rows) == {"fiscal:city": (10, 14)}


def test_what_is_open_is_named_once_with_the_people_of_all_counties() -> None:
    one = tally()
    one.leave_open("371702", "after", [Text("等待期", "the wait")], 4)
    one.leave_open("371702", "before", [Text("应缴额", "the due")], 1)
    assert named(one.as_json()["missing"]) == [
        {"zh": "等待期", "en": "the wait", "before": 0, "after": 6},
        {"zh": "应缴额", "en": "the due", "before": 1, "after": 0},
    ]
