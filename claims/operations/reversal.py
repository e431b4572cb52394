"""How is a settled bill taken back, so that the year stands as if it had never been?"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Case, When
from django.utils import timezone

from claims.bulk.benefit_year_locks import lock_years
from claims.bulk.statement_writes import move_bills, take_back
from claims.models import Bill, PlanReason
from claims.operations.bills import move
from claims.operations.later_years import paid_in_years
from claims.operations.plans import PlanRefused, list_anew, open_plans, plan_for
from claims.operations.settlement import Settled, settle
from claims.queries.benefit_years import bill_key, kept_records
from claims.queries.year_changes import year_changes
from claims.rules.bill_states import BILL, BillState, Move
from enrollment.operations.people import require_reason
from policy.terms import Text
from staff import access, audit
from staff.access import Permission
from staff.models import Officer
from staff.refusals import Refusal


class CannotReverse(Refusal):
    """The bill is not settled."""


@dataclass(frozen=True, slots=True)
class Reversed:
    """Taken back at once; or, when later bills come out differently without it, listed as a plan first."""

    bill_id: int
    plan_id: int | None = None


@transaction.atomic
def reverse(*, bill: Bill, reason: str, on: date, by: Officer) -> Reversed:
    """Take back a settled bill (冲正) by new entries. Later bills of the year that depended on it are settled anew with it.

    An open list of what changed since is made anew without the bill.
    """
    access.require(by, Permission.CLAIMS_SETTLE, bill.division_code, on=on)
    require_reason(reason)
    key = bill_key(bill, kept_records([bill.person_id]))
    lock_years([key])
    locked = Bill.objects.select_for_update(of=("self",)).get(pk=bill.pk)
    if not BILL.allows(locked.state, Move.REVERSE):
        label = BillState(locked.state).label
        raise CannotReverse(
            "bill_not_settled",
            Text(f"账单 {bill.number} 当前为“{label.zh}”，没有可冲正的结算。",
                 f"Bill {bill.number} is “{label.en}”: there is nothing to reverse."),
            Text("请刷新页面查看最新状态。", "Reload the page."),
            bill_id=bill.pk,
        )  # fmt: skip
    waiting = (
        open_plans([key]).order_by(Case(When(reason=PlanReason.CHANGED, then=1), default=0), "pk").first()
    )
    if waiting is not None and waiting.reason != PlanReason.CHANGED:
        raise PlanRefused(
            "plan_waits",
            Text(
                "该人本年度有待确认的重新结算清单。", "A list of differences of this year waits for a person."
            ),
            Text("请先确认或退回该清单。", "Post or reject it first."),
            plan_id=waiting.pk,
        )
    changes = year_changes([key], removed={bill.pk})[key]
    own = next(one for one in changes if one.bill.pk == bill.pk)
    if any(one.differs for one in changes if one is not own):
        plan_id = plan_for(
            key, changes, on=on, by=by, reason=PlanReason.REVERSAL, bill=locked, note=reason.strip()
        )
        return Reversed(bill.pk, plan_id)
    assert own.statement_id is not None
    take_back([own.statement_id], because=reason.strip(), on=on, by_id=by.pk)
    move_bills([(bill.pk, BILL.next(locked.state, Move.REVERSE).value, [])])
    audit.record(
        "reverse_bill", by=by, about=locked, division_code=locked.division_code,
        change={"reason": reason, "statement": own.statement_id},
    )  # fmt: skip
    paid_in_years([key], by=by, at=timezone.now())
    if waiting is not None:
        list_anew(waiting, on=on, by=by)
    return Reversed(bill.pk)


@transaction.atomic
def settle_again(*, bill: Bill, on: date, by: Officer) -> Settled:
    """Settle a reversed bill anew (重新结算), with everything as it is known now."""
    access.require(by, Permission.CLAIMS_SETTLE, bill.division_code, on=on)
    lock_years([bill_key(bill, kept_records([bill.person_id]))])
    move(bill, Move.RESETTLE)
    return settle(bill=bill, on=on, by=by)
