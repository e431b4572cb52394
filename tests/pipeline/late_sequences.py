"""Random stories of one person's year: payments, refunds, reversals, bills, a death, an exemption, a merge, in any order, in any files.

Many people live their stories side by side, so that a file of each step holds the lines of all of them: a sequence costs a few
lines. Each story is lived by several people in several orders, and by one to whom the same happens in the order of time, one event
at a time: in the end nothing may tell them apart. Into some lives a file comes that has no business there; it is taken back.
"""

import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from bench import population
from enrollment.models import Coverage, Due, PaymentFile, PaymentLine, Person
from enrollment.operations import deaths, exemptions, ledger_checks, merges, taking_back
from enrollment.queries.dues import balances
from intake import vault
from intake.operations import jobs
from policy.terms import ExemptionReason
from staff.models import Officer
from tests.pipeline import late_bills
from tests.pipeline.late_bills import Care
from tests.pipeline.tax_desk import TaxDesk, line, refund_of, reversal_of, ticket

START = datetime(2021, 10, 25, 9, 0)
AMOUNTS = ("320.00", "320.00", "320.00", "100.00", "220.00", "330.00", "580.00")
DEATHS = (date(2021, 12, 10), date(2022, 1, 1), date(2022, 3, 5), date(2022, 8, 1))
STRANGERS = 5_000_000  # from here on nobody is in the population
ENTERED_ON = date(2022, 12, 31)
BY_HAND = ("merge", "exemption", "death")  # in this order within a step, as a desk would enter them


@dataclass(frozen=True)
class Event:
    """What happens: `key` names it, `about` the event it takes back; `after` must have arrived before (the same ticket again)."""

    key: str
    at: datetime
    kind: str  # payment, again, refund, reversal, undo, death, exemption, merge, bill
    about: str = ""
    amount: str = ""
    after: str = ""
    care: Care | None = None


@dataclass
class Life:
    """One person, under one or two numbers; in which step each event comes; the lines that came so far."""

    place: int  # in the population
    other: int | None  # the second record of a person who is to be merged: payments come under its number
    events: list[Event]
    steps: dict[str, int]
    astray: str = ""  # what a file tells of this life that is taken back: payment, copy, refund or reversal
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    bills: dict[str, dict[str, str]] = field(default_factory=dict)  # that came, by their events
    is_stranger: bool = False  # nobody is registered under the number
    who: Person | None = None

    @property
    def document(self) -> str:
        if self.is_stranger:
            return population.document_of(STRANGERS + self.place)
        return population.document_of(self.place if self.other is None else self.other)

    def ticket(self, key: str) -> str:
        """The ticket of an event; it may be named before it came."""
        return self.numbers.setdefault(key, ticket())


# -- stories -------------------------------------------------------------------------------------------------------


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
        # What is paid again costs several times what the others do.
        match chance.choices(["", "refund", "part", "undone", "reversal", "again"], [6, 3, 3, 3, 3, 1])[0]:
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
    if chance.random() < 0.15:
        for care in late_bills.some_care(chance, "B"):
            came = datetime.combine(care.on, START.time()) + timedelta(days=1)
            events.append(Event(care.number, came, "bill", care=care))
    # By hand, and rarely: each costs as much as fifty lines. Nothing is entered for somebody who is known to be dead.
    by_hand = chance.choices(["", "death", "exemption", "merge", "freed_and_dead"], [188, 5, 2, 3, 2])[0]
    if by_hand == "merge":
        events.append(Event("merge", later(30), "merge"))
    if by_hand in ("exemption", "freed_and_dead"):
        events.append(Event("exemption", later(30), "exemption"))
    if by_hand in ("death", "freed_and_dead"):
        after = "exemption" if by_hand == "freed_and_dead" else ""
        events.append(Event("death", later(30), "death", amount=str(chance.choice(DEATHS)), after=after))
    return events


def of_stranger(events: Sequence[Event]) -> list[Event]:
    """The same of somebody who is not on record: only money comes."""
    return [event for event in events if event.kind not in BY_HAND and event.care is None]


def any_order(events: Sequence[Event], chance: random.Random, steps: int) -> dict[str, int]:
    """In which of so many files each event comes."""
    found: dict[str, int] = {}
    for event in events:
        earliest = found.get(event.after, 0)
        found[event.key] = chance.randint(earliest, steps - 1)
    return found


def in_time(events: Sequence[Event]) -> dict[str, int]:
    return {event.key: place for place, event in enumerate(sorted(events, key=lambda event: event.at))}


def people_for(lives: Sequence[Life], by: Officer) -> None:
    """Register and enroll everybody but strangers at once; second records bear the name of the first."""
    lives = [life for life in lives if not life.is_stranger]
    population.put_divisions(population.VILLAGES)
    population.fill(1 + max(life.other or life.place for life in lives), by)
    by_masked = {
        vault_hash(place): place for life in lives for place in (life.place, life.other) if place is not None
    }
    people = {by_masked[who.document_hash]: who for who in Person.objects.filter(document_hash__in=by_masked)}
    for life in lives:
        life.who = people[life.place]
        if life.other is not None:
            double = people[life.other]
            Person.objects.filter(pk=double.pk).update(name=life.who.name, name_key=life.who.name_key)


def vault_hash(place: int) -> uuid.UUID:
    return vault.match_key(population.document_of(place))


# -- living --------------------------------------------------------------------------------------------------------


def live(
    desk: TaxDesk, lives: Sequence[Life], city: Officer, *, checked: Callable[[], None] | None = None
) -> None:
    """Let everything happen, step by step; after each step the ledger must hold. Halfway a file goes astray, and goes back."""
    check = checked or holds
    steps = 1 + max(step for life in lives for step in life.steps.values())
    astray: PaymentFile | None = None
    for step in range(steps):
        lines: list[dict[str, str]] = []
        bills: list[dict[str, str]] = []
        for life in lives:
            now = [event for event in life.events if life.steps[event.key] == step]
            for event in sorted(
                now, key=lambda event: BY_HAND.index(event.kind) if event.kind in BY_HAND else 9
            ):
                if event.kind in BY_HAND:
                    _by_hand(life, event, desk)
                elif event.care is not None:
                    bills.append(_bill(life, event.key, event.care))
                else:
                    lines.append(_line(life, event))
        if lines:
            _posted(desk, lines)
        if bills:
            late_bills.sent(bills, desk.clerk)
        check()
        if step == steps // 3:
            astray = _posted(desk, wrong) if (wrong := _astray(lives)) else None
            check()
        if step == 2 * steps // 3 and astray is not None:
            taken_back(astray, desk, city)
            astray = None
            check()
    late_bills.carry_out([row for life in lives for row in life.bills.values()], desk.clerk, city)
    check()


def _posted(desk: TaxDesk, lines: list[dict[str, str]]) -> PaymentFile:
    file = jobs.work_on(desk.receive(lines))
    assert file.state == "posted", (file.state, file.refusal, file.failure)
    return file


def taken_back(file: PaymentFile, desk: TaxDesk, city: Officer) -> None:
    at = timezone.now()
    taking_back.ask(file=file, because="报送有误", by=desk.officer, at=at)
    file = jobs.work_on(taking_back.agree(file=file, by=city, at=at))
    assert file.state == "undone", (file.state, file.failure)


def holds() -> None:
    found = ledger_checks.run(at=timezone.now())
    assert found == [], found


def _astray(lives: Sequence[Life]) -> list[dict[str, str]]:
    """What a file tells of these lives that was sent in error."""
    lines = []
    for life in lives:
        paid = next(event for event in life.events if event.kind == "payment")
        own = {**_payment(life, paid), "ticket": life.ticket(paid.key)}
        match life.astray:
            case "payment":
                lines.append({**own, "ticket": ticket(), "paid_at": "2021-12-20 08:00:00"})
            case "copy":
                lines.append(own)
            case "refund":
                lines.append(refund_of(own, paid.amount, "2021-12-21 08:00:00"))
            case "reversal":
                lines.append(reversal_of(own, "2021-12-21 08:00:00"))
    return lines


def _payment(life: Life, event: Event) -> dict[str, str]:
    moment = event.at.strftime("%Y-%m-%d %H:%M:%S")
    return line(life.document, event.amount, moment, name=population.name_of(life.place))


def _line(life: Life, event: Event) -> dict[str, str]:
    """The line of an event."""
    moment = event.at.strftime("%Y-%m-%d %H:%M:%S")
    base = _payment(life, event)
    if event.kind == "payment":
        cells = {**base, "ticket": life.ticket(event.key)}
    elif event.kind == "again":
        cells = {**base, "ticket": life.ticket(event.about)}
    elif event.kind == "refund":
        cells = refund_of({**base, "ticket": life.ticket(event.about)}, event.amount, moment)
        cells["ticket"] = life.ticket(event.key)
    else:
        cells = reversal_of({**base, "ticket": life.ticket(event.about)}, moment)
        cells["ticket"] = life.ticket(event.key)
    life.cells[event.key] = cells
    return cells


def _bill(life: Life, key: str, care: Care) -> dict[str, str]:
    number = f"{life.place}{care.number}"
    life.bills[key] = late_bills.row_of(care, number, life.document, population.name_of(life.place))
    return life.bills[key]


def _by_hand(life: Life, event: Event, desk: TaxDesk) -> None:
    assert life.who is not None
    who = life.who
    who.refresh_from_db()
    if event.kind == "death":
        deaths.record_death(
            person=who,
            died_on=date.fromisoformat(event.amount),
            document="死亡证明",
            on=ENTERED_ON,
            by=desk.clerk,
        )
    elif event.kind == "exemption":
        exemptions.record_exemption(
            person=who, coverage_year=2022, reason=ExemptionReason.HARDSHIP, fact_on=None,
            document_number="示例〔2022〕1号", on=date(2022, 5, 20), by=desk.clerk,
        )  # fmt: skip
    else:
        assert life.other is not None
        double = Person.objects.get(document_hash=vault_hash(life.other))
        merges.merge_people(kept=who, absorbed=double, reason="同一人", on=ENTERED_ON, by=desk.clerk)


# -- the end -------------------------------------------------------------------------------------------------------


def ends_of(lives: Sequence[Life]) -> list[dict[str, Any]]:
    """All that may be asked about how each life ended, in a few statements for all of them."""
    people = [life.who.pk for life in lives if life.who is not None]
    dues = {due.person_id: due.pk for due in Due.objects.filter(person__in=people, withdrawn_on=None)}
    money = balances(list(dues.values()))
    covers = {
        due: span
        for due, *span in Coverage.objects.filter(due__in=dues.values()).values_list(
            "due", "settled_on", "cover_from", "cover_until", "waiting_until"
        )
    }
    tickets = [cells["ticket"] for life in lives for cells in life.cells.values()]
    rows: dict[tuple[str, str, str], PaymentLine] = {
        (row.ticket, row.kind, f"{timezone.localtime(row.paid_at):%Y-%m-%d %H:%M:%S}"): row
        for row in PaymentLine.objects.filter(ticket__in=tickets).exclude(outcome="taken_back")
        if row.paid_at is not None
    }
    settled = late_bills.amounts(row["number"] for life in lives for row in life.bills.values())
    found = []
    for life in lives:
        due = dues.get(life.who.pk, 0) if life.who is not None else 0
        end: dict[str, Any] = {"money": money.get(due), "cover": covers.get(due)}
        for key, cells in life.cells.items():
            kind = {"退费": "refund", "撤销": "reversal"}.get(cells.get("kind", ""), "payment")
            row = rows[cells["ticket"], kind, cells["paid_at"]]
            end[key] = (row.outcome, row.posted_fen - row.refunded_fen, row.held_fen, row.is_open)
        end |= {key: settled.get(bill["number"]) for key, bill in life.bills.items()}
        found.append(end)
    return found
