"""Does a subsidy end alike in whichever order the bank's answers, the end of its category and a death come, in any files?

Everybody is on one payout list. The same stories happen in the order of time first and then in others, each time from the same
world, which is rolled back. In the end one officer decides where the bank contradicted itself, by what it said last.
"""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from assistance.categories.operations import categories
from assistance.subsidies.models import BankReturnLine, Grant, PayoutBatch, PayoutLine, RecoveryClaim
from assistance.subsidies.models.payouts import UNDECIDED
from assistance.subsidies.operations import bank_answers
from assistance.subsidies.rules.bank_answers import Verdict
from enrollment.models import FollowUp, Person
from enrollment.operations import deaths, follow_ups
from policy.terms import Category
from staff.models import Officer
from tests.assistance.subsidy_desk import DECEMBER, SubsidyDesk, bank_file, bank_rows, moment
from tests.pipeline.tax_desk import assert_ledger_holds

SEQUENCES = int(os.environ.get("CANBAO_LATE_SEQUENCES", "2000")) // 10
SEED = int(os.environ.get("CANBAO_LATE_SEED", "20221231"))
PEOPLE = 20
DIBAO = Category("dibao_rural_2")
SAID = {"paid": "", "returned": "账户已销户"}


@dataclass(frozen=True)
class Story:
    """What the bank says of one payment, one answer after another, and what else becomes known."""

    answers: tuple[str, ...]
    leaves_on: date | None
    died_on: date | None

    @property
    def events(self) -> list[str]:
        also = [name for name, day in (("leaves", self.leaves_on), ("dies", self.died_on)) if day]
        return [*(f"answer:{turn}" for turn in range(len(self.answers))), *also]


def stories(chance: random.Random) -> list[Story]:
    return [
        Story(
            tuple(chance.choices(["paid", "returned"], k=chance.choice([1, 2, 2, 3]))),
            chance.choice([None, None, None, date(2020, 11, 20)]),
            chance.choice([None] * 7 + [date(2021, 3, 4)]),
        )
        for _ in range(PEOPLE)
    ]


class World:
    """Twenty people whose subsidies are on one list."""

    def __init__(self, desk: SubsidyDesk) -> None:
        self.desk = desk
        self.people = [desk.person(DIBAO) for _ in range(PEOPLE)]
        desk.pays(*self.people)
        self.batch: PayoutBatch = desk.payout_list(desk.paid())
        numbers = PayoutLine.objects.filter(batch=self.batch).values_list("grant__person", "number")
        self.number = dict(numbers)
        assert len(self.number) == PEOPLE

    def end_of(self, told: Sequence[Story], steps: Sequence[dict[str, int]]) -> list[tuple[object, ...]]:
        """Let everything happen in these steps, and take it back."""
        with transaction.atomic():
            for step in range(1 + max(max(places.values()) for places in steps)):
                self._happens(told, steps, step)
                assert_ledger_holds()
            self._decide(told)
            follow_ups.sweep(at=timezone.now())
            assert_ledger_holds()
            ends = [self._end(who) for who in self.people]
            transaction.set_rollback(True)
        return ends

    def _happens(self, told: Sequence[Story], steps: Sequence[dict[str, int]], step: int) -> None:
        # One file holds one answer to a payment: the second of a step comes in a second file.
        files: list[dict[int, str]] = []
        for who, story, places in zip(self.people, told, steps, strict=True):
            due = [event for event in story.events if places[event] == step]
            answers = [story.answers[int(event.partition(":")[2])] for event in due if ":" in event]
            for turn, said in enumerate(answers):
                if turn == len(files):
                    files.append({})
                files[turn][self.number[who.pk]] = said
            if "leaves" in due:
                span = who.categories.get(category=DIBAO)
                categories.end_category(
                    span=span, until_on=story.leaves_on, because="退出", on=DECEMBER, by=self.desk.civil
                )
            if "dies" in due:
                deaths.record_death(
                    person=Person.objects.get(pk=who.pk), died_on=story.died_on, document="死亡证明", on=date(2021, 4, 1),
                    by=self.desk.tax.clerk,
                )  # fmt: skip
        for turn, said_of in enumerate(files):
            rows = bank_rows(self.batch, {number: SAID[said] for number, said in said_of.items()})
            rows = [row for row in rows if int(row["number"]) in said_of]
            rows[0]["owner"] += f"{step}之{turn}"  # no two files are the same
            self.desk.bank_says(self.batch, bank_file(rows))

    def _decide(self, told: Sequence[Story]) -> None:
        last = {self.number[who.pk]: story.answers[-1] for who, story in zip(self.people, told, strict=True)}
        waiting = BankReturnLine.objects.filter(UNDECIDED, payout_line__batch=self.batch)
        for row in waiting.select_related("payout_line").order_by("pk"):
            assert row.payout_line is not None
            holds = row.payout_line.state == last[row.payout_line.number]
            bank_answers.decide(
                row=row, verdict=Verdict.EARLIER if holds else Verdict.LATER, reason="经与银行核对", by=self.desk.finance,
                at=moment(DECEMBER),
            )  # fmt: skip

    def _end(self, who: Person) -> tuple[object, ...]:
        grant = Grant.objects.get(person=who)
        line = PayoutLine.objects.get(grant=grant)
        follows = FollowUp.objects.filter(person=who, closed_at=None).order_by("task")
        claims = RecoveryClaim.objects.filter(person=who).count()
        return (
            line.state,
            grant.state,
            grant.review_because,
            list(follows.values_list("task", flat=True)),
            claims,
        )


@pytest.mark.django_db(transaction=True)
def test_any_order_of_answers_ends_as_the_order_of_time(make_officer: Callable[..., Officer]) -> None:
    chance = random.Random(SEED)
    world = World(SubsidyDesk(make_officer))
    for _ in range(max(1, SEQUENCES // (4 * PEOPLE))):
        told = stories(chance)
        in_time = [{event: turn for turn, event in enumerate(story.events)} for story in told]
        expected = world.end_of(told, in_time)
        assert [end[0] for end in expected] == [story.answers[-1] for story in told]
        for _ in range(4):
            steps = [{event: chance.randint(0, 3) for event in story.events} for story in told]
            ends = world.end_of(told, steps)
            differ = [each for each in zip(told, steps, ends, expected, strict=True) if each[2] != each[3]]
            assert not differ, f"{len(differ)} of {PEOPLE} end otherwise (seed {SEED}): {differ[0]}"
