"""How do premium subsidies and payments settle a due together, in whatever order they come?"""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.rules.payment_entries import Act, Ending, Entry
from enrollment.rules.payments import Account, Credit, allocate, why_not_credited
from tests.rules.test_payments import (
    IN_WINDOW,
    JULY,
    LATE,
    OPENING,
    histories,
    pay,
    price_on,
    refund,
    reversal,
)

MARCH = date(2022, 3, 10)
FULL, FIXED = Credit("grant:1", OPENING, MARCH), Credit("grant:1", 9_600, MARCH)


def settle(*entries: Entry, credits: tuple[Credit, ...] = (FULL,), charged: int | None = OPENING) -> Account:
    return allocate(Account(charged, credits=credits), entries, price_on)


def test_a_full_subsidy_settles_the_due_on_its_day() -> None:
    account = settle()
    assert (account.credited_fen, account.settled_on, account.is_settled) == (OPENING, MARCH, True)


def test_who_is_subsidised_in_full_and_pays_is_held_for_refund() -> None:
    account = settle(pay(1, 32_000, datetime(2022, 4, 1)))
    assert (
        account.allocations[1].ending is Ending.ALREADY_SETTLED and account.allocations[1].held_fen == 32_000
    )
    assert account.settled_on == MARCH


def test_who_had_paid_before_keeps_the_earlier_day_and_gets_the_money_back() -> None:
    paid = pay(1, 32_000)
    back = refund(2, 1, 32_000, datetime(2022, 4, 1))
    for account in (settle(paid), settle(paid, back)):
        assert (account.settled_on, account.credited_fen) == (IN_WINDOW.date(), OPENING)
    assert settle(paid).allocations[1].held_fen == 32_000
    assert settle(paid, back).allocations[1].held_fen == 0


def test_a_payment_that_was_reversed_gave_no_day() -> None:
    assert settle(pay(1, 32_000), reversal(2, 1, 32_000, datetime(2022, 4, 1))).settled_on == MARCH


def test_a_payment_that_went_back_before_the_subsidy_gave_no_day() -> None:
    assert settle(pay(1, 32_000), refund(2, 1, 32_000, datetime(2022, 2, 1))).settled_on == MARCH


def test_a_fixed_subsidy_settles_with_the_own_share_on_the_day_of_the_payment() -> None:
    assert settle(credits=(FIXED,)).settled_on is None
    for paid_at in (IN_WINDOW, datetime(2022, 5, 1)):
        account = settle(pay(1, 22_400, paid_at), credits=(FIXED,))
        assert account.allocations[1].ending is Ending.POSTED_IN_FULL
        assert (account.settled_on, account.counted) == (paid_at.date(), {"grant:1": 9_600})


def test_who_paid_the_whole_gets_the_subsidised_part_held() -> None:
    account = settle(pay(1, 32_000), credits=(FIXED,))
    assert (account.allocations[1].ending, account.allocations[1].held_fen) == (Ending.OVERPAID, 9_600)
    assert (account.credited_fen, account.charged_fen) == (32_000, 32_000)


def test_the_late_price_leaves_the_rest_to_the_person() -> None:
    late = replace(FULL, effective_on=JULY)
    account = settle(credits=(late,))
    assert (account.charged_fen, account.credited_fen, account.is_settled) == (90_000, 32_000, False)
    account = settle(pay(1, 58_000, LATE), credits=(late,))
    assert account.allocations[1].ending is Ending.POSTED_IN_FULL and account.settled_on == LATE.date()


def test_where_the_rules_are_silent_a_subsidy_counts_for_nothing() -> None:
    for account in (settle(charged=None), settle(credits=(replace(FULL, effective_on=date(2023, 1, 1)),))):
        assert (account.credited_fen, account.is_settled, account.settled_on) == (0, False, None)


@pytest.mark.parametrize(
    ("charged", "credit", "why"),
    [
        (None, FULL, "no_price"),
        (OPENING, FULL, ""),
        (OPENING, replace(FULL, amount_fen=OPENING + 1), "above_due"),
        (OPENING, replace(FULL, effective_on=date(2023, 1, 1)), "no_rule"),
        (OPENING, replace(FIXED, effective_on=date(2023, 1, 1)), ""),
    ],
)
def test_when_a_subsidy_cannot_be_credited(charged: int | None, credit: Credit, why: str) -> None:
    assert why_not_credited(Account(charged), credit, price_on) == why
    assert why_not_credited(Account(OPENING, credits=(FULL,)), FIXED, price_on) == "above_due"


CREDITS = st.lists(
    st.builds(
        Credit,
        st.just(""),
        st.sampled_from([9_600, 10_000, 22_400, 32_000, 90_000, 1]),
        st.dates(date(2021, 9, 1), date(2023, 1, 31)),
    ),
    max_size=3,
).map(lambda found: tuple(replace(credit, source=f"grant:{n}") for n, credit in enumerate(found)))
PRICES = st.sampled_from([price_on, lambda day: OPENING, lambda day: 90_000 if day < JULY else OPENING])


@given(histories(), CREDITS, PRICES, st.sampled_from([OPENING, None, 0]), st.booleans(), st.randoms())
def test_what_always_holds(
    entries: list[Entry], credits: tuple[Credit, ...], price: object, charged: int | None, decided: bool,
    random: object,
) -> None:  # fmt: skip
    """Any order gives the same account; never more credited than charged; a subsidy stays within the due."""

    def work_out(credits: tuple[Credit, ...], entries: list[Entry]) -> Account:
        return allocate(
            Account(charged, is_decided=decided and charged is not None, credits=credits),
            entries,
            price,  # type: ignore[arg-type]
        )

    account = work_out(credits, entries)
    owed = account.charged_fen or 0
    assert 0 <= account.subsidy_fen <= account.credited_fen <= owed
    assert sum(account.counted.values()) == account.subsidy_fen <= sum(c.amount_fen for c in credits)
    own = sum(
        a.posted_fen - a.refunded_fen
        for e in entries
        if e.act is Act.PAYMENT
        for a in [account.allocations[e.id]]
    )
    assert account.credited_fen == account.subsidy_fen + own
    if account.settled_on:
        assert account.is_settled
    if account.is_settled and owed:
        assert account.settled_on is not None
    mixed, shuffled = list(credits), list(entries)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = work_out(tuple(mixed), shuffled)
    told = ("allocations", "charged_fen", "credited_fen", "settled_on", "counted")
    assert [getattr(again, name) for name in told] == [getattr(account, name) for name in told]


@given(histories(), CREDITS)
def test_a_history_taken_up_again_ends_as_it_did(entries: list[Entry], credits: tuple[Credit, ...]) -> None:
    first = settle(*entries, credits=credits)
    kept = [
        replace(e, is_final=e.act is not Act.PAYMENT)
        for e in entries
        if first.allocations[e.id].ending not in (Ending.REFUND_WITHOUT_ORIGINAL, Ending.REFUND_ABOVE_PAID)
    ]
    again = settle(*kept, credits=credits)
    assert again.allocations == {entry.id: first.allocations[entry.id] for entry in kept}
    assert (again.charged_fen, again.credited_fen, again.settled_on) == (
        first.charged_fen, first.credited_fen, first.settled_on,
    )  # fmt: skip


@given(histories(), CREDITS.filter(bool))
def test_cover_never_moves_later_because_of_a_subsidy(
    entries: list[Entry], credits: tuple[Credit, ...]
) -> None:
    """Whoever is settled by payments alone is settled no later with a subsidy beside them, at one price."""

    def one_price(day: date) -> int | None:
        return OPENING

    kept = [entry for entry in entries if entry.act is Act.PAYMENT]
    alone = allocate(Account(OPENING), kept, one_price)
    helped = allocate(Account(OPENING, credits=credits), kept, one_price)
    if alone.settled_on is not None:
        assert helped.settled_on is not None and helped.settled_on <= alone.settled_on
