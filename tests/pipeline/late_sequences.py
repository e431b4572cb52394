"""Random stories of one person's year: payments, refunds, reversals, a death, an exemption, in any order, cut into any files.

Many people live their stories side by side, so that a file of each step holds the lines of all of them. Each has a twin to whom
the same happens in the order of time, one event at a time: in the end nothing may tell the two apart.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from enrollment.models import Coverage, Due, PaymentLine, Person
from enrollment.operations import deaths, exemptions, ledger_checks
from enrollment.queries.dues import balances
from policy.terms import ExemptionReason
from tests.pipeline.tax_desk import TaxDesk, line, refund_of, reversal_of, ticket

START = datetime(2021, 10, 25, 9, 0)
AMOUNTS = ("320.00", "320.00", "320.00", "100.00", "220.00", "330.00", "580.00")
DEATHS = (date(2021, 12, 10), date(2022, 1, 1), date(2022, 3, 5), date(2022, 8, 1))


@dataclass(frozen=True)
class Event:
    """What happens: `key` names it, `about` the event it takes back; `after` must have arrived before (the same ticket again)."""

    key: str
    at: datetime
    kind: str  # payment, again, refund, reversal, undo, death, exemption
    about: str = ""
    amount: str = ""
    after: str = ""


@dataclass
class Life:
    """One person, the lines of the events that came so far, and in which step each event comes."""

    who: Person
    events: list[Event]
    steps: dict[str, int]
    cells: dict[str, dict[str, str]] = field(default_factory=dict)


def story(chance: random.Random) -> list[Event]:
    """Events that a tax bureau can tell, in the order of time: nothing is given back that was not paid."""
    events: list[Event] = []
    at = START

    def later(most: int) -> datetime:
        nonlocal at
        at += timedelta(days=chance.randint(1, most), minutes=chance.randint(0, 300))
        return at

    for number in range(chance.choice([1, 1, 2, 2, 3])):
        paid = Event(f"p{number}", later(60), "payment", amount=chance.choice(AMOUNTS))
        events.append(paid)
        match chance.choice(["", "", "refund", "part", "undone", "reversal", "again"]):
            case "refund" | "undone" as what:
                gone = Event(f"r{number}", later(90), "refund", paid.key, paid.amount)
                events.append(gone)
                if what == "undone":
                    events.append(Event(f"u{number}", later(20), "undo", gone.key, paid.amount))
            case "part":
                events.append(Event(f"r{number}", later(90), "refund", paid.key, "20.00"))
            case "reversal" | "again" as what:
                gone = Event(f"v{number}", later(20), "reversal", paid.key, paid.amount)
                events.append(gone)
                if what == "again":
                    events.append(
                        Event(f"a{number}", later(20), "again", paid.key, paid.amount, after=paid.key)
                    )
    is_freed = chance.random() < 0.2
    if is_freed:
        events.append(Event("exemption", later(30), "exemption"))
    if chance.random() < 0.25:  # nothing is entered for somebody who is known to be dead
        after = "exemption" if is_freed else ""
        events.append(Event("death", later(30), "death", amount=str(chance.choice(DEATHS)), after=after))
    return events


def any_order(events: Sequence[Event], chance: random.Random, steps: int) -> dict[str, int]:
    """In which of so many files each event comes."""
    found: dict[str, int] = {}
    for event in events:
        earliest = found.get(event.after, 0)
        found[event.key] = chance.randint(earliest, steps - 1)
    return found


def in_time(events: Sequence[Event]) -> dict[str, int]:
    return {event.key: place for place, event in enumerate(sorted(events, key=lambda event: event.at))}


def live(desk: TaxDesk, lives: Sequence[Life], *, checked: Callable[[], None] | None = None) -> None:
    """Let everything happen, step by step; after each step the ledger must hold."""
    check = checked or holds
    for step in range(1 + max(step for life in lives for step in life.steps.values())):
        lines: list[dict[str, str]] = []
        for life in lives:
            now = [event for event in life.events if life.steps[event.key] == step]
            for event in sorted(now, key=lambda event: event.kind == "death"):
                if event.kind == "death":
                    _dies(life.who, event, desk)
                elif event.kind == "exemption":
                    _is_freed(life.who, desk)
                else:
                    lines.append(_line(life, event))
        if lines:
            desk.upload(lines)
        check()


def holds() -> None:
    assert ledger_checks.run(at=timezone.now()) == []


def end_of(life: Life) -> dict[str, Any]:
    """All that may be asked about how it ended."""
    due = Due.objects.get(person=life.who)
    rows = {
        (row.ticket, row.paid_at, row.kind): row
        for row in PaymentLine.objects.filter(ticket__in=_tickets(life))
    }
    found: dict[str, Any] = {"money": balances([due.pk]).get(due.pk)}
    cover = Coverage.objects.filter(due=due).values_list(
        "settled_on", "cover_from", "cover_until", "waiting_until"
    )
    found["cover"] = list(cover)
    for event in life.events:
        if event.key in life.cells:
            cells = life.cells[event.key]
            kind = {"payment": "payment", "again": "payment", "refund": "refund"}.get(event.kind, "reversal")
            row = next(
                row
                for (number, at, of), row in rows.items()
                if number == cells["ticket"] and of == kind and _at(at, event)
            )
            found[event.key] = (row.outcome, row.posted_fen - row.refunded_fen, row.held_fen, row.is_open)
    return found


def _tickets(life: Life) -> list[str]:
    return [cells["ticket"] for cells in life.cells.values()]


def _at(at: datetime | None, event: Event) -> bool:
    return at is not None and timezone.localtime(at).replace(tzinfo=None, second=0) == event.at.replace(
        second=0
    )


def _line(life: Life, event: Event) -> dict[str, str]:
    """The line of an event; its ticket may have been named before it came."""
    moment = event.at.strftime("%Y-%m-%d %H:%M:%S")
    numbers: dict[str, str] = life.__dict__.setdefault("numbers", defaultdict(ticket))
    base = line(life.who, event.amount, moment)
    if event.kind == "payment":
        cells = {**base, "ticket": numbers[event.key]}
    elif event.kind == "again":
        cells = {**base, "ticket": numbers[event.about]}
    elif event.kind == "refund":
        cells = refund_of({**base, "ticket": numbers[event.about]}, event.amount, moment)
        cells["ticket"] = numbers[event.key]
    else:
        cells = reversal_of({**base, "ticket": numbers[event.about]}, moment)
        cells["ticket"] = numbers[event.key]
    life.cells[event.key] = cells
    return cells


def _dies(who: Person, event: Event, desk: TaxDesk) -> None:
    who.refresh_from_db()
    deaths.record_death(
        person=who,
        died_on=date.fromisoformat(event.amount),
        document="死亡证明",
        on=date(2022, 12, 31),
        by=desk.clerk,
    )


def _is_freed(who: Person, desk: TaxDesk) -> None:
    exemptions.record_exemption(
        person=who, coverage_year=2022, reason=ExemptionReason.HARDSHIP, fact_on=None, document_number="示例〔2022〕1号",
        on=date(2022, 5, 20), by=desk.clerk,
    )  # fmt: skip
