"""Which bills waited for a change of a register of recognitions or filings, and how do they go on by themselves?

Decision 0092. A bill about which another officer still has to decide stays with them.
"""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Q

from claims.bulk.benefit_year_locks import lock_years
from claims.bulk.statement_writes import move_bills
from claims.models import Bill, BillReview
from claims.operations.settlement import settle_bills
from claims.queries.benefit_years import absorbed_records, bill_key, kept_records
from claims.queries.care_registers import HOLDS
from claims.rules.bill_states import BILL, Move
from claims.rules.review_states import ReviewState
from staff import access, audit
from staff.access import Permission
from staff.models import Officer


@transaction.atomic
def look_again(person_ids: Collection[int], *, on: date, by: Officer) -> int:
    """Work out anew the bills of these people that wait because of a register; how many there were.

    Whoever may settle settles them; for anybody else they are ready again, and say no more why they waited.
    """
    records = {*person_ids, *absorbed_records(person_ids)}
    because = Q()
    for code in sorted(HOLDS):
        because |= Q(holds__contains=[{"code": code}])
    waiting = Bill.objects.filter(because, person_id__in=records, state__in=BILL.before(Move.LOOK_AGAIN))
    decided = BillReview.objects.filter(state=ReviewState.PROPOSED).values("bill")
    bills = list(waiting.exclude(pk__in=decided).order_by("pk"))
    if not bills:
        return 0
    kept = kept_records(bill.person_id for bill in bills)
    lock_years({bill_key(bill, kept) for bill in bills})
    held = Bill.objects.filter(pk__in=[bill.pk for bill in bills], state__in=BILL.before(Move.LOOK_AGAIN))
    bills = list(held.order_by("pk").select_for_update(of=("self",)))
    for bill in bills:
        bill.state, bill.holds = BILL.next(bill.state, Move.LOOK_AGAIN).value, []
    move_bills((bill.pk, bill.state, bill.holds) for bill in bills)
    for bill in bills:
        audit.record(
            "look_again_at_bill",
            by=by,
            about=bill,
            division_code=bill.division_code,
            change={"state": bill.state},
        )
    with access.asking_once():
        may = [bill for bill in bills if access.may(by, Permission.CLAIMS_SETTLE, bill.division_code, on=on)]
    if may:
        settle_bills(may, on=on, by=by)
    return len(bills)
