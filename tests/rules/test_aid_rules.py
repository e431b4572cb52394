"""Does assistance on application pay what its figures say, never above what was borne, in whichever order costs come?

Each case says its arithmetic in words; all amounts are yuan.
"""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistance.cases.rules.aid import AidFacts, AidTerms, aid, by_hand, terms_of
from policy.entered import Entered
from policy.money import format_yuan
from policy.topics import OTHERS, Topic


def figures(line: str | None, rate: str | None, limit: str | None) -> AidTerms:
    """The figures of a group, each under a document of its own."""
    values = ((Topic.AID_LINE, line), (Topic.AID_RATE, rate), (Topic.AID_LIMIT, limit))
    return AidTerms(
        *(None if value is None else Entered(topic, value, f"{topic.value}文") for topic, value in values)
    )


USUAL = figures("10000.00", "0.6", "50000.00")


@dataclass(frozen=True)
class Case:
    """Costs in yuan, the amount and how it comes about; the terms are the usual ones: above 10,000, 60 %, at most 50,000."""

    own: int
    expect: str
    arithmetic: str
    other: int = 0
    before: int = 0
    paid: int = 0
    terms: AidTerms = USUAL


CASES = [
    Case(30_000, "12000.00", "30,000 less the line of 10,000 is 20,000; 60 % of it is 12,000"),
    Case(10_000, "0.00", "10,000 is the line itself: nothing lies above it"),
    Case(10_001, "0.60", "one yuan above the line; 60 % of it is 0.60"),
    Case(9_999, "0.00", "below the line"),
    Case(0, "0.00", "nothing was borne"),
    Case(93_333, "49999.80", "83,333 above the line; 60 % is 49,999.80, just below the ceiling"),
    Case(93_334, "50000.00", "83,334 above the line; 60 % is 50,000.40; the ceiling is 50,000"),
    Case(200_000, "50000.00", "190,000 above the line; 60 % is 114,000; the ceiling is 50,000"),
    Case(30_000, "6000.00", "of 30,000 others gave 10,000: 20,000 borne, 10,000 above the line, 60 %", other=10_000),
    Case(30_000, "0.00", "others gave 25,000: 5,000 borne, below the line", other=25_000),
    Case(30_000, "0.00", "others gave more than was borne: nothing is left", other=40_000),
    Case(8_000, "4800.00", "an earlier application counted 12,000 and used up the line, paid 60 % of 2,000, 1,200; 20,000 in all make 60 % of 10,000, 6,000; less 1,200", before=12_000, paid=1_200),
    Case(8_000, "3600.00", "the earlier one counted 8,000 below the line and was paid nothing; 16,000 in all, 6,000 above, 60 % is 3,600", before=8_000),
    Case(50_000, "2000.00", "the ceiling is 50,000 for all; 48,000 were paid; 2,000 are left", before=90_000, paid=48_000),
    Case(50_000, "0.00", "the ceiling was used up", before=100_000, paid=50_000),
    Case(5_000, "5000.00", "the whole is paid from the first yuan (line 0, 100 %): not above the 5,000 borne", terms=figures("0.00", "1", "50000.00")),
    Case(5_000, "4500.00", "line 0, 90 %", terms=figures("0.00", "0.9", "50000.00")),
    Case(12_345, "1172.50", "2,345 above the line, 50 % is 1,172.50", terms=figures("10000.00", "0.5", "50000.00")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.arithmetic[:40] for case in CASES])
def test_worked_cases(case: Case) -> None:
    answer = aid(AidFacts(case.own * 100, case.other * 100, case.before * 100, case.paid * 100), case.terms)
    assert answer.fen is not None and format_yuan(answer.fen) == case.expect, case.arithmetic
    assert answer.steps[-1].fen == answer.fen and answer.steps[-1].clause == "N42-a"


@pytest.mark.parametrize(
    ("terms", "named"),
    [
        (figures(None, None, None), ["aid_line", "aid_rate", "aid_limit"]),
        (figures("1.00", None, "1.00"), ["aid_rate"]),
        (figures("1.00", "0.5", None), ["aid_limit"]),
    ],
)
def test_a_figure_that_nobody_entered_is_named(terms: AidTerms, named: list[str]) -> None:
    answer = aid(AidFacts(3_000_000), terms)
    assert answer.fen is None and [topic.value for topic in terms.missing] == named
    assert [one.what for one in answer.missing] == [Topic(name).label for name in named]
    assert answer.steps[0].fen == 3_000_000  # what was borne is told all the same


def test_a_group_without_figures_of_its_own_takes_those_of_everybody_else() -> None:
    def entered(key: str, line: str) -> dict[tuple[Topic, str], Entered]:
        return {(Topic.AID_LINE, key): Entered(Topic.AID_LINE, line, "文", key)}

    both = entered(OTHERS, "20000.00") | entered("dibao", "5000.00")
    assert [terms_of(both, group).line.fen for group in ("dibao", "tekun")] == [500_000, 2_000_000]  # type: ignore[union-attr]
    assert terms_of(both, "dibao").rate is None  # a group of its own takes nothing from others


def test_two_officers_never_decide_more_than_was_borne() -> None:
    facts = AidFacts(800_000, 300_000)
    assert [by_hand(facts, fen, "专题〔2022〕1号").fen for fen in (400_000, 500_000, 900_000)] == [
        400_000,
        500_000,
        500_000,
    ]


amounts = some.integers(0, 30_000_000)
terms_given = some.builds(
    lambda line, rate, limit: figures(format_yuan(line), f"{rate / 100:.2f}", format_yuan(limit)),
    some.integers(0, 5_000_000), some.integers(0, 100), some.integers(0, 20_000_000),
)  # fmt: skip


@given(amounts, amounts, amounts, amounts, terms_given)
def test_never_above_what_was_borne(own: int, other: int, before: int, paid: int, terms: AidTerms) -> None:
    answer = aid(AidFacts(own, other, before, paid), terms)
    assert answer.fen is not None and 0 <= answer.fen <= max(0, own - other)


@given(
    some.lists(some.integers(0, 3_000_000), min_size=1, max_size=6),
    some.randoms(use_true_random=False),
    terms_given,
)
def test_costs_in_parts_and_in_any_order_come_to_what_one_application_would(
    costs: list[int], chance, terms: AidTerms
) -> None:  # type: ignore[no-untyped-def]
    def in_parts(order: list[int]) -> int:
        counted = paid = 0
        for own in order:
            answer = aid(AidFacts(own, 0, counted, paid), terms)
            assert answer.fen is not None
            counted, paid = counted + own, paid + answer.fen
        return paid

    shuffled = costs[:]
    chance.shuffle(shuffled)
    whole = aid(AidFacts(sum(costs)), terms).fen
    assert in_parts(costs) == in_parts(shuffled) == whole
