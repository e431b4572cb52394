"""Does a person end alike in whichever order and files roster rows, payments, refunds and a death come?

Each story is lived by several people, side by side: by the first in the order of time, by the others in any order. A file of a step
holds the rows of all of them. What rosters say of one person comes in its order; everything else comes in any.
"""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from assistance.categories.rules.roster_states import RosterKind
from enrollment.models import Coverage, Due, PaymentLine, Person, WaitingExemption
from enrollment.operations import deaths, follow_ups
from enrollment.queries.dues import balances
from staff.models import Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.assistance.roster_desk import CHENGGUAN, LANZHOU, VILLAGE, RosterDesk, row, seeded, spans
from tests.pipeline.tax_desk import TaxDesk, assert_ledger_holds, line, refund_of

SEQUENCES = int(os.environ.get("CANBAO_LATE_SEQUENCES", "2000")) // 100
SEED = int(os.environ.get("CANBAO_LATE_SEED", "20221231"))
ORDERS, STEPS = 4, 4
MONTH = date(2021, 3, 1)
BEGINS = ("2020-01-01", "2020-12-01", "2021-01-01", "2021-02-15")
ENDS = ("2021-03-10", "2021-06-30", "2021-12-31")
DEATHS = ("2020-12-10", "2021-01-01", "2021-02-20")
MOMENTS = ("2020-10-25 09:00:00", "2020-12-20 09:00:00", "2021-02-03 09:00:00", "2021-05-06 09:00:00")


@dataclass(frozen=True)
class Event:
    """What happens: `about` is the payment that a refund gives back, `after` an event that comes before this one."""

    kind: str  # roster, payment, refund, death
    told: dict[str, str]
    about: int = -1
    after: int = -1


@dataclass
class Life:
    """One person who lives a story, with the step in which each event comes."""

    who: Person
    story: Sequence[Event]
    steps: list[int]
    paid: dict[int, dict[str, str]] = field(
        default_factory=dict
    )  # the cells of each payment, under its own ticket

    def __post_init__(self) -> None:
        for turn, event in enumerate(self.story):
            if event.kind == "payment":
                self.paid[turn] = line(self.who, **event.told, division=CHENGGUAN, year="2021")

    def cells(self, turn: int) -> dict[str, str]:
        event = self.story[turn]
        if event.kind == "payment":
            return self.paid[turn]
        if event.kind == "refund":
            return refund_of(self.paid[event.about], **event.told)
        return row(self.who, **event.told)

    def now(self, step: int, *kinds: str) -> list[int]:
        return [
            turn for turn, event in enumerate(self.story) if self.steps[turn] == step and event.kind in kinds
        ]


def story(chance: random.Random) -> list[Event]:
    """What happens to a person, in the order of time."""
    events: list[Event] = []
    if chance.random() < 0.8:
        began = {
            "category": chance.choice(["特困人员", "农村低保三类保障对象"]),
            "from_on": chance.choice(BEGINS),
        }
        events.append(Event("roster", {**began, "change": "新增"}))
        if chance.random() < 0.5:
            events.append(
                Event("roster", {**began, "change": "取消", "until_on": chance.choice(ENDS)}, after=0)
            )
    for moment in sorted(chance.sample(MOMENTS, chance.choice([1, 1, 2]))):
        amount = chance.choice(["280.00", "280.00", "100.00", "180.00"])
        events.append(Event("payment", {"amount": amount, "paid_at": moment}))
        if chance.random() < 0.2:
            back = {"paid_at": moment.replace("09:", "15:")}
            events.append(Event("refund", back, about=len(events) - 1))
    if chance.random() < 0.15:  # no roster names somebody who is known to be dead
        rows = [turn for turn, event in enumerate(events) if event.kind == "roster"]
        events.append(Event("death", {"died_on": chance.choice(DEATHS)}, after=max(rows, default=-1)))
    return events


def any_order(events: Sequence[Event], chance: random.Random) -> list[int]:
    steps: list[int] = []
    for event in events:
        steps.append(chance.randint(steps[event.after] if event.after >= 0 else 0, STEPS - 1))
    return steps


class Town:
    """Lanzhou: the offices that send lists, the tax bureau, and a clerk who hears of deaths."""

    def __init__(self, make_officer: Callable[..., Officer]) -> None:
        make.places(VILLAGE, make.VILLAGE)
        seeded()
        maker, checker = (make_officer(Role.CIVIL_AFFAIRS, LANZHOU) for _ in range(2))
        clerk = make_officer(Role.COUNTY_BUREAU, LANZHOU)
        self.roster = RosterDesk(maker, checker, clerk)
        self.tax = TaxDesk(make_officer(Role.TAX_OFFICER, LANZHOU), clerk, LANZHOU)

    def person(self, number: int) -> Person:
        return self.tax.person(f"众{chr(0x4E00 + number)}", year=2021, village=VILLAGE)

    def happens(self, lives: Sequence[Life], step: int) -> None:
        # One list holds one row of a person: what follows it in the same step comes in a second list.
        for turn in range(2):
            rows = [life.cells(now[turn]) for life in lives if len(now := life.now(step, "roster")) > turn]
            if rows:
                self.roster.write(rows, month=MONTH, kind=RosterKind.CHANGES)
                assert_ledger_holds()
        lines = [life.cells(turn) for life in lives for turn in life.now(step, "payment", "refund")]
        if lines:
            self.tax.upload(lines)
            assert_ledger_holds()
        for life in lives:
            for turn in life.now(step, "death"):
                deaths.record_death(
                    person=Person.objects.get(pk=life.who.pk), died_on=date.fromisoformat(life.story[turn].told["died_on"]),
                    document="死亡证明", on=date(2021, 12, 1), by=self.tax.clerk,
                )  # fmt: skip
        assert_ledger_holds()


def end_of(who: Person) -> dict[str, Any]:
    """All that may be asked about how a life ended."""
    due = Due.objects.get(person=who)
    lines = PaymentLine.objects.filter(due=due).order_by("paid_at", "kind", "amount_fen")
    exempt = WaitingExemption.objects.filter(person=who, ended_on=None)
    cover = Coverage.objects.filter(person=who)
    return {
        "spans": spans(who),
        "exempt": sorted(exempt.values_list("reason", "event")),
        "standing": due.standing,
        "balance": balances([due.pk]).get(due.pk),
        "cover": list(cover.values_list("settled_on", "cover_from", "cover_until", "waiting_until")),
        "lines": list(lines.values_list("kind", "amount_fen", "posted_fen", "held_fen", "outcome")),
    }


@pytest.mark.django_db(transaction=True)
def test_rosters_payments_and_deaths_end_alike_in_any_order(make_officer: Callable[..., Officer]) -> None:
    chance = random.Random(SEED)
    town = Town(make_officer)
    stories = [story(chance) for _ in range(max(5, SEQUENCES // ORDERS))]
    lives: list[list[Life]] = []
    for number, events in enumerate(stories):
        in_time = [turn * STEPS // len(events) for turn in range(len(events))]
        orders = [in_time, *(any_order(events, chance) for _ in range(ORDERS - 1))]
        lives.append(
            [Life(town.person(number * ORDERS + turn), events, steps) for turn, steps in enumerate(orders)]
        )
    everybody = [life for each in lives for life in each]
    for step in range(STEPS):
        town.happens(everybody, step)
    follow_ups.sweep(at=timezone.now())
    assert_ledger_holds()
    for first, *others in lives:
        expected = end_of(first.who)
        for life in others:
            assert end_of(life.who) == expected, (SEED, life.story, life.steps)
    assert len({str(end_of(first.who)["cover"]) for first, *_ in lives}) > 1
