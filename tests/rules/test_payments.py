"""How do payments, refunds and reversals on one due end, in whatever order they arrive?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.rules.payment_entries import Act, Ending, Entry
from enrollment.rules.payments import Account, Allocation, allocate

OPENING = 32_000
JULY = date(2022, 7, 1)
IN_WINDOW = datetime(2021, 11, 1, 9, 30)
LATE = datetime(2022, 7, 5, 9, 30)

REFUSED = (Ending.REFUND_WITHOUT_ORIGINAL, Ending.REFUND_ABOVE_PAID)


def price_on(day: date) -> int | None:
    """320 yuan, 900 from July on (HZ-2.2d), nobody knows after the year."""
    if day.year > 2022:
        return None
    return 90_000 if day >= JULY else OPENING


def pay(number: int, fen: int, at: datetime = IN_WINDOW) -> Entry:
    return Entry(number, Act.PAYMENT, fen, at)


def refund(number: int, of: int | None, fen: int, at: datetime = IN_WINDOW + timedelta(days=9)) -> Entry:
    return Entry(number, Act.REFUND, fen, at, of)


def reversal(number: int, of: int | None, fen: int, at: datetime = IN_WINDOW + timedelta(days=9)) -> Entry:
    return Entry(number, Act.REVERSAL, fen, at, of)


def settle(*entries: Entry, charged: int | None = OPENING, decided: bool = False) -> Account:
    return allocate(Account(charged, is_decided=decided), entries, price_on)


def endings(account: Account) -> dict[int, Ending]:
    return {number: allocation.ending for number, allocation in account.allocations.items()}


@pytest.mark.parametrize("is_stored", [False, True])
def test_a_refund_waits_for_nobody_once_its_payment_was_reversed_later(is_stored: bool) -> None:
    """The same whether the reversal comes now or was posted before."""
    spring, summer = datetime(2022, 3, 10), datetime(2022, 6, 30)
    account = Account(OPENING, benefit_from=lambda settled_on: date(2022, 1, 1))
    taken = replace(reversal(3, 1, OPENING, summer), is_final=is_stored)
    allocate(account, [pay(1, OPENING), refund(2, 1, OPENING, spring), taken], price_on)
    assert endings(account)[2] is Ending.REFUND_ABOVE_PAID and endings(account)[3] is Ending.REVERSAL_POSTED
    alone = Account(OPENING, benefit_from=lambda settled_on: date(2022, 1, 1))
    allocate(alone, [pay(1, OPENING), refund(2, 1, OPENING, spring)], price_on)
    assert endings(alone)[2] is Ending.REFUND_IN_BENEFIT_PERIOD


# -- each ending ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fen", "at", "expected"),
    [
        (32_000, IN_WINDOW, Allocation(Ending.POSTED_IN_FULL, posted_fen=32_000)),
        (31_999, IN_WINDOW, Allocation(Ending.POSTED_IN_PART, posted_fen=31_999, short_by_fen=1)),
        (32_001, IN_WINDOW, Allocation(Ending.OVERPAID, posted_fen=32_000, held_fen=1)),
        (32_000, LATE, Allocation(Ending.POSTED_IN_PART, posted_fen=32_000, short_by_fen=58_000)),
        (90_000, LATE, Allocation(Ending.POSTED_IN_FULL, posted_fen=90_000)),
        (32_000, datetime(2023, 1, 1), Allocation(Ending.NO_RULE, held_fen=32_000)),
    ],
)
def test_one_payment_is_held_against_the_price_of_its_day(
    fen: int, at: datetime, expected: Allocation
) -> None:
    account = settle(pay(1, fen, at))
    assert account.allocations[1] == expected
    assert account.is_settled == (expected.ending in (Ending.POSTED_IN_FULL, Ending.OVERPAID))
    assert account.settled_on == (at.date() if account.is_settled else None)


def test_what_comes_after_the_due_is_settled_is_held() -> None:
    account = settle(pay(1, 32_000), pay(2, 32_000, LATE))
    assert account.allocations[2] == Allocation(Ending.ALREADY_SETTLED, held_fen=32_000)
    assert (account.charged_fen, account.settled_by) == (32_000, 1), (
        "a second payment does not raise the price"
    )


def test_two_equal_payments_are_both_kept() -> None:
    account = settle(pay(1, 16_000), pay(2, 16_000))
    assert endings(account) == {1: Ending.POSTED_IN_PART, 2: Ending.POSTED_IN_FULL}


def test_the_rest_paid_late_meets_the_late_price() -> None:
    account = settle(pay(1, 20_000), pay(2, 12_000, LATE))
    assert account.allocations[2] == Allocation(Ending.POSTED_IN_PART, posted_fen=12_000, short_by_fen=58_000)
    assert account.charged_fen == 90_000 and not account.is_settled


def test_what_an_officer_decided_is_the_price_of_every_day() -> None:
    account = settle(pay(1, 28_000, datetime(2023, 1, 1)), charged=28_000, decided=True)
    assert endings(account) == {1: Ending.POSTED_IN_FULL}


def test_a_day_without_a_rule_does_not_stop_the_next_payment() -> None:
    account = settle(pay(1, 1_000, datetime(2023, 1, 1)), pay(2, 32_000), charged=None)
    assert endings(account) == {2: Ending.POSTED_IN_FULL, 1: Ending.ALREADY_SETTLED}


# -- taking back ---------------------------------------------------------------------------------------------
def test_a_refund_takes_what_is_held_first() -> None:
    account = settle(pay(1, 33_000), refund(2, 1, 900))
    assert account.allocations[1] == Allocation(Ending.OVERPAID, posted_fen=32_000, held_fen=100)
    assert account.allocations[2] == Allocation(Ending.REFUND_POSTED) and account.is_settled


def test_a_refund_beyond_what_is_held_opens_the_due_again() -> None:
    account = settle(pay(1, 33_000), refund(2, 1, 1_100))
    assert (account.allocations[1].held_fen, account.allocations[1].refunded_fen) == (0, 100)
    assert account.allocations[2].posted_fen == 100
    assert (account.charged_fen, account.credited_fen, account.settled_on) == (32_000, 31_900, None)


def test_a_reversal_restores_what_was_before() -> None:
    account = settle(pay(1, 90_000, LATE), reversal(2, 1, 90_000, LATE + timedelta(days=1)))
    assert endings(account)[2] is Ending.REVERSAL_POSTED
    assert (account.charged_fen, account.credited_fen, account.settled_on) == (OPENING, 0, None)


def test_after_a_reversal_the_price_of_the_payment_before_counts() -> None:
    account = settle(pay(1, 10_000), pay(2, 80_000, LATE), reversal(3, 2, 80_000, LATE + timedelta(days=1)))
    assert (account.charged_fen, account.credited_fen) == (OPENING, 10_000)
    account = settle(pay(1, 10_000), pay(2, 80_000, LATE), reversal(3, 1, 10_000, LATE + timedelta(days=1)))
    assert (account.charged_fen, account.credited_fen, account.is_settled) == (90_000, 80_000, False)


def test_after_a_reversal_somebody_can_pay_again() -> None:
    account = settle(pay(1, 32_000), reversal(2, 1, 32_000), pay(3, 32_000, IN_WINDOW + timedelta(days=20)))
    assert endings(account)[3] is Ending.POSTED_IN_FULL and account.settled_by == 3


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (refund(2, None, 100), "original_not_found"),
        (refund(2, 7, 100), "original_not_found"),
        (refund(2, 1, 32_001), "more_than_was_paid"),
        (reversal(2, 1, 32_001), "more_than_was_paid"),
        (reversal(2, 1, 31_999), "reversal_not_of_the_whole"),
    ],
)
def test_what_does_not_fit_its_original_changes_nothing(entry: Entry, why: str) -> None:
    account = settle(pay(1, 32_000), entry)
    above = why == "more_than_was_paid"
    ending = Ending.REFUND_ABOVE_PAID if above else Ending.REFUND_WITHOUT_ORIGINAL
    assert account.allocations[2] == Allocation(ending, why=why)
    assert account.allocations[1] == Allocation(Ending.POSTED_IN_FULL, posted_fen=32_000)


def test_the_second_reversal_is_refused() -> None:
    account = settle(pay(1, 32_000), reversal(2, 1, 32_000), reversal(3, 1, 32_000))
    assert account.allocations[3] == Allocation(Ending.REFUND_ABOVE_PAID, why="more_than_was_paid")


def test_after_a_refund_only_the_rest_can_be_reversed() -> None:
    account = settle(pay(1, 32_000), refund(2, 1, 2_000), reversal(3, 1, 30_000))
    assert endings(account)[3] is Ending.REVERSAL_POSTED and account.credited_fen == 0


def test_a_refund_without_a_time_of_day_follows_the_payment_of_that_day() -> None:
    account = settle(refund(1, 2, 2_000, datetime(2021, 11, 1)), pay(2, 32_000, IN_WINDOW))
    assert endings(account) == {2: Ending.POSTED_IN_FULL, 1: Ending.REFUND_POSTED}


def test_money_that_went_back_stays_back_whatever_comes_later() -> None:
    """A refund that was posted is a fact; one that arrives later with an earlier time gets only what is left."""
    posted = Entry(2, Act.REFUND, 20_000, IN_WINDOW + timedelta(days=9), 1, is_final=True)
    account = settle(pay(1, 32_000), posted, refund(3, 1, 20_000, IN_WINDOW + timedelta(days=1)))
    assert endings(account) == {
        1: Ending.POSTED_IN_FULL,
        3: Ending.REFUND_ABOVE_PAID,
        2: Ending.REFUND_POSTED,
    }
    fits = settle(pay(1, 32_000), posted, refund(3, 1, 12_000, IN_WINDOW + timedelta(days=1)))
    assert endings(fits)[3] is Ending.REFUND_POSTED and fits.credited_fen == 0


def test_an_earlier_payment_that_arrives_later_comes_first() -> None:
    account = settle(pay(2, 90_000, LATE), pay(1, 32_000, IN_WINDOW))
    assert endings(account) == {1: Ending.POSTED_IN_FULL, 2: Ending.ALREADY_SETTLED}
    assert (account.charged_fen, account.settled_on) == (32_000, IN_WINDOW.date())


# -- whatever happens ----------------------------------------------------------------------------------------
MOMENTS = st.datetimes(min_value=datetime(2021, 9, 1), max_value=datetime(2023, 1, 31)).map(
    lambda m: m.replace(microsecond=0)
)
FEN = st.one_of(st.integers(min_value=1, max_value=100_000), st.sampled_from([32_000, 58_000, 90_000]))


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    payments = [pay(number, draw(FEN), draw(MOMENTS)) for number in range(1, draw(st.integers(1, 4)) + 1)]
    takers = []
    for number in range(10, 10 + draw(st.integers(0, 4))):
        original = draw(st.sampled_from([*payments, None]))
        fen = draw(FEN) if original is None or draw(st.booleans()) else original.amount_fen
        act = draw(st.sampled_from([Act.REFUND, Act.REVERSAL]))
        takers.append(Entry(number, act, fen, draw(MOMENTS), original.id if original else None))
    return [*payments, *takers]


PRICES = st.sampled_from(
    [price_on, lambda day: None, lambda day: OPENING, lambda day: 90_000 if day < JULY else OPENING]
)


@given(histories(), PRICES, st.sampled_from([OPENING, None, 0]), st.randoms())
def test_what_always_holds(entries: list[Entry], price: object, charged: int | None, random: object) -> None:
    account = allocate(Account(charged), entries, price)  # type: ignore[arg-type]
    assert set(account.allocations) == {entry.id for entry in entries}, "one ending for each line"
    _money_is_conserved(account, entries)
    assert account.credited_fen >= 0
    if account.credited_fen:
        assert account.charged_fen is not None and account.credited_fen <= account.charged_fen
    if account.settled_on:
        assert account.is_settled
    if account.is_settled and account.charged_fen:
        assert account.settled_on is not None, "who has paid everything is covered from a day"
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = allocate(Account(charged), shuffled, price)  # type: ignore[arg-type]
    assert (again.allocations, again.charged_fen, again.settled_on) == (
        account.allocations,
        account.charged_fen,
        account.settled_on,
    )


@given(histories())
def test_a_history_taken_up_again_ends_as_it_did(entries: list[Entry]) -> None:
    """What was posted before is final then; the account comes out the same (this is what rebuilding cover does)."""
    first = settle(*entries)
    kept = [
        Entry(e.id, e.act, e.amount_fen, e.paid_at, e.original, is_final=e.act is not Act.PAYMENT)
        for e in entries
        if first.allocations[e.id].ending not in REFUSED
    ]
    again = settle(*kept)
    assert again.allocations == {entry.id: first.allocations[entry.id] for entry in kept}
    assert (again.charged_fen, again.credited_fen, again.settled_on) == (
        first.charged_fen,
        first.credited_fen,
        first.settled_on,
    )


def _money_is_conserved(account: Account, entries: Iterable[Entry]) -> None:
    taken_back = 0
    for entry in entries:
        ended = account.allocations[entry.id]
        assert ended.posted_fen >= 0 and ended.held_fen >= 0 and ended.refunded_fen >= 0
        if entry.act is not Act.PAYMENT and ended.ending not in REFUSED:
            taken_back += entry.amount_fen
    paid = [(entry, account.allocations[entry.id]) for entry in entries if entry.act is Act.PAYMENT]
    assert sum(e.amount_fen for e, _ in paid) == taken_back + sum(
        a.posted_fen - a.refunded_fen + a.held_fen for _, a in paid
    )
    assert account.credited_fen == sum(a.posted_fen - a.refunded_fen for _, a in paid)
    assert all(a.refunded_fen <= a.posted_fen for _, a in paid)


def test_every_order_of_three_lines_ends_the_same() -> None:
    lines = (pay(1, 20_000), pay(2, 90_000, LATE), refund(3, 1, 5_000))
    ends = {tuple(sorted(endings(settle(*order)).items())) for order in permutations(lines)}
    assert len(ends) == 1
