"""How do the payments, refunds and reversals on one due take effect, one after another, beside its premium subsidies?

This is the definition; the set-based path for a million lines only shortens the commonest case of it (one payment on an
untouched due) and a test holds the two together. No text says how a mismatch is settled (A51): the amount must meet the
price of the pay day, what is more is held, what is less does not enroll anybody (A33, A37), nothing is refunded by itself.

A premium subsidy bears its part of the due before any payment, whenever it was entered: so what a person paid beyond the
own share is held for refund, and nobody is credited with more than the due. A due that subsidies and payments settle
together is settled on the day of the last payment that counts; one that subsidies settle alone on the day from which they
count, unless payments had settled it before: a subsidy never moves a day of cover to a later day.

What is given back makes room: held payments of the same due take the place of the one that went, each by its own pay day.
After the benefit period began nothing is refunded but what was paid twice (N21-16), so a refund that would end or shorten the
benefit waits for an officer. A payment for days after death is held. A refund that is itself reversed never was.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date

from enrollment.rules.payment_entries import Act, Ending, Entry, in_order, undone_refunds


@dataclass(slots=True)
class Allocation:
    """Where the money of one line went: to the due (`posted_fen`) and into suspense (`held_fen`)."""

    ending: Ending
    posted_fen: int = 0
    held_fen: int = 0
    refunded_fen: int = 0
    short_by_fen: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """A premium subsidy that stands on the due: how much was granted, and the day from which it counts."""

    source: str
    amount_fen: int
    effective_on: date


@dataclass(slots=True)
class Account:
    """The state of one due while lines take effect on it.

    `charged_fen` is None while no amount is known (the rules are silent); `is_decided` says that an officer fixed it.
    Of `credits` as much counts (`subsidy_fen`, a part of `credited_fen`) as the price leaves room for. `benefit_from` tells the
    first day of benefit of a due that is settled on a day, None when no day is left.
    """

    charged_fen: int | None
    credited_fen: int = 0
    is_decided: bool = False
    credits: tuple[Credit, ...] = ()
    subsidy_fen: int = 0
    settled_on: date | None = None
    settled_by: int | None = None  # the line that completed the due
    year_start: date = date.min  # of the coverage year
    died_on: date | None = None
    benefit_from: Callable[[date], date | None] = lambda settled_on: None  # without more: no cover
    payments: dict[int, Entry] = field(default_factory=dict)  # in the order in which they took effect
    allocations: dict[int, Allocation] = field(default_factory=dict)
    answered: set[tuple[int | None, int]] = field(
        default_factory=set
    )  # payment and amount of refunds told by an answer
    prices: dict[int, tuple[int, date]] = field(
        default_factory=dict
    )  # of each line that was posted: price, pay day

    @property
    def granted_fen(self) -> int:
        return sum(credit.amount_fen for credit in self.credits)

    @property
    def counted(self) -> dict[str, int]:
        """Source of each subsidy -> how much of it counts, the earliest first."""
        left, counted = self.subsidy_fen, {}
        for credit in _by_day(self.credits):
            counted[credit.source] = min(credit.amount_fen, left)
            left -= counted[credit.source]
        return counted

    def charge(self, price_fen: int) -> None:
        """Owe the price; what subsidies bear follows it, and no less is owed than was credited."""
        own = self.credited_fen - self.subsidy_fen
        self.subsidy_fen = min(self.granted_fen, price_fen)
        self.credited_fen = own + self.subsidy_fen
        self.charged_fen = max(price_fen, self.credited_fen)

    def is_after_death(self, paid_on: date) -> bool:
        """Whether a payment of this day is for somebody who had died by then, or before the year began."""
        return self.died_on is not None and self.died_on < max(paid_on, self.year_start)

    @property
    def is_settled(self) -> bool:
        return self.charged_fen is not None and self.credited_fen >= self.charged_fen

    @property
    def priced_by(self) -> int | None:
        """The last payment of which something still counts: the price of its day is what is owed."""
        counting = [
            line
            for line, allocation in self.allocations.items()
            if line in self.prices and allocation.posted_fen > allocation.refunded_fen
        ]
        return counting[-1] if counting else None


def allocate(account: Account, entries: Iterable[Entry], price_on: Callable[[date], int | None]) -> Account:
    """Let `entries` take effect in the order of their pay time. `price_on(day)` is the price in fen, None when undecided."""
    found = list(entries)
    owed_at_first = account.charged_fen
    _let_subsidies_bear(account, price_on)
    opening = (account.charged_fen, account.subsidy_fen, account.settled_on)
    reserved: dict[int, int] = defaultdict(int)  # of an original, by refunds that are final and still to come
    undone = undone_refunds(found)
    returns = {entry.id for entry in found if entry.act is not Act.PAYMENT}
    for entry in found:
        if entry.is_final and entry.original is not None and entry.id not in undone:
            reserved[entry.original] += entry.amount_fen
    account.answered = {
        (entry.original, entry.amount_fen)
        for entry in found
        if entry.by_answer and entry.act is Act.REFUND and entry.is_final and entry.id not in undone
    }
    for entry in in_order(found):
        if entry.id in undone:
            account.allocations[entry.id] = Allocation(undone[entry.id])
        elif entry.act is Act.PAYMENT:
            account.payments[entry.id] = entry
            account.allocations[entry.id] = _pay(account, entry, price_on)
        elif entry.original in returns:
            account.allocations[entry.id] = Allocation(
                Ending.REFUND_WITHOUT_ORIGINAL, why="reversal_not_of_the_whole"
            )
        else:
            account.allocations[entry.id] = _take_back(account, entry, reserved, opening, price_on)
    _judge_waiting_last(account, found)
    if account.credits and account.settled_on is not None and account.settled_by is None:
        before = Account(owed_at_first, is_decided=account.is_decided)
        _keep_earlier_day(account, before, found, price_on)
    return account


def _judge_waiting_last(account: Account, entries: list[Entry]) -> None:
    """A refund that would wait for an officer has nothing to wait for once its payment was given back later, by another."""
    for entry in entries:
        ended = account.allocations[entry.id]
        original = account.allocations.get(entry.original) if entry.original is not None else None
        if (
            ended.ending in (Ending.REFUND_IN_BENEFIT_PERIOD, Ending.REFUND_TOLD_BEFORE)
            and original is not None
        ):
            left = original.held_fen + original.posted_fen - original.refunded_fen
            if entry.amount_fen > left:
                account.allocations[entry.id] = Allocation(Ending.REFUND_ABOVE_PAID, why="more_than_was_paid")


def why_not_credited(account: Account, credit: Credit, price_on: Callable[[date], int | None]) -> str:
    """Why a further subsidy cannot be credited: `no_price`, `above_due`, `no_rule` for its day; empty when it can."""
    if account.charged_fen is None:
        return "no_price"
    granted = account.granted_fen + credit.amount_fen
    if granted > account.charged_fen:
        return "above_due"
    if granted == account.charged_fen and not account.is_decided:
        price = price_on(_settling_day((*account.credits, credit), account.charged_fen))
        return "no_rule" if price is None else "above_due" if price < granted else ""
    return ""


Opening = tuple[int | None, int, date | None]  # charged, borne by subsidies, settled on: before any line


def _by_day(credits: Iterable[Credit]) -> list[Credit]:
    return sorted(credits, key=lambda credit: (credit.effective_on, credit.source))


def _settling_day(credits: Iterable[Credit], owed_fen: int) -> date:
    """The day on which the subsidies together reach what is owed."""
    reached, day = 0, date.min
    for credit in _by_day(credits):
        reached, day = reached + credit.amount_fen, credit.effective_on
        if reached >= owed_fen:
            break
    return day


def _let_subsidies_bear(account: Account, price_on: Callable[[date], int | None]) -> None:
    """What the subsidies alone do to the due. On a day for which there is no rule they settle nothing and count nothing."""
    if not account.credits or account.charged_fen is None:
        return
    owed = account.charged_fen
    account.charge(owed)
    if not account.is_settled:
        return
    day = _settling_day(account.credits, owed)
    price = owed if account.is_decided else price_on(day)
    if price is None:
        account.charged_fen, account.credited_fen, account.subsidy_fen = owed, 0, 0
        return
    account.charge(price)
    account.settled_on = day if account.is_settled else None


def _keep_earlier_day(
    account: Account, before: Account, entries: list[Entry], price_on: Callable[[date], int | None]
) -> None:
    """Who had settled the due by payments before the subsidy came keeps that day, though the payments are now held.

    Giving that money back afterwards changes nothing; a payment that was reversed never settled anything.
    """
    settled_on = account.settled_on
    assert settled_on is not None
    ended = account.allocations
    counted = [
        entry if entry.act is Act.PAYMENT else replace(entry, is_final=True)
        for entry in entries
        if (
            entry.act is Act.PAYMENT
            or ended[entry.id].ending in (Ending.REFUND_POSTED, Ending.REVERSAL_POSTED)
        )
        and (entry.act is Act.REVERSAL or entry.paid_at.date() < settled_on)
    ]
    allocate(before, counted, price_on)
    if before.settled_on is None or before.charged_fen is None or before.settled_on >= settled_on:
        return
    if before.charged_fen <= account.granted_fen:
        account.charge(before.charged_fen)
        account.settled_on = before.settled_on


def _pay(account: Account, entry: Entry, price_on: Callable[[date], int | None]) -> Allocation:
    paid_on = entry.paid_at.date()
    if account.is_after_death(paid_on):
        return Allocation(Ending.DECEASED, held_fen=entry.amount_fen)
    if account.is_settled:
        return Allocation(Ending.ALREADY_SETTLED, held_fen=entry.amount_fen)
    price = account.charged_fen if account.is_decided else price_on(paid_on)
    if price is None:
        return Allocation(Ending.NO_RULE, held_fen=entry.amount_fen)
    account.charge(price)
    price = account.charged_fen or 0
    posted = min(entry.amount_fen, price - account.credited_fen)
    if (
        entry.amount_fen == 0 and not account.is_settled
    ):  # others bear the contribution; their credit comes by itself
        return Allocation(Ending.POSTED_IN_PART, short_by_fen=price - account.credited_fen)
    if posted <= 0:
        account.settled_on, account.settled_by = paid_on, entry.id
        return Allocation(Ending.ALREADY_SETTLED, held_fen=entry.amount_fen)
    account.credited_fen += posted
    account.prices[entry.id] = price, paid_on
    if account.credited_fen < price:
        return Allocation(Ending.POSTED_IN_PART, posted_fen=posted, short_by_fen=price - account.credited_fen)
    account.settled_on, account.settled_by = paid_on, entry.id
    surplus = entry.amount_fen - posted
    return Allocation(
        Ending.OVERPAID if surplus else Ending.POSTED_IN_FULL, posted_fen=posted, held_fen=surplus
    )


def _take_back(
    account: Account,
    entry: Entry,
    reserved: dict[int, int],
    opening: Opening,
    price_on: Callable[[date], int | None],
) -> Allocation:
    """A refund or reversal takes from what is held of its original first, then from what was credited."""
    original = account.allocations.get(entry.original) if entry.original is not None else None
    if original is None or entry.original is None:
        return Allocation(Ending.REFUND_WITHOUT_ORIGINAL, why="original_not_found")
    if entry.is_final:
        reserved[entry.original] -= entry.amount_fen
    available = original.held_fen + original.posted_fen - original.refunded_fen - reserved[entry.original]
    if entry.amount_fen > available:
        return Allocation(Ending.REFUND_ABOVE_PAID, why="more_than_was_paid")
    if _may_be_told_before(account, entry):
        return Allocation(Ending.REFUND_TOLD_BEFORE, why="told_in_an_answer")
    if entry.act is Act.REVERSAL and entry.amount_fen != available and not entry.is_final:
        return Allocation(Ending.REFUND_WITHOUT_ORIGINAL, why="reversal_not_of_the_whole")
    if entry.act is Act.REFUND and not entry.is_accepted:
        began = account.benefit_from(account.settled_on) if account.settled_on is not None else None
        if began is not None and began <= entry.paid_at.date():
            tried = deepcopy(account)
            _give_back(tried, tried.allocations[entry.original], entry.amount_fen, opening, price_on)
            if _cuts_benefit(began, tried):
                return Allocation(Ending.REFUND_IN_BENEFIT_PERIOD, why="benefit_period_began")
    from_posted = _give_back(account, original, entry.amount_fen, opening, price_on)
    ending = Ending.REFUND_POSTED if entry.act is Act.REFUND else Ending.REVERSAL_POSTED
    return Allocation(ending, posted_fen=from_posted)


def _may_be_told_before(account: Account, entry: Entry) -> bool:
    """Whether a refund of a tax file is as much of the same payment as one that the tax bureau told in its answer to a list."""
    if entry.act is not Act.REFUND or entry.by_answer or entry.is_final or entry.is_accepted:
        return False
    return (entry.original, entry.amount_fen) in account.answered


def _give_back(
    account: Account,
    original: Allocation,
    amount_fen: int,
    opening: Opening,
    price_on: Callable[[date], int | None],
) -> int:
    """Take the amount off its original; returns how much of it had been credited."""
    from_held = min(amount_fen, original.held_fen)
    from_posted = amount_fen - from_held
    original.held_fen -= from_held
    original.refunded_fen += from_posted
    account.credited_fen -= from_posted
    if from_posted:
        _fall_back(account, opening)
        _let_held_step_in(account, price_on)
    return from_posted


def _cuts_benefit(began: date, after: Account) -> bool:
    """Whether benefit that began on a day would end, or begin later (N21-16)."""
    still = after.benefit_from(after.settled_on) if after.settled_on is not None else None
    return still is None or still > began


def _let_held_step_in(account: Account, price_on: Callable[[date], int | None]) -> None:
    """Payments that were held because the due was settled take the place of what was given back, in their order."""
    for line, entry in account.payments.items():
        held = account.allocations[line]
        if account.is_settled:
            return
        if held.held_fen and held.ending in (Ending.ALREADY_SETTLED, Ending.OVERPAID):
            again = _pay(account, replace(entry, amount_fen=held.held_fen), price_on)
            if again.posted_fen:
                held.posted_fen += again.posted_fen
                held.held_fen, held.ending, held.short_by_fen = (
                    again.held_fen,
                    again.ending,
                    again.short_by_fen,
                )


def _fall_back(account: Account, opening: Opening) -> None:
    """What is owed is the price of the last payment that still counts; when none does, all is as before any payment."""
    last = account.priced_by
    if last is None:
        account.charged_fen, account.subsidy_fen, account.settled_on = opening
        account.credited_fen, account.settled_by = account.subsidy_fen, None
        return
    if not account.is_decided:
        account.charge(account.prices[last][0])
    if not account.is_settled:
        account.settled_on = account.settled_by = None
    else:
        account.settled_on, account.settled_by = account.prices[last][1], last
