"""How do bills come into the stories of `late_sequences`, who deals with what waits in the end, and what stands then?

Bills come in files, before or after the payment that insures their patient. In the end two officers carry out what the product
listed: lists of differences are posted, a bill that could not be posted today is taken back, and what was refused or held is sent
once more, as a hospital would. Then nothing may tell two orders apart: each bill stands as if it had come last of all.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from claims.models import Bill, PlanReason, ResettlementPlan, Statement
from claims.operations import bills, plans, reversal
from claims.rules.bill_states import BillState
from enrollment.operations import follow_ups
from staff.models import Officer
from tests import bill_files, care
from tests import factories as make

LONGEST = 5  # days of a stay
WAITING = (BillState.HELD, BillState.UNDECIDED, BillState.REVERSED)
Row = dict[str, str]


@dataclass(frozen=True)
class Care:
    """What happened to a patient: a visit, or a stay that ends on the day."""

    number: str
    on: date
    yuan: int
    is_stay: bool


def some_care(chance: random.Random, number: str) -> list[Care]:
    """Up to three bills of 2022, of which no two share a day: within a day the first to be settled stays first."""
    days = sorted(chance.sample(range(0, 330, LONGEST + 1), chance.choice([1, 1, 2, 3])))
    return [
        Care(
            f"{number}-{turn}",
            date(2022, 1, 2 + LONGEST) + timedelta(days=day),
            *(
                (chance.choice([2_000, 9_000]), True)
                if chance.random() < 0.4
                else (chance.choice([50, 300]), False)
            ),
        )
        for turn, day in enumerate(days)
    ]


def row_of(care_had: Care, number: str, document: str, name: str) -> Row:
    """Its row in a file of bills, under a number of its own."""
    yuan, day = f"{care_had.yuan}.00", care_had.on.isoformat()
    begun = (care_had.on - timedelta(days=LONGEST)).isoformat() if care_had.is_stay else ""
    base = bill_files.visit(None, number, day) if not care_had.is_stay else bill_files.row(None, number)
    return base | {
        "document": document, "name": name, "admitted": begun, "discharged": day, "bill_total": yuan, "total": yuan,
        "eligible": yuan, "first_pay": "0.00", "own": "0.00",
    }  # fmt: skip


def open_the_hospital(by: Officer) -> None:
    """The one to which everybody goes."""
    care.provider(by)


def sent(rows: Sequence[Row], by: Officer) -> None:
    """A file of bills is worked off; each bill has its own outcome."""
    file = bill_files.worked(list(rows), by, area=make.HEZE)
    assert file.state == "settled", (file.state, file.refusal, file.failure)


# -- the end -------------------------------------------------------------------------------------------------------


def carry_out(rows: Sequence[Row], first: Officer, second: Officer) -> None:
    """Deal with everything that waits for an officer, and send once more what is not in."""
    if not rows:
        return
    _post_lists(first, second)
    for bill in Bill.objects.filter(state__in=[state.value for state in WAITING]).order_by("pk"):
        bills.withdraw_bill(bill=bill, reason="重新报送", on=bill_files.AT.date(), by=first)
    known = set(Bill.objects.exclude(state=BillState.WITHDRAWN.value).values_list("number", flat=True))
    if again := [row for row in rows if row["number"] not in known]:
        sent(again, first)
    _post_lists(first, second)


def _post_lists(first: Officer, second: Officer) -> None:
    """Until none is open: posting one may open another."""
    on = bill_files.AT.date()
    for _ in range(6):
        follow_ups.sweep(at=timezone.now())
        waiting = list(ResettlementPlan.objects.filter(state="proposed").order_by("pk"))
        if not waiting:
            return
        for plan in waiting:
            barred = [line.bill for line in plan.lines.select_related("bill") if line.why]
            other = (
                first if plan.proposed_by_id == second.pk else second
            )  # what followed an act is listed by who acted
            try:
                plans.post_plan(plan=plan, on=on, by=other, kept={bill.pk: "即将冲正" for bill in barred})
            except plans.PlanRefused as stale:  # a list for a late bill, and its year has changed since
                assert stale.code == "plan_is_stale" and plan.reason != PlanReason.CHANGED, stale
                plans.reject_plan(plan=plan, reason="情况有变", on=on, by=other)
                continue
            for bill in barred:
                reversal.reverse(bill=bill, reason="不能入账", on=on, by=first)
    raise AssertionError("lists of differences without end")


def amounts(numbers: Iterable[str]) -> dict[str, tuple[str, Any]]:
    """Number of a bill -> its state, and who bears how much of it."""
    found = {
        bill.number: bill
        for bill in Bill.objects.filter(number__in=list(numbers)).exclude(state=BillState.WITHDRAWN.value)
    }
    posted = {
        one.bill_id: one.amounts
        for one in Statement.objects.filter(bill__in=found.values(), state="posted").select_related("bill")
    }
    return {number: (bill.state, posted.get(bill.pk)) for number, bill in found.items()}
