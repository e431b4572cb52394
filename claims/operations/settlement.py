"""How is a bill settled, so that limits hold, the year is in order and everything adds up?

One bill at a desk and thousands of a file go the same way: the years are locked in one order, everything is read with a fixed
number of statements, the one-person rule decides, and the rows are written in one go.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from claims.bulk.benefit_year_locks import lock_years
from claims.bulk.statement_writes import ToPost, move_bills, post
from claims.models import Bill, Statement
from claims.operations.later_years import paid_in_years
from claims.operations.plans import late_bills_of, plan_for
from claims.queries.benefit_years import BenefitYearKey, bill_key, kept_records, last_posted, years_so_far
from claims.queries.settlement_cases import cases_of, new_cases_of
from claims.queries.year_changes import Change, year_changes
from claims.rules.bill_states import BILL, BillState, Move
from claims.rules.facts import Held, Settlement, YearSoFar
from claims.rules.year_order import Case, can_be_posted, settled_in_order, why_waits
from policy.care import Outcome
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal

_HOLD_READY = "SELECT id FROM claims_bill WHERE id = ANY(%s) AND state = %s ORDER BY id FOR UPDATE"


class BillNotReady(Refusal):
    """The bill is not in a state from which it can be settled."""


class Settled(NamedTuple):
    """How one bill ended: its state, the computation, and the statement or the plan that came of it."""

    bill_id: int
    state: BillState
    done: Settlement
    holds: list[dict[str, Any]]
    statement_id: int | None = None
    plan_id: int | None = None

    def told(self) -> dict[str, Any]:
        """What a report tells of it."""
        return {
            "state": self.state.value,
            "statement": self.statement_id,
            "plan": self.plan_id,
            "person_pays_fen": self.done.person_pays_fen,
            "person_pays_at_most_fen": self.done.person_pays_at_most_fen,
            "payments": {
                name: self.done.paid_by(payer)
                for name, payer in Statement.AMOUNTS.items()
                if name != "person_fen"
            },
            "holds": self.holds,
        }


def preview(*, bill: Bill, on: date, by: Officer) -> Settlement:
    """The figures that settling the bill now would give; nothing is written."""
    access.require(by, Permission.CLAIMS_READ, bill.division_code, on=on)
    return preview_bills([bill])[bill.pk]


def preview_bills(bills: Sequence[Bill]) -> dict[int, Settlement]:
    """The same for many stored bills of whatever people: each year in the order of service."""
    kept = kept_records(bill.person_id for bill in bills)
    by_year: dict[BenefitYearKey, list[Bill]] = defaultdict(list)
    for bill in bills:
        by_year[bill_key(bill, kept)].append(bill)
    asked = {bill.pk for bill in bills}
    found: dict[int, Settlement] = {}
    for changes in year_changes(list(by_year), added=bills).values():
        found |= {one.bill.pk: one.done for one in changes if one.bill.pk in asked and one.done is not None}
    return found


def settle(*, bill: Bill, on: date, by: Officer) -> Settled:
    """Settle one bill (结算): posted when everything is decided and nothing holds it back; else it waits for two officers."""
    done = settle_bills([bill], on=on, by=by).get(bill.pk)
    if done is None:
        state = Bill.objects.values_list("state", flat=True).get(pk=bill.pk)
        label = BillState(state).label
        raise BillNotReady(
            "bill_not_ready",
            Text(
                f"账单 {bill.number} 当前为“{label.zh}”，不能结算。",
                f"Bill {bill.number} is “{label.en}” and cannot be settled.",
            ),
            Text(
                "待放行、待决定的账单请在复核待办中处理；已结算的须先冲正。",
                "A held or undecided bill goes through the review queue; a settled one must be reversed first.",
            ),
            bill_id=bill.pk,
        )
    return done


def settle_batch(bill_ids: Sequence[int], *, on: date, by: Officer) -> dict[int, Settled]:
    """Settle the ready ones of many bills in one transaction; bill id -> how it ended."""
    return settle_bills(list(Bill.objects.filter(pk__in=bill_ids)), on=on, by=by)


@transaction.atomic
def settle_bills(bills: Sequence[Bill], *, on: date, by: Officer) -> dict[int, Settled]:
    """The same for bills at hand; those that are not ready any more are left out."""
    _require_may_settle(bills, on=on, by=by)
    kept = kept_records(bill.person_id for bill in bills)
    lock_years({bill_key(bill, kept) for bill in bills})
    ready = _locked(bills)
    if not ready:
        return {}
    outcomes = _settled(ready, cases_of(ready), on=on, by=by)
    move_bills((one.bill_id, one.state.value, one.holds) for one in outcomes.values())
    return outcomes


@transaction.atomic
def settle_new(bills: Sequence[Bill], *, on: date, by: Officer) -> dict[int, Settled]:
    """The same for ready bills that have ids but are not stored yet: the caller writes each with the state given here.

    The persons are records that count, and each is plainly covered on every day of service.
    """
    _require_may_settle(bills, on=on, by=by)
    lock_years({(bill.person_id, bill.discharged_on.year) for bill in bills})
    ready = sorted(bills, key=lambda bill: bill.pk)
    return _settled(ready, new_cases_of(ready), on=on, by=by)


def _require_may_settle(bills: Sequence[Bill], *, on: date, by: Officer) -> None:
    with access.asking_once():
        for code in {bill.division_code for bill in bills}:
            access.require(by, Permission.CLAIMS_SETTLE, code, on=on)


def _settled(ready: Sequence[Bill], asked: Sequence[Case], *, on: date, by: Officer) -> dict[int, Settled]:
    """Work out every case in the order of its year, write the statements and the audit; the caller moves the bills."""
    by_year: dict[BenefitYearKey, list[Case]] = defaultdict(list)
    for case in asked:
        by_year[case.benefit_year].append(case)
    so_far, last = years_so_far(by_year), last_posted(by_year)
    by_id = {bill.pk: bill for bill in ready}
    outcomes: dict[int, Settled] = {}
    to_post: list[ToPost] = []
    late: dict[BenefitYearKey, list[Case]] = {}
    for key, cases in by_year.items():
        if key in last and min(case.order for case in cases) < last[key]:
            late[key] = cases
        else:
            _in_order(cases, so_far[key], by_id, outcomes, to_post)
    if late:
        _out_of_order(late, by_id, outcomes, to_post, on=on, by=by)
    posted = post(to_post, on=on, by_id=by.pk)
    for bill_id, statement_id in posted.items():
        outcomes[bill_id] = outcomes[bill_id]._replace(holds=[], statement_id=statement_id)
    paid_in_years({one.case.benefit_year for one in to_post}, by=by, at=timezone.now())
    _audited(outcomes, by_id, by)
    return outcomes


def _locked(bills: Sequence[Bill]) -> list[Bill]:
    """Those that are still ready, with their rows held; what a bill says never changes, so it is not read again."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_READY, [[bill.pk for bill in bills], BillState.READY.value])
        ready = {row[0] for row in cursor.fetchall()}
    return sorted((bill for bill in bills if bill.pk in ready), key=lambda bill: bill.pk)


def _in_order(
    cases: list[Case],
    so_far: YearSoFar,
    by_id: dict[int, Bill],
    outcomes: dict[int, Settled],
    to_post: list[ToPost],
) -> None:
    for case, done in settled_in_order(cases, so_far):
        _conclude(case, done, by_id, outcomes, to_post)


def _conclude(
    case: Case,
    done: Settlement,
    by_id: dict[int, Bill],
    outcomes: dict[int, Settled],
    to_post: list[ToPost],
) -> None:
    bill = by_id[case.bill_id]
    if can_be_posted(done):
        to_post.append(ToPost(case, done, bill.person_id, bill.division_code))
        outcomes[bill.pk] = Settled(bill.pk, _after(Move.SETTLE), done, [])
    elif done.outcome is Outcome.UNDECIDED:
        outcomes[bill.pk] = Settled(bill.pk, _after(Move.LEAVE_UNDECIDED), done, why_waits(done))
    else:
        outcomes[bill.pk] = Settled(bill.pk, _after(Move.HOLD), done, why_waits(done))


def _out_of_order(
    late: dict[BenefitYearKey, list[Case]],
    by_id: dict[int, Bill],
    outcomes: dict[int, Settled],
    to_post: list[ToPost],
    *,
    on: date,
    by: Officer,
) -> None:
    """Bills of days before bills already settled: posted when those stay as they are, else shown as a plan first."""
    waiting = late_bills_of(list(late))
    new = [by_id[case.bill_id] for cases in late.values() for case in cases]
    added = new + [bill for bill in waiting if bill.pk not in by_id]
    for key, changes in year_changes(list(late), added=added).items():
        asked = {case.bill_id for case in late[key]}
        fits = not any(one.differs for one in changes if one.bill.pk not in asked)
        plan_id = None if fits else plan_for(key, changes, on=on, by=by)
        for one in changes:
            if one.bill.pk in asked:
                _late(one, fits, plan_id, by_id, outcomes, to_post)


def _late(
    one: Change,
    fits: bool,
    plan_id: int | None,
    by_id: dict[int, Bill],
    outcomes: dict[int, Settled],
    to_post: list[ToPost],
) -> None:
    assert one.case is not None and one.done is not None
    if fits or not can_be_posted(one.done):
        _conclude(one.case, one.done, by_id, outcomes, to_post)
        return
    text = Text(
        "本年度已有较晚的账单结算在先：须按就医先后重新结算，差额先列出、由另一人确认。",
        "Bills of later days of this year are settled already: they are settled anew in the order of service; the "
        "differences are listed first and another officer posts them.",
    )
    hold = Held("resettlement", text).as_json() | {"plan": plan_id}
    outcomes[one.bill.pk] = Settled(one.bill.pk, _after(Move.HOLD), one.done, [hold], None, plan_id)


@cache
def _after(move: Move) -> BillState:
    return BILL.next(BillState.READY, move)


def _audited(outcomes: dict[int, Settled], by_id: dict[int, Bill], by: Officer) -> None:
    if len(outcomes) == 1:
        ((bill_id, one),) = outcomes.items()
        bill = by_id[bill_id]
        change = {
            "state": one.state.value,
            "statement": one.statement_id,
            "plan": one.plan_id,
            "person_pays_fen": one.done.person_pays_fen,
        }
        audit.record("settle_bill", by=by, about=bill, division_code=bill.division_code, change=change)
        return
    counted: dict[str, int] = defaultdict(int)
    for one in outcomes.values():
        counted[one.state.value] += 1
    areas = sorted({bill.area for bill in by_id.values()})
    audit.record(
        "settle_bills",
        by=by,
        about=("bill", f"{min(outcomes)}-{max(outcomes)}"),
        division_code=areas[0] if len(areas) == 1 else "",
        change={"bills": len(outcomes), "states": dict(counted), "areas": areas},
    )
