"""Do the parts of every settlement add up, within cost and limits, in every area?"""

from __future__ import annotations

from datetime import date
from itertools import combinations
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.rules.facts import (
    Accident,
    BillFacts,
    ByHand,
    EnteredFigures,
    HeldCategory,
    PatientFacts,
    Settlement,
    YearSoFar,
)
from claims.rules.settlement import settle
from policy.book import default_book
from policy.care import Counter, Outcome, Payer, Place, ProviderTier, Setting, Tier, TwoDisease
from policy.entered import Entered
from policy.terms import Category
from policy.topics import Topic

KNOWN = default_book().categories
AREAS = [area.code for area in default_book().areas()]
DAYS = {"622900": date(2019, 5, 6), "371700": date(2022, 5, 6)}
CHRONIC, MAJOR = "慢性病甲", "重大疾病甲"


def entered(topic: Topic, value: object, key: str = "") -> tuple[tuple[str, str], Entered]:
    return (topic, key), Entered(topic, value, "文〔2022〕1号", key)


# Everything that the notices leave to somebody, entered: so that every area can be computed.
FIGURES = EnteredFigures(
    dict(
        [
            entered(Topic.PUBLISHED_INCOME, "24000.00"),
            entered(Topic.CRITICAL_DEDUCTIBLE, "12000.00"),
            entered(Topic.CRITICAL_CEILING, "300000.00"),
            entered(
                Topic.CRITICAL_SEGMENTS,
                [{"above": "0.00", "rate": "0.6"}, {"above": "50000.00", "rate": "0.7"}],
            ),
            entered(Topic.MAJOR_DISEASE_CEILING, "40000.00", MAJOR),
            entered(Topic.CHRONIC_DISEASE_LIMIT, "2000.00", CHRONIC),
        ]
        + [entered(Topic.BASIC_DEDUCTIBLE, "500.00", setting.value) for setting in Setting]
        + [entered(Topic.BASIC_RATIO, "0.65", setting.value) for setting in Setting]
        + [entered(Topic.BASIC_YEAR_LIMIT, "150000.00", setting.value) for setting in Setting]
    )
)
fen = st.integers(0, 30_000_000) | st.integers(0, 1_000_000)


# Words and yes-or-no are drawn as one number that names a combination of them: each draw costs as much as settling a bill.
WORDS: tuple[tuple[Any, ...], ...] = (
    tuple(Setting),
    tuple(ProviderTier),
    tuple(Place),
    ("", "J18.9", "C50.1", "C53.9"),
    ("", "", MAJOR),
    (False, False, True),
    tuple(frozenset(some) for size in (1, 2) for some in combinations(TwoDisease, size)),
    (False, True),
    (None, None, Accident(False, False), Accident(True, False)),
    ("none", "none", "third", "all"),  # of the eligible cost is for Chinese medicine
    ("none", "none", "none", "fixed", "all"),  # of the cost is paid by a special subsidy
)
HELD: tuple[tuple[Any, ...], ...] = ((False, True), *[(None, *KNOWN)] * 3)


def numbers_of(words: tuple[tuple[Any, ...], ...]) -> st.SearchStrategy[int]:
    return st.integers(0, prod(map(len, words)) - 1)


def combination(number: int, words: tuple[tuple[Any, ...], ...]) -> list[Any]:
    """The words of which a number is the combination."""
    taken = []
    for some in words:
        number, place = divmod(number, len(some))
        taken.append(some[place])
    return taken


def bills(day: date) -> st.SearchStrategy[BillFacts]:
    small = st.integers(0, 500_000)

    def bill(drawn: tuple[int, int, int, int]) -> BillFacts:
        eligible, first, outside, number = drawn
        setting, tier, place, code, major, tiered, two, referral, accident, tcm, special = combination(
            number, WORDS
        )
        total = eligible + first + outside
        return BillFacts(
            setting=setting,
            provider_tier=tier,
            discharged_on=day,
            total_fen=total,
            eligible_fen=eligible,
            first_pay_fen=first,
            non_covered_fen=outside,
            tcm_fen={"none": 0, "third": eligible // 3, "all": eligible}[tcm],
            special_subsidy_fen={"none": 0, "fixed": min(total, 80_000), "all": total}[special],
            place=place,
            diagnosis_code=code,
            major_disease=major,
            tiered_disease=tiered,
            chronic_disease=CHRONIC,
            two_diseases=two,
            referral=referral,
            accident=accident,
        )

    return st.tuples(fen, small, small, numbers_of(WORDS)).map(bill)


def patient_of(drawn: tuple[int, int]) -> PatientFacts:
    pregnant, *held = combination(drawn[1], HELD)
    return PatientFacts(
        age=drawn[0], pregnant=pregnant, held=tuple(HeldCategory(one, "二级") for one in held if one)
    )


people = st.tuples(st.integers(0, 100), numbers_of(HELD)).map(patient_of)


def day_of(area: str) -> date:
    return DAYS.get(area, date(2021, 5, 6))


def check_parts(bill: BillFacts, done: Settlement) -> None:
    paid = sum(tier.fen or 0 for tier in done.tiers)
    assert all((tier.fen is None) is (tier.outcome is Outcome.UNDECIDED) for tier in done.tiers)
    assert all(
        (tier.fen or 0) >= 0 and sum(line.fen for line in tier.lines) == (tier.fen or 0)
        for tier in done.tiers
    )
    assert 0 <= done.person_pays_at_most_fen == bill.total_fen - done.special_subsidy_fen - paid
    assert paid <= bill.eligible_fen
    if done.outcome is Outcome.DECIDED:
        assert done.person_pays_fen == done.paid_by(Payer.PERSON)
        assert sum(line.fen for line in done.lines) == bill.total_fen
        assert all(line.fen > 0 for line in done.lines)
    else:
        assert done.person_pays_fen is None and done.entries == ()


@pytest.mark.parametrize("area", AREAS)
def test_parts_add_up_and_nobody_is_paid_above_cost(area: str) -> None:
    policy = default_book().policy(area)

    @settings(max_examples=150, deadline=None)
    @given(bill=bills(day_of(area)), patient=people, filled=st.booleans())
    def check(bill: BillFacts, patient: PatientFacts, filled: bool) -> None:
        check_parts(bill, settle(policy, bill, patient, figures=FIGURES if filled else None))

    check()


@pytest.mark.parametrize("area", AREAS)
def test_limits_hold_over_a_whole_year(area: str) -> None:
    policy = default_book().policy(area)

    @settings(max_examples=60, deadline=None)
    @given(listed=st.lists(bills(day_of(area)), min_size=2, max_size=12), patient=people)
    def check(listed: list[BillFacts], patient: PatientFacts) -> None:
        so_far = YearSoFar()
        for bill in listed:
            done = settle(policy, bill, patient, so_far=so_far, figures=FIGURES)
            check_parts(bill, done)
            so_far = so_far.after(done.entries)
        if area == "622900":
            assert so_far.of(Counter.INPATIENT_PAID) <= 8_000_000
            assert so_far.of(Counter.OUTPATIENT_PAID) <= 8_000
            assert so_far.of(Counter.CHRONIC_PAID) <= 200_000
        if area == "371700":
            assert so_far.of(Counter.OUTPATIENT_PAID) <= 20_000
            assert so_far.of(Counter.TWO_DISEASES_PAID) <= 60_000
        assert so_far.of(Counter.INPATIENT_PAID) <= 15_000_000

    check()


@pytest.mark.parametrize("area", AREAS)
def test_a_larger_eligible_cost_never_pays_less_except_at_the_documented_cliff(area: str) -> None:
    policy = default_book().policy(area)

    @settings(max_examples=150, deadline=None)
    @given(bill=bills(day_of(area)), patient=people, more=st.integers(1, 2_000_000))
    def check(bill: BillFacts, patient: PatientFacts, more: int) -> None:
        larger = bill._replace(total_fen=bill.total_fen + more, eligible_fen=bill.eligible_fen + more)
        less = settle(policy, bill, patient, figures=FIGURES)
        done = settle(policy, larger, patient, figures=FIGURES)
        if Outcome.UNDECIDED in (less.outcome, done.outcome):
            return
        paid = [sum(tier.fen or 0 for tier in one.tiers) for one in (less, done)]
        assert paid[0] <= paid[1] or any(one.code == "CLIFF_85_3000" for one in done.cautions)

    check()


@settings(max_examples=100, deadline=None)
@given(
    cost=st.integers(0, 20_000_000), share=st.integers(0, 100), tier=st.sampled_from(list(ProviderTier)[1:])
)
def test_splitting_a_stay_never_pays_more_from_basic_insurance(
    cost: int, share: int, tier: ProviderTier
) -> None:
    policy = default_book().policy("622900")
    first = cost * share // 100

    def paid(eligible: int, so_far: YearSoFar) -> Settlement:
        bill = BillFacts(Setting.INPATIENT, tier, date(2019, 5, 6), eligible, eligible)
        return settle(policy, bill, PatientFacts(40), so_far=so_far, figures=FIGURES)

    whole = paid(cost, YearSoFar())
    one = paid(first, YearSoFar())
    other = paid(cost - first, YearSoFar().after(one.entries))
    parts = (one.tiers[0].fen or 0) + (other.tiers[0].fen or 0)
    assert parts <= (whole.tiers[0].fen or 0) + 1  # each payment is rounded by itself


@settings(max_examples=100, deadline=None)
@given(amounts=st.lists(st.integers(0, 5_000_000), min_size=1, max_size=6))
def test_critical_illness_insurance_does_not_depend_on_how_the_year_is_split(amounts: list[int]) -> None:
    policy = default_book().policy("450000")
    poor = PatientFacts(40, held=(HeldCategory(Category("registered_poor")),))

    no_help = {Tier.MEDICAL_ASSISTANCE: ByHand(0, "单1")}  # the region leaves it open (GX-2.3d)

    def paid(listed: list[int]) -> int:
        so_far, total = YearSoFar(), 0
        for eligible in listed:
            bill = BillFacts(Setting.INPATIENT, ProviderTier.COUNTY, date(2021, 5, 6), eligible, eligible)
            done = settle(policy, bill, poor, so_far=so_far, figures=free, by_hand=no_help)
            so_far = so_far.after(done.entries)
            total += done.tiers[1].fen or 0
        return total

    free = EnteredFigures(
        dict(
            [
                entered(Topic.PUBLISHED_INCOME, "24000.00"),
                entered(Topic.BASIC_DEDUCTIBLE, "0.00", "inpatient"),
                entered(Topic.BASIC_RATIO, "0", "inpatient"),
                entered(Topic.BASIC_YEAR_LIMIT, "150000.00", "inpatient"),
            ]
        )
    )
    assert paid(amounts) == paid([sum(amounts)])
